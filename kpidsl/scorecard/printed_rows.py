"""The rows of the table as they are printed: every value already text, every chart an image and its message."""

from dataclasses import dataclass

from kpidsl.scorecard.alts import bullet_alt, recent_signal, signal_words, trend_alt
from kpidsl.scorecard.charts.bullet import bullet_graph
from kpidsl.scorecard.charts.sparkline import sparkline
from kpidsl.scorecard.charts.svg import data_uri
from kpidsl.scorecard.layout import Block, Sheet
from kpidsl.scorecard.numbers import Style, amount, change, decimals, share_words, unit_label
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.records import Row
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import NOT_SET, status_word, word

NAME_EMS = 12.4
TWO_LINES = 28.0


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
        achievement=share_words(row.achievement, style),
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


def printed_sheet(sheet: Sheet, style: Style) -> PrintedSheet:
    """Turn one page of the table into text and images."""
    blocks = (PrintedBlock(each, tuple(printed_row(row, style) for row in each.rows)) for each in sheet.blocks)
    return PrintedSheet(sheet, tuple(blocks))
