"""Every design that comes along, with its own samples: pages, boxes, words; and designs that people add."""

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from kpidsl.scorecard.charts.tree import worst_way
from kpidsl.scorecard.designs import Design, design_names, find_design, read_design
from kpidsl.scorecard.detail_records import Bridge, Part
from kpidsl.scorecard.figures import Name, Number
from kpidsl.scorecard.page import render_html, set_by
from kpidsl.scorecard.pdf import render_pdf
from kpidsl.scorecard.plain import read_scorecard
from kpidsl.scorecard.printed_budget import printed_budget
from kpidsl.scorecard.records import Scorecard
from kpidsl.scorecard.verdict import moved

from .layout_guard import broken_pages

PAGES = {
    ("budget_actual", "en"): 2,
    ("budget_actual", "ja"): 2,
    ("detail", "en"): 6,
    ("detail", "ja"): 6,
    ("executive", "en"): 4,
    ("executive", "ja"): 4,
    ("meeting", "en"): 1,
    ("meeting", "ja"): 1,
}
"""How many pages the sample of each design fills."""


def the_design(name: str) -> Design:
    found = find_design(name).value
    assert found is not None
    return found


def the_sample(design: Design, language: str) -> Scorecard:
    card = read_scorecard(design.sample(language), "sample.json").value
    assert card is not None
    return card


def printed_pdf(card: Scorecard, design: Design) -> bytes:
    html = render_html(card, design)
    assert html.value is not None, html.diagnostics
    made = render_pdf(html.value)
    assert made.value is not None, made.diagnostics
    return made.value.data


def stretched(card: Scorecard) -> Scorecard:
    """Return the card with names as long as anybody would write, and amounts as large."""
    long = "とても長い名前の指標でも行からはみ出さずに読める受注率と契約継続率のかけ合わせ"

    def renamed(name: Name) -> Name:
        return Name(name.id, long + name.id, f"{long}{name.id}")

    groups = tuple(
        replace(group, label=long, rows=tuple(replace(row, name=renamed(row.name), owner=long) for row in group.rows))
        for group in card.groups
    )
    return replace(card, title=long, organisation=long, groups=groups)


@pytest.mark.parametrize(("name", "language"), sorted(PAGES))
def test_the_sample_fills_its_pages_and_nothing_leaves_its_box(name: str, language: str) -> None:
    design = the_design(name)
    card = the_sample(design, language)
    data = printed_pdf(card, design)
    assert card.locale.language == language
    assert broken_pages(data) == []
    assert len(pypdfium2.PdfDocument(data)) == PAGES[name, language]


@pytest.mark.parametrize("name", sorted({name for name, _ in PAGES}))
def test_long_names_cost_no_page_and_stay_in_their_boxes(name: str) -> None:
    design = the_design(name)
    data = printed_pdf(stretched(the_sample(design, "ja")), design)
    assert broken_pages(data) == []
    assert len(pypdfium2.PdfDocument(data)) == PAGES[name, "ja"]


def counted(card: Scorecard, times: int) -> Scorecard:
    """Return the card with every count so many times as large, in rows and in the table of months."""
    counts = {row.name.id for row in card.rows if row.unit.style == "number"}

    def more(value: Number | None) -> Number | None:
        return None if value is None else int(value) * times + times // 7

    groups = tuple(
        replace(
            group,
            rows=tuple(
                replace(row, actual=more(row.actual), target=more(row.target)) if row.name.id in counts else row
                for row in group.rows
            ),
        )
        for group in card.groups
    )
    budget = card.budget and replace(
        card.budget,
        lines=tuple(
            replace(
                line,
                cells=tuple(
                    replace(each, plan=more(each.plan), value=more(each.value), last_year=more(each.last_year))
                    for each in line.cells
                ),
            )
            if line.kpi in counts
            else line
            for line in card.budget.lines
        ),
    )
    return replace(card, groups=groups, budget=budget)


@pytest.mark.parametrize(("name", "language"), sorted(PAGES))
@pytest.mark.parametrize("times", [10**3, 10**7, 10**12])
def test_counts_of_many_digits_are_not_cut(name: str, language: str, times: int) -> None:
    design = the_design(name)
    assert broken_pages(printed_pdf(counted(the_sample(design, language), times), design)) == []


def test_a_large_count_has_one_step_named_in_its_unit_and_a_small_one_none() -> None:
    design = the_design("budget_actual")
    card = the_sample(design, "ja")
    large = printed_budget(set_by(counted(card, 10**7), design))
    small = printed_budget(set_by(card, design))
    assert large is not None and small is not None
    line = next(each for sheet in large.sheets for each in sheet if each.name == "商談数")
    same = next(each for sheet in small.sheets for each in sheet if each.name == "商談数")
    assert (same.unit, same.cells[0].value) == ("件", "455")
    assert (line.unit, line.cells[0].value) == ("万件", "455,143")


@pytest.mark.parametrize("name", sorted({name for name, _ in PAGES}))
def test_a_card_without_a_number_still_prints(name: str) -> None:
    design = the_design(name)
    card = the_sample(design, "en")
    bare = replace(
        card, goal=None, groups=(), concerns=(), definitions=(), sources=(), details=(), ways=(), budget=None
    )
    assert broken_pages(printed_pdf(bare, design)) == []


def test_every_design_that_comes_along_is_looked_at() -> None:
    assert {name for name, _ in PAGES} == set(design_names())


def test_the_page_of_a_kpi_says_its_message_before_any_chart() -> None:
    design = the_design("detail")
    html = render_html(the_sample(design, "en"), design).value or ""
    said = re.findall(r'<p class="message">(.*?)</p>', html)
    assert len(said) == 5 and "heading for" in said[0]
    alts = re.findall(r'alt="([^"]*)"', html)
    assert alts and all(alts)
    assert any("Against plan" in alt and "Win rate" in alt for alt in alts)


def test_words_are_asked_for_on_a_signal_only() -> None:
    design = the_design("detail")
    card = the_sample(design, "en")
    loud = replace(card, details=tuple(replace(each, alarm=False, comment="") for each in card.details))
    calm = render_html(loud, design).value or ""
    assert "ordinary variation: no explanation is asked for" in calm
    first = card.details[0]
    last = replace(first.observed[-1], rules=(1,))
    shouted = replace(first, observed=(*first.observed[:-1], last), alarm=True)
    html = render_html(replace(card, details=(shouted,)), design).value or ""
    assert "A cause is to be written down." in html and 'class="verdict alarm"' in html


def test_a_period_without_a_value_is_not_called_ordinary() -> None:
    design = the_design("detail")
    card = the_sample(design, "en")
    first = card.details[0]
    last = first.observed[-1]
    gone = replace(last, point=replace(last.point, value=None, absent="no_data"), rules=())
    missing = replace(card, details=(replace(first, observed=(*first.observed[:-1], gone)),))
    html = render_html(missing, design).value or ""
    assert "has no value (no data), so there is nothing to judge" in html
    assert "ordinary variation: no explanation" not in html


def test_a_number_is_never_cut() -> None:
    design = the_design("executive")
    card = the_sample(design, "ja")
    large = tuple(
        replace(
            group,
            rows=tuple(
                replace(row, unit=replace(row.unit, label="回の長い単位の名前")) if row.unit.style == "number" else row
                for row in group.rows
            ),
        )
        for group in stretched(card).groups
    )
    html = render_html(replace(card, groups=large), design).value or ""
    figures = re.findall(r"</b> <span>(.*?)</span></p>", html)
    assert len(figures) == 3 and not any("…" in each for each in figures)


def a_folder(at: Path, manifest: str, **files: str) -> Path:
    folder = at / "mine"
    folder.mkdir()
    (folder / "design.yaml").write_text(manifest, encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10"/></svg>'


def test_a_design_of_ones_own_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    manifest = 'extends: detail\nlogo: logo.svg\nnegative: triangle\ncolours: {accent: "#0050A0"}\n'
    a_folder(tmp_path, manifest, logo__svg=LOGO)
    design = find_design("mine", (tmp_path,)).value
    assert design is not None and design.needs == the_design("detail").needs
    card = the_sample(design, "ja")
    html = render_html(card, design).value or ""
    assert "--accent: #0050A0" in html and 'class="logo" src="data:image/svg+xml;base64,' in html
    assert "▲" in html and "−12,827" not in html
    assert broken_pages(printed_pdf(card, design)) == []


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ("extends: nothing\n", "extends: nothing"),
        ("extends: ../detail\n", "extends: ../detail"),
        ("extends: mine\n", "extends: mine"),
        ("extends: detail\nlogo: ../secret.png\n", "leads out of the folder"),
        ("extends: detail\nlogo: logo.exe\n", "ends in none of"),
        ('extends: detail\ncolours: {accent: "red;} body{"}\n', "a colour is #RRGGBB"),
        ('extends: detail\ncolours: {good: "#00FF00"}\n', "its name one of"),
        ("extends: detail\nneeds: [passwords]\n", "passwords is none of"),
        ("extends: detail\ncolour: blue\n", "there is no key colour"),
        ("- a\n", "a mapping was expected"),
        ("extends: detail\nnegative: red\n", "red is none of"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_what_is_wrong(manifest: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_text("x", encoding="utf-8")
    outcome = read_design(a_folder(tmp_path, manifest), (tmp_path,))
    assert outcome.value is None and outcome.diagnostics[0].code == "K910"
    assert told in str(dict(outcome.diagnostics[0].facts)["what"])


def test_two_designs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    a_folder(tmp_path, "extends: yours\n")
    (tmp_path / "yours").mkdir()
    (tmp_path / "yours" / "design.yaml").write_text("extends: mine\n", encoding="utf-8")
    assert find_design("mine", (tmp_path,)).diagnostics[0].code == "K910"


def test_the_months_of_the_table_add_up_to_its_halves_and_the_year() -> None:
    card = the_sample(the_design("budget_actual"), "ja")
    assert card.budget is not None
    kinds = [column.kind for column in card.budget.columns]
    assert kinds == ["month"] * 6 + ["half"] + ["month"] * 6 + ["half", "year"]
    totals = {row.name.id for row in card.rows if row.kind == "flow"}
    for line in card.budget.lines:
        if line.kpi not in totals:
            continue
        for part in ("plan", "value"):
            given = [getattr(cell, part) for cell in line.cells]
            if None in given:
                continue
            numbers = [float(each) for each in given]
            halves = [sum(numbers[:6]), sum(numbers[7:13])]
            assert [numbers[6], numbers[13]] == pytest.approx(halves)
            assert numbers[14] == pytest.approx(sum(halves))


def test_a_month_ahead_is_hatched_and_a_level_is_not_held_against_a_plan_of_later() -> None:
    design = the_design("budget_actual")
    card = the_sample(design, "ja")
    html = render_html(card, design).value or ""
    assert html.count("state-forecast") > 6 and "見込" in html
    stock = next(row.name.id for row in card.rows if row.kind == "stock")
    table = printed_budget(card)
    assert table is not None
    line = next(each for sheet in table.sheets for each in sheet if each.row.name.id == stock)
    assert line.cells[14].value and line.cells[14].difference == ""
    assert line.cells[0].difference


def test_a_difference_is_good_or_bad_by_its_effect_not_by_its_sign() -> None:
    card = the_sample(the_design("budget_actual"), "ja")
    table = printed_budget(card)
    assert table is not None
    lower = next(each for sheet in table.sheets for each in sheet if each.row.direction == "lower")
    judged = [cell for cell in lower.cells if cell.side]
    assert judged
    assert all((cell.side == "good") == cell.difference.startswith(("▲", "−")) for cell in judged)


def test_the_agenda_asks_first_about_what_is_behind_and_says_what_a_day_must_bring() -> None:
    design = the_design("meeting")
    html = render_html(the_sample(design, "en"), design).value or ""
    assert html.index("Behind, at risk, without data") < html.index("The last business day") < html.index("Actions")
    assert html.index("mark mark-behind") < html.index('<tr class="is-at_risk">')
    assert "Needed a day" in html and "▼" in html


def bridged(card: Scorecard) -> Scorecard:
    """Return the card with a bridge for its goal, and what its children made of it."""
    root = card.tree.nodes[0]
    below = [edge.child for edge in card.tree.edges if edge.parent == root.id and edge.kind == "breakdown"]
    amounts = dict(zip(below, (-4_000_000, 760_000), strict=False))
    nodes = tuple(replace(node, contribution=amounts.get(node.id)) for node in card.tree.nodes)
    parts = tuple(Part(name, amount) for name, amount in amounts.items())
    bridge = Bridge(root.id, 55_600_000, 52_360_000, parts, "FY2026H1")
    return replace(card, tree=replace(card.tree, nodes=nodes), bridge=bridge)


def test_the_bridge_says_what_each_part_made_and_the_worst_way_leads_down_the_tree() -> None:
    design = the_design("executive")
    card = bridged(the_sample(design, "ja"))
    assert card.bridge is not None
    html = render_html(card, design).value or ""
    assert f"計画 5,560 → 実績 5,236: {card.bridge.parts[0].name} −400, {card.bridge.parts[1].name} +76" in html
    assert worst_way(card.tree) == {card.bridge.parts[0].name}
    assert broken_pages(printed_pdf(card, design)) == []


def test_counts_say_what_has_changed_only_where_all_of_then_is_known() -> None:
    card = the_sample(the_design("executive"), "ja")
    assert moved(card.rows, "behind") is None
    rows = tuple(replace(row, before="behind") for row in card.rows)
    assert moved(rows, "behind") == sum(row.status == "behind" for row in rows) - len(rows)
