"""The parse tables: made by Lark from the grammar, kept as JSON beside it, so that Lark itself loads only to make them.

`python -m kpidsl.syntax.tables` writes the file anew; a test holds it fresh. Where its key does not fit the grammar (a
grammar being worked on) the tables are made in memory.
"""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from kpidsl.syntax.grammar import grammar, starts

STORED = Path(__file__).with_name("tables.json")
_SHAPE = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule to reduce by: what it makes, how many parts it takes, and the function that builds it, if any."""

    origin: str
    size: int
    action: str


@dataclass(frozen=True, slots=True)
class Tables:
    """An LALR(1) automaton: a state maps a symbol to the next state (0 or more) or to a rule (its number's complement).

    `words` maps each keyword to the terminals that it may be, the ones that belong closest to what precedes it first.
    """

    states: list[dict[str, int]]
    rules: tuple[Rule, ...]
    starts: dict[str, int]
    ends: dict[str, int]
    words: dict[str, list[str]]


@cache
def tables() -> Tables:
    """Return the tables of the grammar as it is now."""
    text = grammar()
    stored = _stored()
    if stored is None or stored.get("key") != _key(text):
        stored = make(text)
    rules = tuple(Rule(*row) for row in stored["rules"])
    return Tables(stored["states"], rules, stored["starts"], stored["ends"], stored["words"])


def make(text: str) -> dict[str, Any]:
    """Have Lark make the tables of a grammar; returns what is stored."""
    from lark import Lark
    from lark.lexer import Lexer

    class Elsewhere(Lexer):
        """Stands for our own lexer: no terminal has a pattern of its own here."""

        def __init__(self, conf: object) -> None: ...

        def lex(self, lexer_state: object, parser_state: object) -> Any:
            raise NotImplementedError

    made = Lark(text, parser="lalr", lexer=Elsewhere, start=starts(), maybe_placeholders=False)
    table = made.parser.parser._parse_table
    rules = {rule: number for number, rule in enumerate(made.rules)}
    order = _order(table)
    rows = [[rule.origin.name, len(rule.expansion), rule.alias or ""] for rule in made.rules]
    return {
        "key": _key(text),
        "starts": {start: order[state] for start, state in sorted(table.start_states.items())},
        "ends": {start: order[state] for start, state in sorted(table.end_states.items())},
        "words": _words(sorted({symbol for row in table.states.values() for symbol in row})),
        "rules": rows,
        "states": [_row(table.states[state], order, rules) for state in order],
    }


def _order(table: Any) -> dict[int, int]:
    """Number the states by the way to them, so that the same grammar always gives the same file."""
    waiting = [table.start_states[start] for start in sorted(table.start_states)]
    order: dict[int, int] = {}
    while waiting:
        state = waiting.pop(0)
        if state not in order:
            order[state] = len(order)
            waiting += [arg for _, (_, arg) in sorted(table.states[state].items()) if isinstance(arg, int)]
    return order


def _row(actions: dict[str, tuple[Any, Any]], order: dict[int, int], rules: dict[Any, int]) -> dict[str, int]:
    return {
        str(symbol): order[arg] if isinstance(arg, int) else ~rules[arg] for symbol, (_, arg) in sorted(actions.items())
    }


def _words(symbols: list[str]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for role in "WTCS":
        for symbol in symbols:
            if symbol.startswith(f"{role}_"):
                words.setdefault(symbol[2:].lower(), []).append(symbol)
    return words


def _key(text: str) -> str:
    return sha256(f"{_SHAPE}\n{text}\n{starts()}".encode()).hexdigest()


def _stored() -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read


def main() -> None:
    """Write the tables beside the grammar."""
    rows = make(grammar())
    lines = [
        f'"{name}":{json.dumps(rows[name], separators=(",", ":"))}'
        for name in ("key", "starts", "ends", "words", "rules")
    ]
    states = ",\n".join(json.dumps(state, separators=(",", ":")) for state in rows["states"])
    STORED.write_text("{\n" + ",\n".join(lines) + ',\n"states":[\n' + states + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
