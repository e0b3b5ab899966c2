"""The page as it is printed: every value already text, every chart already an image with its message in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpidsl.scorecard.alts import landing_alt, tree_alt
from kpidsl.scorecard.charts.landing import landing_chart
from kpidsl.scorecard.charts.svg import data_uri
from kpidsl.scorecard.charts.tree import kpi_tree
from kpidsl.scorecard.charts.waterfall import waterfall
from kpidsl.scorecard.figures import STATUSES, Locale, Number, Status
from kpidsl.scorecard.layout import Room, sheets
from kpidsl.scorecard.numbers import (
    Style,
    amount,
    amount_with_unit,
    decimals,
    difference,
    money_step,
    odds_words,
    percent,
    share_words,
    unit_label,
    written,
)
from kpidsl.scorecard.printed_budget import PrintedBudget, printed_budget
from kpidsl.scorecard.printed_changes import PrintedChanges, printed_changes
from kpidsl.scorecard.printed_details import PrintedDetail, printed_details
from kpidsl.scorecard.printed_meeting import PrintedMeeting, printed_meeting
from kpidsl.scorecard.printed_rows import Image, PrintedSheet, printed_sheet
from kpidsl.scorecard.records import Concern, Goal, Row, Scorecard
from kpidsl.scorecard.verdict import counts, headline, is_year, moved
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import status_word, word

CONCERN_NAME = 14.0
CONCERN_LINE = 24.0
BRIDGE, BRIDGE_HEAD, BRIDGE_APART = 40.0, 7.0, 90.0
ROOMY = 6
"""Leaves of a tree that leave room for the bridge below it; with more it has a page of its own."""
NOTES = 6
NOTE_LINE = 96.0


@dataclass(frozen=True, slots=True)
class PrintedGoal:
    """The goal's block; `chart` is None where there is no total to be followed through its months."""

    goal: Goal
    name: str
    unit: str
    status: str
    total: bool
    whole_year: bool
    actual: str
    target: str
    share: str
    expected: str
    attainment: str
    forecast: str
    forecast_share: str
    range_word: str
    range: str
    odds: str
    chart: Image | None


@dataclass(frozen=True, slots=True)
class PrintedConcern:
    """One exception with the figures of its row."""

    concern: Concern
    name: str
    status: Status
    status_word: str
    figures: str
    achievement: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole document as text; `top_mm` is the height of the band above the table.

    `changed` is how the count of a status moved since the close before; `bridge_of` names the goal and its unit, and
    `bridge_apart` says that the bridge from plan to actual has no room below the tree.
    """

    style: Style
    headline: str
    counts: tuple[tuple[Status, str, int], ...]
    goal: PrintedGoal | None
    concerns: tuple[PrintedConcern, ...]
    top_mm: float
    sheets: tuple[PrintedSheet, ...]
    tree: Image | None
    notes: tuple[str, ...]
    bridge: Image | None = None
    bridge_of: str = ""
    bridge_apart: bool = False
    changed: Mapping[Status, str] = field(default_factory=dict)
    details: tuple[PrintedDetail, ...] = ()
    budget: PrintedBudget | None = None
    meeting: PrintedMeeting | None = None
    changes: PrintedChanges | None = None


def printed(card: Scorecard, room: Room, *, landing: tuple[float, float], tree: tuple[float, float]) -> Printed:
    """Turn a Scorecard into text and images, for a table in `room` and charts of the given sizes in mm."""
    style = Style(card.locale, page_step(card.rows, card.goal, card.locale))
    language = card.locale.language
    by_name = {row.name.id: row for row in card.rows}
    pages = sheets(card.groups, room)
    wide, high = landing
    notes = tuple(fit(each, NOTE_LINE) for each in card.notes[:NOTES])
    apart = _leaves(card) > ROOMY
    bridge = _bridge(card, style, (tree[0], BRIDGE_APART if apart else BRIDGE)) if card.tree.nodes else None
    above = _notes_mm(len(notes)) + (BRIDGE + BRIDGE_HEAD if bridge and not apart else 0)
    top = round(high + (min(pages[0].spare_mm, room.top_grows) if card.goal else 0), 1)
    return Printed(
        style=style,
        headline=headline(card, style),
        counts=tuple((status, status_word(status, language), number) for status, number in counts(card.rows)),
        goal=_goal(card.goal, style, (wide, top)) if card.goal else None,
        concerns=tuple(_concern(each, by_name.get(each.kpi), style) for each in card.concerns),
        top_mm=top,
        sheets=tuple(printed_sheet(sheet, style) for sheet in pages),
        tree=_tree(card, style, (tree[0], tree[1] - above)),
        notes=notes,
        bridge=bridge,
        bridge_of=_bridge_of(card, style),
        bridge_apart=apart,
        changed={status: _moved(moved(card.rows, status), style) for status in STATUSES},
        details=printed_details(card, style),
        budget=printed_budget(card),
        meeting=printed_meeting(card, style),
        changes=printed_changes(card),
    )


def _notes_mm(number: int) -> float:
    """Return the height that notes take from the tree: a heading and a line each, as the stylesheet sets them."""
    return 6.0 + 4.4 * number if number else 0.0


def page_step(rows: Sequence[Row], goal: Goal | None, locale: Locale) -> str:
    """Choose the one step of money that all amounts of the document use."""
    amounts = [[row.actual, row.target] for row in rows if row.unit.style == "money"]
    if goal and goal.unit.style == "money":
        amounts.append([goal.actual, goal.target])
    return money_step(amounts, locale)


def _leaves(card: Scorecard) -> int:
    parents = {edge.parent for edge in card.tree.edges}
    return sum(node.id not in parents for node in card.tree.nodes)


def _moved(by: int | None, style: Style) -> str:
    """Write how a count has changed since the close before; nothing where it has not."""
    return f"({written(by, 0, style.locale, signed=True)})" if by else ""


def _bridge(card: Scorecard, style: Style, size: tuple[float, float]) -> Image | None:
    """Draw the way from the goal's plan to what came of it."""
    bridge, row = card.bridge, _bridged(card)
    if bridge is None or row is None or not bridge.parts:
        return None
    language = style.locale.language
    values: list[Number | None] = [bridge.plan, bridge.actual]
    places = decimals(values, row.unit, style)
    labels = [difference(each.amount, values, row.unit, style) for each in bridge.parts]
    plan, actual = (amount(each, row.unit, places, style) for each in values)
    ends = (word("plan", language), bridge.plan, plan), (word("actual", language), bridge.actual, actual)
    told = ", ".join(f"{part.name} {label}" for part, label in zip(bridge.parts, labels, strict=True))
    name = row.name.said(language)
    alt = f"{name}: {word('plan', language)} {plan} → {word('actual', language)} {actual}: {told}"
    return Image(data_uri(waterfall(ends, bridge.parts, labels, alt, row.direction, size)), alt)


def _bridged(card: Scorecard) -> Row | None:
    return next((row for row in card.rows if card.bridge and row.name.id == card.bridge.kpi), None)


def _bridge_of(card: Scorecard, style: Style) -> str:
    row = _bridged(card)
    return "" if row is None else f"{row.name.said(style.locale.language)} {unit_label(row.unit, style)}"


def _goal(goal: Goal, style: Style, size: tuple[float, float]) -> PrintedGoal:
    places = decimals([goal.actual, goal.target, goal.forecast], goal.unit, style)
    alt = landing_alt(goal, style)
    return PrintedGoal(
        goal=goal,
        name=goal.name.said(style.locale.language),
        unit=unit_label(goal.unit, style),
        status=status_word(goal.status, style.locale.language),
        total=goal.kind == "flow",
        whole_year=is_year(goal),
        actual=amount(goal.actual, goal.unit, places, style, goal.absent),
        target=amount(goal.target, goal.unit, places, style),
        share=share_words(goal.share, style),
        expected=amount(goal.expected, goal.unit, places, style),
        attainment=share_words(goal.attainment, style),
        forecast=amount(goal.forecast, goal.unit, places, style),
        forecast_share=share_words(goal.forecast_share, style),
        range_word=_range_word(goal, style),
        range=_range(goal, places, style),
        odds="" if goal.odds is None else odds_words(goal.odds, style.locale),
        chart=Image(data_uri(landing_chart(goal, style, alt, size)), alt) if goal.series else None,
    )


def _range_word(goal: Goal, style: Style) -> str:
    if goal.confidence is None:
        return ""
    return word("forecast_range", style.locale.language, confidence=percent(goal.confidence, style.locale, places=0))


def _range(goal: Goal, places: int, style: Style) -> str:
    if goal.forecast_low is None or goal.forecast_high is None:
        return ""
    low, high = (amount(each, goal.unit, places, style) for each in (goal.forecast_low, goal.forecast_high))
    return f"{low}–{high}"


def _concern(concern: Concern, row: Row | None, style: Style) -> PrintedConcern:
    language = style.locale.language
    if row is None:
        return PrintedConcern(concern, concern.kpi, "none", "", "", "")
    places = decimals([row.actual, row.target], row.unit, style)
    actual = amount_with_unit(row.actual, row.unit, places, style, row.absent)
    target = "" if row.target is None else f" / {word('plan', language)} {_due(row, places, style)}"
    achievement = "" if row.achievement is None else share_words(row.achievement, style)
    name = fit(row.name.said(language), CONCERN_NAME)
    # The name is set larger and bold, so it takes more of the line than its ems say.
    left = CONCERN_LINE - 1.2 * ems(f"{name} {achievement}")
    # A number that is cut is another number: what has no room stands in its row.
    figures = next((each for each in (f"{actual}{target}", actual) if ems(each) <= left), "")
    return PrintedConcern(concern, name, row.status, status_word(row.status, language), figures, achievement)


def _due(row: Row, places: int, style: Style) -> str:
    low = amount_with_unit(row.target, row.unit, places, style)
    return low if row.upper is None else f"{low}–{amount_with_unit(row.upper, row.unit, places, style)}"


def _tree(card: Scorecard, style: Style, size: tuple[float, float]) -> Image | None:
    if not card.tree.nodes:
        return None
    alt = tree_alt(card.tree, style)
    return Image(data_uri(kpi_tree(card.tree, style, alt, size)), alt)
