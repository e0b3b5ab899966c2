"""Conditions over groups: what many conditions tell apart becomes a few keys, by which rows are grouped just once.

A key is a small whole number that each row has, or one of the texts asked for (see `Key.sql`). Where values are looked
for in an operand (`stage = 'won'`, `region in ('a', 'b')`) it says which of them is there: however many others a column
has, they are one group. Any other test (a range, `like`, two columns compared) is a key of its own, which says whether
it holds. A condition over keys is the condition over rows, three-valued logic and all: a key is null where its tests
are neither true nor false.
"""

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from sqlglot import exp

from kpidsl.model.expression import Apply, Column, Literal, RawSql, RowExpression
from kpidsl.sql.functions import apply
from kpidsl.sql.lowering import Lowering, kind_of_value
from kpidsl.sql.making import not_null, number
from kpidsl.sql.rows import compared, lower_row


@dataclass(frozen=True, slots=True)
class Key:
    """What is told apart: which of the `values` an operand has, or without any values whether a test holds.

    `exact`: whether null is told from false; where all that counts is what holds, they are one.
    """

    operand: RowExpression
    values: tuple[Literal, ...]
    exact: bool

    def sql(self, lowering: Lowering) -> exp.Expr:
        """Return the key of a row: the place of the value, 0 for any other; 1 where the test holds, else 0.

        Of many texts it is the text itself, null for any other, where the dialect finds it faster so.
        """
        if not self.values:
            holds = exp.If(this=lower_row(self.operand, lowering), true=number(1))
            if not self.exact:
                return exp.Case(ifs=[holds], default=number(0))
            fails = lower_row(Apply("not", (self.operand,), self.operand.span), lowering)
            return exp.Case(ifs=[holds, exp.If(this=fails, true=number(0))])
        operand, *values = compared("=", (self.operand, *self.values), lowering)
        if self.kept(lowering):
            found = exp.In(this=operand, expressions=values)
            return exp.Case(ifs=[exp.If(this=found, true=operand.copy())])
        other: exp.Expr = number(0)
        if self.exact:
            other = exp.Case(ifs=[exp.If(this=not_null(operand.copy()), true=other)])
        ifs = [exp.If(this=value, true=number(place)) for place, value in enumerate(values, start=1)]
        return exp.Case(this=operand, ifs=ifs, default=other)

    def kept(self, lowering: Lowering) -> bool:
        """Say whether the key is the text that was looked for, and not its place."""
        fewest = lowering.dialect.looked_up
        many = fewest is not None and len(self.values) >= fewest
        return many and not self.exact and kind_of_value(self.operand, lowering) == "text"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of some conditions; `by_test` has the place of each test's key among them."""

    keys: tuple[Key, ...]
    by_test: dict[Hashable, int]

    def used(self, condition: RowExpression) -> frozenset[int]:
        """Return the places of the keys that a condition needs."""
        return frozenset(self.by_test[identity(test)] for test, _ in _tests(condition))

    def outcomes(self, places: Iterable[int]) -> int:
        """Return into how many groups these keys can part the rows: ranges of one operand are steps of one ladder."""
        ladders: dict[Hashable, int] = {}
        for place in places:
            key = self.keys[place]
            operand, steps = (place, len(key.values) or 1) if key.values else _steps(key.operand, place)
            ladders[operand] = ladders.get(operand, 1 + key.exact) + steps
        return prod(ladders.values())

    def condition(self, condition: RowExpression, column: Callable[[int], exp.Expr], lowering: Lowering) -> exp.Expr:
        """Return a condition over the columns that hold the keys."""
        match condition:
            case Apply(function="and" | "or" | "not" as function, arguments=arguments):
                given = [self.condition(each, column, lowering) for each in arguments]
                return apply(function, given, lowering.dialect)
        place = self.by_test[identity(condition)]
        key = self.keys[place]
        search = _search(condition) if key.values else None
        if search is None:
            return exp.EQ(this=column(place), expression=number(1))
        codes = {_value(each): code for code, each in enumerate(key.values, start=1)}
        wanted = sorted({codes[_value(each)] for each in search.values})
        texts = key.kept(lowering)
        known = [lower_row(key.values[code - 1], lowering) if texts else number(code) for code in wanted]
        if len(known) > 1:
            return exp.In(this=column(place), expressions=known)
        make = exp.NEQ if search.unequal else exp.EQ
        return make(this=column(place), expression=known[0])


def keys_of_conditions(conditions: Iterable[RowExpression]) -> Keys:
    """Return the keys that tell apart what the conditions tell apart, in the order in which they are met."""
    tests: dict[Hashable, tuple[RowExpression, bool]] = {}
    values: dict[Hashable, dict[Hashable, Literal]] = {}
    for condition in conditions:
        for test, negated in _tests(condition):
            name = identity(test)
            tests[name] = test, negated or (name in tests and tests[name][1])
            search = _search(test)
            if search is not None:
                values.setdefault(search.name, {}).update((_value(each), each) for each in search.values)
    found: dict[Hashable, Key] = {}
    named: dict[Hashable, Hashable] = {}
    for name, (test, negated) in tests.items():
        search = _search(test)
        if search is None or not _unlike(values[search.name].values()):
            found[name], named[name] = Key(test, (), negated), name
            continue
        known = found.get(search.name)
        exact = negated or search.unequal or (known is not None and known.exact)
        found[search.name] = Key(search.operand, tuple(values[search.name].values()), exact)
        named[name] = search.name
    places = {name: place for place, name in enumerate(found)}
    return Keys(tuple(found.values()), {test: places[name] for test, name in named.items()})


def identity(node: RowExpression) -> Hashable:
    """Return what is equal for expressions that mean the same, wherever they were written."""
    match node:
        case Literal(value=value):
            return type(value).__name__, value
        case Column(source=source, path=path, name=name, quoted=quoted):
            return source, path, name, quoted
        case RawSql(source=source, path=path, text=text):
            return "sql", source, path, text
        case Apply(function=function, arguments=arguments):
            return function, tuple(identity(each) for each in arguments)


def _tests(condition: RowExpression, negated: bool = False) -> Iterator[tuple[RowExpression, bool]]:
    """Yield the tests that a condition is put together from, and whether what is not true may count for each."""
    match condition:
        case Apply(function="and" | "or", arguments=arguments):
            for each in arguments:
                yield from _tests(each, negated)
        case Apply(function="not", arguments=(inner,)):
            yield from _tests(inner, True)
        case _:
            yield condition, negated


@dataclass(frozen=True, slots=True)
class _Search:
    """A test that looks for values in an operand; `unequal` where it holds for all others."""

    operand: RowExpression
    values: tuple[Literal, ...]
    unequal: bool

    @property
    def name(self) -> Hashable:
        """Return what tests have in common that one key serves: the operand, and values of one kind."""
        return "which", type(self.values[0].value).__name__, identity(self.operand)


def _search(test: RowExpression) -> _Search | None:
    match test:
        case Apply(function="=" | "!=" as function, arguments=(one, other)):
            operand, values = (other, (one,)) if isinstance(one, Literal) else (one, (other,))
        case Apply(function="in", arguments=(operand, *items)):
            function, values = "in", tuple(items)  # type: ignore[assignment]
        case _:
            return None
    found = tuple(each for each in values if isinstance(each, Literal) and isinstance(each.value, str | Decimal))
    one_kind = len({type(each.value) for each in found}) == 1
    if isinstance(operand, Literal) or len(found) != len(values) or not one_kind:
        return None
    return _Search(operand, found, function == "!=")


def _value(literal: Literal) -> Hashable:
    return literal.value


def _unlike(values: Iterable[Literal]) -> bool:
    """Say whether no engine takes two of the values for one, by a collation or by rounding."""
    seen = [_alike(each.value) for each in values]
    return len(set(seen)) == len(seen)


def _alike(value: object) -> Hashable:
    if isinstance(value, Decimal):
        return float(value)
    plain = unicodedata.normalize("NFKD", str(value).casefold())
    return "".join(each for each in plain if not unicodedata.combining(each)).strip()


def _steps(test: RowExpression, place: int) -> tuple[Hashable, int]:
    """Return the ladder that a test is a step of, and how many; a test of another kind has one of its own."""
    match test:
        case Apply(function="<" | "<=" | ">" | ">=", arguments=(operand, Literal())):
            return identity(operand), 1
        case Apply(function="<" | "<=" | ">" | ">=", arguments=(Literal(), operand)):
            return identity(operand), 1
        case Apply(function="between", arguments=(operand, Literal(), Literal())):
            return identity(operand), 2
    return place, 1
