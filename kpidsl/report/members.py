"""One scorecard for each member of a dimension, out of one set of queries: every statement is asked once, sliced.

A member is judged by the targets that are written for it (`for team 'east'`). The target of the whole says nothing of
a part, so it judges no member.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kpidsl.answer.result import Result
from kpidsl.model.lineage import fingerprint
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
"""A value of the dimension as the engine gives it; None stands for the rows without one and has no scorecard."""


class Sliced:
    """What answers requests for one member after another, and puts each statement to the engine once for all of them.

    Freshness is that of a source as a whole: a member without orders yesterday has no stale data.
    """

    def __init__(self, ask: Ask, dimension: str) -> None:
        self._ask, self._dimension = ask, dimension
        self._kept: dict[Request, Outcome[Result | None]] = {}

    def members(self, request: Request) -> Outcome[tuple[Member, ...]]:
        """Return the members that have rows in a request, in the order of the answer."""
        answer = self._whole(request)
        if answer.value is None:
            return Outcome((), answer.diagnostics)
        seen = dict.fromkeys(row.slice[0] for row in answer.value.rows)
        return Outcome(tuple(each for each in seen if each is not None), answer.diagnostics)

    def of(self, member: Member) -> Ask:
        """Return what answers for one member as if there were no others."""

        def asked(request: Request) -> Outcome[Result | None]:
            if all(map(is_row_count, request.names)):
                return self._once(request)
            answer = self._whole(request)
            if answer.value is None:
                return answer
            own = tuple(replace(row, slice=()) for row in answer.value.rows if row.slice[0] == member)
            if not own:
                # A member without rows in these days is not in the answer: what its numbers are then is for the engine.
                return self._once(replace(request, where=_only(self._dimension, member)))
            return Outcome(replace(answer.value, rows=own), answer.diagnostics)

        return asked

    def _whole(self, request: Request) -> Outcome[Result | None]:
        return self._once(replace(request, by=(self._dimension,)))

    def _once(self, request: Request) -> Outcome[Result | None]:
        if request not in self._kept:
            self._kept[request] = self._ask(request)
        return self._kept[request]


def _only(dimension: str, member: Member) -> tree.Expression | None:
    quoted = str(member).replace("'", "''")
    value, _ = try_as("formula", whole("members", f"`{dimension.replace('`', '``')}` = '{quoted}'"))
    return value


def model_of(model: Model, dimension: str, member: Member) -> Model:
    """Return the model as it is for a member: the targets written for it stand as its own, and no others."""
    return replace(model, metrics={name: _own(metric, dimension, member) for name, metric in model.metrics.items()})


def _own(metric: Metric, dimension: str, member: Member) -> Metric:
    def written_for(target: tree.Target) -> bool:
        part = target.slice
        return part is not None and part.dimension.text == dimension and part.value.value == str(member)

    targets = tuple(replace(each, slice=None) for each in metric.targets if written_for(each))
    return replace(metric, targets=targets, milestones=())


def card_of(card: Scorecard, dimension: str, member: Member) -> Scorecard:
    """Return the document of a member, which says whose it is and has a run of its own."""
    run = replace(card.run, id=fingerprint(card.run.id, dimension, str(member)))
    return replace(card, title=f"{card.title} {member}", run=run)


Judge = Callable[[Model, Ask], Outcome[Any]]


def judged_by_member(
    model: Model, ask: Ask, dimension: str, first: Request, judge: Judge
) -> Outcome[Mapping[Member, Outcome[Any]]]:
    """Return what `judge` makes of each member; who the members are is found by `first`."""
    sliced = Sliced(ask, dimension)
    found = sliced.members(first)
    return Outcome(
        {each: judge(model_of(model, dimension, each), sliced.of(each)) for each in found.value}, found.diagnostics
    )
