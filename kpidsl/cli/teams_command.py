"""`kpidsl teams`: what each team hands to the next, with its status and the quality beside it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.paging import judged, whole_tree
from kpidsl.cli.tree_command import MARKS
from kpidsl.cli.working import working
from kpidsl.text.render.visible import visible

if TYPE_CHECKING:
    from kpidsl.report.handovers import Handover, Held, Team
    from kpidsl.scorecard.figures import Locale

FORMATS = ("table", "json")


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "teams",
        say,
        "Print what each team hands to the next: the number, its status, and the quality that is watched beside it.",
        "チームごとに、次のチームへ引き渡すもの・受け取るもの・質の指標を、状態つきで表示します。",
        [
            click.Option(
                ["--period", "text"], metavar="P", help=say("Default: the last one over.", "既定: 直近の期間")
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        teams,
    )


def teams(setting: Setting, text: str | None, form: str, connection: str | None, timeout: float) -> None:
    """Print the teams."""
    from kpidsl.report.handovers import teams_of
    from kpidsl.report.naming import locale_of

    say, project = setting.say, loaded(setting)
    model = project.model
    chosen = period(model.manifest.calendar, text) if text else None
    told(chosen.diagnostics if chosen else (), project, setting)
    names = tuple(each.name for each in model.metrics.values() if each.role != "metric")
    if not any(model.metrics[each].text("team") for each in names):
        stop(say('no kpi names its team, as in: team "Sales"', 'team を書いた KPI がありません。例: team "営業"'), 1)
    spec = replace(whole_tree(names[0]), shows=tuple((name, False) for name in names))
    day = as_of_day(setting, model.manifest.calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, say("measuring…", "計算中…"), warehouse),
    ):
        board = judged(setting, project, warehouse, spec, chosen.value if chosen else None, day)
    locale = locale_of("ja-JP" if say.language == "ja" else "en-US")
    found = teams_of(model, board, locale)
    if form == "json":
        listed = {"period": board.period.label, "teams": [_object(each) for each in found]}
        sys.stdout.write(json.dumps(listed, ensure_ascii=False, indent=2, default=float) + "\n")
        return
    for line in _lines(found, locale, say):
        print(visible(line) if line else "")


def _lines(teams: "tuple[Team, ...]", locale: "Locale", say: Say) -> Iterator[str]:
    for index, team in enumerate(teams):
        if index:
            yield ""
        yield team.name or say("(no team)", "(チームなし)")
        for each in team.takes:
            yield f"  {say('takes over from', '受け取る ←')} {each.giver or '–'}: {_said(each.held, locale)}"
        for each in team.gives:
            yield f"  {say('hands to', '引き渡す →')} {each.taker}: {_said(each.held, locale)}"
            for guard in each.guards:
                yield f"      {say('of what quality:', '質:')} {_said(guard, locale)}"
        beside = {guard.metric.name for each in team.gives for guard in each.guards}
        for held in team.others:
            if held.metric.name not in beside:
                yield f"  {_said(held, locale)}"


def _said(held: "Held", locale: "Locale") -> str:
    """Return a number with what was due and its status: リード数 7,903件 / 7,714件 (102.5%) ● 順調."""
    from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, money_step, share_words
    from kpidsl.scorecard.periods import period_name
    from kpidsl.scorecard.words import status_word

    row = held.row
    both = [row.actual, row.target]
    style = Style(locale, money_step([both], locale) if row.unit.style == "money" else "one")
    places = decimals(both, row.unit, style)
    said = "–" if row.actual is None else amount_with_unit(row.actual, row.unit, places, style)
    if row.target is not None:
        said += f" / {amount_with_unit(row.target, row.unit, places, style)}"
        said += f" ({share_words(row.achievement, style)})" if row.achievement is not None else ""
    when = f" [{period_name(row.days, locale)}]" if row.window == "within" and row.days else ""
    status = f"  {MARKS[row.status]} {status_word(row.status, locale.language)}" if row.status != "none" else ""
    return f"{row.name.said(locale.language)} {said}{when}{status}"


def _object(team: "Team") -> dict[str, Any]:
    return {
        "team": team.name or None,
        "hands_over": [_handover(each) for each in team.gives],
        "takes_over": [_handover(each) for each in team.takes],
        "others": [_held(each) for each in team.others],
    }


def _handover(each: "Handover") -> dict[str, Any]:
    return {
        "from": each.giver or None,
        "to": each.taker,
        **_held(each.held),
        "quality": [_held(guard) for guard in each.guards],
    }


def _held(held: "Held") -> dict[str, Any]:
    row = held.row
    return {
        "name": held.metric.name,
        "value": row.actual,
        "target": row.target,
        "achievement": row.achievement,
        "status": row.status,
    }
