"""The verdict of the page in one sentence, made from the goal and the statuses; it fits on one line."""

import re
from collections.abc import Sequence

from kpidsl.scorecard.figures import STATUSES, Language, Status
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, exact, percent
from kpidsl.scorecard.records import Goal, Row, Scorecard
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import ABSENT

LONGEST = 50.0


def headline(card: Scorecard, style: Style) -> str:
    """Return the sentence: the goal against its plan, where it will land, what is behind; less of it when too long."""
    if card.headline:
        return card.headline
    goal = _goal_clause(card.goal, style) if card.goal else ""
    landing = _landing_clause(card.goal, style) if card.goal else ""
    first = card.concerns[0].kpi if card.concerns else ""
    rows = _rows_clause(card.rows, first, style.locale.language)
    join = "、" if style.locale.language == "ja" else "; "
    for parts in ((goal + landing, rows), (goal, rows), (goal + landing,), (goal,)):
        sentence = join.join(filter(None, parts))
        if sentence and ems(sentence) <= LONGEST:
            return sentence
    return fit(join.join(filter(None, (goal, rows))) or card.title, LONGEST)


def counts(rows: Sequence[Row]) -> tuple[tuple[Status, int], ...]:
    """Count rows by status: the four judgements always, the other three only where there are some."""
    found = {status: sum(row.status == status for row in rows) for status in STATUSES}
    return tuple((status, number) for status, number in found.items() if number or status in STATUSES[:4])


def moved(rows: Sequence[Row], status: Status) -> int | None:
    """Return how many more rows have a status than at the close before; None where a row has no status of then."""
    if not rows or any(row.before is None for row in rows):
        return None
    return sum(row.status == status for row in rows) - sum(row.before == status for row in rows)


def _goal_clause(goal: Goal, style: Style) -> str:
    ja = style.locale.language == "ja"
    name = goal.name.said(style.locale.language)
    if goal.actual is None:
        absent = ABSENT[style.locale.language][goal.absent or "no_data"]
        return f"{name}は{absent}" if ja else f"{name}: {absent}"
    if goal.status == "done":
        return f"{name}は{_span(goal)}目標を達成" if ja else f"{name} has reached its target{_span_en(goal)}"
    gap = None if goal.attainment is None else exact(goal.attainment)
    if gap is None:
        value = amount_with_unit(goal.actual, goal.unit, decimals([goal.actual], goal.unit, style), style)
        total = "累計" if goal.kind == "flow" else ""
        return f"{name}は{total}{value}" if ja else f"{name} stands at {value}"
    size = percent(abs(gap - 1), style.locale)
    if size == percent(0, style.locale):
        return f"{name}は計画どおり" if ja else f"{name} is on plan"
    if goal.direction == "lower":
        if gap > 1:
            return f"{name}は計画より{size}少ない" if ja else f"{name} is {size} under plan"
        return f"{name}は計画を{size}超過" if ja else f"{name} is {size} over plan"
    if gap > 1:
        return f"{name}は計画を{size}上回る" if ja else f"{name} is {size} ahead of plan"
    return f"{name}は計画に{size}届かず" if ja else f"{name} is {size} behind plan"


def _span(goal: Goal) -> str:
    return "通期" if is_year(goal) else ""


def _span_en(goal: Goal) -> str:
    return " for the year" if is_year(goal) else ""


def is_year(goal: Goal) -> bool:
    """Say whether the goal's target is that of a whole year."""
    return re.fullmatch(r"(FY)?\d{4}", goal.year) is not None


def _landing_clause(goal: Goal, style: Style) -> str:
    if goal.forecast_share is None or goal.actual is None or goal.status == "done":
        return ""
    share = percent(goal.forecast_share, style.locale)
    return f"、着地見込みは目標の{share}" if style.locale.language == "ja" else f", heading for {share} of target"


def _rows_clause(rows: Sequence[Row], first: str, language: Language) -> str:
    behind = [row for row in rows if row.status == "behind"]
    watched = behind or [row for row in rows if row.status == "at_risk"]
    if watched:
        worst = min(watched, key=lambda row: (row.name.id != first, _share(row)))
        told = _watched_clause(worst.name.said(language), len(watched), bool(behind), language)
        return told + _held(worst, language) if len(watched) == 1 else told
    judged = [row for row in rows if row.status in ("done", "on_track")]
    if not judged or len(judged) < len(rows):
        return ""
    return f"全{len(rows)}指標が順調" if language == "ja" else f"all {len(rows)} KPIs on track"


def _held(row: Row, language: Language) -> str:
    """Return what a status that one period does not change would be, where that is a good one."""
    if row.pending not in ("done", "on_track"):
        return ""
    return "（今期だけなら順調）" if language == "ja" else " (on track by this period alone)"


def _watched_clause(worst: str, number: int, behind: bool, language: Language) -> str:
    if language == "ja":
        return f"{'遅れ' if behind else '注意'}は{worst}" + (f"など{number}指標" if number > 1 else "")
    word = "behind" if behind else "at risk"
    return f"{worst} is {word}" if number == 1 else f"{number} KPIs {word}, led by {worst}"


def _share(row: Row) -> float:
    number = None if row.achievement is None else exact(row.achievement)
    return 1.0 if number is None else float(number)
