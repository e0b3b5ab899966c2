"""`kpidsl restated`: which reported numbers would print otherwise today."""

import sys
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, as_of_instant, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.keeping import models_of
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.cli.working import working
from kpidsl.pipeline import Project, asking
from kpidsl.text.diagnostic import finding
from kpidsl.text.nearest import nearest

if TYPE_CHECKING:
    from kpidsl.history.kept import KeptRun
    from kpidsl.report.restating import Restated

FORMATS = ("table", "csv", "json")
COLUMNS = (
    *("name", "period", "reported_as_of", "run", "reported", "today", "why", "by_data", "by_definition"),
    *("target_then", "target_today"),
)
SCORES = ("method", "name", "forecasts", "bias", "mape", "coverage", "brier")
_WHY = {
    "data": ("late data", "データの遅れや訂正"),
    "definition": ("other definition", "定義の変更"),
    "calendar": ("other calendar", "暦の変更"),
    "target": ("other target", "目標の変更"),
    "gone": ("no such number now", "指標がなくなった"),
}


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "restated",
        say,
        "Tell which numbers that were reported (runs/) would print otherwise today, and why.",
        "報告済み（runs/）の数値のうち、今日なら違う値になるものと理由を示します。",
        [
            click.Argument(["names"], nargs=-1, metavar="[NAME]..."),
            click.Option(
                ["--forecasts"],
                is_flag=True,
                help=say(
                    "Score the forecasts that were reported, once their days are over.",
                    "報告した見込みを、期間が終わったものについて答え合わせする",
                ),
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        restated,
    )


def restated(
    setting: Setting, names: tuple[str, ...], forecasts: bool, form: str, connection: str | None, timeout: float
) -> None:
    """Print a row for each value that was reported and is another one now."""
    from kpidsl.history.kept import read_runs
    from kpidsl.report.restating import restated as hold

    say, project = setting.say, loaded(setting)
    model = project.model
    runs = read_runs(project.folder.path)
    told(runs.diagnostics, project, setting)
    known = dict.fromkeys((*model.metrics, *(each.name for run in runs.value for each in run.numbers)))
    for name in names:
        if name not in known:
            told((finding("K201", None, name=name, near=nearest(name, known) or ""),), project, setting)
    if forecasts:
        _score(setting, project, runs.value, names, form, connection, timeout)
        return
    if not runs.value:
        click.echo(say("no run is kept in runs/ yet", "runs/ に記録はまだありません"), err=True)
    made: tuple[Restated, ...] = ()
    if runs.value:
        as_of = (as_of_instant(setting, model.manifest.calendar), setting.as_of)
        with (
            connected(setting, project, connection, timeout) as warehouse,
            working(setting, say("measuring again…", "計算し直し中…"), warehouse),
        ):
            outcome = hold(model, asking(project, warehouse), models_of(project), runs.value, frozenset(names), as_of)
        told(tuple(each for each in outcome.diagnostics if each.severity == "error"), project, setting)
        made = outcome.value
    _put(form, made, len(runs.value), project, say)


def _score(
    setting: Setting,
    project: Project,
    runs: "tuple[KeptRun, ...]",
    names: tuple[str, ...],
    form: str,
    connection: str | None,
    timeout: float,
) -> None:
    """Print how good the kept forecasts were, by method, and by method and number."""
    from kpidsl.cli.numbers import as_csv, as_json
    from kpidsl.cli.planning import print_rows
    from kpidsl.report.kept_forecasts import scored_forecasts
    from kpidsl.text.render.visible import visible

    say, model = setting.say, project.model
    day = as_of_day(setting, model.manifest.calendar)
    with connected(setting, project, connection, timeout) as warehouse:
        made = scored_forecasts(model, asking(project, warehouse)(model), runs, frozenset(names), day)
    told(tuple(each for each in made.diagnostics if each.severity == "error"), project, setting)
    rows = [
        (
            each.method,
            each.name,
            each.score.count,
            each.score.bias,
            each.score.mape,
            each.score.coverage,
            each.score.brier,
        )
        for each in made.value
    ]
    if form != "table":
        sys.stdout.write(as_json(SCORES, rows) if form == "json" else as_csv(SCORES, rows))
        return
    if not rows:
        print(say("no kept forecast has come to its end yet", "期間の終わった見込みはまだありません"))
        return
    heads = say(
        "method|number|forecasts|bias|MAPE|inside 80%|Brier", "方法|指標|見込みの数|偏り|MAPE|80% 区間内|Brier"
    ).split("|")
    shares = [
        tuple(
            "–" if each is None else f"{each:+.1%}" if index == 0 else f"{each:.1%}"
            for index, each in enumerate(row[3:6])
        )
        for row in rows
    ]
    print_rows(
        heads,
        [
            (row[0], visible(row[1]) if row[1] else "", str(row[2]), *cells, "–" if row[6] is None else f"{row[6]:.3f}")
            for row, cells in zip(rows, shares, strict=True)
        ],
    )


def _put(form: str, made: "tuple[Restated, ...]", runs: int, project: Project, say: Say) -> None:
    from kpidsl.cli.numbers import as_csv, as_json

    if form != "table":
        rows = [_row(each) for each in made]
        sys.stdout.write(as_json(COLUMNS, rows) if form == "json" else as_csv(COLUMNS, rows))
        return
    if made:
        _table(made, project, say)
    print(
        say(
            f"{len(made)} reported numbers would print otherwise today ({runs} runs kept)",
            f"今日なら違う値になる報告済みの数値: {len(made)}（記録 {runs} 件）",
        )
    )


def _row(each: "Restated") -> tuple[Any, ...]:
    target = each.target or (None, None)
    facts = (each.name, each.period, each.run.as_of, each.run.id, each.then, each.today, " ".join(each.why))
    return (*facts, each.by_data, each.by_definition, *target)


def _table(made: "tuple[Restated, ...]", project: Project, say: Say) -> None:
    from kpidsl.cli.planning import print_rows
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals
    from kpidsl.text.render.visible import visible

    style = Style(Locale(say.language, project.model.manifest.locale))
    heads = say("number|period|reported|as of|today|why", "指標|期間|報告した値|基準日|今日の値|理由").split("|")
    rows = []
    for each in made:
        metric = project.model.metrics.get(each.name)
        values: tuple[Any, Any] = (each.then, each.today)
        cells = ["–" if value is None else str(value) for value in values]
        if metric is not None:
            unit = unit_of(metric)
            places = decimals(list(values), unit, style)
            cells = [amount_with_unit(value, unit, places, style) for value in values]
        reasons = [say(*_WHY[why]) for why in each.why]
        if each.target is not None:
            reasons.append(f"{each.target[0]} → {each.target[1] or '–'}")
        cells = [
            visible(each.name),
            each.period,
            cells[0],
            each.run.as_of.isoformat(),
            cells[1],
            visible(", ".join(reasons)),
        ]
        rows.append(tuple(cells))
    print_rows(heads, rows)
