"""`kpidsl actions`: what each measure (施策) was followed by: its KPIs before it and since."""

import sys
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.model.chronicle import Action
from kpidsl.pipeline import Project, run_request
from kpidsl.text.nearest import nearest
from kpidsl.text.render.visible import visible

if TYPE_CHECKING:
    from kpidsl.report.action_effects import Effect

FORMATS = ("table", "csv", "json")
_COLOURS = {"better": "green", "worse": "red"}
_COLUMNS = (
    *("action", "kpi", "owner", "from", "to", "outcome", "before_from", "before_to", "after_from", "after_to"),
    *("before", "after", "change", "expected", "reached", "verdict"),
)


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "actions",
        say,
        "Print what each measure was followed by: its KPIs over the periods before it and over those since.",
        "施策ごとに、対象の KPI の前と後、見込みとの差、通常変動の外かどうかを表示します。",
        [
            click.Argument(["names"], nargs=-1, metavar="[ACTION|KPI]..."),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        actions,
    )


def actions(setting: Setting, names: tuple[str, ...], form: str, connection: str | None, timeout: float) -> None:
    """Print the measures that are named, those of the KPIs that are named, or all of them."""
    from kpidsl.report.action_effects import effects_of

    say, project = setting.say, loaded(setting)
    chosen = _chosen(project, names, say)
    day = as_of_day(setting, project.model.manifest.calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, say("comparing…", "比較中…"), warehouse),
    ):
        made = effects_of(project.model, lambda asked: run_request(project, asked, warehouse), chosen, day)
    told(made.diagnostics, project, setting)
    assert made.value is not None
    _put(made.value, form, say)


def _chosen(project: Project, names: tuple[str, ...], say: Say) -> list[Action]:
    model = project.model
    for name in names:
        if name not in model.actions and name not in model.metrics:
            near = nearest(name, [*model.actions, *model.metrics])
            hint = say(f"; did you mean {near}?", f"。{near} のことですか") if near else ""
            stop(say(f"no action or KPI is called {name}{hint}", f"{name} という施策も KPI もありません{hint}"))
    kept = [
        each
        for each in model.actions.values()
        if not names or each.name in names or set(names) & {*each.kpis, *(one.kpi for one in each.expects)}
    ]
    if not kept:
        stop(
            say(
                "no measure is written down, as in: action NAME { for KPI  from 2026-07-01 }",
                "施策がありません。例: action 名前 { for KPI  from 2026-07-01 }",
            ),
            1,
        )
    return sorted(kept, key=lambda each: (each.first is None, each.first or each.last, each.name))


def _put(effects: "tuple[Effect, ...]", form: str, say: Say) -> None:
    if form == "table":
        _print(effects, say)
        return
    from kpidsl.cli.numbers import as_csv, as_json

    rows = [_row(each) for each in effects]
    sys.stdout.write(as_csv(_COLUMNS, rows) if form == "csv" else as_json(_COLUMNS, rows))


def _row(each: "Effect") -> tuple[Any, ...]:
    before, after = each.before, each.after
    spans = (before[0].first, before[-1].last, after[0].first, after[-1].last) if before and after else (None,) * 4
    return (
        each.action.name,
        each.metric.name,
        each.action.owner,
        each.action.first,
        each.action.last,
        each.action.outcome,
        *spans,
        each.was,
        each.now,
        each.change,
        each.hoped,
        each.reached,
        each.verdict,
    )


def _print(effects: "tuple[Effect, ...]", say: Say) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kpidsl.cli.table import needed_width
    from kpidsl.report import effect_words as words
    from kpidsl.report.naming import locale_of

    locale = locale_of("ja-JP" if say.language == "ja" else "en-US")
    heads = say(
        "measure|KPI|days|before|after|change|hoped for|what it means",
        "施策|KPI|期間|前|後|変化|見込み|判定",
    ).split("|")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, no_wrap=index < len(heads) - 1, justify="right" if 2 < index < 7 else "left")
    for each in effects:
        cells = (
            words.action_said(each.action, locale),
            words.kpi_said(each, locale),
            f"{each.action.first or ''} – {each.action.last or ''}",
            *words.values_said(each, locale),
            words.change_said(each, locale),
            words.hoped_said(each, locale),
            words.verdict_said(each, locale),
        )
        colour = _COLOURS.get(each.verdict, "")
        table.add_row(
            *(Text(visible(cell), style=colour if at == len(cells) - 1 else "") for at, cell in enumerate(cells))
        )
    width = needed_width(table)
    Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=width).print(table)
    for each in effects:
        action, kpi = words.action_said(each.action, locale), words.kpi_said(each, locale)
        if compared := words.compared_said(each, locale):
            more = words.meanwhile_said(each, locale)
            print(visible(f"{action}, {kpi}: {compared}{f'. {more}' if more else ''}"))
        if each.action.outcome and each.metric.name == each.action.kpis[0]:
            said = words.outcome_said(each.action, locale)
            print(visible(f"{action}, {say('on record', '記録')}: {said}"))
    if any(each.before for each in effects):
        print(
            say(
                "Before and after are whole periods, as many of each; what came after did not have to come of it.",
                "前と後は同じ数の期間です。後に起きたことが、その施策によるとは限りません。",
            )
        )
