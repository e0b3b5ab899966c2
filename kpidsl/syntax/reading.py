"""Reading one passage as one rule of the grammar: its value, or the finding that says why not."""

from functools import cache
from typing import Any

from kpidsl.syntax.build.statements import actions
from kpidsl.syntax.lexer import Lexer
from kpidsl.syntax.mistake import Mistake
from kpidsl.syntax.parser import Action, TooDeep, Unexpected, parse
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.tables import tables
from kpidsl.text.diagnostic import Diagnostic, finding


@cache
def all_actions() -> list[Action | None]:
    """Return the function that builds each rule of the grammar."""
    return actions(tables().rules)


def read_as(rule: str, passage: Passage) -> Any:
    """Return what the passage says as a rule of the grammar; raise `Mistake` where it does not."""
    try:
        return parse(tables(), rule, Lexer(passage, tables()), all_actions())
    except TooDeep as deep:
        raise Mistake(finding("K123", deep.value.span)) from None
    except Unexpected as met:
        from kpidsl.syntax.unexpected import explain

        raise Mistake(explain(passage, rule, met, all_actions())) from None


def try_as(rule: str, passage: Passage) -> tuple[Any, Diagnostic | None]:
    """Return what the passage says, or None and the finding that says why it says nothing."""
    try:
        return read_as(rule, passage), None
    except Mistake as wrong:
        return None, wrong.diagnostic
