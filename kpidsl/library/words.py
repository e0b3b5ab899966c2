"""The names in a formula that mean rows: which words are sources, and which are columns of which source."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from kpidsl.syntax import tree


@dataclass(frozen=True, slots=True)
class RowWord:
    """A word that names a source (`column` is None) or a column of it."""

    word: tree.Word
    source: str
    column: str | None = None


def row_words(node: tree.Expression, sources: Container[str], within: str = "") -> Iterator[RowWord]:
    """Yield the words of a formula that name sources and columns, left to right; the rest are metrics and functions.

    `within` is the source whose rows a condition is about: there a bare name is a column of it.
    """

    def deeper(*nodes: tree.Expression | None, inside: str = within) -> Iterator[RowWord]:
        for each in nodes:
            if each is not None:
                yield from row_words(each, sources, inside)

    match node:
        case tree.Reference(parts=(first, *rest)) if first.text in sources:
            yield RowWord(first, first.text)
            for word in rest:
                yield RowWord(word, first.text, word.text)
        case tree.Reference(parts=(word,)) if within:
            yield RowWord(word, within, word.text)
        case tree.Call(arguments=arguments, where=where, at=at, by=by):
            rows = _source(arguments, sources) or within
            yield from deeper(*arguments, where, inside=rows)
            for named in (at, by):
                if named is not None and rows:
                    yield RowWord(named, rows, named.text)
        case tree.Journey(first=first, second=second, key=key):
            for each in (first, second):
                if each is not None:
                    yield RowWord(each.source, each.source.text)
                    yield from deeper(each.where, inside=each.source.text)
            yield RowWord(key, first.source.text, key.text)
        case tree.Unary(operand=operand) | tree.IsNull(operand=operand):
            yield from deeper(operand)
        case tree.Binary(left=left, right=right):
            yield from deeper(left, right)
        case tree.Membership(operand=operand, items=items):
            yield from deeper(operand, *items)
        case tree.Between(operand=operand, low=low, high=high):
            yield from deeper(operand, low, high)


def metric_words(node: tree.Expression, metrics: Container[str]) -> Iterator[tree.Word]:
    """Yield the words of a formula that name other metrics, left to right."""
    match node:
        case tree.Reference(parts=(word,)) if word.text in metrics:
            yield word
        case tree.Call(arguments=arguments):
            for each in arguments:
                yield from metric_words(each, metrics)
        case tree.Unary(operand=operand):
            yield from metric_words(operand, metrics)
        case tree.Binary(left=left, right=right):
            yield from metric_words(left, metrics)
            yield from metric_words(right, metrics)


def _source(arguments: tuple[tree.Expression, ...], sources: Container[str]) -> str | None:
    for each in arguments:
        match each:
            case tree.Reference(parts=(first, *_)) if first.text in sources:
                return first.text
            case tree.Call(arguments=inner) if found := _source(inner, sources):
                return found
            case tree.Binary(left=left, right=right) if found := _source((left, right), sources):
                return found
    return None
