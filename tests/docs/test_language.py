"""The reference of the language: every block is checked or run, and the tables are those of the program."""

from pathlib import Path

import pytest

from tests.docs.conftest import ROOT, Settle
from tests.docs.pages import Page, with_part
from tests.docs.saying import Teller, answers
from tests.docs.tables import PARTS

PAGES = sorted((ROOT / "docs/language").glob("*.md"))


def _with_tables(text: str) -> str:
    for name, lines in PARTS.items():
        if f"<!-- {name} -->\n" in text:
            text = with_part(text, name, lines())
    return text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_block_says_what_the_page_says(path: Path, teller: Teller, settle: Settle) -> None:
    page = Page.read(path)
    said, wrong = answers(page, teller)
    assert not wrong, "\n".join(wrong)
    settle(path, _with_tables(page.with_texts(said)))


def test_every_table_stands_in_the_reference() -> None:
    texts = "".join(path.read_text("utf-8") for path in PAGES)
    assert [name for name in PARTS if f"<!-- {name} -->" not in texts] == []


def test_the_prelude_is_a_project_without_findings(teller: Teller) -> None:
    page = Page.read(ROOT / "docs/language/README.md")
    (prelude,) = [block for block in page.blocks if "prelude" in block.words]
    assert teller.findings(prelude)[0] == ""
