"""`kpidsl plan`: back-calculation (逆算) from a goal's target to every leaf, day and person."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.numbers import as_csv
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.pipeline import Project, run_request
from kpidsl.text.diagnostic import finding
from kpidsl.text.nearest import nearest

if TYPE_CHECKING:
    from kpidsl.report.goal_plan import GoalPlan, PlanLine

FORMATS = ("table", "csv", "json")
_COLUMNS = ("name", "grain", "period", "person", "needed")


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "plan",
        say,
        "Calculate back from the target of KGI to what every leaf has to bring, by month, week, day and person.",
        "KGI の目標から、各要素が月・週・営業日・1人ごとにどれだけ必要かを逆算します。",
        [
            click.Argument(["name"], metavar="KGI"),
            click.Option(
                ["--confidence"],
                type=Chance(),
                metavar="80%",
                help=say("Plan for this probability.", "この確率で達成できる数を計画する"),
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        plan,
    )


class Chance(click.ParamType[float]):
    """A probability such as 80% or 0.8."""

    name = "probability"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the probability as a fraction, or fail with what was expected."""
        from kpidsl.syntax.folding import fold

        text = fold(str(value)).strip()
        try:
            number = round(float(text.removesuffix("%")) / 100, 12) if text.endswith("%") else float(text)
        except ValueError:
            number = -1.0
        if not 0 < number < 1:
            self.fail(f"{value!r} is not a probability between 0% and 100%, such as 80%", param, ctx)
        return number


def plan(
    setting: Setting, name: str, confidence: float | None, form: str, connection: str | None, timeout: float
) -> int:
    """Print the plan; a goal out of reach prints why and ends with 1."""
    from kpidsl.report.goal_plan import plan_of
    from kpidsl.report.refused import Refused

    project = loaded(setting)
    metrics = project.model.metrics
    if name not in metrics:
        told((finding("K201", None, name=name, near=nearest(name, metrics) or ""),), project, setting)
    day = as_of_day(setting, project.model.manifest.calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, setting.say("calculating back…", "逆算中…"), warehouse),
    ):
        made = plan_of(project.model, lambda ask: run_request(project, ask, warehouse), name, day, confidence)
    told(made.diagnostics, project, setting)
    if made.value is None or isinstance(made.value, Refused):
        why = made.value.why if made.value else ("", "")
        stop(setting.say(*why), made.value.code if made.value else 1)
    _put(form, made.value, project, setting)
    return 0 if made.value.met or (made.value.plan and made.value.plan.feasible) else 1


def _put(form: str, made: "GoalPlan", project: Project, setting: Setting) -> None:
    if form == "json":
        print(json.dumps(as_object(made), ensure_ascii=False, indent=2, allow_nan=False))
    elif form == "csv":
        sys.stdout.write(as_csv(_COLUMNS, list(_rows(made))))
    else:
        from kpidsl.cli.planning import print_plan

        print_plan(made, project, setting.say)


def _rows(made: "GoalPlan") -> Iterator[tuple[Any, ...]]:
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
