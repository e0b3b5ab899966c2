"""The page as it is printed: every value already text, every chart already an image with its message in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.scorecard.alts import bullet_alt, landing_alt, recent_signal, signal_words, tree_alt, trend_alt
from kpidsl.scorecard.charts.bullet import bullet_graph
from kpidsl.scorecard.charts.landing import landing_chart
from kpidsl.scorecard.charts.sparkline import sparkline
from kpidsl.scorecard.charts.svg import data_uri
from kpidsl.scorecard.charts.tree import kpi_tree
from kpidsl.scorecard.figures import Locale, Number, Status
from kpidsl.scorecard.layout import Block, Room, Sheet, sheets
from kpidsl.scorecard.numbers import Style, amount, amount_with_unit, change, decimals, money_step, percent, unit_label
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.records import Concern, Goal, Row, Scorecard
from kpidsl.scorecard.verdict import counts, headline, is_year
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import NOT_SET, status_word, word

NAME_EMS = 13.5
TWO_LINES = 35.0


@dataclass(frozen=True, slots=True)
class Image:
    """A chart as a data: address, and its message in words."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of the table, ready to print; `long` tells that the name needs a smaller size and two lines.

    `tag` names the days of actual and target where they are not the page's, `gain` that achievement counts from where
    the way began; `side` is "good" or "bad" where the signal is one, "" for ordinary variation.
    """

    row: Row
    name: str
    long: bool
    unit: str
    status: str
    tag: str
    actual: str
    target: str
    gain: str
    achievement: str
    vs_previous: str
    vs_last_year: str
    signal: str
    side: str
    trend: Image | None
    bullet: Image | None


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """The rows of one group on one sheet."""

    block: Block
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """One page of the table."""

    sheet: Sheet
    blocks: tuple[PrintedBlock, ...]


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
    """The whole document as text; `top_mm` is the height of the band above the table."""

    style: Style
    headline: str
    counts: tuple[tuple[Status, str, int], ...]
    goal: PrintedGoal | None
    concerns: tuple[PrintedConcern, ...]
    top_mm: float
    sheets: tuple[PrintedSheet, ...]
    tree: Image | None


def printed(card: Scorecard, room: Room, *, landing: tuple[float, float], tree: tuple[float, float]) -> Printed:
    """Turn a Scorecard into text and images, for a table in `room` and charts of the given sizes in mm."""
    style = Style(card.locale, page_step(card.rows, card.goal, card.locale))
    language = card.locale.language
    by_name = {row.name.id: row for row in card.rows}
    pages = sheets(card.groups, room)
    wide, high = landing
    top = round(high + (min(pages[0].spare_mm, room.top_grows) if card.goal else 0), 1)
    return Printed(
        style=style,
        headline=headline(card, style),
        counts=tuple((status, status_word(status, language), number) for status, number in counts(card.rows)),
        goal=_goal(card.goal, style, (wide, top)) if card.goal else None,
        concerns=tuple(_concern(each, by_name.get(each.kpi), style) for each in card.concerns),
        top_mm=top,
        sheets=tuple(_sheet(sheet, style) for sheet in pages),
        tree=_tree(card, style, tree),
    )


def page_step(rows: Sequence[Row], goal: Goal | None, locale: Locale) -> str:
    """Choose the one step of money that all amounts of the document use."""
    amounts = [[row.actual, row.target] for row in rows if row.unit.style == "money"]
    if goal and goal.unit.style == "money":
        amounts.append([goal.actual, goal.target])
    return money_step(amounts, locale)


def printed_row(row: Row, style: Style) -> PrintedRow:
    """Turn one row into text and images."""
    language = style.locale.language
    places = decimals([row.actual, row.target, row.upper], row.unit, style)
    name, unit = row.name.said(language), _unit(row, style)
    return PrintedRow(
        row=row,
        name=fit(name, TWO_LINES - ems(unit)),
        long=ems(name) + ems(unit) * 0.75 > NAME_EMS,
        unit=unit,
        status=status_word(row.status, language),
        tag=_tag(row, style),
        actual=amount(row.actual, row.unit, places, style, row.absent),
        target=_range(row, places, style),
        gain=word("gain", language) if row.basis == "gain" and row.achievement is not None else "",
        achievement=_share(row.achievement, style),
        vs_previous=NOT_SET if row.vs_previous is None else change(row.vs_previous, row.change_style, style.locale),
        vs_last_year=NOT_SET if row.vs_last_year is None else change(row.vs_last_year, row.change_style, style.locale),
        signal=signal_words(row, style.locale),
        side=_side(row),
        trend=_trend(row, style),
        bullet=_bullet(row, style),
    )


def _unit(row: Row, style: Style) -> str:
    """Name the unit, and say it where less is better."""
    lower = word("lower", style.locale.language) if row.direction == "lower" else ""
    return " · ".join(filter(None, (unit_label(row.unit, style), lower)))


def _tag(row: Row, style: Style) -> str:
    if row.window == "to_date":
        return word("to_date", style.locale.language)
    return short_name(row.days, style.locale) if row.window == "within" else ""


def _range(row: Row, places: int, style: Style) -> str:
    low = amount(row.target, row.unit, places, style)
    return low if row.upper is None else f"{low}–{amount(row.upper, row.unit, places, style)}"


def _side(row: Row) -> str:
    point = recent_signal(row)
    side = point.signal if point else row.signal.side if row.signal else None
    if side is None:
        return ""
    return "bad" if row.direction == "within" or (side == "high") != (row.direction == "higher") else "good"


def _share(value: Number | None, style: Style) -> str:
    return NOT_SET if value is None else percent(value, style.locale)


def _trend(row: Row, style: Style) -> Image | None:
    if all(point.value is None for point in row.series):
        return None
    alt = trend_alt(row, style)
    svg = sparkline(row.series, alt, limits=row.limits, target=row.target_line, signal=row.signal, better=row.direction)
    return Image(data_uri(svg), alt)


def _bullet(row: Row, style: Style) -> Image | None:
    if row.bullet is None or row.bullet.value is None:
        return None
    alt = bullet_alt(row, style)
    return Image(data_uri(bullet_graph(row.bullet, alt, row.direction)), alt)


def _sheet(sheet: Sheet, style: Style) -> PrintedSheet:
    blocks = (PrintedBlock(each, tuple(printed_row(row, style) for row in each.rows)) for each in sheet.blocks)
    return PrintedSheet(sheet, tuple(blocks))


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
        share=_share(goal.share, style),
        expected=amount(goal.expected, goal.unit, places, style),
        attainment=_share(goal.attainment, style),
        forecast=amount(goal.forecast, goal.unit, places, style),
        forecast_share=_share(goal.forecast_share, style),
        chart=Image(data_uri(landing_chart(goal, style, alt, size)), alt) if goal.series else None,
    )


def _concern(concern: Concern, row: Row | None, style: Style) -> PrintedConcern:
    language = style.locale.language
    if row is None:
        return PrintedConcern(concern, concern.kpi, "none", "", "", "")
    places = decimals([row.actual, row.target], row.unit, style)
    actual = amount_with_unit(row.actual, row.unit, places, style, row.absent)
    target = "" if row.target is None else f" / {word('plan', language)} {_due(row, places, style)}"
    achievement = "" if row.achievement is None else percent(row.achievement, style.locale)
    return PrintedConcern(
        concern,
        row.name.said(language),
        row.status,
        status_word(row.status, language),
        f"{actual}{target}",
        achievement,
    )


def _due(row: Row, places: int, style: Style) -> str:
    low = amount_with_unit(row.target, row.unit, places, style)
    return low if row.upper is None else f"{low}–{amount_with_unit(row.upper, row.unit, places, style)}"


def _tree(card: Scorecard, style: Style, size: tuple[float, float]) -> Image | None:
    if not card.tree.nodes:
        return None
    alt = tree_alt(card.tree, style)
    return Image(data_uri(kpi_tree(card.tree, style, alt, size)), alt)
