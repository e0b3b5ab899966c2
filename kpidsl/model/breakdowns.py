"""Breakdowns: an identity over other metrics, of the same unit, proved or refuted; and the tree that they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from kpidsl.model.circles import in_order
from kpidsl.model.declared import clause
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, Literal, MetricRef, OverPeriods, references
from kpidsl.model.formulas import resolve_formula
from kpidsl.model.identity import Algebra
from kpidsl.model.kinds import Measure, measure
from kpidsl.model.names import FormulaNames
from kpidsl.model.row_names import Broken, together
from kpidsl.model.unit import addable, fits, one_count, said
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, finding

Proof = OneOf["proved", "untested", None]


@dataclass(frozen=True, slots=True)
class Whole:
    """The metric whose breakdown is looked at: its measure, and the words that it is shown with."""

    name: str
    measure: Measure
    shown: str


def breakdown_of(
    statement: tree.Statement,
    whole: Whole,
    names: FormulaNames,
    known: Mapping[str, Measure],
    algebra: Algebra,
    found: list[Diagnostic],
    texts: Mapping[str, str],
) -> tuple[Formula | None, Proof]:
    """Return the breakdown that a statement writes, and what is known of it; what is wrong goes to `found`."""
    each = clause(statement, "breakdown")
    if each is None:
        return None, None
    span = each.value.span
    try:
        formula = resolve_formula(each.value, names)  # type: ignore[arg-type]
        _only_arithmetic(formula, texts)
        given = measure(formula, known)
    except Broken as broken:
        found.extend(broken.diagnostics)
        return None, None
    if any(ref.name == whole.name for ref in references(formula)):
        # That circle is a finding about the tree; the identity x = x would prove anything.
        return formula, None
    own = whole.measure.unit
    if not addable(one_count(own), one_count(given.unit)) and not (own is not None and fits(given.unit, whole.shown)):
        found.append(finding("K308", span, name=whole.name, found=said(given.unit), expected=said(own)))
        return None, None
    verdict = algebra.compare(whole.name, formula)
    if verdict.answer == "refuted":
        found.append(finding("K601", span, name=whole.name, remainder=verdict.remainder))
        return formula, None
    return formula, verdict.answer


def _only_arithmetic(formula: Formula, texts: Mapping[str, str]) -> None:
    """Raise `Broken` at each part of a breakdown that is no metric, so that every joint of the tree has a name."""
    match formula:
        case Apply(function="+" | "-" | "*" | "/" | "neg", arguments=arguments):
            together(lambda each: _only_arithmetic(each, texts), arguments)
        case Aggregate(span=span) | Apply(span=span) | OverPeriods(span=span) | Journey(span=span):
            text = " ".join(texts[span.file][span.start : span.end].split())
            raise Broken(finding("K608", span, text=text))
        case Literal() | MetricRef():
            pass


def tree_circles(breakdowns: Mapping[str, Formula], statements: Mapping[str, tree.Statement]) -> list[Diagnostic]:
    """Return a finding for each circle in the tree of breakdowns, with its path."""
    graph = {name: [ref.name for ref in references(formula)] for name, formula in breakdowns.items()}
    found = []
    for path in in_order(graph).circles:
        each = clause(statements[path[0]], "breakdown")
        span = each.value.span if each else statements[path[0]].span
        found.append(finding("K607", span, path=" -> ".join(path)))
    return found
