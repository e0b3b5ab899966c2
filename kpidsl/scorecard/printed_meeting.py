"""The page of a short meeting as it is printed; what has no room is counted."""

from dataclasses import dataclass

from kpidsl.scorecard.charts.sparkline import sparkline
from kpidsl.scorecard.charts.svg import data_uri
from kpidsl.scorecard.detail_records import Measure
from kpidsl.scorecard.figures import Status
from kpidsl.scorecard.meeting_records import DailyNumber, OpenReview
from kpidsl.scorecard.numbers import Style, amount, amount_with_unit, decimals, unit_label
from kpidsl.scorecard.periods import period_name, short_name
from kpidsl.scorecard.printed_rows import Image, PrintedRow, printed_row
from kpidsl.scorecard.records import Row, Scorecard
from kpidsl.scorecard.words import status_word, word

REDS, DAILIES, REVIEWS, MEASURES = 8, 9, 9, 5
_GRAVE: dict[Status, int] = {"behind": 0, "stale": 1, "no_data": 1, "at_risk": 2}


@dataclass(frozen=True, slots=True)
class PrintedDaily:
    """A total of the last business day beside what is usual and what is needed; `short` where it fell below that."""

    number: DailyNumber
    name: str
    unit: str
    value: str
    usual: str
    needed: str
    short: bool
    trend: Image | None


@dataclass(frozen=True, slots=True)
class PrintedReview:
    """A review that is open, with where its KPI stands."""

    review: OpenReview
    name: str
    status: Status
    status_word: str
    owner: str
    signal: str


@dataclass(frozen=True, slots=True)
class PrintedMeeting:
    """The agenda; of each list what has room, and after it how many more there are."""

    day: str
    yesterday: str
    reds: tuple[PrintedRow, ...]
    more_reds: int
    daily: tuple[PrintedDaily, ...]
    more_daily: int
    reviews: tuple[PrintedReview, ...]
    more_reviews: int
    measures: tuple[Measure, ...]
    more_measures: int


def printed_meeting(card: Scorecard, style: Style) -> PrintedMeeting | None:
    """Turn the agenda of a card into text, None where it has none."""
    meeting, rows = card.meeting, {row.name.id: row for row in card.rows}
    if meeting is None:
        return None
    grave = sorted(
        (row for row in card.rows if row.status in _GRAVE), key=lambda row: (_GRAVE[row.status], _share(row))
    )
    daily = [each for each in meeting.daily if each.kpi in rows]
    asked = sorted(
        (each for each in meeting.reviews if each.kpi in rows), key=lambda each: _GRAVE.get(rows[each.kpi].status, 3)
    )
    return PrintedMeeting(
        day=period_name(meeting.day, style.locale),
        yesterday=period_name(meeting.yesterday, style.locale),
        reds=tuple(printed_row(row, style) for row in grave[:REDS]),
        more_reds=max(len(grave) - REDS, 0),
        daily=tuple(_daily(each, rows[each.kpi], style) for each in daily[:DAILIES]),
        more_daily=max(len(daily) - DAILIES, 0),
        reviews=tuple(_review(each, rows[each.kpi], style) for each in asked[:REVIEWS]),
        more_reviews=max(len(asked) - REVIEWS, 0),
        measures=meeting.measures[:MEASURES],
        more_measures=max(len(meeting.measures) - MEASURES, 0),
    )


def _share(row: Row) -> float:
    return 1.0 if row.achievement is None else float(row.achievement)


def _daily(number: DailyNumber, row: Row, style: Style) -> PrintedDaily:
    language = style.locale.language
    last = number.points[-1] if number.points else None
    known = [point.value for point in number.points] + [number.usual, number.needed]
    places = decimals(known, row.unit, style) if row.unit.style == "money" else 0
    value = amount(last.value if last else None, row.unit, places, style, (last.absent if last else None) or "no_data")
    name = row.name.said(language)
    short = (
        last is not None
        and last.value is not None
        and number.needed is not None
        and float(last.value) < float(number.needed)
    )
    told = [
        f"{short_name(point.period, style.locale)} {amount_with_unit(point.value, row.unit, places, style, 'no_data')}"
        for point in number.points[-1:]
    ]
    needed = amount(number.needed, row.unit, places, style)
    alt = ", ".join(filter(None, [name, *told, f"{word('needed', language)} {needed}" if number.needed else ""]))
    drawn = any(point.value is not None for point in number.points)
    svg = sparkline(number.points, alt, target=number.needed, better=row.direction) if drawn else ""
    return PrintedDaily(
        number=number,
        name=name,
        unit=unit_label(row.unit, style),
        value=value,
        usual=amount(number.usual, row.unit, places, style),
        needed=needed,
        short=short,
        trend=Image(data_uri(svg), alt) if drawn else None,
    )


def _review(review: OpenReview, row: Row, style: Style) -> PrintedReview:
    language = style.locale.language
    line = printed_row(row, style)
    return PrintedReview(
        review, row.name.said(language), row.status, status_word(row.status, language), row.owner, line.signal
    )
