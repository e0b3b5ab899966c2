"""Every kind of file from one Scorecard: the same numbers in all, the same bytes again, and no text that acts."""

import csv
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from email import message_from_bytes, policy
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest

from kpidsl.scorecard.browser.page import on_one_sheet
from kpidsl.scorecard.designs import Design
from kpidsl.scorecard.figures import Name
from kpidsl.scorecard.outputs.endings import ENDINGS, ending_of
from kpidsl.scorecard.outputs.making import Making, archived, make_files
from kpidsl.scorecard.outputs.rows import COLUMNS, as_csv, csv_cell
from kpidsl.scorecard.outputs.workbook import workbook
from kpidsl.scorecard.plain import read_scorecard
from kpidsl.scorecard.records import Scorecard
from kpidsl.text.diagnostic import Outcome

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def told(made: Outcome[dict[str, bytes]]) -> list[str]:
    """Return the codes of what was found, but for K913, which says of the machine alone that it draws slowly."""
    return [each.code for each in made.diagnostics if each.code != "K913"]


@pytest.fixture(scope="module")
def files(sample: Scorecard, executive: Design) -> dict[str, bytes]:
    made = make_files(Making(sample, executive), ENDINGS)
    assert told(made) == []
    return made.value


def cells(data: bytes, sheet: int = 1) -> list[list[str]]:
    """Return the texts and numbers of a sheet as they are stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = ["".join(each.itertext()) for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    rows = []
    for row in root.iter(f"{SPREADSHEET}row"):
        found = [""] * len(COLUMNS)
        for cell in row:
            column = 0
            for letter in re.sub(r"\d", "", cell.attrib["r"]):
                column = column * 26 + ord(letter) - 64
            value = cell.findtext(f"{SPREADSHEET}v")
            if value is not None and column <= len(found):
                found[column - 1] = shared[int(value)] if cell.attrib.get("t") == "s" else value
        rows.append(found)
    return rows


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def pages(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_numbers_are_the_same_in_every_file(files: dict[str, bytes], sample: Scorecard) -> None:
    rows = table(files[".csv"])
    assert [each["kpi"] for each in rows][-len(sample.rows) :] == [row.name.id for row in sample.rows]
    book = cells(files[".xlsx"])
    assert tuple(book[0]) == COLUMNS
    record = read_scorecard(files[".json"].decode(), "x").value
    assert record == sample
    page, browser, mail = pages(files[".pdf"]), files[".html"].decode(), files[".txt"].decode()
    printed = [row for sheet in on_one_sheet(sample).sheets for block in sheet.blocks for row in block.rows]
    for row, written, stored, text in zip(
        sample.rows, rows[-len(sample.rows) :], book[-len(sample.rows) :], printed, strict=True
    ):
        for name, value in (("actual", row.actual), ("target", row.target), ("achievement", row.achievement)):
            kept = stored[COLUMNS.index(name)]
            if value is None:
                assert (written[name], kept) == ("", "")
            else:
                assert Decimal(written[name]) == Decimal(str(value)) and float(kept) == float(value)
        assert text.actual in page and text.target in page and text.achievement in page
        part = browser.partition(f'data-kpi="{row.name.id}"')[2].partition("</tr>")[0]
        assert text.actual in part and text.target in part and text.achievement in part
    goal = on_one_sheet(sample).goal
    assert goal is not None
    for figure in (goal.actual, goal.target, goal.forecast, goal.attainment):
        assert figure in page and figure in browser and figure in mail
    for concern in on_one_sheet(sample).concerns:
        assert concern.concern.reason in mail and concern.achievement in mail and concern.concern.reason in browser


def test_the_mail_has_the_text_and_the_pdf_and_nothing_of_the_sender(files: dict[str, bytes]) -> None:
    message = message_from_bytes(files[".eml"], policy=policy.default)
    text, attached = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == files[".txt"].decode()
    assert attached.get_content() == files[".pdf"] and attached.get_content_type() == "application/pdf"
    assert {each.lower() for each in message} == {"subject", "x-unsent", "mime-version", "content-type"}


def test_the_picture_is_page_one(files: dict[str, bytes]) -> None:
    data = files[".png"]
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82")
    assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (1754, 1241)


def test_the_archive_holds_numbers_record_and_specs_and_says_what_each_is(sample: Scorecard, executive: Design) -> None:
    attached = archived(sample, [("specs/a.kpi", "kgi x = 1\n"), ("specs_a.kpi", "kpi y = 2\n"), ("kpidsl.yaml", "")])
    made = make_files(Making(sample, executive, attached), [".pdf"]).value[".pdf"]
    with pikepdf.open(io.BytesIO(made)) as file:
        found = {name: str(each.obj["/AFRelationship"]) for name, each in file.attachments.items()}
        assert found == {
            "numbers.csv": "/Data",
            "scorecard.json": "/Data",
            "kpidsl.yaml": "/Source",
            "specs_a.kpi": "/Source",
            "2_specs_a.kpi": "/Source",
        }
        assert file.attachments["specs_a.kpi"].get_file().read_bytes() == b"kgi x = 1\n"
        assert file.attachments["numbers.csv"].get_file().read_bytes() == as_csv(sample)
        assert str(file.attachments["numbers.csv"].obj["/EF"]["/F"]["/Params"]["/ModDate"]) == "D:20000101000000Z"
        with file.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert bool(file.Root["/MarkInfo"]["/Marked"]) and str(file.Root["/Lang"]) == "ja-JP"


AGAIN = """
import hashlib, sys
from kpidsl.scorecard.designs import find_design
from kpidsl.scorecard.outputs.endings import ENDINGS
from kpidsl.scorecard.outputs.making import Making, archived, make_files
from kpidsl.scorecard.plain import read_scorecard
design = find_design("executive").value
card = read_scorecard(design.sample("ja"), "x").value
made = make_files(Making(card, design), ENDINGS).value
made["archive"] = make_files(Making(card, design, archived(card, [("a", "b")])), [".pdf"]).value[".pdf"]
for name, data in made.items():
    print(name, hashlib.sha256(data).hexdigest())
"""


def test_another_process_seed_clock_and_no_fonts_give_the_same_bytes(
    files: dict[str, bytes], sample: Scorecard, executive: Design, tmp_path: object
) -> None:
    mine = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    archive = make_files(Making(sample, executive, archived(sample, [("a", "b")])), [".pdf"]).value[".pdf"]
    mine["archive"] = hashlib.sha256(archive).hexdigest()
    elsewhere = {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "LC_ALL": "C", "HOME": str(tmp_path)}
    fontless = {"FONTCONFIG_FILE": os.devnull, "FONTCONFIG_PATH": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", AGAIN],
        env={**os.environ, **elsewhere, **fontless},
        capture_output=True,
        text=True,
        check=True,
    )
    assert dict(line.split() for line in ended.stdout.splitlines()) == mine


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("http://x")'])
def test_no_text_is_a_formula(text: str, sample: Scorecard) -> None:
    assert csv_cell(text).startswith("'")
    row = replace(sample.rows[0], owner=text, name=Name(text))
    card = replace(sample, groups=(replace(sample.groups[0], label=text, rows=(row,)),), title=text)
    stored = workbook(card).value
    assert stored is not None
    with zipfile.ZipFile(io.BytesIO(stored)) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets" in name)
    assert "<f>" not in sheets and "hyperlink" not in sheets.lower()
    assert table(as_csv(card))[-1]["owner"].lstrip("'") in text.replace("\t", "␉")


def test_a_negative_number_is_a_number(sample: Scorecard) -> None:
    row = replace(sample.rows[0], actual=Decimal("-12.50"), vs_previous=None)
    card = replace(sample, groups=(replace(sample.groups[0], rows=(row,)),))
    assert table(as_csv(card))[-1]["actual"] == "-12.50" and table(as_csv(card))[-1]["vs_previous"] == ""


def test_without_what_a_kind_needs_nothing_is_made(
    sample: Scorecard, executive: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    made = make_files(Making(sample, executive), [".csv", ".png", ".xlsx"])
    assert made.value == {} and told(made) == ["K921", "K920"]


def test_a_character_without_glyph_stops_the_pdf_and_not_the_page_for_browsers(
    sample: Scorecard, executive: Design
) -> None:
    card = replace(sample, title="🚀 \N{RIGHT-TO-LEFT OVERRIDE}")
    assert {each.code for each in make_files(Making(card, executive), [".pdf"]).diagnostics} == {"K903"}
    page = make_files(Making(card, executive), [".html"]).value[".html"].decode()
    assert "🚀" in page and "\N{RIGHT-TO-LEFT OVERRIDE}" not in page


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PDF", ".pdf"), ("a.b.csv", ".csv"), ("a.page.html", ".page.html"), ("a.html", ".html"), ("a.docx", None)],
)
def test_the_ending_says_what_a_file_is(name: str, ending: str | None) -> None:
    assert ending_of(name) == ending
