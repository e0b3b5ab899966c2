"""Findings accepted in a file, and findings held against it: the same file for `check` and `lint`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from kpidsl.cli.findings import tell
from kpidsl.cli.language import Say
from kpidsl.cli.options import Params, Setting, stop
from kpidsl.cli.writing import write_files
from kpidsl.memory.baseline import Compared, compared, gone_finding, read_baseline, written
from kpidsl.project import Folder
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.visible import visible


def baseline_options(say: Say) -> Params:
    """Return the options that `check` and `lint` share."""
    return [
        click.Option(
            ["--baseline"],
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help=say("Report only what this file does not accept.", "このファイルが認めていないものだけを報告"),
        ),
        click.Option(
            ["--write-baseline"],
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help=say("Accept all errors and warnings of today.", "今あるエラーと警告をすべて認めるファイルを書く"),
        ),
    ]


def of_the_whole(setting: Setting, wanted: tuple[Path, ...], baseline: Path | None) -> None:
    """End the command where a baseline would be written of a part."""
    if wanted or baseline is not None:
        stop(
            setting.say(
                "--write-baseline is for the whole project: give no paths and no --baseline with it",
                "--write-baseline はプロジェクト全体のものです。パスや --baseline は付けられません",
            )
        )


def only_new(
    file: Path, found: Sequence[Diagnostic], folder: Folder, setting: Setting, looked_at: Callable[[str], bool]
) -> list[Diagnostic]:
    """Return what a baseline does not accept, with a finding where it accepts what is gone.

    `looked_at` says of a code whether it was looked for: what was not cannot be gone.
    """
    held = hold(file, found, folder, setting)
    gone = [each for each in held.gone if looked_at(each.code)]
    return [*held.new, *([gone_finding(str(file), gone)] if gone else [])]


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
