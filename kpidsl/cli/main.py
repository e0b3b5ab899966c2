"""`kpidsl`: finds the command, runs it, and turns whatever happens into an exit code and plain words.

0: fine. 1: the specs or the data are at fault. 2: called wrongly, or the environment is at fault, or we are.
"""

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from kpidsl.cli.language import Say, spoken, teach_click
from kpidsl.cli.streams import begin_in_utf8, complain, let_go, prepare
from kpidsl.text.render.visible import visible

COMMANDS = {
    "demo": (
        "a complete project with data, checked, run and printed",
        "データつきの見本プロジェクトを作り、検査・計算・印刷",
    ),
    "init": ("a new project from a pack", "ひな型から新しいプロジェクトを作る"),
    "packs": ("the projects to start from", "ひな型の一覧"),
    "add": ("a ready-made KPI, fitted to your tables", "ひな型の KPI を自分の表に合わせて加える"),
    "check": ("all findings of the specs at once", "定義の問題をまとめて表示"),
    "lint": (
        "what is wrong with the KPIs as KPIs, by the rules of SMART and of the tree",
        "KPI としての問題を、SMART とツリーの規則で表示",
    ),
    "fmt": ("the spec files in their one form", "定義ファイルを決まった形に整える"),
    "compile": ("the SQL of metrics", "指標の SQL を出力"),
    "run": ("the numbers", "数値を計算"),
    "rows": ("the rows behind a number: largest, oldest, spread", "指標のもとの行: 大きい順・古い順・分布"),
    "tree": ("the KPI tree with values and status", "KPI ツリーを値と状態つきで表示"),
    "plan": ("from a goal back to every leaf, day and person", "目標から各要素・日・人ごとの必要数を逆算"),
    "explain": ("what changed a goal between two periods", "二つの期間の差が何によるかを表示"),
    "teams": ("what each team hands to the next", "チームごとの引き渡し"),
    "returns": ("what more spend brings", "費用を増やした分の効果"),
    "actions": ("what each measure was followed by", "施策ごとの前と後"),
    "show": ("the whole definition of one thing", "一つの定義をすべて表示"),
    "diff": ("what a change means, and which numbers it can move", "変更の意味と、数値への影響を表示"),
    "scorecard": ("the pages, as PDF or HTML", "スコアカードを PDF か HTML で出力"),
    "restated": ("which reported numbers would print otherwise today", "報告済みの数値のうち、今日なら違うもの"),
    "reviews": ("what is due, what is late, and a calendar", "期日・遅れのレビューと、カレンダー"),
    "agenda": ("the pack of a meeting, as Markdown", "会議の資料を Markdown で出力"),
    "glossary": ("what the numbers mean, with examples and questions", "指標の意味と計算例、確かめの問題"),
    "schema": ("the JSON Schema of the YAML spelling, for editors", "YAML の書き方の JSON Schema を出力"),
    "dialects": ("for which engines SQL is written", "SQL を出力できるエンジン"),
    "doctor": ("what the machine lacks, and the command that mends it", "足りないものと、その直し方を表示"),
}


class Commands(click.Group):
    """The commands by name; the module of one is imported when it is called, not before."""

    def __init__(self, say: Say) -> None:
        super().__init__(
            name="kpidsl",
            help=say(
                "KPI management as plain text: goals, KPI trees and targets in git, checked like code, "
                "compiled to SQL, printed as scorecards.",
                "KPI 管理をテキストで。目標・KPI ツリー・目標値を git に置き、検査し、SQL に変換し、印刷します。",
            ),
            epilog=say("Start with: kpidsl demo", "まずは kpidsl demo から。"),
            params=[click.Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version)],
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        )
        self.say = say

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        made: click.Command = import_module(f"kpidsl.cli.{cmd_name}_command").make(self.say)
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section(self.say("Commands", "コマンド")):
            formatter.write_dl([(name, self.say(*words)) for name, words in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped one is told the nearest."""
        from kpidsl.text.nearest import nearest

        if args and not args[0].startswith("-") and args[0] not in COMMANDS and (near := nearest(args[0], COMMANDS)):
            name = args[0]
            ctx.fail(
                self.say(
                    f"no command {name}; did you mean {near}?", f"{name} というコマンドはありません。{near} ですか?"
                )
            )
        return super().resolve_command(ctx, args)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and end the process with its exit code."""
    if arguments is None:
        begin_in_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare()
    sys.exit(_run(given))


def _run(given: list[str]) -> int:
    say = Say(spoken(given, os.environ, Path.cwd()))
    teach_click(say.language)
    stopped: list[int] = []
    signal.signal(signal.SIGINT, lambda *_: _interrupt(stopped))
    try:
        code = _ended(say, given)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader has gone (`kpidsl run | head`): nothing is left to say, and nothing may be said at shutdown either.
        let_go()
        return 0
    except (KeyboardInterrupt, click.Abort):
        return _interrupted(say)
    except Exception as wrong:
        # A library that was interrupted may say so with an exception of its own.
        if stopped:
            return _interrupted(say)
        if isinstance(wrong, OSError) and wrong.filename is None:
            return _no_output(wrong, say)
        return _our_fault(wrong, say, given)


def _ended(say: Say, given: list[str]) -> int:
    if (empty := _empty(given, say)) is not None:
        complain(f"kpidsl: {empty}")
        return 2
    try:
        ended = Commands(say).main(given, prog_name="kpidsl", standalone_mode=False)
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except SystemExit:
        # rich ends the process itself where the reader of a table has gone.
        raise BrokenPipeError from None
    return ended if isinstance(ended, int) else 0


def _empty(given: list[str], say: Say) -> str | None:
    """Say which argument is empty, None where none is; every option and argument of every command needs a text.

    `--where "$COND"` without a COND must not count every row, nor `--connection "$URL"` fall back to the manifest's.
    """
    for index, each in enumerate(given):
        if each == "":
            before = visible(given[index - 1]) if index else "kpidsl"
            return say(
                f"nothing stands after {before}, but an empty text; write a value, or leave it out",
                f"{before} の次が空の文字列です。値を書くか、外してください",
            )
        if each.startswith("--") and each.endswith("=") and each.count("=") == 1:
            return say(
                f"{visible(each)} has an empty value; write one, or leave it out",
                f"{visible(each)} の値が空です。値を書くか、外してください",
            )
    return None


def _interrupt(stopped: list[int]) -> None:
    stopped.append(signal.SIGINT)
    raise KeyboardInterrupt


def _interrupted(say: Say) -> int:
    complain(say("kpidsl: interrupted", "kpidsl: 中断しました"))
    let_go()
    return 2


def _no_output(wrong: OSError, say: Say) -> int:
    what = wrong.strerror or type(wrong).__name__
    complain(say(f"kpidsl: the output cannot be written: {what}", f"kpidsl: 出力を書けません: {what}"))
    let_go()
    return 2


def _our_fault(ours: Exception, say: Say, given: list[str]) -> int:
    place = ours.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place is not None else "?"
    what = f"{type(ours).__name__} at {where}"
    line = say(
        f"kpidsl: a mistake of our own ({what}); please report it with this line and the spec that brings it about",
        f"kpidsl 自身の誤りです（{what}）。この行と、起きたときの定義を添えてお知らせください",
    )
    print(line, file=sys.stderr)
    if "-v" in given or "--verbose" in given:
        import traceback

        traceback.print_exception(ours)
    return 2


def _version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"kpidsl {version('kpidsl')}")
        ctx.exit()
