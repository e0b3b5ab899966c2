"""A plan on the terminal: sentences, the tree with what is needed, and the counts by month and by week."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpidsl.cli.language import Say
from kpidsl.pipeline import Project

if TYPE_CHECKING:
    from kpidsl.report.goal_plan import GoalPlan, PlanLine
    from kpidsl.scorecard.figures import Locale

_MOST_COLUMNS = 8


def print_plan(made: "GoalPlan", project: Project, say: Say) -> None:
    """Print the sentences, the tree with what is needed, and the counts by month and by week."""
    from kpidsl.report.goal_said import told_plan
    from kpidsl.scorecard.figures import Locale

    manifest = project.model.manifest
    locale = Locale(say.language, manifest.locale)
    for sentence in told_plan(made, manifest.calendar, locale):
        print(sentence)
    if made.lines:
        _tree(made, locale, say)
        every = [each for each in made.lines if each.schedule is not None and each.schedule.days]
        cuts = every[:_MOST_COLUMNS]
        for grain in ("months", "weeks"):
            _periods(cuts, grain, locale, say)
        if len(every) > len(cuts):
            more = len(every) - len(cuts)
            print(say(f"{more} more counts: --format csv", f"ほか {more} 個の件数は --format csv で出力できます"))


def _tree(made: "GoalPlan", locale: "Locale", say: Say) -> None:
    from kpidsl.report.goal_said import called, said
    from kpidsl.scorecard.numbers import written

    heads = say(
        "KPI|at today's pace|needed|times|a business day|a person and day|",
        "KPI|今のペース|必要|倍率|1営業日|1人1日|",
    ).split("|")
    rows = []
    for line in made.lines:
        ratio = "" if line.ratio is None or not (line.free or not line.leaf) else f"×{written(line.ratio, 2, locale)}"
        rows.append(
            (
                called(line.metric, locale),
                said(line.metric, line.pace, locale),
                said(line.metric, line.needed, locale),
                ratio,
                _a_day(line, locale),
                _a_head(line, locale),
                _note(line, locale, say),
            )
        )
    print_rows(heads, rows)


def _a_day(line: "PlanLine", locale: "Locale") -> str:
    """Return the least and the most that a business day has to bring; of money the most."""
    from kpidsl.report.goal_said import said
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.numbers import written

    if line.schedule is None or not line.schedule.days:
        return ""
    counts = [each.count for each in line.schedule.days]
    low, high = min(counts), said(line.metric, max(counts), locale)
    if low == max(counts) or unit_of(line.metric).style == "money":
        return high
    return f"{written(low, 0, locale)}{'〜' if locale.language == 'ja' else '–'}{high}"


def _a_head(line: "PlanLine", locale: "Locale") -> str:
    from kpidsl.scorecard.numbers import written

    if line.schedule is None or line.schedule.per_head is None or line.metric.clause("heads") is None:
        return ""
    most = "" if line.capacity is None else f" / {written(line.capacity, 0, locale)}"
    return f"{written(line.schedule.per_head, 1, locale)}{most}"


def _note(line: "PlanLine", locale: "Locale", say: Say) -> str:
    from kpidsl.report.goal_said import said

    notes = []
    if line.leaf and not line.free:
        notes.append(say("held", "固定"))
    elif line.bound:
        notes.append(say("at its cap", "上限"))
    elif line.leaf and line.cap is not None:
        cap = said(line.metric, line.cap, locale)
        notes.append(say(f"cap {cap}", f"上限 {cap}"))
    if line.schedule is not None and line.done:
        done = said(line.metric, line.done, locale)
        notes.append(say(f"{done} done, by {line.days[1]}", f"実施済み {done}、{line.days[1]} まで"))
    return ", ".join(notes)


def _periods(cuts: "list[PlanLine]", grain: str, locale: "Locale", say: Say) -> None:
    from kpidsl.report.goal_said import called
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.numbers import Style, unit_label, written
    from kpidsl.scorecard.periods import period_name

    tables = [dict(getattr(each.schedule, grain)) for each in cuts]
    periods = sorted({period for table in tables for period in table}, key=lambda period: period.first)
    if not periods:
        return
    style = Style(locale)
    labels = [f"{called(each.metric, locale)} ({unit_label(unit_of(each.metric), style)})" for each in cuts]
    rows = [
        (period_name(period.label, locale), *(written(table.get(period, 0), 0, locale) for table in tables))
        for period in periods
    ]
    totals = (say("total", "合計"), *(written(sum(table.values()), 0, locale) for table in tables))
    print_rows([say("month", "月") if grain == "months" else say("week", "週"), *labels], [*rows, totals])


def print_rows(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table: the first column to the left, the numbers to the right, words after an empty head to the left."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kpidsl.cli.findings import coloured
    from kpidsl.cli.table import needed_width

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, head in enumerate(heads):
        table.add_column(Text(head), justify="right" if index and head else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=needed_width(table))
    console.print(table)
