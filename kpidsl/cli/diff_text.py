"""A comparison as text on a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpidsl.cli.diff_said import clean, dependent_words, effect_words, few, kind_words, place, summary
from kpidsl.cli.language import Say
from kpidsl.history.records import Aspect, Change

if TYPE_CHECKING:
    from kpidsl.cli.diff_command import Shown


def lines(shown: "Shown", say: Say) -> Iterator[str]:
    """Yield the lines: each change with what stands on it, what moves by others, the numbers, and the sum of it."""
    comparison = shown.comparison
    for change in comparison.changes:
        yield from _change(change, shown, say)
        yield ""
    if comparison.moved:
        yield say("moved by what they are made of:", "使っている指標やデータ元の変更による影響:")
        for name, effect in list(comparison.moved.items())[:40]:
            yield f"  {clean(name)}: {effect_words(effect, say)}"
        yield ""
    if shown.numbers is not None:
        from kpidsl.cli.diff_numbers import text_lines

        yield from text_lines(shown, say)
    if comparison.rewritten:
        files = few([clean(each) for each in comparison.rewritten], say)
        yield say(f"written otherwise, with the same meaning: {files}", f"書き方だけが変わったファイル: {files}")
    yield summary(comparison, say)


def _change(change: Change, shown: "Shown", say: Say) -> Iterator[str]:
    kinds = ", ".join(dict.fromkeys(kind_words(each, say) for each in change.aspects))
    yield f"{kinds}: {change.what} {clean(change.name)}  [{place(change, shown)}]"
    for aspect in change.aspects:
        yield from _aspect(aspect)
    if change.effect is not None and change.what in ("kpi", "kgi", "metric"):
        yield f"  {say('number', '数値')}: {effect_words(change.effect, say)}"
    elif change.moved:
        names = few([clean(each) for each in change.moved], say)
        yield f"  {say('numbers that may change', '変わりうる数値')}: {names}"
    yield from (f"  {each}" for each in dependent_words(change.dependents, say))


def _aspect(aspect: Aspect) -> Iterator[str]:
    if aspect.clause and not (aspect.old or aspect.new):
        yield f"  {aspect.clause}"
        return
    head = f"  {aspect.clause or '='}"
    if aspect.old:
        yield f"{head} - {clean(aspect.old)}"
    if aspect.new:
        yield f"{head} + {clean(aspect.new)}"
