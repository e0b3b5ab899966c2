"""`kpidsl returns`: a cost per result by bands of spend: what one more result cost where more was spent."""

import sys
from typing import TYPE_CHECKING, Any, Literal

import click

from kpidsl.cli.asking import as_of_day, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.model.near import unknown_number
from kpidsl.pipeline import Project, asking

if TYPE_CHECKING:
    from kpidsl.analysis.returns import Band
    from kpidsl.report.spending import Spending

FORMATS = ("table", "csv", "json")
_COLUMNS = ("slice", "band", "low", "high", "periods", "spent", "gained", "average", "one_more", "shown")


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "returns",
        say,
        "Take a cost per result apart by how much was spent: what one more result cost in the months of higher spend.",
        "1件あたりの費用を、費用の多い期間と少ない期間に分け、増やした分の1件がいくらだったかを表示します。",
        [
            click.Argument(["name"], required=False, metavar="[KPI]"),
            click.Option(
                ["--grain"],
                type=click.Choice(["month", "week"]),
                default="month",
                show_default=True,
                help=say("Three years of months, or two of weeks.", "月なら3年、週なら2年"),
            ),
            click.Option(["--by"], metavar="DIM", help=say("Each member by itself.", "切り口ごとに分ける")),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        returns,
    )


def returns(
    setting: Setting,
    name: str | None,
    grain: Literal["month", "week"],
    by: str | None,
    form: str,
    connection: str | None,
    timeout: float,
) -> None:
    """Print the bands of spend."""
    from kpidsl.report.refused import Refused
    from kpidsl.report.spending import spending_of

    say, project = setting.say, loaded(setting)
    name = name or _only(project, say)
    if name not in project.model.metrics:
        told((unknown_number(name, project.model.metrics),), project, setting)
    day = as_of_day(setting, project.model.manifest.calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, say("measuring…", "計算中…"), warehouse),
    ):
        made = spending_of(project.model, asking(project, warehouse), name, grain, by, day)
    told(made.diagnostics, project, setting)
    if made.value is None or isinstance(made.value, Refused):
        stop(say(*(made.value.why if made.value else ("", ""))), made.value.code if made.value else 1)
    _put(made.value, form, project, say)


def _only(project: Project, say: Say) -> str:
    """Return the one cost per result that the project has; the command ends where there is another number of them."""
    from kpidsl.report.spending import costs_per_result

    found = list(costs_per_result(project.model))
    if len(found) != 1:
        names = ", ".join(found) or "–"
        stop(
            say(f"say which cost per result is meant: {names}", f"どの「1件あたりの費用」かを指定してください: {names}")
        )
    return found[0]


def _put(spending: "Spending", form: str, project: Project, say: Say) -> None:
    if form == "table":
        _print(spending, project, say)
        return
    from kpidsl.cli.numbers import as_csv, as_json

    rows = [
        (None if each.whole else each.member, index, *_cells(band))
        for each in spending.returns
        for index, band in enumerate(each.bands, 1)
    ]
    sys.stdout.write(as_csv(_COLUMNS, rows) if form == "csv" else as_json(_COLUMNS, rows))


def _cells(band: "Band") -> tuple[Any, ...]:
    return band.low, band.high, band.count, band.spent, band.gained, band.average, band.more, band.shown


def _print(spending: "Spending", project: Project, say: Say) -> None:
    from kpidsl.cli.table import print_table
    from kpidsl.report.naming import name_of, unit_of
    from kpidsl.scorecard.figures import Unit

    unit = unit_of(spending.metric)
    money = unit_of(spending.cost) if spending.cost is not None else Unit(unit.style, unit.label)
    result = unit_of(spending.result) if spending.result is not None else Unit("number", unit.per)
    each_ = say("a month", "月") if spending.grain == "month" else say("a week", "週")
    first, last = spending.periods[0].label, spending.periods[-1].label
    count = len(spending.periods)
    print(
        f"{name_of(spending.metric).said(say.language)}  {first} – {last} ({say(f'{count} periods', f'{count} 期間')})"
    )
    heads = (
        *(() if spending.returns[0].whole else (say("slice", "切り口"),)),
        say("band of spend", "費用の段階"),
        say("periods", "期間数"),
        say(f"spent {each_}", f"費用/{each_}"),
        say(f"gained {each_}", f"成果/{each_}"),
        say("cost of one", "1件あたり"),
        say("of one more", "増やした分の1件"),
        say("what it means", "判定"),
        "",
    )
    words = say("low|middle|high", "少|中|多").split("|")
    lines: list[tuple[Any, ...]] = []
    for returned in spending.returns:
        lead = () if returned.whole else (returned.member,)
        if not returned.bands:
            lines.append((*lead, "–", 0, None, None, None, None, say("nothing to compare", "比べられない"), True))
        lines += [
            (
                *lead,
                words[index],
                band.count,
                band.spent,
                band.gained,
                band.average,
                band.more,
                _meaning(index, band, say),
                True,
            )
            for index, band in enumerate(returned.bands)
        ]
    at = len(heads) - 8
    units = {at + 1: Unit("number"), at + 2: money, at + 3: result, at + 4: unit, at + 5: unit}
    print_table(heads, lines, units, say, project.model.manifest.locale)
    print(
        say(
            "Periods are in the order of spend, not of time; what else moved with the spend is not told apart.",
            "期間を費用の順に並べています。費用と一緒に動いたほかの要因は分けていません。",
        )
    )


def _meaning(index: int, band: "Band", say: Say) -> str:
    if index == 0:
        return ""
    if not band.shown or band.more is None or band.average is None:
        return say("no more came that is not chance", "増えた成果は偶然の範囲")
    times = band.more / band.average
    return say(f"{times:.1f} times the average", f"平均の {times:.1f} 倍")
