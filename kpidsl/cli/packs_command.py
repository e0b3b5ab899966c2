"""`kpidsl packs`: the projects that one can start from."""

import sys

import click

from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command

_WIDEST = 100


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "packs",
        say,
        "List the projects to start from.",
        "出発点になるひな型を一覧します。",
        [],
        packs,
    )


def packs(setting: Setting) -> None:
    """Print each pack: its name and title, what it is about, and the command that makes a project of it."""
    from rich.console import Console
    from rich.padding import Padding

    from kpidsl.demo.packs import packs as all_packs

    say = setting.say
    console = Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False)
    console.width = min(console.width, _WIDEST)
    for pack in all_packs():
        console.print(f"[bold]{pack.name}[/bold]  {say(*pack.title)}")
        console.print(Padding(say(*pack.about), (0, 0, 0, 4), expand=False), markup=False)
        console.print(f"    kpidsl init DIR --pack {pack.name}\n", soft_wrap=True)
