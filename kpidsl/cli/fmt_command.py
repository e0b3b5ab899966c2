"""`kpidsl fmt`: spec files in their one form, in their own spelling or in the other one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from kpidsl.cli.findings import tell
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, asked_folder, make_command, stop
from kpidsl.cli.writing import write_files
from kpidsl.project import MANIFEST, Folder, read_folder
from kpidsl.syntax.formatting.format import KPI, YAML, formatted
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.source import Source


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not in its form: its name, where it is, and what will stand where."""

    name: str
    path: Path
    goal: Path
    data: bytes

    @property
    def moves(self) -> bool:
        """Say whether the file gets another ending."""
        return self.goal != self.path


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "fmt",
        say,
        "Write spec files in their one form; comments and meaning stay. A file with an error stays as it is.",
        "定義ファイルを決まった形に整えます。コメントと意味は変わりません。誤りのあるファイルには触れません。",
        [
            click.Argument(["paths"], nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]..."),
            click.Option(
                ["--check"],
                is_flag=True,
                help=say("Write nothing; name what would change and exit 1.", "書かずに、変わるファイルを示す"),
            ),
            click.Option(
                ["--to"],
                type=click.Choice([KPI, YAML]),
                help=say("Turn the files into this spelling.", "この書き方に変える"),
            ),
        ],
        fmt,
    )


def fmt(setting: Setting, paths: tuple[Path, ...], check: bool, to: str | None) -> int:
    """Format the project's spec files, or those among the given files and folders; return the exit code."""
    root, wanted = asked_folder(setting, paths)
    read = read_folder(root)
    folder = read.value
    found = [each for each in read.diagnostics if each.span is None or each.span.file != MANIFEST]
    changes = list(_changes(_asked(folder, wanted, setting), folder, to, found))
    tell(found, folder.texts, setting.say.language, quiet=setting.quiet)
    _refuse(changes, folder, setting)
    if not check:
        _write(changes, setting)
    for change in changes if check or not setting.quiet else ():
        moved = f" -> {Path(change.name).with_suffix(change.goal.suffix).as_posix()}" if change.moves else ""
        click.echo(f"{change.name}{moved}")
    failed = any(each.severity == "error" for each in found)
    return 1 if failed or (check and changes) else 0


def _asked(folder: Folder, wanted: Sequence[Path], setting: Setting) -> Iterator[Source]:
    """Yield the spec files under the paths in the order of their names; a path without any ends the command."""
    files = {source.file: (folder.path / source.file).resolve() for source in folder.specs}
    for place in wanted:
        path = place.relative_to(folder.path).as_posix()
        if place.is_file() and place not in files.values():
            stop(setting.say(f"{path} is no spec file of this project", f"{path} は定義ファイルではありません"))
    done: set[Path] = set()
    for source in sorted(folder.specs, key=lambda each: each.file):
        place = files[source.file]
        if place not in done and (not wanted or any(place.is_relative_to(path) for path in wanted)):
            done.add(place)
            yield source


def _changes(asked: Iterable[Source], folder: Folder, to: str | None, found: list[Diagnostic]) -> Iterator[Change]:
    for source in asked:
        outcome = formatted(source, to)
        found += outcome.diagnostics
        if outcome.value is None:
            continue
        path = (folder.path / source.file).resolve()
        own = KPI if path.suffix == f".{KPI}" else YAML
        goal = path if to in (None, own) else path.with_suffix(f".{to}")
        data = outcome.value.encode()
        if goal != path or path.read_bytes() != data:
            yield Change(source.file, path, goal, data)


def _refuse(changes: Iterable[Change], folder: Folder, setting: Setting) -> None:
    """End the command where a file that gets another ending would take another one's place, or be missed."""
    taken: set[Path] = set()
    for change in changes:
        if not change.moves:
            continue
        if change.goal.exists() or change.goal in taken:
            name = change.goal.name
            stop(setting.say(f"{change.name}: there is a {name} already", f"{change.name}: {name} がすでにあります"))
        if change.name in folder.manifest.specs:
            stop(
                setting.say(
                    f"{change.name}: {MANIFEST} names this file; name its folder there",
                    f"{change.name}: {MANIFEST} がこのファイルを名指ししています。フォルダーを指定してください",
                )
            )
        taken.add(change.goal)


def _write(changes: Iterable[Change], setting: Setting) -> None:
    """Write every file or none; only then does what got another ending lose its old one."""
    write_files({change.goal: change.data for change in changes}, setting.say)
    for change in changes:
        if change.moves:
            with suppress(OSError):
                change.path.unlink()
