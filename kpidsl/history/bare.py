"""What was written without its places and its spelling: equal where two clauses say the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from kpidsl.model.calendar import Calendar, Period, read_period
from kpidsl.syntax import tree
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """By what clauses are read: the calendar of their project, names that are written as others, the unit of the
    number that they belong to (a quantity may say it or leave it out).
    """

    calendar: Calendar
    names: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None


def bare(value: Any, reading: Reading) -> Any:
    """Return a value of the syntax tree or the model as tuples of plain values that can be compared and sorted."""
    match value:
        case Span():
            return ()
        case tree.Number(value=number, unit=unit):
            plain = unit if unit in ("%", "pt") else None if unit == reading.unit else unit
            return ("number", number.normalize(), plain or "")
        case tree.Text(value=text):
            return text
        case tree.Word(text=text):
            return reading.names.get(text, text)
        case tree.Reference(parts=parts):
            return tuple(reading.names.get(each.text, each.text) if len(parts) == 1 else each.text for each in parts)
        case tree.Period(text=text):
            read = read_period(reading.calendar, text)
            return read.label if isinstance(read, Period) else text
        case Period(label=label):
            return label
        case str():
            return reading.names.get(value, value)
        case tuple():
            return tuple(bare(each, reading) for each in value if not isinstance(each, Span))
    if is_dataclass(value) and not isinstance(value, type):
        named = [each.name for each in fields(value) if not each.name.endswith("span")]
        return (type(value).__name__, *(bare(getattr(value, name), reading) for name in named))
    return value


def mentioned(value: Any) -> Iterator[str]:
    """Yield every name that stands in a value of the syntax tree."""
    match value:
        case tree.Word(text=text):
            yield text
        case tuple():
            for each in value:
                yield from mentioned(each)
    if is_dataclass(value) and not isinstance(value, (type, tree.Word)):
        for each in fields(value):
            yield from mentioned(getattr(value, each.name))
