"""`kpidsl lint`: what every rule says, the letters of SMART, and the edits that mend what can be mended safely."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from kpidsl import pipeline
from kpidsl.cli.asking import as_of_day, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.exits import exit_code
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, asked_folder, make_command, stop
from kpidsl.cli.reporting import formatted, report_options, summary, within
from kpidsl.cli.working import working
from kpidsl.cli.writing import write_files
from kpidsl.lint.facts import Facts
from kpidsl.lint.mending import mended
from kpidsl.lint.rule import Settings
from kpidsl.lint.smart import LETTERS, Letter, letters
from kpidsl.pipeline import Checked, Linted, Project
from kpidsl.text.diagnostic import Diagnostic, Outcome
from kpidsl.text.render import rows
from kpidsl.text.render.visible import visible, width

_ROUNDS = 20


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "lint",
        say,
        "Report what is wrong with the KPIs as KPIs: goals without numbers, KPIs that lead nowhere, late reviews.",
        "KPI としての問題（数値のないゴール、つながらない KPI、遅れたレビューなど）を報告します。",
        [
            *report_options(say),
            click.Option(
                ["--smart"],
                is_flag=True,
                help=say("Show the letters S M A R T of each KPI.", "KPI ごとに S M A R T の各文字を表示"),
            ),
            click.Option(
                ["--fix"],
                is_flag=True,
                help=say("Make the edits that change no number.", "数値の変わらない修正を行う"),
            ),
            click.Option(
                ["--data"],
                is_flag=True,
                help=say("Measure, and ask the rules about data too.", "計測し、データについての規則も調べる"),
            ),
            connection_option(say),
            timeout_option(say),
        ],
        lint,
    )


def lint(
    setting: Setting,
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    explain: str | None,
    smart: bool,
    fix: bool,
    data: bool,
    connection: str | None,
    timeout: float,
) -> int:
    """Print what the rules say of a project, or of the given files and folders in it; return the exit code."""
    if explain is not None:
        from kpidsl.cli.explaining import explained

        print(explained(explain, setting.say), end="")
        return 0
    if smart and form not in ("text", "json"):
        stop(setting.say(f"--smart goes with text and json, not {form}", f"--smart は text か json だけです（{form}）"))
    if fix and data:
        stop(
            setting.say(
                "--fix needs no data; run it first, by itself", "--fix にデータは要りません。先に単独で実行してください"
            )
        )
    if connection is not None and not data:
        stop(setting.say("--connection goes with --data", "--connection は --data と一緒に使います"))
    folder, wanted = asked_folder(setting, paths)
    when = setting.as_of or setting.now
    linted = pipeline.lint(folder, when, measure=_measure(setting, connection, timeout) if data else None)
    changed: dict[str, str] = {}
    if fix:
        linted, changed = _mended(folder, linted, setting, wanted)
        write_files({(folder / name).resolve(): text.encode() for name, text in changed.items()}, setting.say)
    found = list(within(linted.diagnostics, folder, wanted))
    _print(form, found, linted.value, setting, smart=smart)
    if form == "text" and fix and not setting.quiet:
        print(setting.say(f"{len(changed)} files mended", f"{len(changed)} 個のファイルを直しました"))
    return exit_code(found, strict=strict)


def _measure(setting: Setting, connection: str | None, timeout: float) -> pipeline.Measure:
    """Return what measures a project in its warehouse; the command ends where that cannot be."""

    def measure(project: Project, settings: Settings) -> Facts | None:
        with (
            connected(setting, project, connection, timeout) as warehouse,
            working(setting, setting.say("measuring…", "計算中…"), warehouse),
        ):
            gathered = pipeline.gather(
                project, warehouse, settings, as_of_day(setting, project.model.manifest.calendar)
            )
        told(gathered.diagnostics, project, setting)
        return gathered.value

    return measure


def _mended(
    folder: Path, linted: Outcome[Linted], setting: Setting, wanted: tuple[Path, ...]
) -> tuple[Outcome[Linted], dict[str, str]]:
    """Return the project with its edits made, and the texts that they changed; edits that lead to an error are not."""
    changed: dict[str, str] = {}
    for _ in range(_ROUNDS):
        texts = {each.file: each.text for each in linted.value.project.folder.specs}
        inside = set(within((each.diagnostic for each in linted.value.looked.offences), folder, wanted))
        offences = [each for each in linted.value.looked.offences if each.diagnostic in inside]
        edited = mended(texts, offences)
        if not edited:
            break
        tried = pipeline.lint(folder, setting.as_of or setting.now, changed | edited)
        if _errors(tried) > _errors(linted):
            break
        linted, changed = tried, changed | edited
    return linted, changed


def _errors(linted: Outcome[Linted]) -> int:
    return sum(each.severity == "error" for each in linted.diagnostics)


def _print(form: str, found: list[Diagnostic], linted: Linted, setting: Setting, *, smart: bool) -> None:
    roles = [each.role for each in linted.project.model.metrics.values()]
    counts = {role: roles.count(role) for role in ("kgi", "kpi", "metric")}
    project = Checked(linted.project.folder, counts | {"source": len(linted.project.model.sources)})
    if not smart:
        print(formatted(form, found, project, setting, infos=True), end="")
        return
    names = [each.name for each in linted.project.model.metrics.values() if each.role != "metric"]
    scores = letters(names, linted.rules, linted.looked.offences)
    if form == "json":
        texts, language = linted.project.folder.texts, setting.say.language
        whole = {
            "diagnostics": rows(found, texts, language),
            "summary": summary(found, project),
            "smart": [{"name": name, "letters": _as_json(own)} for name, own in scores.items()],
        }
        print(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    errors = [each for each in found if each.code.startswith("K") and each.severity == "error"]
    if errors:
        print(formatted(form, errors, project, setting, infos=True), end="")
    widest = max((width(visible(name)) for name in scores), default=0)
    for name, own in scores.items():
        shown = visible(name)
        cells = "  ".join(_cell(each, own[each]) for each in LETTERS)
        print(f"{shown}{' ' * (widest - width(shown))}  {cells}")


def _cell(letter: str, score: Letter) -> str:
    """Return a letter with a sign that it is whole, or its share with the codes that it failed."""
    return f"{letter} {score.passed}/{score.asked} ({' '.join(score.failed)})" if score.failed else f"{letter} ✓"


def _as_json(own: Mapping[str, Letter]) -> dict[str, dict[str, object]]:
    return {
        letter: {"passed": each.passed, "of": each.asked, "failed": list(each.failed)} for letter, each in own.items()
    }
