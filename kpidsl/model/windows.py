"""Formulas that look at other days: which metrics do, and that no window stands inside another."""

from collections.abc import Mapping

from kpidsl.model.expression import Apply, Formula, MetricRef, OverPeriods
from kpidsl.model.row_names import Broken, together
from kpidsl.text.diagnostic import finding


def looks_away(formula: Formula, known: Mapping[str, str]) -> str:
    """Return the name of a function or metric in a formula that looks at other days, "" where none does.

    `known` has the answer for every metric before. Raises `Broken` where that happens inside a window.
    """
    match formula:
        case OverPeriods(function=function, operand=operand, span=span):
            inner = looks_away(operand, known)
            if inner and function != "previous":
                raise Broken(finding("K416", span, name=inner, function=function))
            return function
        case Apply(arguments=arguments):
            # All of them are looked at, so that a fault in a later one is found too.
            return next((each for each in together(lambda each: looks_away(each, known), arguments) if each), "")
        case MetricRef(name=name):
            return name if known.get(name) else ""
    return ""
