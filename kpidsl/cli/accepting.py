"""Findings accepted in a file, and findings held against it."""

from collections.abc import Sequence
from pathlib import Path

import click

from kpidsl.cli.findings import tell
from kpidsl.cli.options import Setting, stop
from kpidsl.cli.writing import write_files
from kpidsl.memory.baseline import Compared, compared, read_baseline, written
from kpidsl.project import Folder
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.visible import visible


def accept(file: Path, found: Sequence[Diagnostic], folder: Folder, setting: Setting) -> None:
    """Write the file that accepts errors and warnings; it appears whole or not at all, and never in place of a spec."""
    say = setting.say
    if file.exists() and any(file.samefile(folder.path / name) for name in folder.texts):
        name = visible(str(file))
        stop(say(f"{name} is a file that this project reads", f"{name} はこのプロジェクトが読むファイルです"))
    kept = [each for each in found if each.severity != "info"]
    write_files({file: written(kept, folder.texts).encode()}, say)
    if not setting.quiet:
        click.echo(say(f"{file}: {len(kept)} findings accepted", f"{file}: {len(kept)} 件を認めました"))


def hold(file: Path, found: Sequence[Diagnostic], folder: Folder, setting: Setting) -> Compared:
    """Return findings held against a baseline; a file that is none ends the command."""
    try:
        data = file.read_bytes()
    except OSError as wrong:
        stop(setting.say(f"{file} cannot be read: {wrong.strerror}", f"{file} を読めません: {wrong.strerror}"))
    accepted = read_baseline(visible(str(file)), data)
    if accepted.diagnostics:
        tell(accepted.diagnostics, folder.texts, setting.say.language)
        raise click.exceptions.Exit(2)
    held = compared(found, folder.texts, accepted.value)
    if held.accepted and not setting.quiet:
        words = f"{held.accepted} findings are accepted by {file}", f"{held.accepted} 件は {file} で認められています"
        click.echo(f"kpidsl: {setting.say(*words)}", err=True)
    return held
