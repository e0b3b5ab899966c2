"""What every command takes: --project, --as-of, -q, -v; and how a command ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from kpidsl.cli.language import Say
from kpidsl.project import MANIFEST, find_folder
from kpidsl.text.render.visible import visible

Params = list[click.Parameter]


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a command: where the project is looked for, the day, how much is said, when it began."""

    start: Path
    as_of: date | None
    quiet: bool
    verbose: bool
    say: Say
    now: datetime

    def folder(self) -> Path:
        """Return the project's folder; the command ends with 2 where there is none."""
        found = find_folder(self.start)
        if found is None:
            where = str(self.start)
            stop(
                self.say(
                    f"no {MANIFEST} in {where} or above it; `kpidsl init DIR` or `kpidsl demo` makes a project",
                    f"{where} とその上に {MANIFEST} がありません。`kpidsl init DIR` か `kpidsl demo` で作れます",
                )
            )
        return found


def make_command(
    name: str, say: Say, en: str, ja: str, params: Params, body: Callable[..., int | None]
) -> click.Command:
    """Make a command from its options and its body, which gets a `Setting` first and returns the exit code."""

    def called(project: Path | None, as_of: date | None, quiet: bool, verbose: bool, **given: Any) -> int:
        start = project.resolve() if project is not None else Path.cwd()
        return body(Setting(start, as_of, quiet, verbose, say, datetime.now(UTC)), **given) or 0

    return click.Command(name, callback=called, help=say(en, ja), params=[*params, *_common(say)])


def _common(say: Say) -> Params:
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    return [
        click.Option(
            ["--project"],
            type=folder,
            metavar="DIR",
            help=say(
                "The project (default: the nearest folder upwards with a manifest).",
                "プロジェクトの場所（既定: 上へたどって最初のもの）",
            ),
        ),
        click.Option(
            ["--as-of"],
            type=Day(say),
            metavar="DATE",
            help=say(
                "Count rows up to the end of this day (default: now).", "この日の終わりまでを数える（既定: 現在）"
            ),
        ),
        click.Option(["-q", "--quiet"], is_flag=True, help=say("Say only what is asked for.", "結果だけを表示")),
        click.Option(["-v", "--verbose"], is_flag=True, help=say("Say more.", "くわしく表示")),
    ]


class Day(click.ParamType[date]):
    """A date such as 2026-09-30."""

    name = "date"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with what was expected."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value) if len(value) == len("2026-09-30") else None
        except ValueError:
            day = None
        if day is None or not 1000 <= day.year <= 9000:
            known = self.say("is not a date such as 2026-09-30", "は 2026-09-30 のような日付ではありません")
            self.fail(f"{value!r} {known}", param, ctx)
        return day


def asked_folder(setting: Setting, paths: tuple[Path, ...]) -> tuple[Path, tuple[Path, ...]]:
    """Return the project's folder and the places of the given files and folders in it.

    A path is looked for under --project first, then from where the command was called; the command ends with 2 where it
    is not there, or not in that project.
    """
    say, elsewhere = setting.say, setting.start != Path.cwd()
    places = []
    for path in paths:
        tried = [setting.start / path, path] if elsewhere else [path]
        place = next((each.resolve() for each in tried if _is_there(each)), None)
        if place is None:
            stop(say(f"there is no {path}", f"{path} はありません"))
        places.append(place)
    start = setting.start if elsewhere or not places else places[0]
    folder = replace(setting, start=start).folder()
    for path, place in zip(paths, places, strict=True):
        if not place.is_relative_to(folder.resolve()):
            stop(say(f"{path} is not in the project {folder}", f"{path} はプロジェクト {folder} の中にありません"))
    return folder, tuple(places)


def _is_there(path: Path) -> bool:
    """Say whether there is a file or folder; a name that no disk can hold is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def stop(words: str, code: int = 2) -> NoReturn:
    """End the command with one line on stderr; what was given may hold signs that would steer a terminal."""
    click.echo(f"kpidsl: {visible(words)}", err=True)
    raise click.exceptions.Exit(code)
