"""`kpidsl explain`: the bridge of a goal between two periods, and the centre pin (センターピン)."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.pipeline import Project, run_request
from kpidsl.text.diagnostic import finding
from kpidsl.text.nearest import nearest

if TYPE_CHECKING:
    from kpidsl.analysis.bridge import Method
    from kpidsl.analysis.centre_pin import Leverage
    from kpidsl.report.change_bridge import Change
    from kpidsl.scorecard.figures import Locale

METHODS = ("shapley", "lmdi")
FORMATS = ("table", "json")


def make(say: Say) -> click.Command:
    """Make the command."""
    words = say("Any period: 2026-09, FY2026Q1.", "期間: 2026-09、FY2026Q1 など")
    return make_command(
        "explain",
        say,
        "Tell what changed KGI from one period to another, leaf by leaf, and which leaf would bring it most.",
        "二つの期間の間に KGI が変わった理由を要素ごとに分け、最も効く要素（センターピン）を示します。",
        [
            click.Argument(["name"], metavar="KGI"),
            click.Option(["--from", "first"], required=True, metavar="P", help=words),
            click.Option(["--to", "last"], required=True, metavar="P", help=words),
            click.Option(["--method"], type=click.Choice(METHODS), default="shapley", show_default=True),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        explain,
    )


def explain(
    setting: Setting,
    name: str,
    first: str,
    last: str,
    method: "Method",
    form: str,
    connection: str | None,
    timeout: float,
) -> None:
    """Print the bridge and the centre pin."""
    from kpidsl.report.change_bridge import change_of
    from kpidsl.report.refused import Refused

    project = loaded(setting)
    model, calendar = project.model, project.model.manifest.calendar
    if name not in model.metrics:
        told((finding("K201", None, name=name, near=nearest(name, model.metrics) or ""),), project, setting)
    begin, end = period(calendar, first), period(calendar, last)
    told((*begin.diagnostics, *end.diagnostics), project, setting)
    assert begin.value is not None and end.value is not None
    day = as_of_day(setting, calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, setting.say("comparing…", "比較中…"), warehouse),
    ):
        made = change_of(
            model, lambda ask: run_request(project, ask, warehouse), name, begin.value, end.value, day, method
        )
    told(made.diagnostics, project, setting)
    if made.value is None or isinstance(made.value, Refused):
        stop(setting.say(*(made.value.why if made.value else ("", ""))), made.value.code if made.value else 1)
    if form == "json":
        print(json.dumps(as_object(made.value), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print_change(made.value, project, setting.say)


def as_object(change: "Change") -> dict[str, Any]:
    """Return the change as JSON's own kinds of values; amounts of money are whole and add up exactly."""
    from kpidsl.analysis.bridge import rounded
    from kpidsl.report.naming import unit_of

    exact = rounded(change.bridge) if unit_of(change.metric).style == "money" else change.bridge
    return {
        "goal": change.metric.name,
        "from": change.first.label,
        "to": change.last.label,
        "business_days": list(change.workdays),
        "running": change.running,
        "method": exact.method,
        "orders": exact.orders,
        "start": exact.start,
        "end": exact.end,
        "change": exact.change,
        "bars": [
            {
                "name": bar.name or None,
                "cause": bar.cause if bar.name else "unexplained",
                "amount": bar.amount,
                "before": bar.before,
                "after": bar.after,
            }
            for bar in exact.bars
        ],
        "redefined": [{"name": name, "since": since.isoformat()} for name, since in change.redefined],
        "centre_pin": {
            "pin": change.pin.pin,
            "tie": list(change.pin.tie),
            "reason": change.pin.reason,
            "leaves": [asdict(each) for each in change.pin.leaves],
        },
    }


def print_change(change: "Change", project: Project, say: Say) -> None:
    """Print the sentence, the bars down to the last unit, and the table of the centre pin."""
    from kpidsl.cli.planning import print_rows
    from kpidsl.report.change_said import notes, pin_words, sentence
    from kpidsl.scorecard.figures import Locale

    locale = Locale(say.language, project.model.manifest.locale)
    for line in (sentence(change, locale), *notes(change, locale)):
        print(line)
    heads = say("|before|after|contribution|of the change", "|前|後|寄与|変化に占める割合").split("|")
    print_rows(heads, _bars(change, locale, say))
    print(pin_words(change, locale))
    heads = say(
        "KPI|now|plausible|headroom|elasticity|gain|odds of being first",
        "KPI|現在|届きうる値|伸びしろ|弾力性|効果|最大の確率",
    ).split("|")
    print_rows(heads, [_leverage(change, each, locale) for each in change.pin.leaves])


def _bars(change: "Change", locale: "Locale", say: Say) -> list[tuple[str, ...]]:
    """Return the start, the bars and the end, rounded so that they add up as they are printed."""
    from kpidsl.analysis.bridge import rounded
    from kpidsl.report.change_said import bar_name
    from kpidsl.report.goal_said import called, said
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.numbers import Style, amount_with_unit, percent, points, written

    unit = unit_of(change.metric)
    grain = 1.0 if unit.style == "money" or change.metric.kind == "flow" else 0.001 if unit.style == "percent" else 0.01
    shown, whole = rounded(change.bridge, grain), change.bridge.change or 0.0
    places = {1.0: 0, 0.001: 1, 0.01: 2}[grain]

    def level(value: float | None) -> str:
        return amount_with_unit(value, unit, places, Style(locale))

    def step(value: float) -> str:
        return points(value, locale) if unit.style == "percent" else written(value, places, locale, signed=True)

    rows: list[tuple[str, ...]] = []
    for bar, exact in zip(shown.bars, change.bridge.bars, strict=True):
        leaf = change.leaves.get(bar.name)
        share = percent(exact.amount / whole, locale) if whole else ""
        before, after = (said(leaf, each, locale) if leaf is not None else "" for each in (bar.before, bar.after))
        rows.append((bar_name(change, bar, locale), before, after, step(bar.amount), share))
    total = (called(change.metric, locale), level(shown.start), level(shown.end), step(shown.change or 0.0), "")
    return [*rows, total]


def _leverage(change: "Change", each: "Leverage", locale: "Locale") -> tuple[str, ...]:
    from kpidsl.report.change_said import difference
    from kpidsl.report.goal_said import called, said
    from kpidsl.scorecard.numbers import percent, written

    leaf = change.leaves[each.name]
    return (
        called(leaf, locale),
        said(leaf, each.present, locale),
        "" if each.plausible is None else said(leaf, each.plausible, locale),
        "" if each.headroom is None else percent(each.headroom, locale, signed=True),
        "" if each.elasticity is None else written(each.elasticity, 2, locale),
        "" if each.gain is None else difference(change.metric, each.gain, locale),
        percent(each.odds, locale, places=0),
    )
