"""A comparison as Markdown for a pull request: one table, and the rest folded up."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpidsl.cli.diff_said import clean, dependent_words, effect_words, few, kind_words, place, summary
from kpidsl.cli.language import Say
from kpidsl.history.records import Aspect, Change
from kpidsl.text.render import message

if TYPE_CHECKING:
    from kpidsl.cli.diff_command import Shown

_MARKS = {"nothing": "⚪", "wording": "⚪", "attributes": "🔵", "target": "🟡", "meaning": "🟠", "removed": "🔴"}
_ACTS = re.compile(r"([\\`*_{}\[\]()#+!|~<>@&$-])")


def as_markdown(shown: "Shown", say: Say) -> str:
    """Return the whole comment. What a spec says stands in it as text: no link, no mention, no HTML of its own."""
    return "\n".join(_lines(shown, say)) + "\n"


def _lines(shown: "Shown", say: Say) -> Iterator[str]:
    comparison = shown.comparison
    yield "### " + say("What this change means", "この変更の意味")
    yield ""
    yield summary(comparison, say)
    yield ""
    for each in shown.breaches:
        words, hint = message(each, say.language)
        yield f"- **{each.severity} {each.code}**: {text(words)} — {text(hint)}"
    if shown.breaches:
        yield ""
    told = [each for each in comparison.changes if each.level != "nothing"]
    if told:
        heads = say("|name|change|numbers|stands on it", "|名前|変更|数値|影響先").split("|")
        yield _row(heads)
        yield _row(["---"] * len(heads))
        for change in told:
            yield _row([_MARKS[change.level], *_cells(change, say)])
        yield ""
        yield from _details(say("What was written, and what is", "変更前と変更後の記述"), _written(told, shown, say))
    if comparison.moved:
        title = say("Numbers moved by what they are made of", "使っている指標やデータ元の変更による影響")
        moved = [f"- {text(name)}: {effect_words(effect, say)}" for name, effect in comparison.moved.items()]
        yield from _details(f"{title} ({len(moved)})", moved)
    if shown.numbers is not None:
        yield from _numbers(shown, say)
    if comparison.rewritten:
        files = few([clean(each) for each in comparison.rewritten], say)
        yield say(
            f"Written otherwise, with the same meaning: {text(files)}", f"書き方だけが変わったファイル: {text(files)}"
        )


def _cells(change: Change, say: Say) -> list[str]:
    kinds = ", ".join(dict.fromkeys(kind_words(each, say) for each in change.aspects))
    name = f"{change.what} **{text(change.name)}**"
    if change.was:
        name += f" ({text(change.was)})"
    effect = effect_words(change.effect, say) if change.effect is not None else ""
    if change.moved:
        effect += f": {text(few(list(change.moved), say))}"
    return [name, kinds, effect, "<br>".join(text(each) for each in dependent_words(change.dependents, say))]


def _written(changes: list[Change], shown: "Shown", say: Say) -> Iterator[str]:
    for change in changes:
        yield f"**{text(change.name)}** {text(place(change, shown))}"
        yield ""
        yield "```diff"
        for aspect in change.aspects:
            yield from _sides(aspect)
        yield "```"
        yield ""


def _sides(aspect: Aspect) -> Iterator[str]:
    """Yield both sides as lines of a fenced block, which nothing in them can end."""
    head = f"{aspect.clause} " if aspect.clause else ""
    if not aspect.old and not aspect.new:
        yield f"  {head}{aspect.kind}"
    for sign, words in (("-", aspect.old), ("+", aspect.new)):
        if words:
            yield f"{sign} {head}{clean(words).replace('```', '` ` `')}"


def _numbers(shown: "Shown", say: Say) -> Iterator[str]:
    from kpidsl.cli.diff_numbers import table, title

    same = [text(one.name) for one in shown.numbers or () if not any(one.differs)]
    for one in shown.numbers or ():
        if any(one.differs):
            head, *rows = table(one, shown, say)
            count = say(
                f"{sum(one.differs)} of {len(one.periods)} periods differ",
                f"{len(one.periods)} 期間のうち {sum(one.differs)} 期間で値が変わる",
            )
            cells = [_row(head), _row(["---", "---:", "---:", "---"]), *(_row([text(c) for c in row]) for row in rows)]
            yield from _details(f"{text(title(one, shown))}: {count}", cells)
    if same:
        words = ", ".join(same)
        yield say(f"The same numbers before and after: {words}", f"変更の前後で値が同じ指標: {words}")
        yield ""


def _details(summary_words: str, inside: "list[str] | Iterator[str]") -> Iterator[str]:
    yield f"<details><summary>{summary_words}</summary>"
    yield ""
    yield from inside
    yield ""
    yield "</details>"
    yield ""


def _row(cells: "list[str] | tuple[str, ...]") -> str:
    return f"| {' | '.join(cells)} |"


def text(words: str) -> str:
    """Return words as Markdown that shows them and does nothing else."""
    return _ACTS.sub(r"\\\1", clean(words)).replace("://", ":\u200b//").replace("\\@", "@\u200b")
