"""`kpidsl init`: a new project from a pack."""

import shlex
from pathlib import Path

import click

from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.cli.packing import unpack


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "init",
        say,
        "Make a working project in DIR.",
        "DIR に、そのまま動くプロジェクトを作ります。",
        [
            click.Argument(["folder"], metavar="DIR", type=click.Path(path_type=Path)),
            click.Option(
                ["--pack"],
                default="starter",
                show_default=True,
                metavar="NAME",
                help=say("One of those that kpidsl packs lists.", "kpidsl packs が一覧するもの"),
            ),
        ],
        init,
    )


def init(setting: Setting, folder: Path, pack: str) -> None:
    """Make the project and say what to try next."""
    made = unpack(setting, pack, folder)
    if not setting.quiet:
        click.echo(setting.say(f"made {made.folder}", f"{made.folder} を作りました"))
        next_ = f"cd {shlex.quote(str(folder))} && kpidsl check && kpidsl tree --as-of {made.pack.as_of.isoformat()}"
        click.echo(setting.say(f"next: {next_}", f"次は: {next_}"))
