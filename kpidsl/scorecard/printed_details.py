"""The pages of single KPIs as they are printed: every value already text, every chart already an image."""

from dataclasses import dataclass, replace

from kpidsl.scorecard.alts import landing_alt
from kpidsl.scorecard.charts.drivers import driver_bars
from kpidsl.scorecard.charts.landing import landing_chart
from kpidsl.scorecard.charts.svg import data_uri
from kpidsl.scorecard.charts.xmr import letter, moving_range_chart, xmr_chart
from kpidsl.scorecard.detail_records import Detail, Drivers
from kpidsl.scorecard.figures import Language, Number, Unit
from kpidsl.scorecard.numbers import Style, amount, amount_with_unit, decimals, difference, share_words, unit_label
from kpidsl.scorecard.periods import period_name, short_name
from kpidsl.scorecard.printed_rows import Image, PrintedRow, printed_row
from kpidsl.scorecard.records import Definition, Goal, Row, Scorecard
from kpidsl.scorecard.words import ABSENT, word

XMR = (182.0, 58.0)
RANGES = (182.0, 23.0)
HALF = (88.0, 41.0)


@dataclass(frozen=True, slots=True)
class PrintedDrivers:
    """A block of bars with its title: what the differences are of, and against what."""

    drivers: Drivers
    title: str
    total: str
    chart: Image


@dataclass(frozen=True, slots=True)
class PrintedDetail:
    """The page of one KPI; a chart is None where there is nothing to draw.

    `message` is what the page says in one line, `verdict` whether the latest period is a signal or ordinary.
    """

    detail: Detail
    line: PrintedRow
    definition: Definition | None
    unit: str
    message: str
    verdict: str
    range_unit: str
    xmr: Image | None
    ranges: Image | None
    way: Goal | None
    landing: Image | None
    lands: str
    drivers: tuple[PrintedDrivers, ...]
    notes: tuple[tuple[str, str, str], ...]


def printed_details(card: Scorecard, style: Style) -> tuple[PrintedDetail, ...]:
    """Turn the details of a card into text and images, in the order of its rows."""
    rows = {row.name.id: row for row in card.rows}
    ways = {way.name.id: way for way in card.ways}
    meant = {each.name.id: each for each in card.definitions}
    return tuple(
        _detail(each, rows[each.kpi], ways.get(each.kpi), meant.get(each.kpi), style)
        for each in card.details
        if each.kpi in rows
    )


def _detail(detail: Detail, row: Row, way: Goal | None, definition: Definition | None, style: Style) -> PrintedDetail:
    language = style.locale.language
    line = printed_row(row, style)
    label = unit_label(row.unit, style) or "%"
    per_day = replace(row.unit, decimals=None)
    return PrintedDetail(
        detail=detail,
        line=line,
        definition=definition,
        unit=label,
        message=_message(line, row, way, style),
        verdict=_verdict(detail, row, style),
        range_unit=_range_unit(detail, label, language),
        xmr=_xmr(detail, row, line, style),
        ranges=_ranges(detail, row, per_day, line, style),
        way=way,
        landing=_landing(way, style),
        lands=lands_words(way, style) if way else "",
        drivers=tuple(_drivers(each, row, line, style) for each in detail.drivers if each.parts),
        notes=tuple(
            (letter(number), short_name(note.day, style.locale), note.what) for number, note in enumerate(detail.notes)
        ),
    )


def _message(line: PrintedRow, row: Row, way: Goal | None, style: Style) -> str:
    """Say in one line where it stands and where it lands."""
    language = style.locale.language
    places = decimals([row.actual, row.target], row.unit, style)
    actual = amount_with_unit(row.actual, row.unit, places, style, row.absent)
    parts = [f"{line.tag} {actual}".strip()]
    if row.target is not None:
        parts.append(f"{_inner('plan', language)} {amount_with_unit(row.target, row.unit, places, style)}")
    if row.achievement is not None:
        parts.append(f"{_inner('achievement', language)} {share_words(row.achievement, style)}")
    if way is not None and way.forecast_share is not None:
        parts.append(word("heading_for", language, share=share_words(way.forecast_share, style)))
    return ("、" if language == "ja" else ", ").join(parts)


def _range_unit(detail: Detail, label: str, language: Language) -> str:
    """Say in which terms the steps are drawn: those that they are judged in."""
    terms = [label]
    if detail.per_day:
        terms.append(word("per_business_day", language))
    if detail.basis == "season":
        terms.append(word("without_season", language))
    return " · ".join(terms)


def _inner(key: str, language: Language) -> str:
    """Return a word of the page inside a sentence."""
    return word(key, language).lower() if language == "en" else word(key, language)


def _verdict(detail: Detail, row: Row, style: Style) -> str:
    """Say whether the latest period asks for words; nothing is asked about ordinary variation."""
    language = style.locale.language
    if not detail.observed:
        return word("no_history", language)
    last = detail.observed[-1]
    period = period_name(last.point.period, style.locale)
    if last.rules:
        rule = word(f"rule_{min(last.rules)}", language)
        said = detail.comment or word("comment_wanted", language)
        return word("is_signal", language, period=period, rule=rule, said=said)
    if last.point.value is None:
        return word("is_missing", language, period=period, why=ABSENT[language][last.point.absent or "no_data"])
    if not last.point.complete:
        return word("is_running", language, period=period)
    if last.point.limits is None:
        return word("stock_free" if row.kind == "stock" else "too_few", language, n=len(detail.observed))
    return word("is_ordinary", language, period=period)


def _xmr(detail: Detail, row: Row, line: PrintedRow, style: Style) -> Image | None:
    if all(each.point.value is None for each in detail.observed):
        return None
    alt = line.trend.alt if line.trend else line.name
    svg = xmr_chart(
        detail.observed, row.unit, row.direction, style, alt, target=row.target_line, notes=detail.notes, size=XMR
    )
    return Image(data_uri(svg), alt)


def _ranges(detail: Detail, row: Row, unit: Unit, line: PrintedRow, style: Style) -> Image | None:
    """Draw the moving ranges where they are judged by; a level has none that mean anything."""
    if all(each.moved_limit is None for each in detail.observed):
        return None
    over = [
        period_name(each.point.period, style.locale)
        for each in detail.observed
        if each.moved is not None and each.moved_limit is not None and float(each.moved) > float(each.moved_limit)
    ]
    language = style.locale.language
    said = word("moved_over", language, periods=", ".join(over)) if over else word("moved_within", language)
    alt = f"{line.name}: {said}"
    return Image(data_uri(moving_range_chart(detail.observed, unit, style, alt, size=RANGES)), alt)


def _landing(way: Goal | None, style: Style) -> Image | None:
    if way is None or not way.series:
        return None
    alt = landing_alt(way, style)
    return Image(data_uri(landing_chart(way, style, alt, HALF)), alt)


def lands_words(way: Goal, style: Style) -> str:
    """Say where a total lands, and between what: 着地見込み 11,196万円(80%の確率で 10,900〜11,500)."""
    if way.forecast is None:
        return ""
    language, places = style.locale.language, decimals([way.forecast, way.target], way.unit, style)
    said = f"{word('forecast', language)} {amount_with_unit(way.forecast, way.unit, places, style)}"
    if way.forecast_low is None or way.forecast_high is None or way.confidence is None:
        return said
    low, high = (amount(each, way.unit, places, style) for each in (way.forecast_low, way.forecast_high))
    sure = f"{float(way.confidence) * 100:.0f}%"
    return f"{said} {word('between', language, low=low, high=high, sure=sure)}"


def _drivers(drivers: Drivers, row: Row, line: PrintedRow, style: Style) -> PrintedDrivers:
    language = style.locale.language
    values: list[Number | None] = [each.amount for each in drivers.parts]
    labels = [difference(each.amount, values, row.unit, style) for each in drivers.parts]
    against = word(f"against_{drivers.against}", language)
    by = word("by_slice", language, by=drivers.by) if drivers.by else word("by_parts", language)
    days = period_name(drivers.days, style.locale) if drivers.days else ""
    title = f"{against} · {by}"
    joined = ", ".join(f"{part.name} {label}" for part, label in zip(drivers.parts, labels, strict=True))
    alt = f"{line.name} {title}: {joined}"
    svg = driver_bars(drivers.parts, labels, alt, row.direction, HALF)
    total = "" if drivers.total is None else difference(drivers.total, [*values, drivers.total], row.unit, style)
    said = " ".join(filter(None, (days, f"{word('total', language)} {total}" if total else "")))
    return PrintedDrivers(drivers, title, said, Image(data_uri(svg), alt))
