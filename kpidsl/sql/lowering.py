"""What row expressions of one source need to become SQL, and what is known of their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpidsl.model.calendar import Calendar
from kpidsl.model.expression import Aggregate, Apply, Column, Literal, RowExpression
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.functions import COMPARISONS

Types = Mapping[tuple[str, str], str]
"""The neutral type of a column ("date", "timestamp_tz", ...) by source and name; missing where not known."""

TIMES = frozenset({"date", "timestamp", "timestamp_tz"})
_BOOLEAN = COMPARISONS | {"and", "or", "not", "in", "between", "like", "is_null"}
_EXACT = ("integer", "decimal")


@dataclass(frozen=True, slots=True)
class Lowering:
    """What row expressions of one source need to become SQL; `zones` are those of naive times by source and column."""

    dialect: Dialect
    calendar: Calendar
    types: Types
    zones: Mapping[tuple[str, str], str]

    def type_of(self, node: RowExpression) -> str:
        """Return a column's type; a time of unknown type is taken for a naive timestamp."""
        match node:
            case Column(source=source, path=path, name=name):
                return self.column_type(path[-1] if path else source, name)
        return ""

    def column_type(self, source: str, name: str) -> str:
        """Return the type of a column; ISO text in a time column is a timestamp where the dialect has no other."""
        kind = self.types.get((source, name), "")
        if kind == "other" and self.dialect.text_times:
            # A column without a type holds text as well as anything else.
            kind = ""
        if (source, name) in self.zones and (not kind or (kind == "text" and self.dialect.text_times)):
            return "timestamp"
        return kind

    def zone_of(self, node: RowExpression) -> str:
        """Return the zone of a column's naive values: the declared one, else the manifest's."""
        match node:
            case Column(source=source, path=path, name=name):
                return self.zones.get((path[-1] if path else source, name), self.calendar.timezone)
        return self.calendar.timezone


def kind_of_value(node: RowExpression, lowering: Lowering) -> str:
    """Return the neutral type of a row expression's value, "" where it is not known."""
    match node:
        case Literal(value=value):
            return _kind_of_literal(value)
        case Column():
            return lowering.type_of(node)
        case Apply(function="if", arguments=(_, *branches)) | Apply(function="coalesce", arguments=branches):
            return _meeting([kind_of_value(each, lowering) for each in branches])
        case Apply(function="/" | "hours_between"):
            return "float"
        case Apply(function="days_between"):
            return "integer"
        case Apply(function=function) if function in _BOOLEAN:
            return "boolean"
        case Apply(arguments=arguments):
            return _meeting([kind_of_value(each, lowering) for each in arguments])
    return ""


def _kind_of_literal(value: bool | Decimal | str | date | None) -> str:
    match value:
        case bool():
            return "boolean"
        case Decimal():
            return "integer" if value == value.to_integral_value() else "decimal"
        case str():
            return "text"
        case date():
            return "date"
    return ""


def _meeting(kinds: list[str]) -> str:
    """Return the type that values of several types have together; a null literal has none of its own."""
    known = [each for each in kinds if each]
    if known and all(each in _EXACT for each in known):
        return "decimal" if "decimal" in known else "integer"
    return "float" if "float" in known else next(iter(known), "")


def kind_of_aggregate(aggregate: Aggregate, lowering: Lowering) -> str:
    """Return the neutral type of an aggregate's value."""
    if aggregate.argument is None or aggregate.function in ("count", "count_distinct"):
        return "integer"
    if aggregate.function in ("min", "max", "latest", "sum"):
        kind = kind_of_value(aggregate.argument, lowering)
        return kind if aggregate.function in ("min", "max") or kind == "float" else "decimal"
    return "float"
