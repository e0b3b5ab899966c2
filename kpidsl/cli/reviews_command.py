"""`kpidsl reviews`: what is due, what is late, who meets when, and a calendar file."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from kpidsl.cli.asking import as_of_day, loaded
from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Day, Setting, make_command, stop
from kpidsl.cli.writing import spare_inputs, write_files
from kpidsl.meetings.schedule import Meeting, Standing, meetings, standings, unreviewed
from kpidsl.model.records import Model
from kpidsl.pipeline import Project
from kpidsl.report.naming import locale_of, rhythm_words
from kpidsl.scorecard.periods import period_name
from kpidsl.text.render.visible import visible

FORMATS = ("table", "json")
_SOON = timedelta(31)
_CALENDAR = timedelta(366)
_LONGEST = timedelta(366 * 10)
_GRAVEST = ("late", "due", "never", "done", "ahead")
_COLOURS = {"late": "red", "due": "yellow", "never": "yellow"}


def make(say: Say) -> click.Command:
    """Make the command."""
    file = click.Path(dir_okay=False, path_type=Path)
    return make_command(
        "reviews",
        say,
        "Print which reviews are due or late, and who meets when.",
        "期日の来たレビュー、遅れているレビュー、これからの会議を表示します。",
        [
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            click.Option(
                ["--until"],
                type=Day(say),
                metavar="DATE",
                help=say(
                    "Meetings up to this day (default: 31 days; with --ics 366 days).",
                    "この日までの会議（既定: 31 日後。--ics では 366 日後）",
                ),
            ),
            click.Option(
                ["--ics"],
                type=file,
                metavar="FILE",
                help=say("Write the meetings as a calendar file.", "会議をカレンダーのファイルに書く"),
            ),
        ],
        reviews,
    )


def reviews(setting: Setting, form: str, until: date | None, ics: Path | None) -> None:
    """Print the reviews, or write the calendar file; it appears whole or not at all."""
    say, project = setting.say, loaded(setting)
    model = project.model
    day = as_of_day(setting, model.manifest.calendar)
    last = until or day + (_CALENDAR if ics else _SOON)
    if not timedelta(0) <= last - day <= _LONGEST:
        stop(
            say(
                f"--until {last} is not within ten years from {day}",
                f"--until {last} は {day} から 10 年以内ではありません",
            )
        )
    coming = meetings(model, day, last)
    if ics is not None:
        _write(ics, coming, project, setting, day)
        return
    stood = sorted(standings(model, day), key=lambda each: (_GRAVEST.index(each.state), each.since or each.held or day))
    if form == "json":
        print(json.dumps(_as_object(stood, coming, model, day, last), ensure_ascii=False, indent=2))
    else:
        _print(stood, coming, project, setting, day)


def _write(file: Path, coming: Sequence[Meeting], project: Project, setting: Setting, day: date) -> None:
    from kpidsl.meetings.icalendar import Entry, as_calendar

    spare_inputs([file], project, None, setting.say)
    name = project.model.manifest.name
    entries = [Entry(each, _title(each, project), _details(each, setting.say)) for each in coming]
    write_files({file: as_calendar(name, entries, day)}, setting.say)
    if not setting.quiet:
        click.echo(setting.say(f"{file}: {len(entries)} meetings", f"{file}: 会議 {len(entries)} 件"))


def _title(meeting: Meeting, project: Project) -> str:
    locale = locale_of(project.model.manifest.locale)
    about = period_name(meeting.about.label, locale)
    if locale.language == "ja":
        return f"KPIレビュー {rhythm_words(meeting.rhythm, locale)}（{about}）"
    return f"KPI review, {rhythm_words(meeting.rhythm, locale)} ({about})"


def _details(meeting: Meeting, say: Say) -> str:
    """Return one line a KPI with who answers for it, and how to make the agenda."""
    lines = [": ".join(filter(None, (each.name, each.text("owner") or each.text("team")))) for each in meeting.metrics]
    return "\n".join([*lines, f"kpidsl agenda {meeting.rhythm.every} --date {meeting.on}"])


def _as_object(
    stood: Iterable[Standing], coming: Iterable[Meeting], model: Model, day: date, last: date
) -> dict[str, Any]:
    return {
        "as_of": day.isoformat(),
        "until": last.isoformat(),
        "reviews": [_standing_object(each, day) for each in stood],
        "meetings": [
            {
                "date": each.on.isoformat(),
                "review": each.rhythm.text,
                "period": each.about.label,
                "kpis": [metric.name for metric in each.metrics],
            }
            for each in coming
        ],
        "unscheduled": [each.name for each in unreviewed(model)],
    }


def _standing_object(each: Standing, day: date) -> dict[str, Any]:
    last = each.last
    record = {"on": last.on.isoformat(), "decision": last.decision, "by": last.by} if last is not None else None
    return {
        "kpi": each.metric.name,
        "review": each.rhythm.text,
        "state": each.state,
        "due": _iso(each.since if each.state in ("late", "due", "never") else None),
        "days_late": (day - each.since).days if each.state == "late" and each.since else None,
        "missed": each.missed if each.state in ("late", "due") else None,
        "last": record,
        "next": _iso(each.following),
        "owner": each.metric.text("owner"),
        "team": each.metric.text("team"),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _print(stood: Sequence[Standing], coming: Sequence[Meeting], project: Project, setting: Setting, day: date) -> None:
    say, model = setting.say, project.model
    locale = locale_of("ja-JP" if say.language == "ja" else "en-US")
    heads = say("KPI|review|state|due|last|next|owner", "KPI|レビュー|状態|期日|前回|次回|担当").split("|")
    rows = []
    for each in stood:
        last = each.last
        rows.append(
            (
                each.metric.name,
                rhythm_words(each.rhythm, locale),
                _state(each, say, day),
                str(each.since or "") if each.state in ("late", "due", "never") else "",
                " ".join(filter(None, (str(last.on), last.decision))) if last is not None else "–",
                str(each.following or "–"),
                each.metric.text("owner") or "–",
            )
        )
    if rows:
        _table(heads, rows, [_COLOURS.get(each.state, "") for each in stood])
    heads = say("date|meeting|looks at|KPI", "日付|会議|対象|KPI").split("|")
    planned = [
        (
            f"{each.on} {_weekday(each.on, say)}",
            rhythm_words(each.rhythm, locale),
            period_name(each.about.label, locale),
            ", ".join(metric.name for metric in each.metrics),
        )
        for each in coming
    ]
    if planned:
        _table(heads, planned, [""] * len(planned))
    if not rows:
        print(
            say(
                "no kpi says review, as in: review monthly on 5",
                "review を書いた KPI がありません。例: review monthly on 5",
            )
        )
    elif without := unreviewed(model):
        names = visible(", ".join(each.name for each in without))
        print(say(f"without review: {names}", f"review のない KPI: {names}"))


def _weekday(day: date, say: Say) -> str:
    return say(day.strftime("%a"), "月火水木金土日"[day.weekday()])


def _state(each: Standing, say: Say, day: date) -> str:
    match each.state:
        case "late" if each.since is not None:
            days = (day - each.since).days
            more = say(f", {each.missed} missed", f"、{each.missed} 回") if each.missed > 1 else ""
            return say(f"late by {days} days{more}", f"{days} 日の遅れ{more}")
        case "due":
            return say("due today", "今日が期日")
        case "never":
            return say("not on record", "記録なし")
        case "done":
            return say("done", "済")
    return say("still to come", "これから")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], colours: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kpidsl.cli.table import needed_width

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, no_wrap=index < len(heads) - 1, overflow="fold")
    for row, colour in zip(rows, colours, strict=True):
        table.add_row(*(Text(visible(cell), style=colour if at == 2 else "") for at, cell in enumerate(row)))
    width = needed_width(table)
    Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=width).print(table)
