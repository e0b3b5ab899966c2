"""The unit that a metric is shown in: what it declares, held against what its formula's arithmetic gives."""

from collections.abc import Iterator

from kpidsl.model.declared import clause, words
from kpidsl.model.expression import Apply, Formula, Literal
from kpidsl.model.kinds import Measure
from kpidsl.model.unit import CURRENCIES, Unit, declared, factor, fits, said
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding

_CURRENCY_WORDS = {"yen": "JPY", "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP"}


def shown_unit(
    statement: tree.Statement, name: str, formula: Formula, given: Measure, found: list[Diagnostic]
) -> tuple[Unit | None, str]:
    """Return the unit that other formulas reckon with, and the words that values are printed with.

    A bare number may be a number of anything: a rate of exchange is 150 in JPY/USD.
    """
    written, derived = clause(statement, "unit"), given.unit
    if given.kind == "constant" and derived is not None and derived.plain:
        derived = None
    if written is None:
        return given.unit, "" if derived is None or derived.plain else str(derived)
    shown = words(written.value)
    found += _strange_word(written.value, shown)
    if not fits(derived, shown) and not _converted(formula, derived, declared(shown)):
        facts = {"derived": said(derived), "advice": _advice(formula, derived, shown)}
        found.append(finding("K306", written.value.span, name=name, shown=shown, **facts))
    elif shown == "%" and _hundredfold(formula):
        found.append(finding("K307", written.value.span, name=name))
    return _reckoned(derived, shown), shown


def _reckoned(derived: Unit | None, shown: str) -> Unit | None:
    """Return the unit to reckon with: a rate of counts printed in % keeps its counts, other words replace what
    they relabel.
    """
    word = declared(shown)
    return derived if word.plain and derived is not None else word


def _strange_word(value: tree.Value, shown: str) -> Iterator[Diagnostic]:
    """Yield a warning where a currency is spelt so that it would be a unit of its own."""
    for part in shown.split("/"):
        meant = _CURRENCY_WORDS.get(part.lower()) or (part.upper() if part.upper() in CURRENCIES else None)
        if meant is not None and part != meant:
            yield finding("K311", value.span, word=part, currency=meant)


def _hundredfold(formula: Formula) -> bool:
    match formula:
        case Apply(function="*", arguments=arguments):
            return any(isinstance(each, Literal) and each.value == 100 for each in arguments)
    return False


def _converted(formula: Formula, derived: Unit | None, word: Unit) -> bool:
    """Say whether a formula turns one length of time into the declared one: minutes / 60 are hours."""
    match formula:
        case Apply(function="/", arguments=(_, Literal(value=by))):
            return by is not None and by == factor(derived, word)
        case (
            Apply(function="*", arguments=(_, Literal(value=by)))
            | Apply(function="*", arguments=(Literal(value=by), _))
        ):
            return by is not None and by == factor(word, derived)
    return False


def _advice(formula: Formula, derived: Unit | None, shown: str) -> Said:
    word = declared(shown)
    for one, other, sign in ((derived, word, "/"), (word, derived, "*")):
        times = factor(one, other)
        if times is not None:
            return Said(f"add {sign} {times} to the formula", f"式に {sign} {times} を加えてください")
    if derived is not None and derived.plain:
        return Said("leave the unit out, or write unit %", "unit を外すか、unit % と書いてください")
    return Said(f"write unit {derived}, or correct the formula", f"unit {derived} と書くか、式を直してください")
