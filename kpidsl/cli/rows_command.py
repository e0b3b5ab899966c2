"""`kpidsl rows`: the rows behind a number: the largest, the oldest, or how they are spread."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, read_request, told
from kpidsl.cli.asking import period as read_period
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.model.calendar import Calendar
from kpidsl.pipeline import Project, asking

if TYPE_CHECKING:
    from kpidsl.report.behind import Order

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
    from kpidsl.cli.rows_table import put_rows, put_spread
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
        put_spread(made.value, form, project, say)
    else:
        put_rows(made.value, form, project, say)


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
