"""A plan as an Excel workbook: what every number has to be, and the counts by month, week, day and person.

Texts are always written as texts: a name that begins with = + - or @ is no formula. The same plan gives the same bytes.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kpidsl.cli.language import Say
from kpidsl.text.diagnostic import Outcome, finding

if TYPE_CHECKING:
    from kpidsl.model.calendar import Calendar
    from kpidsl.model.records import Metric
    from kpidsl.report.goal_plan import GoalPlan, PlanLine
    from kpidsl.scorecard.figures import Locale

_WIDEST = 60
_LONGEST_TEXT = 32_000
Cell = tuple[Any, str]
"""A value and its number format; a text has the format ""."""


def workbook(made: "GoalPlan", calendar: "Calendar", locale: "Locale", say: Say) -> Outcome[bytes | None]:
    """Return the workbook, or the finding that the library that writes it is missing."""
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]
    except ImportError:
        return Outcome(None, (finding("K920", None, package="xlsxwriter", command="pip install 'kpidsl[xlsx]'"),))
    from kpidsl.report.goal_said import told_plan

    data = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(data, plain)
    book.set_properties({"title": made.metric.name, "created": datetime.combine(made.day, datetime.min.time())})
    _write(book, say("plan", "計画"), *_lines(made, locale, say), above=list(told_plan(made, calendar, locale)))
    cuts = [each for each in made.lines if each.schedule is not None and each.schedule.days]
    if cuts:
        _write(book, say("months", "月別"), *_periods(cuts, "months", locale, say))
        _write(book, say("weeks", "週別"), *_periods(cuts, "weeks", locale, say))
        _write(book, say("days", "営業日別"), *_days(cuts, locale, say))
    if any(each.heads > 1 for each in cuts):
        _write(book, say("people", "担当別"), *_people([each for each in cuts if each.heads > 1], locale, say))
    book.close()
    return Outcome(data.getvalue())


def _lines(made: "GoalPlan", locale: "Locale", say: Say) -> tuple[list[str], list[list[Cell]]]:
    from kpidsl.report.goal_said import called

    heads = say(
        "KPI|unit|at today's pace|needed|times|cap|held|first day|last day|done|people|per person and day|capacity",
        "KPI|単位|今のペース|必要|倍率|上限|固定|開始日|期限|実施済み|人数|1人1日|1人1日の処理能力",
    ).split("|")
    rows: list[list[Cell]] = []
    for line in made.lines:
        form, cut = number_format(line.metric), line.schedule
        held = say("held", "固定") if line.leaf and not line.free else None
        rows.append(
            [
                (called(line.metric, locale), ""),
                (line.metric.shown, ""),
                (line.pace, form),
                (line.needed, form),
                (line.ratio, "0.00"),
                (line.cap, form),
                (held, ""),
                (line.days[0], "yyyy-mm-dd"),
                (line.days[1], "yyyy-mm-dd"),
                (line.done or None, form),
                (line.heads if line.metric.clause("heads") is not None else None, "0"),
                (cut.per_head if cut is not None else None, "#,##0.0"),
                (line.capacity, "#,##0.0"),
            ]
        )
    return heads, rows


def number_format(metric: "Metric") -> str:
    """Return how Excel writes a metric's values: money and counts whole, shares in percent."""
    from kpidsl.report.naming import unit_of

    style = unit_of(metric).style
    return "0.0%" if style == "percent" else "#,##0" if style == "money" or metric.kind == "flow" else "#,##0.00"


def _heads(cuts: "list[PlanLine]", first: str, locale: "Locale") -> list[str]:
    from kpidsl.report.goal_said import called

    units = [f" ({each.metric.shown})" if each.metric.shown else "" for each in cuts]
    return [first, *(f"{called(each.metric, locale)}{unit}" for each, unit in zip(cuts, units, strict=True))]


def _periods(cuts: "list[PlanLine]", grain: str, locale: "Locale", say: Say) -> tuple[list[str], list[list[Cell]]]:
    tables = [{period.label: count for period, count in getattr(each.schedule, grain)} for each in cuts]
    firsts = {period.label: period.first for each in cuts for period, _ in getattr(each.schedule, grain)}
    rows: list[list[Cell]] = [
        [(label, ""), *((table.get(label, 0), "#,##0") for table in tables)]
        for label in sorted(firsts, key=lambda label: firsts[label])
    ]
    rows.append([(say("total", "合計"), ""), *((sum(table.values()), "#,##0") for table in tables)])
    return _heads(cuts, say("month", "月") if grain == "months" else say("week", "週"), locale), rows


def _days(cuts: "list[PlanLine]", locale: "Locale", say: Say) -> tuple[list[str], list[list[Cell]]]:
    tables = [{need.day: need.count for need in each.schedule.days} for each in cuts if each.schedule is not None]
    days = sorted({day for table in tables for day in table})
    rows: list[list[Cell]] = [
        [(day, "yyyy-mm-dd"), *((table.get(day, 0), "#,##0") for table in tables)] for day in days
    ]
    return _heads(cuts, say("business day", "営業日"), locale), rows


def _people(cuts: "list[PlanLine]", locale: "Locale", say: Say) -> tuple[list[str], list[list[Cell]]]:
    from kpidsl.report.goal_said import called

    heads = [say("business day", "営業日")]
    tables: list[dict[date, int]] = []
    for line in cuts:
        for person in range(line.heads):
            heads.append(f"{called(line.metric, locale)} {person + 1}")
            own = line.schedule.days if line.schedule is not None else ()
            tables.append({need.day: need.people[person] for need in own if person < len(need.people)})
    days = sorted({day for table in tables for day in table})
    rows: list[list[Cell]] = [
        [(day, "yyyy-mm-dd"), *((table.get(day, 0), "#,##0") for table in tables)] for day in days
    ]
    return heads, rows


def _write(
    book: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], above: Sequence[str] = ()
) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats: dict[str, Any] = {}
    for row, text in enumerate(above):
        sheet.write_string(row, 0, text[:_LONGEST_TEXT])
    top = len(above) + 1 if above else 0
    for column, head in enumerate(heads):
        sheet.write_string(top, column, head[:_LONGEST_TEXT], bold)
        sheet.set_column(column, column, min(_WIDEST, max(11, 2 + _width(head))))
    for row, cells in enumerate(rows, top + 1):
        for column, (value, form) in enumerate(cells):
            if form not in formats:
                formats[form] = book.add_format({"num_format": form} if form else {})
            match value:
                case None:
                    continue
                case date():
                    sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), formats[form])
                case str():
                    sheet.write_string(row, column, value[:_LONGEST_TEXT], formats[form])
                case _:
                    sheet.write_number(row, column, value, formats[form])
    sheet.freeze_panes(top + 1, 1)


def _width(text: str) -> int:
    return sum(1 if ord(letter) < 0x2E80 else 2 for letter in text)
