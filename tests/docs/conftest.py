"""Pages held against what the program says; `pytest tests/docs --update` writes it into them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import Page
from tests.docs.saying import Teller

ROOT = Path(__file__).parents[2]


Settle = Callable[[Path, str], None]


@pytest.fixture
def settle(update: bool) -> Settle:
    """Return a function that holds a file against the text it should have, or writes that text."""

    def hold(path: Path, text: str) -> None:
        if update:
            path.write_text(text, encoding="utf-8")
        found = path.read_text("utf-8") if path.is_file() else ""
        name = path.relative_to(ROOT)
        assert found == text, f"{name} says something else than the program: pytest tests/docs --update"

    return hold


@pytest.fixture
def teller(tmp_path: Path, demo: Path) -> Teller:
    """Return what says what the tool says: specs are checked in an empty folder, commands run in the demo project."""
    return Teller(tmp_path / "shop", demo, _prelude())


def _prelude() -> str:
    page = Page.read(ROOT / "docs/language/README.md")
    return next(block.text for block in page.blocks if "prelude" in block.words)
