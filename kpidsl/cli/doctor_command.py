"""`kpidsl doctor`: what the machine and the connection lack, and the command that mends each."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import click

from kpidsl.cli.connecting import connection_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.cli.remedies import FONTS, remedy, system
from kpidsl.project import find_folder
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import message
from kpidsl.text.render.secrets import veiled


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `skipped` where there was nothing to look at, `warning` where it works, but not well."""

    name: str
    status: Literal["ok", "warning", "problem", "skipped"]
    detail: str
    remedy: str = ""


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "doctor",
        say,
        "Look at Python, the PDF libraries, fonts, time zones, git and the connection.",
        "Python・PDF ライブラリ・フォント・タイムゾーン・git・接続を調べます。",
        [
            click.Option(["--format", "form"], type=click.Choice(("text", "json")), default="text", show_default=True),
            connection_option(say),
        ],
        doctor,
    )


def doctor(setting: Setting, form: str, connection: str | None) -> int:
    """Print every check; 0 where nothing is wrong, else 2."""
    checks = list(examine(setting, connection))
    bad = any(each.status == "problem" for each in checks)
    if form == "json":
        print(json.dumps({"ok": not bad, "checks": [asdict(each) for each in checks]}, ensure_ascii=False, indent=2))
    else:
        print(
            "\n".join(
                _line(each, setting) for each in checks if not setting.quiet or each.status in {"problem", "warning"}
            )
        )
    return 2 if bad else 0


def _line(check: Check, setting: Setting) -> str:
    words = {
        "ok": ("ok", "良好"),
        "warning": ("warning", "注意"),
        "problem": ("problem", "要対処"),
        "skipped": ("–", "–"),
    }
    line = f"{setting.say(*words[check.status])}\t{check.name}: {check.detail}".expandtabs(10)
    return f"{line}\n          → {check.remedy}" if check.remedy else line


def examine(setting: Setting, connection: str | None) -> Iterator[Check]:
    """Yield the checks in the order in which one would mend them."""
    say, here = setting.say, system()
    yield _python(say, here)
    yield _zones(say, here)
    yield _fonts(say)
    yield from _pdf(say, here)
    yield _git(say, here)
    yield _connection(setting, connection)


def _python(say: Say, here: str) -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= (3, 11):  # noqa: UP036 - a copy without its metadata may run on an older one
        return Check("Python", "ok", found)
    return Check(
        "Python", "problem", say(f"{found}, and 3.11 is needed", f"{found}（3.11 以上が必要）"), remedy("python", here)
    )


def _zones(say: Say, here: str) -> Check:
    from zoneinfo import ZoneInfo

    name = say("time zones", "タイムゾーン")
    try:
        ZoneInfo("Asia/Tokyo")
    except Exception as error:
        return Check(name, "problem", str(error), remedy("zones", here))
    return Check(name, "ok", "Asia/Tokyo")


def _fonts(say: Say) -> Check:
    from kpidsl.scorecard.fonts.bundled import damaged, sums

    name = say("fonts", "フォント")
    if bad := damaged():
        words = say(f"missing or changed: {', '.join(bad)}", f"欠けているか壊れています: {', '.join(bad)}")
        return Check(name, "problem", words, FONTS)
    return Check(name, "ok", ", ".join(sums()))


def _pdf(say: Say, here: str) -> Iterator[Check]:
    from kpidsl.scorecard.pdf import probe

    outcome = probe()
    if outcome.value is not None:
        yield Check("PDF", "ok", ", ".join(f"{name} {version}" for name, version in outcome.value.items()))
    for each in outcome.diagnostics:
        # Damaged fonts are a check of their own, with a remedy of their own.
        if each.code != "K902":
            status: Literal["warning", "problem"] = "problem" if each.severity == "error" else "warning"
            yield Check("PDF", status, _words(each, say)[0], remedy("pango", here))


def _git(say: Say, here: str) -> Check:
    path = shutil.which("git")
    if path is None:
        words = say("not found: no history, no diff", "見つかりません（履歴と差分が使えません）")
        return Check("git", "problem", words, remedy("git", here))
    asked = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=10)
    return Check("git", "ok", asked.stdout.strip().removeprefix("git version "))


def _connection(setting: Setting, url: str | None) -> Check:
    from kpidsl.pipeline import connect, load

    say = setting.say
    name = say("connection", "接続")
    folder = find_folder(setting.start)
    if folder is None:
        return Check(name, "skipped", say("no project here", "ここにプロジェクトはありません"))
    project = load(folder).value
    if url is None and project.model.manifest.connection is None:
        return Check(name, "skipped", say("the manifest names none", "マニフェストに接続の指定がありません"))
    opened = connect(project, url, os.environ)
    if opened.value is None:
        words, hint = _words(opened.diagnostics[0], say)
        return Check(name, "problem", words, hint)
    with opened.value as warehouse:
        from kpidsl.warehouse.fetching import fetch

        answer = fetch(warehouse, "SELECT 1", time_limit=30)
        if answer.value is None:
            return Check(name, "problem", *_words(answer.diagnostics[0], say))
        words = say("opens, and only for reading", "読み取り専用で開けます")
        return Check(name, "ok", f"{warehouse.engine.name}, {veiled(warehouse.shown)}: {words}")


def _words(diagnostic: Diagnostic, say: Say) -> tuple[str, str]:
    return message(diagnostic, say.language)
