"""Files that appear whole or not at all, never in the place of what they were made from."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, stop
from kpidsl.model.records import FileRows
from kpidsl.pipeline import Project
from kpidsl.scorecard.files import draft, unfit
from kpidsl.text.diagnostic import Said
from kpidsl.text.render.visible import visible

_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_") | {chr(code): "_" for code in range(32)})
_LONGEST = 80
_MOST_BYTES = 180
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.I)
_STREAM = re.compile(r"/dev/(?:(?P<name>stdout|stderr)|fd/(?P<fd>\d{1,4}))|/proc/self/fd/(?P<own>\d{1,4})")
_FILE_URL = re.compile(r"(?:duckdb|sqlite)[^:]*:///(?P<path>[^?]+)")


def put_out(data: bytes, output: Path | None, say: Say) -> None:
    """Write data to a file, or to the standard output where none is given."""
    if output is not None:
        write_files({output: data}, say)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def put_page(text: str, output: Path | None, setting: Setting) -> None:
    """Write a text for people to a file, and say which; or to the standard output where none is given."""
    if output is None:
        sys.stdout.write(text)
        return
    write_files({output: text.encode()}, setting.say)
    if not setting.quiet:
        click.echo(str(output))


def write_files(files: Mapping[Path, bytes], say: Say) -> None:
    """Write all files beside their places, then move them in; on trouble nothing has changed, and the command ends.

    A character device or an open stream (/dev/null, /dev/stdout) is written through; no other device or pipe is.
    """
    plain = {goal: data for goal, data in files.items() if not _written_through(goal)}
    for goal in plain:
        if why := unfit(goal):
            _cannot(goal, why, say)
    made: dict[Path, Path] = {}
    goal = Path()
    try:
        for goal, data in plain.items():
            goal.parent.mkdir(parents=True, exist_ok=True)
            made[goal] = draft(goal, data)
        for goal in files.keys() - plain.keys():
            _write_through(goal, files[goal])
        for goal, ready in made.items():
            ready.replace(goal)
    except BrokenPipeError:
        raise
    except OSError as error:
        what = error.strerror or type(error).__name__
        _cannot(goal, Said(what, what), say)
    finally:
        for ready in made.values():
            with suppress(OSError):
                ready.unlink(missing_ok=True)


def _cannot(goal: Path, why: Said, say: Say) -> NoReturn:
    name = visible(str(goal))
    stop(say(f"{name} cannot be written: {why.en}", f"{name} に書けません: {why.ja}"))


def _written_through(goal: Path) -> bool:
    if _STREAM.fullmatch(str(goal.absolute())):
        return True
    try:
        return goal.is_char_device()
    except OSError:
        return False


def _write_through(goal: Path, data: bytes) -> None:
    stream = _STREAM.fullmatch(str(goal.absolute()))
    if stream is None:
        goal.write_bytes(data)
        return
    number = {"stdout": 1, "stderr": 2}.get(stream["name"] or "", int(stream["fd"] or stream["own"] or 0))
    sys.stdout.flush()
    # The stream itself, not what it is called: opened by name, a file would be written from its beginning again.
    with os.fdopen(os.dup(number), "wb") as file:
        file.write(data)


def spare_inputs(goals: Iterable[Path], project: Project, url: str | None, say: Say) -> None:
    """End the command where a file to be written is one that it reads: a spec, the manifest, data, the database."""
    inputs = [each for each in _inputs(project, url) if each.exists()]
    for goal in goals:
        if goal.exists() and any(goal.samefile(each) for each in inputs):
            name = visible(str(goal))
            stop(say(f"{name} is a file that this project reads", f"{name} はこのプロジェクトが読むファイルです"))


def _inputs(project: Project, url: str | None) -> Iterator[Path]:
    root = project.folder.path
    yield from (root / name for name in project.folder.texts)
    for source in project.model.sources.values():
        if isinstance(source.origin, FileRows):
            path = source.origin.path
            with suppress(ValueError, OSError, NotImplementedError):
                yield from root.glob(path) if any(sign in path for sign in "*?[") else (root / path,)
    named = url or project.model.manifest.connection or ""
    if named.startswith("dbt:"):
        from kpidsl.warehouse.profiles import read_profile

        address = read_profile(named, root, os.environ, None).value
        if address is not None and address.scheme == "duckdb":
            yield root / address.database
    filled = os.path.expandvars(named)
    if database := _FILE_URL.match(filled):
        yield root / database["path"]


def file_name(name: str, ending: str, taken: set[str]) -> str:
    """Return a file name that every system takes, differing from those `taken`, to which it is added.

    Of what is written in several ways (NFC, Unicode 15) one is chosen; names that Windows keeps for devices, and an
    end that it drops, are changed; 180 bytes are the most, for 255 are all that a folder holds for one name.
    """
    clean = visible(unicodedata.normalize("NFC", name)).translate(_UNFIT).lstrip(".")
    stem = _cut(clean).rstrip(". ") or "_"
    if _DEVICE.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    chosen, number = f"{stem}{ending}", 2
    while chosen.casefold() in taken:
        chosen, number = f"{stem}_{number}{ending}", number + 1
    taken.add(chosen.casefold())
    return chosen


def _cut(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")
