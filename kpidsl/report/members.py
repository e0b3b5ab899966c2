"""One scorecard for each member of a dimension, out of one set of queries: every statement is asked once, sliced.

A member is judged by the targets that are written for it (`for team 'east'`). The target of the whole says nothing of
a part, so it judges no member.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kpidsl.answer.result import Result
from kpidsl.model.canonical import fingerprint
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.freshness import is_row_count
from kpidsl.report.measuring import Ask
from kpidsl.scorecard.records import Scorecard
from kpidsl.syntax import tree
from kpidsl.syntax.passage import whole
from kpidsl.syntax.reading import try_as
from kpidsl.text.diagnostic import Outcome

Member = Any
"""A value of the dimension as the engine gives it. Rows without one are nobody's, and have no scorecard."""


class Sliced:
    """Answers requests for one member after another, and puts each statement to the engine once for all of them.

    Freshness is that of a source as a whole: who had no orders yesterday has no stale data.
    """

    def __init__(self, ask: Ask, dimension: str) -> None:
        self._ask, self._dimension = ask, dimension
        self._kept: dict[Request, Outcome[Result | None]] = {}

    def members(self, request: Request) -> Outcome[tuple[Member, ...]]:
        """Return the members that have rows in a request, in the order of the answer."""
        answer = self._once(self._cut(request))
        if answer.value is None:
            return Outcome((), answer.diagnostics)
        seen = dict.fromkeys(row.slice[0] for row in answer.value.rows)
        return Outcome(tuple(each for each in seen if each is not None), answer.diagnostics)

    def of(self, member: Member) -> Ask:
        """Return what answers for one member as if there were no others."""

        def asked(request: Request) -> Outcome[Result | None]:
            if all(map(is_row_count, request.names)):
                return self._once(request)
            answer = self._once(self._cut(request))
            if answer.value is None:
                return answer
            own = tuple(replace(row, slice=row.slice[1:]) for row in answer.value.rows if row.slice[0] == member)
            if not own:
                # Without rows in these days a member is not in the answer: what its numbers are is for the engine.
                return self._once(replace(request, where=_only(self._dimension, member)))
            return Outcome(replace(answer.value, rows=own), answer.diagnostics)

        return asked

    def _cut(self, request: Request) -> Request:
        others = tuple(each for each in request.by if each != self._dimension)
        return replace(request, by=(self._dimension, *others))

    def _once(self, request: Request) -> Outcome[Result | None]:
        if request not in self._kept:
            self._kept[request] = self._ask(request)
        return self._kept[request]


def _only(dimension: str, member: Member) -> tree.Expression | None:
    value = str(member).replace("'", "''")
    condition: tree.Expression | None
    condition, _ = try_as("formula", whole("members", f"`{dimension.replace('`', '``')}` = '{value}'"))
    return condition


def model_of(model: Model, dimension: str, member: Member) -> Model:
    """Return the model as it is for a member: the targets written for it stand as its own, and no others."""
    return replace(model, metrics={name: _own(metric, dimension, member) for name, metric in model.metrics.items()})


def _own(metric: Metric, dimension: str, member: Member) -> Metric:
    return replace(metric, targets=tuple(_targets(metric, dimension, member)), milestones=())


def _targets(metric: Metric, dimension: str, member: Member) -> Iterator[tree.Target]:
    for each in metric.targets:
        part = each.slice
        named = part is not None and ".".join(word.text for word in part.dimension.parts)
        if part is not None and named == dimension and part.value.value == str(member):
            yield replace(each, slice=None)


def card_of(card: Scorecard, dimension: str, member: Member) -> Scorecard:
    """Return the document of a member: it says whose it is, and has a run of its own."""
    run = replace(card.run, id=fingerprint(card.run.id, dimension, str(member)))
    return replace(card, title=f"{card.title} {member}", run=run)
