"""The words of a comparison, for every form that people read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kpidsl.cli.language import Say
from kpidsl.history.effects import CANNOT, Effect
from kpidsl.history.records import CLASSES, Aspect, Change, Comparison, Dependent
from kpidsl.text.render.secrets import veiled
from kpidsl.text.render.visible import visible

if TYPE_CHECKING:
    from kpidsl.cli.diff_command import Shown

_MOST = 8
_LONGEST = 160
_BY = {
    "formula": ("made of it", "これを使う式"),
    "breakdown": ("broken down into it", "これを含む内訳"),
    "drives": ("it drives", "動かす先"),
    "guards": ("named in guards of", "guards に書いている指標"),
    "scorecard": ("scorecard", "スコアカード"),
    "expect": ("expect", "検証"),
    "action": ("action", "施策"),
}


def clean(text: str) -> str:
    """Return a text of a spec fit to print: on one line, not endless, no password in it."""
    shown = visible(veiled(text))
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def kind_words(aspect: Aspect, say: Say) -> str:
    """Return the class of an aspect."""
    return say(*CLASSES[aspect.kind].said)


def effect_words(effect: Effect, say: Say) -> str:
    """Say whether a number changes."""
    words = {
        "cannot": say("cannot change", "変わらない"),
        "may": say("may change", "変わりうる"),
        "changes": say("changes", "変わる"),
    }[effect.can]
    if effect.since is not None:
        words += say(f", in periods that end on {effect.since} or later", f"（{effect.since} 以降に終わる期間）")
    if effect.until is not None:
        words += say(f", in periods that end before {effect.until}", f"（{effect.until} より前に終わる期間）")
    if effect.only_undefined:
        words += say(", only where a value or a divisor is missing", "（値や割る数がない場合のみ）")
    return words


def dependent_words(dependents: Iterable[Dependent], say: Say) -> Iterator[str]:
    """Yield what stands on a thing, a line for each way of standing on it."""
    by: dict[str, list[str]] = {}
    for each in dependents:
        by.setdefault(each.by, []).append(clean(each.name))
    for way, names in by.items():
        yield f"{say(*_BY[way])}: {few(names, say)}"


def few(names: list[str], say: Say) -> str:
    """Return names with commas, the first ones and how many more."""
    if len(names) <= _MOST:
        return ", ".join(names)
    more = len(names) - _MOST
    return ", ".join(names[:_MOST]) + say(f" and {more} more", f" ほか {more} 件")


def place(change: Change, shown: "Shown") -> str:
    """Return where a change stands: file and line, of what is gone those before."""
    source = shown.new.folder.texts.get(change.span.file)
    gone = change.level == "removed"
    source = shown.old.folder.texts.get(change.span.file) if gone else source
    if source is None or not change.span.end:
        return clean(change.span.file)
    return f"{clean(change.span.file)}:{source.position(change.span.start).line}"


def summary(comparison: Comparison, say: Say) -> str:
    """Return how many changes of each class there are, and of how many numbers the value may be another one."""
    told = [each for each in comparison.changes if each.level != "nothing"]
    if not told:
        return say("nothing has another meaning", "意味の変わったものはありません")
    counts = Counter[str](aspect.kind for each in told for aspect in each.aspects if aspect.kind != "same")
    listed = ", ".join(f"{say(*CLASSES[kind].said)} {counts[kind]}" for kind in CLASSES if counts[kind])
    moving = sum(each != CANNOT for each in comparison.effects.values())
    return say(
        f"{len(told)} changed ({listed}); numbers that may change: {moving}",
        f"変更 {len(told)} 件（{listed}）、変わりうる数値: {moving}",
    )
