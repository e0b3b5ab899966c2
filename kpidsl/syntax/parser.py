"""The automaton that the parse tables drive: tokens in, the built value out. It knows nothing of what it builds."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from kpidsl.syntax.tables import Tables

END = "$END"
DEEPEST = 400
_NONE = -(1 << 30)

Action = Callable[..., Any]


class Tokens(Protocol):
    """What gives the tokens, one at a time, told the state that they will meet."""

    def next(self, stack: list[int]) -> tuple[str, Any]:
        """Return the next terminal and its value; at the end, "$END"."""


class Unexpected(Exception):
    """A token that cannot stand where it stands; `stack` is the automaton as it was before the token came."""

    def __init__(self, kind: str, value: Any, stack: list[int]) -> None:
        super().__init__(kind)
        self.kind, self.value, self.stack = kind, value, stack


class TooDeep(Exception):
    """Nesting beyond what any reader of the text, or of the tree, should have to follow."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def parse(tables: Tables, start: str, tokens: Tokens, actions: Sequence[Action | None]) -> Any:
    """Read the tokens as `start`; return what the actions built. `actions` has one function a rule, None to hand on."""
    states, rules, end = tables.states, tables.rules, tables.ends[start]
    stack, values = [tables.starts[start]], list[Any]()
    while True:
        kind, value = tokens.next(stack)
        before = stack.copy()
        while (move := states[stack[-1]].get(kind, _NONE)) < 0:
            if move == _NONE:
                raise Unexpected(kind, value, before)
            rule, action = rules[~move], actions[~move]
            if size := rule.size:
                if action is not None:
                    values[-size:] = (action(*values[-size:]),)
                del stack[-size:]
            else:
                values.append(action())  # type: ignore[misc]
            stack.append(states[stack[-1]][rule.origin])
            if kind == END and stack[-1] == end:
                return values[-1]
        if len(stack) > DEEPEST:
            raise TooDeep(value)
        stack.append(move)
        values.append(value)


def accepts(tables: Tables, stack: list[int], kind: str) -> bool:
    """Say whether the automaton would really take a terminal: a state may promise more than its stack keeps."""
    states, rules = tables.states, tables.rules
    stack = stack.copy()
    while (move := states[stack[-1]].get(kind)) is not None:
        if move >= 0:
            return True
        rule = rules[~move]
        if rule.size:
            del stack[-rule.size :]
        goto = states[stack[-1]].get(rule.origin)
        if goto is None:
            return kind == END
        stack.append(goto)
        if kind == END and stack[-1] in tables.ends.values():
            return True
    return False


def expected(tables: Tables, stack: list[int]) -> list[str]:
    """Return every terminal that could stand at this point."""
    return [kind for kind in tables.states[stack[-1]] if kind.isupper() and accepts(tables, stack, kind)]
