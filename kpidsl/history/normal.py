"""One form for formulas that mean the same, even in two revisions of a project: what stays is where rows come from.

Conditions are rewritten by laws that hold in SQL's three-valued logic: `and` and `or` in any order, each part once; a
negation pushed down to comparisons; `in` and `between` as the comparisons that they stand for. Names that a project
gives (sources, numbers, dimensions, segments) are replaced by what they stand for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from kpidsl.model.canonical import fingerprint, formula_text, row_text
from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Column,
    Formula,
    Journey,
    MetricRef,
    OverPeriods,
    RawSql,
    RowExpression,
    RowSet,
)
from kpidsl.model.fingerprints import time_of
from kpidsl.model.records import FileRows, Model, QueryRows, Source, TableRows

X = TypeVar("X", bound=RowExpression | Formula)

_FLIPPED = {">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """What names are written as: sources, their joined columns' ways, time columns, numbers. Without, as they are."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], str] = field(default_factory=dict)
    times: Callable[[str, str], str] = lambda source, time: time


def by_rows(model: Model, numbers: Mapping[str, str]) -> Spelling:
    """Return the spelling in which a source is the rows that it stands for, a join its keys, a time its zone too."""
    sources = {name: origin(each) for name, each in model.sources.items()}
    ways = {
        (each.name, join.target): f"{sources.get(join.target, join.target)} on "
        + ", ".join(f"{_column(own)} = {_column(other)}" for own, other in join.pairs)
        for each in model.sources.values()
        for join in each.joins
    }

    def time(source: str, name: str) -> str:
        found = time_of(model.sources[source], name, model.manifest.calendar.timezone)
        return f"{_quoted(found.name, found.quoted)} in {found.zone}"

    return Spelling(numbers, sources, ways, time)


def origin(source: Source) -> str:
    """Return what stands for the rows of a source, equal where they come from the same place."""
    match source.origin:
        case TableRows(parts=parts):
            return "table " + ".".join(_column(each) for each in parts)
        case FileRows(path=path):
            return f"file {path}"
        case QueryRows(sql=sql):
            return f"query {fingerprint(sql.strip())}"


def _column(name: object) -> str:
    return _quoted(getattr(name, "name", ""), getattr(name, "quoted", False))


def _quoted(name: str, quoted: bool) -> str:
    return f"`{name}`" if quoted else name


def settled(formula: Formula, spelling: Spelling) -> Formula:
    """Return a formula in its one form."""
    match formula:
        case Aggregate(source=source, argument=argument, where=where, by=by):
            return replace(
                formula,
                source=spelling.sources.get(source, source),
                argument=_row(argument, source, spelling),
                where=_row(where, source, spelling),
                time=spelling.times(source, formula.time),
                by=_row(by, source, spelling),
            )
        case MetricRef(name=name):
            return replace(formula, name=spelling.numbers.get(name, name))
        case OverPeriods(operand=operand):
            return replace(formula, operand=settled(operand, spelling))
        case Journey():
            return _journey(formula, spelling)
        case Apply(arguments=arguments):
            made = tuple(settled(each, spelling) for each in arguments)
            return _ordered(replace(formula, arguments=made), formula_text)
    return formula


def _journey(journey: Journey, spelling: Spelling) -> Journey:
    second = journey.second
    key, second_key = _row(journey.key, journey.first.source, spelling), journey.second_key
    assert key is not None
    return replace(
        journey,
        first=_rows(journey.first, spelling),
        second=_rows(second, spelling) if second is not None else None,
        key=key,
        second_key=_row(second_key, second.source, spelling) if second is not None else second_key,
    )


def _rows(rows: RowSet, spelling: Spelling) -> RowSet:
    source = spelling.sources.get(rows.source, rows.source)
    return RowSet(source, spelling.times(rows.source, rows.time), _row(rows.where, rows.source, spelling))


def _row(expression: RowExpression | None, source: str, spelling: Spelling) -> RowExpression | None:
    """Return an expression over the rows of a source in its one form."""
    match expression:
        case Column(path=path, name=name, quoted=quoted):
            return replace(expression, path=_way(source, path, spelling), name=_quoted(name, quoted))
        case RawSql(path=path, text=text):
            way = _way(source, path, spelling)
            return replace(expression, path=way, text=" ".join((*way, text)))
        case Apply(arguments=arguments):
            made = tuple(each for one in arguments if (each := _row(one, source, spelling)) is not None)
            return _ordered(replace(expression, arguments=made), row_text)
    return expression


def conditions(expression: RowExpression) -> RowExpression:
    """Return an expression over rows in its one form, its names as they are."""
    made = _row(expression, "", Spelling())
    assert made is not None
    return made


def _way(source: str, path: tuple[str, ...], spelling: Spelling) -> tuple[str, ...]:
    ways = []
    for target in path:
        ways.append(spelling.ways.get((source, target), target))
        source = target
    return tuple(ways)


def _ordered(node: Apply[X], text: Callable[[X], str]) -> X:
    """Return an operation whose operands are in their one form in its one form too."""

    def again(function: str, *arguments: X) -> X:
        return _ordered(Apply(function, arguments, node.span), text)

    match node:
        case Apply(function="not", arguments=(operand,)):
            return _denied(operand, again) or node  # type: ignore[return-value]
        case Apply(function=">" | ">=" as sign, arguments=(left, right)):
            return again(_FLIPPED[sign], right, left)
        case Apply(function="=" | "!=" as sign, arguments=arguments):
            return Apply(sign, tuple(sorted(arguments, key=text)), node.span)  # type: ignore[return-value]
        case Apply(function="between", arguments=(operand, low, high)):
            return again("and", again("<=", low, operand), again("<=", operand, high))
        case Apply(function="in", arguments=(operand, *items)) if items:
            return again("or", *(again("=", operand, each) for each in items))
        case Apply(function="and" | "or" as word):
            parts = {text(each): each for each in _flat(word, node.arguments)}
            return _chain(word, [parts[each] for each in sorted(parts)], node)
        case Apply(function="+" | "*" as sign):
            return _chain(sign, sorted(_flat(sign, node.arguments), key=text), node)
    return node  # type: ignore[return-value]


def _denied(operand: X, again: "Callable[..., X]") -> X | None:
    """Return the opposite of a condition, None where it has no other form than `not`."""
    match operand:
        case Apply(function="not", arguments=(inner,)):
            return inner  # type: ignore[return-value]
        case Apply(function=sign, arguments=(left, right)) if sign in _OPPOSITE:
            return again(_OPPOSITE[sign], left, right)
        case Apply(function="and" | "or" as word, arguments=arguments):
            return again("or" if word == "and" else "and", *(again("not", each) for each in arguments))
    return None


def _flat(word: str, arguments: tuple[X, ...]) -> Iterator[X]:
    for each in arguments:
        if isinstance(each, Apply) and each.function == word:
            yield from _flat(word, each.arguments)  # type: ignore[misc]  # operands of an X are of its kind
        else:
            yield each


def _chain(word: str, parts: list[X], node: Apply[X]) -> X:
    """Return parts joined by an operator of two, from the left."""
    made = parts[0]
    for each in parts[1:]:
        made = Apply(word, (made, each), node.span)  # type: ignore[assignment]
    return made
