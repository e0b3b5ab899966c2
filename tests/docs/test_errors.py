"""One page a code: its words are the table's, its reproducer gives it and nothing else, the mended spec is fine."""

import re
from pathlib import Path

import pytest

from kpidsl.text.codes import CODES, Code
from tests.docs.conftest import ROOT, Settle
from tests.docs.pages import Block, Page, with_part
from tests.docs.saying import SPEC, Teller, answers

FOLDER = ROOT / "docs/errors"
COMPANY = "../language/README.md#the-company-behind-the-examples"
FAMILIES = {
    "K1": "Syntax",
    "K2": "Names and files",
    "K3": "Types and units",
    "K4": "Aggregation and joins",
    "K5": "Time",
    "K6": "Targets and the tree",
    "K7": "Dialects",
    "K8": "The warehouse and its data",
    "K9": "Pages and fonts",
}
_TITLE = re.compile(r"# (?P<code>[A-Z]\d+): (?P<title>.+)\n")
_SAID = re.compile(r"^(?:error|warning|info)\[(\w+)\]", re.MULTILINE)


def _filled(words: str) -> str:
    return re.sub(r"(?<!\{)\{(\w+)\}(?!\})", r"‹\1›", words).replace("{{", "{").replace("}}", "}")


def _words(code: Code, message: str, hint: str, name: str, lead: str) -> str:
    lines = [f"> {name}: {_filled(message)}"]
    if hint:
        lines += [">", f"> {lead}: {_filled(hint)}"]
    return "".join(f"{line}\n" for line in lines)


def _with_words(text: str, code: Code) -> str:
    severity = {"error": "エラー", "warning": "警告", "info": "情報"}[code.severity]
    text = with_part(text, "words", _words(code, code.en, code.hint_en, code.severity, "hint"))
    return with_part(text, "words-ja", _words(code, code.ja, code.hint_ja, severity, "ヒント"))


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    pages = {path.stem for path in FOLDER.glob("K*.md")}
    assert (sorted(CODES.keys() - pages), sorted(pages - CODES.keys())) == ([], [])


PAGES = [FOLDER / f"{code}.md" for code in CODES if (FOLDER / f"{code}.md").is_file()]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_says_what_the_program_says(path: Path, teller: Teller, settle: Settle) -> None:
    code = path.stem
    page = Page.read(path)
    title = _TITLE.match(page.text)
    assert title is not None and title["code"] == code
    assert "## 日本語\n" in page.text
    said, wrong = answers(page, teller)
    assert not wrong, "\n".join(wrong)
    for text in _outputs(page, said):
        assert set(_SAID.findall(text)) == {code}, text
    settle(path, _with_words(page.with_texts(said), CODES[code]))


def _outputs(page: Page, said: dict[Block, str]) -> list[str]:
    """Return what was said to the reproducers of a page; one without any says so in its prose alone."""
    return [said[block] for block in page.blocks if block in said]


def test_a_reproducer_is_followed_by_the_mended_spec() -> None:
    for path in PAGES:
        page = Page.read(path)
        specs = [block for block in page.blocks if block.language in SPEC]
        if any(page.answer_to(block) for block in specs):
            assert page.answer_to(specs[-1]) is None, path.name


def test_the_index_names_every_page(settle: Settle) -> None:
    lines = [
        "# Findings\n\n",
        "Every finding has a code. Each page says what happened, why it matters, and how to mend it, with a spec\n",
        f"that brings it about. The specs build on [the company behind the examples]({COMPANY}).\n",
    ]
    for family, name in FAMILIES.items():
        codes = [code for code in CODES if code.startswith(family)]
        lines.append(f"\n## {family}: {name}\n\n")
        lines += [f"- [{code}]({code}.md) {_title(code)}\n" for code in codes]
    settle(FOLDER / "README.md", "".join(lines))


def _title(code: str) -> str:
    found = _TITLE.match((FOLDER / f"{code}.md").read_text("utf-8"))
    assert found is not None, code
    return found["title"]
