"""`kpidsl dialects`: for which engines SQL is written, and how surely."""

import sys

import click

from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command

UNTRIED = {
    "protocol": (
        "its client is run in the tests against a server of theirs that speaks its protocol, not against {} itself",
        "クライアントは、同じプロトコルを話すテスト用のサーバーに対して動かしています。{} そのものでは動かしていません",
    ),
    "not": ("its connection is not run against {} in the tests", "{} への接続はテストで動かしていません"),
}
LEVELS = {
    "proven": ("proven", "実証済み"),
    "written": ("written", "出力のみ"),
    "refused": ("refused", "不可"),
}


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "dialects",
        say,
        "Print for which engines SQL is written, and how surely.",
        "どのエンジン向けの SQL を出力できるか、どこまで確かめてあるかを表示します。",
        [],
        dialects,
    )


def dialects(setting: Setting) -> None:
    """Print the table, then what each dialect cannot say, then what the words mean."""
    from kpidsl.sql.dialects.levels import CONSTRUCTS, standings
    from kpidsl.warehouse.engines import ENGINES

    found, say = standings(), setting.say
    rows = [[one.names[0], *(say(*LEVELS[one.levels[each.name]]) for each in CONSTRUCTS)] for one in found]
    _print([say("dialect", "方言"), *(say(*each.short) for each in CONSTRUCTS)], rows)
    for each in CONSTRUCTS:
        click.echo(f"{say(*each.short)}: {say(*each.long)}")
    click.echo()
    for one in found:
        if len(one.names) > 1:
            names = ", ".join(one.names[1:])
            click.echo(say(f"{names}: as {one.names[0]}", f"{names}: {one.names[0]} と同じ"))
        for refusal in one.refusals:
            click.echo(say(f"{one.names[0]} refuses {refusal.en}", f"{one.names[0]} で使えないもの: {refusal.ja}"))
        for belief in one.assumes:
            click.echo(say(f"{one.names[0]} assumes that {belief.en}", f"{one.names[0]} の前提: {belief.ja}"))
    click.echo()
    for engine in ENGINES:
        if engine.tried != "itself":
            en, ja = (each.format(engine.name) for each in UNTRIED[engine.tried])
            click.echo(f"{engine.dialect}: {say(en, ja)}")
    click.echo()
    click.echo(
        say(
            "proven: run on the engine in the tests and compared with an independent evaluator\n"
            "written: SQL is written from the engine's manual and parsed back, but not run on it in the tests\n"
            "every other dialect is refused by name",
            "実証済み: テストで実際に動かし、独立した計算と照合しています\n"
            "出力のみ: マニュアルに沿って SQL を出力し、読み戻せることだけを確かめています\n"
            "これ以外の方言は、名前を示して断ります",
        )
    )


def _print(columns: list[str], rows: list[list[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=200).print(table)
