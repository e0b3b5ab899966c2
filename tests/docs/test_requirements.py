"""docs/requirements.md: every requirement of the articles has a row, and what a row points at is there."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT, Settle

PAGE = ROOT / "docs/requirements.md"
COUNTS = {"000": 19, "001": 25, "002": 24, "003": 21, "004": 14}
STATES = ("served", "partly", "not yet")
_ROW = re.compile(
    r"^\| (?P<id>\d{3}-\d{2}) \| (?P<words>.+?) \| (?P<state>[a-z ]+) \| (?P<shown>.+?) \| (?P<proof>.+?) \|$"
)
_SHOWN = re.compile(r"^\[`(?P<file>[^`:]+):(?P<line>\d+)`\]\(\.\./[^)]+\) `(?P<fragment>.+)`$")


@dataclass(frozen=True)
class Row:
    """A row of the page: `shown` is (file, line, what stands there), `proof` (file, test), None where nothing is."""

    id: str
    state: str
    text: str
    shown: tuple[str, int, str] | None
    proof: tuple[str, str] | None


def rows() -> Iterator[Row]:
    for line in PAGE.read_text("utf-8").splitlines():
        if (row := _ROW.match(line)) is None:
            assert not re.match(r"\| \d{3}-", line), line
            continue
        shown = _SHOWN.match(row["shown"])
        file, _, test = row["proof"].strip("`").partition("::")
        yield Row(
            row["id"],
            row["state"],
            line,
            (shown["file"], int(shown["line"]), shown["fragment"].replace("\\|", "|")) if shown else None,
            (file, test) if test else None,
        )


@cache
def proofs_in(file: Path) -> Mapping[str, ast.FunctionDef]:
    return {each.name: each for each in ast.parse(file.read_text("utf-8")).body if isinstance(each, ast.FunctionDef)}


def test_every_requirement_has_one_row() -> None:
    wanted = [f"{article}-{number:02}" for article, count in COUNTS.items() for number in range(1, count + 1)]
    assert [each.id for each in rows()] == wanted


@pytest.mark.parametrize("row", [*rows()], ids=lambda row: row.id)
def test_a_row_has_a_live_proof_or_says_that_it_has_none(row: Row) -> None:
    assert row.state in STATES
    if row.state == "not yet":
        assert row.shown is None and row.proof is None
        return
    assert row.shown is not None and row.proof is not None, row.text
    file, name = row.proof
    assert name in proofs_in(ROOT / file), f"{file} has no test {name}"


def test_each_line_of_a_spec_is_where_the_page_says(settle: Settle) -> None:
    text = PAGE.read_text("utf-8")
    for row in rows():
        if row.shown is None:
            continue
        file, line, fragment = row.shown
        found = [number for number, each in enumerate(_lines(file), 1) if fragment in each]
        assert found, f"{row.id}: {file} has no line with {fragment}"
        moved = row.text.replace(f"{file}:{line}`", f"{file}:{found[0]}`").replace(f"#L{line})", f"#L{found[0]})")
        text = text.replace(row.text, moved)
    settle(PAGE, text)


@cache
def _lines(file: str) -> list[str]:
    return (ROOT / file).read_text("utf-8").splitlines()
