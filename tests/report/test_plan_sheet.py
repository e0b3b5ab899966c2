"""A plan as a workbook: opened as what it is, a zip of XML, without the library that wrote it."""

import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from kpidsl.cli.main import main

from .test_plan_goal import CLOSE, goal, months, write

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Sheet = dict[str, str | float]


def sheets(data: bytes) -> dict[str, Sheet]:
    """Return by sheet the value of each cell by its place; a formula anywhere fails."""
    with ZipFile(BytesIO(data)) as book:
        texts = ["".join(each.itertext()) for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        names = [
            each.attrib["name"] for each in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        ]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(sheet.iter(f"{_MAIN}f")) and not list(sheet.iter(f"{_MAIN}hyperlink"))
            cells: Sheet = {}
            for cell in sheet.iter(f"{_MAIN}c"):
                value = cell.find(f"{_MAIN}v")
                if value is not None and value.text is not None:
                    text = cell.attrib.get("t") == "s"
                    cells[cell.attrib["r"]] = texts[int(value.text)] if text else float(value.text)
            found[name] = cells
    return found


def planned(folder: Path, target: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Sheet]:
    monkeypatch.setenv("KPIDSL_LANG", language)
    with pytest.raises(SystemExit) as ended:
        main([*command(folder), "-o", str(target)])
    assert ended.value.code == 0
    return sheets(target.read_bytes())


def command(folder: Path) -> list[str]:
    return ["plan", "revenue", "--project", str(folder), "--as-of", CLOSE.isoformat(), "--format", "xlsx"]


def column(sheet: Sheet, letter: str) -> list[float]:
    return [value for place, value in sheet.items() if place[0] == letter and isinstance(value, float)]


def test_the_sheets_add_up_and_speak_the_readers_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, goal(target="300001 in FY2026", n="heads 3"), months())
    book = planned(folder, tmp_path / "p.xlsx", "ja", monkeypatch)
    assert list(book) == ["計画", "月別", "週別", "営業日別", "担当別"]
    assert "必要" in book["計画"].values() and "合計" in book["月別"].values()
    at = {value: place[0] for place, value in book["営業日別"].items() if place.endswith("1") and len(place) == 2}
    calls = next(letter for value, letter in at.items() if str(value).startswith("n"))
    assert sum(column(book["営業日別"], calls)) == 901
    *parts, total = column(book["月別"], calls)
    assert sum(parts) == total == 901
    assert sum(sum(column(book["担当別"], letter)) for letter in "BCD") == 901
    assert book["営業日別"]["A2"] == (date(2026, 10, 1) - date(1899, 12, 30)).days


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, goal(), months())
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    planned(folder, one, "en", monkeypatch)
    planned(folder, two, "en", monkeypatch)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.com"])
def test_a_name_that_looks_like_a_formula_is_a_text(
    label: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = goal().replace("kpi n = count(calls)", f'kpi n "{label}" = count(calls)')
    book = planned(write(tmp_path, spec, months()), tmp_path / "p.xlsx", "ja", monkeypatch)
    assert label in book["計画"].values()


def test_a_missing_library_is_a_finding_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setenv("KPIDSL_LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main([*command(write(tmp_path, goal(), months())), "-o", str(tmp_path / "p.xlsx")])
    err = capsys.readouterr().err
    assert ended.value.code == 2 and "K920" in err and "pip install 'kpidsl[xlsx]'" in err
    assert not (tmp_path / "p.xlsx").exists()
