"""A Scorecard as JSON and back. The only place where its data is checked, for a sample file comes from anybody."""

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.records import Scorecard
from kpidsl.text.diagnostic import Outcome

MOST_CONCERNS = 3


class _Wrong(Exception):
    """Carries the path of a field and what is wrong with it, inside this file only."""


def to_json(card: Scorecard) -> str:
    """Return the record as JSON text, decimals as strings so that no digit is lost."""
    return json.dumps(to_plain(card), ensure_ascii=False, indent=1)


def to_plain(value: Any) -> Any:
    """Return dictionaries, lists, text and numbers only; fields that hold their default are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = (
            field for field in fields(value) if field.default is MISSING or getattr(value, field.name) != field.default
        )
        return {field.name: to_plain(getattr(value, field.name)) for field in kept}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


def read_scorecard(text: str, name: str) -> Outcome[Scorecard | None]:
    """Read JSON text into a Scorecard, or say what is wrong in which field; `name` is how the reader knows the file."""
    try:
        card: Scorecard = _read(Scorecard, json.loads(text), "")
    except (_Wrong, ValueError, RecursionError) as wrong:
        return Outcome(None, (problem("K912", file=name, what=str(wrong)),))
    if len(card.concerns) > MOST_CONCERNS:
        return Outcome(
            None, (problem("K912", file=name, what=f"concerns: {len(card.concerns)}, at most {MOST_CONCERNS}"),)
        )
    return Outcome(card)


def _read(kind: Any, value: Any, path: str) -> Any:
    if is_dataclass(kind):
        return _record(kind, value, path)
    origin = get_origin(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise _Wrong(f"{path}: a list was expected")
        return tuple(_read(get_args(kind)[0], each, f"{path}[{index}]") for index, each in enumerate(value))
    if origin is Literal:
        if value not in get_args(kind):
            raise _Wrong(f"{path}: {value!r} is none of {', '.join(map(repr, get_args(kind)))}")
        return value
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), value, path)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _Wrong(f"{path}: {kind.__name__} was expected")
    return value


def _one_of(kinds: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    if Decimal in kinds:
        return _number(value, path)
    return _read(next(kind for kind in kinds if kind is not type(None)), value, path)


def _number(value: Any, path: str) -> Decimal | int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _Wrong(f"{path}: a number was expected")
    if isinstance(value, int):
        return value
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _Wrong(f"{path}: {value!r} is not a number") from None
    if not number.is_finite():
        raise _Wrong(f"{path}: {value!r} is not a finite number")
    return number


def _record(kind: Any, value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise _Wrong(f"{path or 'the file'}: an object was expected")
    known = _hints(kind)
    if unknown := sorted(value.keys() - known.keys()):
        raise _Wrong(f"{path}.{unknown[0]}: there is no such field".lstrip("."))
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    if missing := [name for name in needed if name not in value]:
        raise _Wrong(f"{path}.{missing[0]}: the field is missing".lstrip("."))
    return kind(**{name: _read(known[name], each, f"{path}.{name}".lstrip(".")) for name, each in value.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
