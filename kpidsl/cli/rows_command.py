"""`kpidsl rows`: the rows behind a number: the largest, the oldest, or how they are spread."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, read_request, told
from kpidsl.cli.asking import period as read_period
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.numbers import as_csv
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.model.calendar import Calendar
from kpidsl.pipeline import Project, asking

if TYPE_CHECKING:
    from kpidsl.report.behind import Behind, Order
    from kpidsl.report.spread import Spread

FORMATS = ("table", "csv", "json")
SINCE = date(2000, 1, 1)
"""What waits is looked for from here on, unless --from says otherwise."""


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "rows",
        say,
        "List the rows behind a number: the largest ones, those that have waited longest, or how they are spread.",
        "指標のもとになった行を一覧にします。大きい順、古い順（--oldest）、分布（--spread）。",
        [
            click.Argument(["name"]),
            click.Option(
                ["--oldest"], is_flag=True, help=say("Those that are longest ago.", "古い順（長く待っている順）")
            ),
            click.Option(["--spread"], is_flag=True, help=say("How their values are spread.", "値の分布")),
            click.Option(
                ["--most"],
                type=click.IntRange(1, 10_000),
                default=10,
                show_default=True,
                metavar="N",
                help=say("How many rows.", "行数"),
            ),
            click.Option(
                ["--from", "first"],
                metavar="P",
                help=say(
                    "Any period (default: the last month over; with --oldest all since 2000).",
                    "期間（既定: 直近の終わった月。--oldest では 2000 年以降すべて）",
                ),
            ),
            click.Option(
                ["--to", "last"],
                metavar="P",
                help=say("Default: that of --from, or the as-of.", "既定: --from と同じ。なければ基準日"),
            ),
            click.Option(["--by"], multiple=True, metavar="DIM", help=say("Show a dimension, too.", "切り口も表示")),
            click.Option(
                ["--where"], metavar="COND", help=say("Only these rows: channel = 'web'.", "対象の行: channel = 'web'")
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        rows,
    )


def rows(
    setting: Setting,
    name: str,
    oldest: bool,
    spread: bool,
    most: int,
    first: str | None,
    last: str | None,
    by: tuple[str, ...],
    where: str | None,
    form: str,
    connection: str | None,
    timeout: float,
) -> None:
    """Print the rows, or how they are spread."""
    from kpidsl.model.near import unknown_number
    from kpidsl.report.behind import rows_behind
    from kpidsl.report.refused import Refused
    from kpidsl.report.spread import spread_behind

    say = setting.say
    if spread and (oldest or by):
        stop(say("--spread goes without --oldest and --by", "--spread は --oldest、--by と一緒に使えません"))
    project = loaded(setting)
    model = project.model
    if name not in model.metrics:
        told((unknown_number(name, model.metrics),), project, setting)
    request = read_request(setting, project, (name,), "month", None, None, by, where)
    day = as_of_day(setting, model.manifest.calendar)
    days = _days(setting, project, first, last, day, oldest=oldest)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, say("reading…", "読み込み中…"), warehouse),
    ):
        ask_of = asking(project, warehouse)
        if spread:
            made: Any = spread_behind(model, ask_of, name, days, day, request.where)
        else:
            order: Order = "oldest" if oldest else "largest"
            made = rows_behind(model, ask_of, name, days, day, most, order, request.by, request.where)
    told(made.diagnostics, project, setting, where)
    if isinstance(made.value, Refused):
        stop(say(*made.value.why), made.value.code)
    if spread:
        _put_spread(made.value, form, project, say)
    else:
        _put_rows(made.value, form, project, say)


def _days(
    setting: Setting, project: Project, first: str | None, last: str | None, day: date, *, oldest: bool
) -> tuple[date, date]:
    """Return the days whose rows are looked at; the command ends where they lie after the as-of, or backwards."""
    from kpidsl.report.measuring import page_period

    calendar: Calendar = project.model.manifest.calendar
    read = [read_period(calendar, each) if each is not None else None for each in (first, last)]
    for each in read:
        told(each.diagnostics if each else (), project, setting)
    begin, end = (each.value if each else None for each in read)
    month = page_period(calendar, "month", day)
    start = begin.first if begin else end.first if end else SINCE if oldest else month.first
    until = end.last if end else begin.last if begin and not oldest else day if oldest else month.last
    until = min(until, day)
    if start > until:
        stop(
            setting.say(
                f"no day lies between {start} and {until}, the last day that counts",
                f"{start} から {until}（数える最後の日）までに、日がありません",
            )
        )
    return start, until


# --- rows -------------------------------------------------------------------------------------------------------------


def _put_rows(behind: "Behind", form: str, project: Project, say: Say) -> None:
    heads = (
        *behind.columns,
        "day",
        "age",
        *(("value",) if behind.valued else ()),
        *(("share",) if behind.adds else ()),
    )
    listed = [
        (
            *each.cells,
            each.day,
            each.age,
            *((each.value,) if behind.valued else ()),
            *((behind.share(each),) if behind.adds else ()),
        )
        for each in behind.rows
    ]
    if form == "csv":
        sys.stdout.write(as_csv(heads, listed))
        return
    if form == "json":
        from kpidsl.cli.numbers import as_json

        facts = {
            "name": behind.metric.name,
            "from": behind.first.isoformat(),
            "to": behind.last.isoformat(),
            "as_of": behind.day.isoformat(),
            "order": behind.order,
            "count": behind.count,
        }
        body = json.dumps(facts, ensure_ascii=False)[1:-1]
        total = as_json(("total",), [(behind.total,)])[3:-4]
        sys.stdout.write(f'{{{body}, {total}, "rows": {as_json(heads, listed).rstrip()}}}\n')
        return
    _print_rows(behind, project, say)


def _print_rows(behind: "Behind", project: Project, say: Say) -> None:
    from kpidsl.cli.table import print_table
    from kpidsl.report.naming import name_of, unit_of
    from kpidsl.scorecard.figures import Unit

    print(_head(behind, say))
    if not behind.rows:
        return
    at = len(behind.columns)
    units = {at + 1: Unit("number", say("days", "日"))}
    heads = [*behind.columns, say("day", "日付"), say("ago", "経過")]
    if behind.valued:
        units[len(heads)] = unit_of(behind.metric)
        heads.append(name_of(behind.metric).said(say.language))
    if behind.adds:
        units[len(heads)] = Unit("percent")
        heads.append(say("of the total", "構成比"))
    listed = [
        (
            *each.cells,
            each.day,
            each.age,
            *((each.value,) if behind.valued else ()),
            *((behind.share(each),) if behind.adds else ()),
            True,
        )
        for each in behind.rows
    ]
    print_table((*heads, ""), listed, units, say, project.model.manifest.locale)
    if behind.adds and behind.total:
        part = sum(float(each.value or 0) for each in behind.rows) / float(behind.total)
        count = len(behind.rows)
        mean = _amount(behind, float(behind.total) / behind.count, project, say)
        print(
            say(
                f"these {count} of {behind.count}: {part:.1%} of the total; mean of all {mean}",
                f"上の {count} 行で全体（{behind.count} 行）の {part:.1%}。全体の平均は {mean}",
            )
        )


def _amount(behind: "Behind", value: float, project: Project, say: Say) -> str:
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals

    unit, style = unit_of(behind.metric), Style(Locale(say.language, project.model.manifest.locale))
    values = [each.value for each in behind.rows if each.value is not None]
    return amount_with_unit(value, unit, decimals(values, unit, style), style)


def _head(behind: "Behind", say: Say) -> str:
    from kpidsl.report.naming import name_of

    order = say("largest first", "大きい順") if behind.order == "largest" else say("oldest first", "古い順")
    rows_ = say(f"{behind.count} rows", f"{behind.count} 行")
    if behind.count == 0:
        order = say("none", "該当なし")
    return (
        f"{name_of(behind.metric).said(say.language)}  {behind.first} – {behind.last}: {rows_}{say(', ', '、')}{order}"
    )


# --- their spread -----------------------------------------------------------------------------------------------------

_WIDTH = 40


def _put_spread(spread: "Spread", form: str, project: Project, say: Say) -> None:
    if form == "csv":
        bars = [(each.low, each.high, each.count) for each in spread.bars]
        sys.stdout.write(as_csv(("from", "below", "count"), bars))
    elif form == "json":
        from kpidsl.cli.plan_rows import pretty

        sys.stdout.write(pretty(_spread_object(spread)))
    else:
        _print_spread(spread, project, say)


def _spread_object(spread: "Spread") -> dict[str, Any]:
    return {
        "name": spread.metric.name,
        "from": spread.first.isoformat(),
        "to": spread.last.isoformat(),
        "count": spread.count,
        "missing": spread.missing,
        "min": spread.least,
        **{f"p{each}": value for each, value in spread.quantiles},
        "max": spread.most,
        "mean": spread.mean,
        "bars": [{"from": each.low, "below": each.high, "count": each.count} for each in spread.bars],
    }


def _print_spread(spread: "Spread", project: Project, say: Say) -> None:
    from kpidsl.report.naming import name_of, unit_of
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.numbers import Style, amount, amount_with_unit, decimals

    unit, style = unit_of(spread.metric), Style(Locale(say.language, project.model.manifest.locale))
    rows_ = say(f"{spread.count} rows with a value", f"値のある行 {spread.count}")
    without = say(f", {spread.missing} without", f"、値のない行 {spread.missing}") if spread.missing else ""
    print(f"{name_of(spread.metric).said(say.language)}  {spread.first} – {spread.last}: {rows_}{without}")
    known = [value for value in (spread.least, spread.most, spread.mean) if value is not None]
    if not known:
        return
    places = decimals([*known, *(value for _, value in spread.quantiles)], unit, style)
    named: Sequence[tuple[str, Any]] = (
        (say("least", "最小"), spread.least),
        *(
            (say(f"{each}%", f"{each}%点") if each != 50 else say("median", "中央値"), value)
            for each, value in spread.quantiles
        ),
        (say("most", "最大"), spread.most),
        (say("mean", "平均"), spread.mean),
    )
    print(
        "  " + say(", ", "、").join(f"{word} {amount_with_unit(value, unit, places, style)}" for word, value in named)
    )
    if not spread.bars:
        return
    edges = [each.low for each in spread.bars]
    at = decimals([each for each in edges if each is not None], unit, style)
    lows = [amount(each.low, unit, at, style) for each in spread.bars]
    highs = [*lows[1:], ""]
    wide, most = max(map(len, lows)), max(each.count for each in spread.bars) or 1
    print()
    for low, high, each in zip(lows, highs, spread.bars, strict=True):
        bar = "█" * round(each.count / most * _WIDTH) or ("▏" if each.count else "")
        print(f"  {low:>{wide}} – {high:>{wide}} {each.count:>7}  {each.count / spread.count:>6.1%}  {bar}".rstrip())
