"""`kpidsl diff`: what a change means."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kpidsl.cli.asking import as_of_day, as_of_instant, end_on_error, loaded
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.exits import exit_code
from kpidsl.cli.findings import tell
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.history.records import CLASSES, LEVELS, Comparison
from kpidsl.model.calendar import GRAINS, Grain
from kpidsl.pipeline import Project, asking, compare_revisions, load_revision
from kpidsl.text.diagnostic import Diagnostic

if TYPE_CHECKING:
    from kpidsl.report.before_after import SideBySide

FORMATS = ("text", "markdown", "json")
_WORST = tuple(each for each in LEVELS if each != "nothing")


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "diff",
        say,
        "Tell what changed since REV (default: HEAD; or A..B), and whether any number can change by it.",
        "REV（既定: HEAD、A..B も可）からの変更の意味と、数値が変わりうるかを示します。",
        [
            click.Argument(["revision"], metavar="[REV]", default="HEAD"),
            click.Option(
                ["--data"],
                is_flag=True,
                help=say("Measure what may change, before and after.", "変わりうる数値を変更の前後で測って並べる"),
            ),
            click.Option(["--grain"], type=click.Choice(GRAINS), default="month", show_default=True),
            click.Option(
                ["--periods"],
                type=click.IntRange(1, 120),
                default=6,
                show_default=True,
                help=say("With --data: how many periods.", "--data とともに: 期間の数"),
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="text", show_default=True),
            click.Option(
                ["--fail-on"],
                metavar="CLASS,…",
                help=say(
                    f"Exit 1 where such a change is found: {', '.join(_WORST)} (or worse), or one class, as formula.",
                    f"この変更があれば終了コード 1: {', '.join(_WORST)}（それ以上も）、または formula などの分類",
                ),
            ),
            connection_option(say),
            timeout_option(say),
        ],
        diff,
    )


class Sides(NamedTuple):
    """A project before and now, and what has to be known of the comparison."""

    old: Project
    new: Project
    found: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is printed of a comparison; `numbers` is None where they were not asked for."""

    revision: str
    old: Project
    new: Project
    comparison: Comparison
    breaches: tuple[Diagnostic, ...]
    numbers: "tuple[SideBySide, ...] | None" = None


def diff(
    setting: Setting,
    revision: str,
    data: bool,
    grain: Grain,
    periods: int,
    form: str,
    fail_on: str | None,
    connection: str | None,
    timeout: float,
) -> int:
    """Print what changed; end with 1 where a rule about changes is broken, or a change of a given class is found."""
    classes = _classes(fail_on, setting.say) if fail_on else ()
    old, new, found = sides(setting, revision)
    today = as_of_day(setting, new.model.manifest.calendar)
    comparison, breaches = compare_revisions(old, new, revision, today)
    breaches = (*found, *breaches)
    numbers = _measured(setting, old, new, comparison, (grain, periods), connection, timeout) if data else None
    shown = Shown(revision, old, new, comparison, breaches, numbers)
    _put(form, shown, setting)
    return max(exit_code(breaches), int(any(_meets(comparison, each) for each in classes)))


def sides(setting: Setting, revision: str, here: Callable[[Setting], Project] = loaded) -> Sides:
    """Return the projects of before and of now; what is wrong with the latter ends the command.

    Specs of before may have errors, or a change that mends them could not be looked at. `here` reads the files as they
    lie in the folder.
    """
    from kpidsl.history.broken import cannot_be_compared, in_doubt
    from kpidsl.history.git import read_range

    read = read_range(setting.folder(), revision)
    _ended(read.diagnostics, None, setting, "")
    assert read.value is not None
    before = read.value.before
    there = load_revision(setting.folder(), before)
    kept = [each for each in there.diagnostics if each.code == "K253"]
    _ended([*kept, *cannot_be_compared(there.diagnostics)], there.value, setting, before)
    assert there.value is not None
    old = there.value
    doubts = in_doubt(old.folder.specs, old.model, there.diagnostics, before[:10])
    new = here(setting) if read.value.after is None else _at(setting, read.value.after)
    return Sides(old, new, doubts)


def _at(setting: Setting, commit: str) -> Project:
    read = load_revision(setting.folder(), commit)
    _ended(read.diagnostics, read.value, setting, commit)
    assert read.value is not None
    return read.value


def _ended(found: Sequence[Diagnostic], project: Project | None, setting: Setting, commit: str) -> None:
    """Print what keeps a revision from being compared; warnings about its specs were for those who wrote them."""
    kept = [each for each in found if each.severity == "error" or each.code == "K253"]
    if commit and any(each.span is not None for each in kept):
        words = setting.say(f"the specs at {commit[:10]} have errors:", f"{commit[:10]} の定義にエラーがあります:")
        click.echo(f"kpidsl: {words}", err=True)
    tell(kept, project.folder.texts if project else {}, setting.say.language, quiet=setting.quiet)
    end_on_error(tuple(kept))


def _classes(text: str, say: Say) -> tuple[str, ...]:
    asked = tuple(each.strip() for each in text.split(",") if each.strip())
    known = dict.fromkeys((*_WORST, *(name for name in CLASSES if name != "same")))
    for each in asked:
        if each not in known:
            words = ", ".join(known)
            stop(say(f"--fail-on {each}: it is one of {words}", f"--fail-on {each}: 次のどれかです: {words}"))
    return asked


def _meets(comparison: Comparison, asked: str) -> bool:
    """Say whether a change is of a class; of a level, or of a worse one."""
    if asked in LEVELS:
        return LEVELS.index(comparison.level) >= LEVELS.index(asked)
    return any(aspect.kind == asked for change in comparison.changes for aspect in change.aspects)


def _measured(
    setting: Setting,
    old: Project,
    new: Project,
    comparison: Comparison,
    asked: tuple[Grain, int],
    connection: str | None,
    timeout: float,
) -> "tuple[SideBySide, ...]":
    from kpidsl.history.effects import CANNOT
    from kpidsl.report.before_after import side_by_side

    names = [name for name, each in comparison.effects.items() if each != CANNOT]
    if not names:
        return ()
    calendar, (grain, count) = new.model.manifest.calendar, asked
    as_of = (as_of_instant(setting, calendar), setting.as_of)
    today = as_of_day(setting, calendar)
    say = setting.say
    with (
        connected(setting, new, connection, timeout, (old,)) as warehouse,
        working(setting, say("measuring twice…", "変更の前後を計算中…"), warehouse),
    ):
        models = (old.model, new.model)
        made = side_by_side(asking(new, warehouse), *models, comparison.twins, names, count, grain, as_of, today)
    kept = [each for each in made.diagnostics if setting.verbose or each.severity != "info"]
    tell(kept, new.folder.texts, say.language, quiet=setting.quiet)
    end_on_error(made.diagnostics)
    return made.value


def _put(form: str, shown: Shown, setting: Setting) -> None:
    if form == "json":
        from kpidsl.cli.diff_rows import as_object
        from kpidsl.cli.plan_rows import pretty

        sys.stdout.write(pretty(as_object(shown, setting.say)))
        return
    if form == "markdown":
        from kpidsl.cli.diff_markdown import as_markdown

        sys.stdout.write(as_markdown(shown, setting.say))
        return
    from kpidsl.cli.diff_text import lines

    for line in lines(shown, setting.say):
        print(line)
    texts: Any = shown.new.folder.texts
    sys.stdout.flush()
    tell(shown.breaches, texts, setting.say.language, quiet=setting.quiet)
