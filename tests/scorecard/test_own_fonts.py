"""Fonts that a design brings along: used, embedded, counted for glyphs; hostile ones end as findings."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from kpidsl.scorecard.designs import find_design
from kpidsl.scorecard.fonts import bundled
from kpidsl.scorecard.outputs.unchanged import made_from
from kpidsl.scorecard.page import render_html
from kpidsl.scorecard.pdf import render_pdf
from kpidsl.scorecard.records import Scorecard

CAT = "\N{CAT FACE}"


def a_font(family: str = "Corp Sans", *, rights: int = 0, drawn: str = f" ABC日本{CAT}") -> bytes:
    """Return a small TrueType font whose every glyph is a square."""
    pen = TTGlyphPen(None)
    for step, point in enumerate([(50, 0), (50, 700), (750, 700), (750, 0)]):
        pen.lineTo(point) if step else pen.moveTo(point)
    pen.closePath()
    square, names = pen.glyph(), [".notdef", *(f"g{number}" for number in range(len(drawn)))]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(char): name for char, name in zip(drawn, names[1:], strict=True)})
    made.setupGlyf(dict.fromkeys(names, square))
    made.setupHorizontalMetrics(dict.fromkeys(names, (800, 50)))
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    made.setupOS2(fsType=rights)
    made.setupPost()
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def variable() -> bytes:
    font = TTFont(io.BytesIO(a_font()))
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._f_v_a_r import Axis

    axis = Axis()
    axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue, axis.axisNameID = "wght", 100, 400, 900, 1
    font["fvar"] = newTable("fvar")
    font["fvar"].axes, font["fvar"].instances = [axis], []
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def lettered(at: Path, data: bytes, name: str = "Corp.ttf") -> Path:
    folder = at / "mine"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(data)
    (folder / "design.yaml").write_text(f"extends: executive\nfonts: [{name}]\n", encoding="utf-8")
    return at


def test_the_page_is_set_in_it_and_what_it_alone_can_draw_is_no_finding(tmp_path: Path, sample: Scorecard) -> None:
    design = find_design("mine", (lettered(tmp_path, a_font()),)).value
    assert design is not None
    card = replace(sample, title=f"ABC {CAT}")
    html = render_html(card, design).value
    assert html is not None
    made = render_pdf(html, fonts=design.fonts).value
    again = render_pdf(html, fonts=design.fonts).value
    assert made is not None and again is not None and made.data == again.data
    assert set(made.fonts) == {*bundled.EMBEDDED, "Corp-Sans"}
    with pikepdf.open(io.BytesIO(made.data)) as file:
        assert str(file.Root["/Lang"]) == "ja-JP" and bool(file.Root["/MarkInfo"]["/Marked"])


def test_without_the_font_the_same_page_is_refused(tmp_path: Path, sample: Scorecard) -> None:
    design = find_design("mine", (lettered(tmp_path, a_font()),)).value
    assert design is not None
    card = replace(sample, title=f"ABC {CAT}")
    found = render_html(card, replace(design, fonts=())).diagnostics
    assert [each.code for each in found] == ["K903"]
    html = render_html(card, design).value or ""
    assert "K906" in [each.code for each in render_pdf(html).diagnostics]


def test_another_font_makes_another_file(tmp_path: Path) -> None:
    one, other = (find_design("mine", (lettered(tmp_path / name, a_font(name)),)).value for name in ("One", "Two"))
    assert one is not None and other is not None
    assert made_from("", "pdf/ua-1", (), one.fonts) != made_from("", "pdf/ua-1", (), other.fonts)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no static TrueType"),
        (b"wOF2" + bytes(40), "no static TrueType"),
        (b"ttcf" + bytes(40), "no static TrueType"),
        (b"OTTO" + b"\xff" * 400, "cannot be read"),
        (a_font()[:300], "cannot be read"),
        (variable(), "a variable font"),
        (a_font(rights=2), "does not allow"),
        (a_font(drawn="ABC"), "no space"),
        (a_font("Kpidsl Sans JP"), "needs a name"),
        (a_font('x"; } body { display: none'), "needs a name"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, told: str, tmp_path: Path) -> None:
    found = find_design("mine", (lettered(tmp_path, data),)).diagnostics
    assert [each.code for each in found] == ["K910"]
    assert told in str(dict(found[0].facts)["what"])


@pytest.mark.parametrize(("name", "told"), [("../Corp.ttf", "leads out of"), ("none.ttf", "No such file")])
def test_a_font_outside_the_folder_is_not_read(name: str, told: str, tmp_path: Path) -> None:
    own = lettered(tmp_path, a_font())
    (own / "Corp.ttf").write_bytes(a_font())
    (own / "mine" / "design.yaml").write_text(f"extends: executive\nfonts: [{name}]\n", encoding="utf-8")
    found = find_design("mine", (own,)).diagnostics
    assert [each.code for each in found] == ["K910"] and told in str(dict(found[0].facts)["what"])


def test_broken_outlines_end_one_document_not_the_program(tmp_path: Path, sample: Scorecard) -> None:
    font = TTFont(io.BytesIO(a_font()))
    start, length = font.reader.tables["glyf"].offset, font.reader.tables["glyf"].length
    data = bytearray(a_font())
    data[start : start + length] = b"\xff" * length
    design = find_design("mine", (lettered(tmp_path, bytes(data)),)).value
    assert design is not None
    html = render_html(sample, design).value
    assert html is not None
    outcome = render_pdf(html, fonts=design.fonts)
    assert outcome.value is not None or outcome.diagnostics
