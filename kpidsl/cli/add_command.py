"""`kpidsl add`: a ready-made KPI, fitted to the tables of the project."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import end_on_error
from kpidsl.cli.findings import tell
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.writing import file_name, write_files
from kpidsl.pipeline import Project, load
from kpidsl.syntax.formatting.format import KPI, YAML, written_anew
from kpidsl.syntax.read import read_kpi
from kpidsl.text.source import Source

if TYPE_CHECKING:
    from kpidsl.library.fitting import Place, Wanted
    from kpidsl.library.shelf import Entry, Shelf


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "add",
        say,
        "Add a ready-made KPI to the project, asking which of your columns it reads. Without a name: list them.",
        "ひな型の KPI をプロジェクトに加えます。どの列を読むかは質問します。名前なしでは一覧を表示します。",
        [
            click.Argument(["name"], required=False, metavar="[KPI]"),
            click.Option(
                ["--source", "sources"],
                multiple=True,
                metavar="STANDARD=YOURS",
                help=say(
                    "Your source, or the table or file to make one from: --source orders=crm.sales",
                    "自分のソース、または元になる表かファイル: --source orders=crm.sales",
                ),
            ),
            click.Option(
                ["--column", "columns"],
                multiple=True,
                metavar="STANDARD=YOURS",
                help=say("Your column: --column orders.amount=price", "自分の列: --column orders.amount=price"),
            ),
            click.Option(
                ["--standard"],
                is_flag=True,
                help=say("Ask nothing: what is not given has its standard name.", "質問せず、残りは標準の名前とする"),
            ),
            click.Option(["--owner"], metavar="WHO", help=say("Who owns it.", "責任者")),
            click.Option(["--target"], metavar="TARGET", help=say("Such as: 25% in FY2026", "例: 25% in FY2026")),
        ],
        add,
    )


def add(
    setting: Setting,
    name: str | None,
    sources: tuple[str, ...],
    columns: tuple[str, ...],
    standard: bool,
    owner: str | None,
    target: str | None,
) -> None:
    """Write one spec file with the KPI, what it stands on, and the sources that the project lacks."""
    from kpidsl.library.fitting import drafted, wanted
    from kpidsl.library.shelf import shelf

    say, all_of_it = setting.say, shelf()
    if name is None:
        _list(all_of_it, say)
        return
    entry = all_of_it.find(name)
    if entry is None:
        near = all_of_it.near(name)
        known = say(f"did you mean {near}?", f"{near} ですか?") if near else say("see: kpidsl add", "一覧: kpidsl add")
        stop(say(f"no ready-made KPI {name}; {known}", f"{name} というひな型の KPI はありません。{known}"))
    project = _loaded(setting)
    if entry.name in project.model.metrics:
        stop(say(f"the project has {entry.name} already", f"プロジェクトには既に {entry.name} があります"))
    entries = all_of_it.standing_on(entry.name, project.model.metrics)
    asked = wanted(all_of_it, entries)
    given = _Given(_pairs(sources, say), _pairs(columns, say), standard)
    places = {each.source.name: _place(each, project, given, say) for each in asked}
    given.used_up(say)
    spelling = _spelling(project)
    name = f"{project.model.manifest.specs[0]}/{file_name(entry.id, '', set())}.{spelling}"
    if (file := project.folder.path / name).exists():
        stop(say(f"{name} is there already", f"{name} は既にあります"))
    draft = Source(
        f"{name.removesuffix(YAML).removesuffix(KPI)}{KPI}", drafted(entries, asked, places, _tail(owner, target))
    )
    drafted_file = read_kpi(draft)
    made = written_anew(draft, drafted_file, spelling)
    tell(made.diagnostics, {draft.file: draft}, say.language)
    if made.value is None:
        # The ready-made part has no fault: what has one was given on the command line.
        raise click.exceptions.Exit(2)
    if len(drafted_file.value.statements) != len(entries) + sum(each.table is not None for each in places.values()):
        stop(say(f"{target} is more than a target", f"{target} は目標だけではありません"))
    write_files({file: made.value.encode()}, say)
    _done(setting, name, entries)


def _spelling(project: Project) -> str:
    """Return the spelling of a project's files: YAML where all of them are in it."""
    files = [Path(each.file).suffix for each in project.folder.specs]
    return YAML if files and all(each in (".yaml", ".yml") for each in files) else KPI


def _loaded(setting: Setting) -> Project:
    """Return the project, which may be without spec files: it may begin here; another error ends the command."""
    outcome = load(setting.folder())
    found = tuple(each for each in outcome.diagnostics if each.code != "K215")
    kept = [each for each in found if setting.verbose or each.severity != "info"]
    tell(kept, outcome.value.folder.texts, setting.say.language, quiet=setting.quiet)
    end_on_error(found)
    return outcome.value


class _Given:
    """What the command line says of sources and columns, and what of it has been asked for."""

    def __init__(self, sources: dict[str, str], columns: dict[str, str], standard: bool) -> None:
        self._answers = {"--source": sources, "--column": columns}
        self._left = {(option, name) for option, given in self._answers.items() for name in given}
        self._standard = standard

    def answer(self, option: str, name: str, usual: str, question: str, say: Say) -> str:
        """Return what stands for a standard name: as given, else as answered, else its usual name if that is asked."""
        self._left.discard((option, name))
        if name in self._answers[option]:
            return self._answers[option][name]
        if self._standard:
            return usual
        if not sys.stdin.isatty():
            stop(
                say(
                    f"which of yours is {name}? say {option} {name}=… (or --standard for the standard names)",
                    f"{name} に当たるものは何ですか? {option} {name}=… で示してください（標準の名前なら --standard）",
                )
            )
        return str(click.prompt(question, default=usual, err=True)).strip()

    def used_up(self, say: Say) -> None:
        """End the command where something was given that nothing asks for."""
        for option, name in sorted(self._left):
            stop(say(f"{option} {name}: it is not needed", f"{option} {name}: 使われません"))


def _place(each: "Wanted", project: Project, given: _Given, say: Say) -> "Place":
    from kpidsl.library.fitting import Place, asked_columns

    source = each.source
    name, label, own = source.name, source.label or source.name, project.model.sources
    there = ", ".join(own)
    usual = name if name in own else f"crm.{name}"
    question = say(
        f"{name} ({label}): which source or table? you have: {there}", f"{label}（{name}）は? 今あるソース: {there}"
    )
    found = given.answer("--source", name, usual, question, say)
    new = found not in own
    columns = {
        column: given.answer("--column", f"{name}.{column}", column, f"  {name}.{column}", say)
        for column in asked_columns(each, new)
    }
    if not new:
        return Place(found, None, columns)
    if name in own:
        stop(
            say(
                f"the project has a source {name} already: --source {name}={name} takes it",
                f"プロジェクトには既にソース {name} があります。--source {name}={name} で使えます",
            )
        )
    return Place(name, found, columns)


def _pairs(given: Iterable[str], say: Say) -> dict[str, str]:
    found = {}
    for each in given:
        standard, equals, own = each.partition("=")
        if not (standard and equals and own):
            stop(say(f"{each} is not STANDARD=YOURS", f"{each} は「標準の名前=自分の名前」の形ではありません"))
        found[standard] = own
    return found


def _tail(owner: str | None, target: str | None) -> str:
    lines = [f"  target  {' '.join(target.split())}\n"] if target else []
    if owner:
        escaped = " ".join(owner.split()).replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'  owner  "{escaped}"\n')
    return "".join(lines)


def _list(shelf: "Shelf", say: Say) -> None:
    for entry in shelf.entries.values():
        click.echo(f"{entry.id}  {entry.name}")
    click.echo(say("add one: kpidsl add NAME", "加えるには: kpidsl add 名前"))


def _done(setting: Setting, file: str, entries: "tuple[Entry, ...]") -> None:
    say = setting.say
    if setting.quiet:
        return
    names = ", ".join(each.name for each in entries)
    click.echo(say(f"wrote {file}: {names}", f"{file} に書きました: {names}"))
    values = sorted({value for each in entries for value in each.values})
    if values:
        said = ", ".join(f"'{value}'" for value in values)
        click.echo(
            say(f"look whether your data says {said} too", f"データの値が {said} と同じ書き方かを確かめてください")
        )
    click.echo(say("next: kpidsl check --warehouse", "次は: kpidsl check --warehouse（列があるかも確かめます）"))
