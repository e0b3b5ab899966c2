"""The HTML page: what a reader finds on it, and what must never get into it."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kpidsl.scorecard.designs import Design, design_names, find_design, read_design
from kpidsl.scorecard.figures import Name
from kpidsl.scorecard.layout import Room, sheets
from kpidsl.scorecard.numbers import Style
from kpidsl.scorecard.page import render_html
from kpidsl.scorecard.plain import read_scorecard, to_json
from kpidsl.scorecard.preflight import missing_glyphs
from kpidsl.scorecard.printed_rows import printed_row
from kpidsl.scorecard.records import Group, Row, Scorecard
from kpidsl.scorecard.verdict import LONGEST, counts, headline
from kpidsl.scorecard.widths import ems
from kpidsl.scorecard.words import PAGE, STATUS

from .conftest import with_rows


def test_the_verdict_is_one_sentence_in_the_language_of_the_record(sample: Scorecard, english: Scorecard) -> None:
    assert (
        headline(sample, Style(sample.locale))
        == "受注金額は計画に5.8%届かず、着地見込みは目標の93.3%、遅れは受注率など2指標"
    )
    expected = "Booked revenue is 5.8% behind plan, heading for 93.3% of target; 2 KPIs behind, led by Win rate"
    assert headline(english, Style(english.locale)) == expected


def test_a_verdict_says_what_a_held_back_status_would_be(sample: Scorecard, row: Row) -> None:
    """One KPI alone is behind, though by this period it is not."""
    held = replace(row, status="behind", pending="on_track")
    card = replace(sample, goal=None, headline="", groups=(Group("", (held,)),), concerns=())
    assert headline(card, Style(card.locale)) == "遅れは受注率（今期だけなら順調）"
    late = replace(card, groups=(Group("", (replace(held, pending="at_risk"),)),))
    assert headline(late, Style(card.locale)) == "遅れは受注率"


def test_a_verdict_about_a_long_name_still_fits_on_its_line(sample: Scorecard) -> None:
    assert sample.goal is not None
    card = replace(sample, goal=replace(sample.goal, name=Name("とても長い名前の指標" * 8)))
    assert ems(headline(card, Style(card.locale))) <= LONGEST


def test_counts_by_status_add_up_to_the_rows(sample: Scorecard) -> None:
    assert sum(number for _, number in counts(sample.rows)) == len(sample.rows) == 16


def test_a_row_is_printed_with_figures_marks_and_charts(row: Row, sample: Scorecard) -> None:
    line = printed_row(row, Style(sample.locale, "ten_thousand"))
    figures = (
        line.actual,
        line.target,
        line.achievement,
        line.vs_previous,
        line.vs_last_year,
        line.status,
        line.signal,
    )
    assert figures == ("20.8%", "25.0%", "83.2%", "−2.3pt", "−4.4pt", "遅れ", "下振れ傾向")
    assert line.bullet and line.bullet.alt == "受注率、実績 20.8%、計画 25.0%、達成率 83.2%"
    assert line.trend and "通常範囲を下回る" in line.trend.alt


def test_a_missing_value_draws_no_chart_of_zero(row: Row, sample: Scorecard) -> None:
    line = printed_row(replace(row, actual=None, absent="no_data", series=(), bullet=None), Style(sample.locale))
    assert (line.actual, line.trend, line.bullet) == ("欠測", None, None)


def test_the_page_holds_mark_word_owner_and_definition_of_each_kpi(page: str, sample: Scorecard) -> None:
    for row in sample.rows:
        assert row.name.id in page and row.owner in page and STATUS["ja"][row.status] in page
    for definition in sample.definitions:
        assert definition.fingerprint in page and definition.place in page
    assert sample.run.id in page and 'class="mark mark-behind"' in page


def test_the_english_page_has_no_japanese_outside_names(english: Scorecard, executive: Design) -> None:
    html = render_html(english, executive).value
    assert html is not None and '<html lang="en-GB">' in html
    shown = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    for word in ("実績", "達成率", "責任者", "遅れ"):
        assert word not in shown


def test_both_languages_have_the_same_words() -> None:
    assert PAGE["ja"].keys() == PAGE["en"].keys()


def test_the_page_reaches_for_nothing_outside_itself(page: str) -> None:
    assert not re.search(r"""(?:src|href)=["'](?!data:)|url\((?!["']?data:)|@import""", page)


def test_text_that_looks_like_markup_is_printed_as_text(row: Row, sample: Scorecard, executive: Design) -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}<img src=http://example.com/x>"
    card = replace(with_rows(sample, replace(row, name=Name(hostile), owner='"><b>')), title="</style><b>")
    html = render_html(card, executive).value
    assert html is not None
    assert "<script" not in html and "<img src=http" not in html and "</style><b>" not in html and '"><b>' not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html


def test_every_character_of_the_words_has_a_glyph(sample: Scorecard) -> None:
    texts = [text for words in (*PAGE.values(), *STATUS.values()) for text in words.values()]
    assert missing_glyphs(replace(sample, title="".join(texts) + "◎○△×▲✓✗−＋÷→≒髙﨑𠮷𠮟①㈱")) == ()


@pytest.mark.parametrize(("char", "codepoint"), [("😀", "U+1F600"), ("\x07", "U+0007"), ("각", "U+AC01")])
def test_a_character_without_a_glyph_names_kpi_clause_and_code_point(
    char: str, codepoint: str, row: Row, sample: Scorecard, executive: Design
) -> None:
    outcome = render_html(with_rows(sample, replace(row, owner=f"営業{char}")), executive)
    assert outcome.value is None
    facts = dict(outcome.diagnostics[0].facts)
    assert outcome.diagnostics[0].code == "K903" and facts["codepoint"] == codepoint
    assert facts["field"] == ("the owner of 受注率", "受注率 の owner")


@pytest.mark.parametrize("back", [0, 1, 2])
def test_a_signal_of_the_last_three_periods_is_said_with_its_period(back: int, row: Row, sample: Scorecard) -> None:
    points = [replace(point, signal=None) for point in row.series]
    points[-1 - back] = replace(points[-1 - back], signal="low")
    line = printed_row(replace(row, series=tuple(points), signal=None), Style(sample.locale))
    assert (line.signal, line.side) == (f"{9 - back}月に下振れ", "bad")


def test_an_older_signal_is_marked_but_no_longer_said(row: Row, sample: Scorecard) -> None:
    points = [replace(point, signal=None) for point in row.series]
    points[-4] = replace(points[-4], signal="low")
    line = printed_row(replace(row, series=tuple(points), signal=None), Style(sample.locale))
    assert (line.signal, line.side) == ("通常変動", "") and line.trend and "通常範囲を下回る" in line.trend.alt


def test_days_and_way_of_a_row_are_said_beside_its_numbers(row: Row, sample: Scorecard) -> None:
    style = Style(sample.locale)
    assert printed_row(replace(row, window="to_date"), style).tag == "累計"
    assert printed_row(replace(row, window="within", days="2026-09"), style).tag == "9月"
    assert printed_row(replace(row, basis="gain"), style).gain == "増減"
    assert printed_row(replace(row, upper="0.3"), style).target == "25.0%–30.0%"  # type: ignore[arg-type]
    assert printed_row(replace(row, achievement=-0.4), style).achievement == "<0%"
    assert "低いほど良い" in printed_row(replace(row, direction="lower"), style).unit


@pytest.mark.parametrize("heading", [0, 4.8])
@pytest.mark.parametrize("number", [0, 1, 3, 6, 16, 17, 18, 19, 20, 21, 24, 25, 45, 60, 200])
def test_rows_break_into_sheets_and_none_is_lost(number: int, heading: float, row: Row) -> None:
    rows = tuple(replace(row, name=Name(f"k{index}")) for index in range(number))
    room = Room(first=116, further=163, row=6.3, row_most=8.4, heading=heading)
    cuts = [0, 1, 3, 4, 9, 14, 30, 200]
    groups = [Group(str(first), rows[first:last]) for first, last in pairwise(cuts)]
    made = sheets(groups, room)
    sizes = [sum(len(block.rows) for block in sheet.blocks) for sheet in made]
    assert [each for sheet in made for block in sheet.blocks for each in block.rows] == list(rows)
    assert all(sheet.spare_mm >= 0 for sheet in made)
    assert all(size >= 6 for size in sizes[1:])
    assert heading or number > 18 or len(made) == 1
    assert all(
        block.continued for sheet in made[1:] for block in sheet.blocks[:1] if block.label == "30" and number > 60
    )


def test_a_scorecard_survives_json(sample: Scorecard) -> None:
    assert read_scorecard(to_json(sample), "again").value == sample


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("locale", "language"), "fr", "locale.language"),
        (("groups", 0, "rows", 0, "actual"), "NaN", "groups[0].rows[0].actual"),
        (("groups", 0, "rows", 0, "status"), "green", "groups[0].rows[0].status"),
        (("groups", 0, "rows", 0, "colour"), "red", "groups[0].rows[0].colour"),
        (("run",), [], "run"),
    ],
)
def test_a_wrong_sample_is_a_finding_that_names_the_field(
    path: tuple[str | int, ...], value: object, told: str, sample: Scorecard
) -> None:
    data = json.loads(to_json(sample))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    outcome = read_scorecard(json.dumps(data), "sample.json")
    assert outcome.value is None and told in str(dict(outcome.diagnostics[0].facts)["what"])


def test_designs_are_found_and_an_unknown_one_lists_them() -> None:
    assert "executive" in design_names()
    outcome = find_design("executiv")
    assert outcome.diagnostics[0].code == "K909" and "executive" in str(dict(outcome.diagnostics[0].facts)["known"])


def test_an_own_design_comes_first_and_its_mistake_has_a_line(tmp_path: Path, sample: Scorecard) -> None:
    shipped = next(folder for folder in Path(__file__).parents[2].glob("templates/executive"))
    own = tmp_path / "executive"
    own.mkdir()
    for name in ("design.yaml", "style.css", "sample.json"):
        (own / name).write_bytes((shipped / name).read_bytes())
    (own / "page.html.jinja").write_text("<p>\n{{ card.nothing }}", encoding="utf-8")
    design = find_design("executive", [tmp_path]).value
    assert design is not None
    outcome = render_html(sample, design)
    assert outcome.diagnostics[0].code == "K910" and "nothing" in str(outcome.diagnostics[0].facts)


@pytest.mark.parametrize(
    "attempt",
    ["{{ card.__class__.__mro__ }}", "{{ ''.__class__ }}", "{% include '/etc/hostname' %}", "{{ t.__globals__ }}"],
)
def test_a_design_cannot_leave_its_sandbox(attempt: str, sample: Scorecard, executive: Design) -> None:
    assert render_html(sample, replace(executive, page=attempt)).diagnostics[0].code == "K910"


def test_a_design_file_outside_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "design.yaml").symlink_to(tmp_path / "secret")
    outcome = read_design(folder)
    assert outcome.value is None and "out of the folder" in str(outcome.diagnostics[0].facts)
