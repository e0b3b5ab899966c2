"""`kpidsl lint`: what every rule says, the letters of SMART, and the edits that mend what can be mended safely."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from kpidsl import pipeline
from kpidsl.cli.accepting import accept, baseline_options, of_the_whole, only_new
from kpidsl.cli.asking import as_of_day, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.exits import exit_code
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, asked_folder, make_command, stop
from kpidsl.cli.reporting import formatted, report_options, summary, within
from kpidsl.cli.working import working
from kpidsl.cli.writing import write_files
from kpidsl.lint.elsewhere import ELSEWHERE
from kpidsl.lint.facts import Facts
from kpidsl.lint.mending import mended
from kpidsl.lint.rule import Offence, Settings
from kpidsl.lint.smart import LETTERS, Letter, letters
from kpidsl.pipeline import Checked, Linted, Project
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic, Outcome
from kpidsl.text.render import message, rows
from kpidsl.text.render.visible import visible, width
from kpidsl.text.render.words import said

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
            *baseline_options(say),
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
    baseline: Path | None = None,
    write_baseline: Path | None = None,
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
    if fix and _broken(linted):
        click.echo(
            setting.say(
                "kpidsl: nothing was mended: while the specs have errors nobody knows what an edit changes",
                "kpidsl: 何も直していません。定義にエラーがある間は、修正で何が変わるか分かりません",
            ),
            err=True,
        )
    elif fix:
        linted, changed = _mended(folder, linted, setting, wanted)
        write_files({(folder / name).resolve(): text.encode() for name, text in changed.items()}, setting.say)
    found = list(within(linted.diagnostics, folder, wanted))
    if write_baseline is not None:
        of_the_whole(setting, wanted, baseline)
        accept(write_baseline, found, linted.value.project.folder, setting)
        return 0
    if baseline is not None:
        asked = {each.code for each in linted.value.rules}
        whole = not wanted and not _broken(linted)
        found = only_new(
            baseline,
            found,
            linted.value.project.folder,
            setting,
            lambda code: whole and (code in asked or (code in CODES and not code.startswith("K8"))),
        )
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
    """Return the project with its edits made, and the texts that they changed.

    An edit after which something is found that was not found before is not made: all at once where that goes well, else
    one by one.
    """
    changed: dict[str, str] = {}

    def made(of: Sequence[Offence]) -> bool:
        nonlocal linted, changed
        texts = {each.file: each.text for each in linted.value.project.folder.specs}
        edited = mended(texts, of)
        tried = pipeline.lint(folder, setting.as_of or setting.now, changed | edited) if edited else linted
        if not edited or _said(tried) - _said(linted):
            return False
        linted, changed = tried, changed | edited
        return True

    for _ in range(_ROUNDS):
        inside = set(within((each.diagnostic for each in linted.value.looked.offences), folder, wanted))
        offences = [each for each in linted.value.looked.offences if each.edits and each.diagnostic in inside]
        if not made(offences) and not any(made([each]) for each in offences):
            break
    return linted, changed


def _said(linted: Outcome[Linted]) -> Counter[tuple[str, str]]:
    """Return how often each finding is there, wherever it stands."""
    return Counter((each.code, message(each, "en")[0]) for each in linted.diagnostics)


def _broken(linted: Outcome[Linted]) -> bool:
    """Say whether the language itself finds an error; what a rule finds stands on specs that are read."""
    return any(each.severity == "error" and each.code in CODES for each in linted.diagnostics)


def _print(form: str, found: list[Diagnostic], linted: Linted, setting: Setting, *, smart: bool) -> None:
    roles = [each.role for each in linted.project.model.metrics.values()]
    counts = {role: roles.count(role) for role in ("kgi", "kpi", "metric")}
    project = Checked(
        linted.project.folder,
        counts | {"source": len(linted.project.model.sources)},
        frozenset(each.code for each in linted.rules),
    )
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
    errors = [each for each in found if each.code in CODES and each.severity == "error"]
    if errors:
        print(formatted(form, errors, project, setting, infos=True), end="")
    widest = max((width(visible(name)) for name in scores), default=0)
    for name, own in scores.items():
        shown = visible(name)
        cells = "  ".join(_cell(each, own[each]) for each in LETTERS)
        print(f"{shown}{' ' * (widest - width(shown))}  {cells}")
    for line in _legend(scores.values(), linted, setting.say):
        print(line)


def _legend(scores: Iterable[Mapping[str, Letter]], linted: Linted, say: Say) -> Iterator[str]:
    """Yield what each code that failed means, and for how many it did; none where all letters are whole."""
    failed = Counter(code for own in scores for letter in LETTERS for code in own[letter].failed)
    titles = {each.code: each.title for each in linted.rules} | {each.code: each.title for each in ELSEWHERE}
    if failed:
        yield ""
    for code in sorted(failed, key=lambda code: (LETTERS.index(code[0]), code)):
        yield f"{code}  {said(titles[code], say.language)} ({failed[code]})"
    if failed:
        yield say("what a rule means: kpidsl lint --explain CODE", "規則の説明: kpidsl lint --explain コード")


def _cell(letter: str, score: Letter) -> str:
    """Return a letter with a sign that it is whole, or its share with the codes that it failed."""
    return f"{letter} {score.passed}/{score.asked} ({' '.join(score.failed)})" if score.failed else f"{letter} ✓"


def _as_json(own: Mapping[str, Letter]) -> dict[str, dict[str, object]]:
    return {
        letter: {"passed": each.passed, "of": each.asked, "failed": list(each.failed)} for letter, each in own.items()
    }
