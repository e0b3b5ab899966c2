"""A plan for programs: one object, or rows."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpidsl.report.goal_plan import GoalPlan, PlanLine

COLUMNS = ("name", "grain", "period", "person", "needed")


def pretty(value: dict[str, Any]) -> str:
    """Return JSON with a line for each key and for each item of its lists.

    Readable, and ten times as fast as indenting all of it: a plan of 500 leaves has 26,000 days.
    """
    lines = []
    for key, each in value.items():
        text = _compact(each)
        if isinstance(each, list) and len(text) > _WIDE:
            text = "[\n" + ",\n".join(f"    {_compact(item)}" for item in each) + "\n  ]"
        lines.append(f"  {_compact(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


_WIDE = 100


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def as_rows(made: "GoalPlan") -> Iterator[tuple[Any, ...]]:
    """Yield what is needed in all, and of every count what is needed in each month, week, day and by each person."""
    for line in made.lines:
        yield line.metric.name, "total", f"{line.days[0]}..{line.days[1]}", None, _whole(line.needed)
        if line.schedule is None:
            continue
        for grain, periods in (("month", line.schedule.months), ("week", line.schedule.weeks)):
            for period, count in periods:
                yield line.metric.name, grain, period.label, None, count
        for each in line.schedule.days:
            yield line.metric.name, "day", each.day.isoformat(), None, each.count
            if len(each.people) > 1:
                for person, count in enumerate(each.people, 1):
                    yield line.metric.name, "day", each.day.isoformat(), person, count


def as_object(made: "GoalPlan") -> dict[str, Any]:
    """Return the plan as JSON's own kinds of values."""
    odds, plan = made.odds, made.plan
    return {
        "goal": made.metric.name,
        "as_of": made.day.isoformat(),
        "window": {"first": made.window.first.isoformat(), "last": made.window.due.isoformat()},
        "target": made.target,
        "actual": made.actual,
        "needed": made.wanted,
        "days": {"first": made.days[0].isoformat(), "last": made.days[1].isoformat(), "business_days": made.workdays},
        "history": {"first": made.past[0].isoformat(), "last": made.past[1].isoformat()},
        "met": made.met,
        "feasible": made.met or bool(plan and plan.feasible),
        "reached": made.reached,
        "confidence": made.confidence,
        "lines": [_line_object(each) for each in made.lines],
        "odds": {"reason": odds} if isinstance(odds, str) else asdict(odds),
        "shortfall": asdict(plan.shortfall) if plan and plan.shortfall else None,
    }


def _whole(value: float | None) -> float | int | None:
    """Return a whole number as one, so that no count is written with a decimal point."""
    return int(value) if value is not None and value.is_integer() else value


def _line_object(line: "PlanLine") -> dict[str, Any]:
    cut = line.schedule
    return {
        "name": line.metric.name,
        "kind": line.metric.kind,
        "leaf": line.leaf,
        "free": line.free,
        "pace": line.pace,
        "needed": _whole(line.needed),
        "ratio": line.ratio,
        "cap": line.cap,
        "bound": line.bound,
        "days": {"first": line.days[0].isoformat(), "last": line.days[1].isoformat()},
        "done": line.done,
        "heads": line.heads,
        "capacity": line.capacity,
        "schedule": None
        if cut is None
        else {
            "total": cut.total,
            "per_person_and_day": cut.per_head,
            "overload": cut.overload,
            "reason": cut.reason,
            "months": {period.label: count for period, count in cut.months},
            "weeks": {period.label: count for period, count in cut.weeks},
            "days": [
                {"day": each.day.isoformat(), "count": each.count, "people": list(each.people)} for each in cut.days
            ],
        },
    }
