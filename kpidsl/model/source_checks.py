"""A source as a whole: one origin, each name once, and joins that lead from many rows to one."""

import re
from collections.abc import Iterator

from kpidsl.model.declared import Declared, clause, clauses
from kpidsl.model.row_names import RowNames
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

_FIRST = Said("the first one", "1 つ目")
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|^[a-z0-9]+://")


def check_source(statement: tree.Statement, names: RowNames, declared: Declared) -> Iterator[Diagnostic]:
    """Yield what is wrong with a source's clauses taken together."""
    yield from _origin(statement)
    yield from _twice(statement)
    for each in clauses(statement, "join"):
        if isinstance(each.value, tree.Join):
            yield from _join(statement, each.value, names, declared)


def _origin(statement: tree.Statement) -> Iterator[Diagnostic]:
    table, query = clause(statement, "from"), clause(statement, "query")
    if table is not None and query is not None:
        yield finding("K425", query.keyword_span, Label(table.keyword_span, _FIRST), source=_name(statement))
    match table.value if table else None:
        case tree.Table(parts=parts, span=span) if len(parts) > 3:
            yield finding("K424", span, found=len(parts))
        case tree.DataFile(path=path, span=span) if _OUTSIDE.search(path.value):
            yield finding("K810", span, path=path.value)


def _twice(statement: tree.Statement) -> Iterator[Diagnostic]:
    """Yield each dimension, time, join or key column that stands a second time."""
    seen: dict[tuple[str, str], tree.Word] = {}
    for each in statement.clauses:
        for word in _words(each.value):
            first = seen.setdefault((each.keyword, word.text), word)
            if first is not word:
                yield finding("K208", word.span, Label(first.span, _FIRST), name=word.text)


def _words(value: tree.Value) -> list[tree.Word]:
    match value:
        case tree.Dimension(name=word) | tree.TimeColumn(column=word) | tree.Join(source=word):
            return [word]
        case tree.Names(items=items):
            return [item.parts[-1] for item in items]
    return []


def _join(statement: tree.Statement, join: tree.Join, names: RowNames, declared: Declared) -> Iterator[Diagnostic]:
    """Yield what keeps a join from leading to one row: it must name the whole key of the source that it leads to."""
    target, span = join.source.text, join.source.span
    if target not in names.sources or target in names.broken:
        return
    if target == _name(statement):
        yield finding("K423", span, source=target)
        return
    key = clause(declared.rows[target], "key")
    if key is None or not isinstance(key.value, tree.Names):
        columns = ", ".join((theirs or own).text for own, theirs in join.pairs)
        yield finding("K422", span, source=target, columns=columns)
        return
    keys = [item.parts[-1].text for item in key.value.items]
    if sorted({(theirs or own).text for own, theirs in join.pairs}) != sorted(set(keys)):
        label = Label(key.value.span, Said(f"the key of {target}", f"{target} の key"))
        example = f"join {target} on {', '.join(_pairs(join, keys, names))}"
        yield finding("K421", join.span, label, source=target, key=", ".join(keys), example=example)


def _pairs(join: tree.Join, keys: list[str], names: RowNames) -> Iterator[str]:
    """Yield the pairs that join by a whole key, with the own columns that were written where they may be meant."""
    there = names.sources[join.source.text]
    met = {(theirs or own).text: own.text for own, theirs in join.pairs if (theirs or own).text in keys}
    free = [
        own.text
        for own, theirs in join.pairs
        if (theirs or own).text not in keys and (theirs or own.text not in {*there.columns, *there.dimensions})
    ]
    for key in keys:
        own = met.get(key) or (free.pop(0) if free else key)
        yield key if own == key else f"{own} = {key}"


def _name(statement: tree.Statement) -> str:
    return statement.name.text if statement.name is not None else ""
