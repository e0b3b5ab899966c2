"""What lies between two slices of a goal in one period: the same bridge, from one member to the other."""

from datetime import date

from kpidsl.analysis.bridge import Method
from kpidsl.analysis.numbers import as_float
from kpidsl.model.calendar import Period, business_days
from kpidsl.model.records import Model
from kpidsl.query.plan import Request
from kpidsl.report.change_bridge import bridged, measured_names, tree_of
from kpidsl.report.change_record import Change, End
from kpidsl.report.change_split import member_of
from kpidsl.report.change_words import refusal
from kpidsl.report.measuring import AskOf, end_of
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Outcome
from kpidsl.text.nearest import nearest

_MOST = 20


def between_slices(
    model: Model,
    ask_of: AskOf,
    name: str,
    dimension: str,
    members: tuple[str | None, str | None],
    period: Period,
    day: date,
    method: Method = "shapley",
) -> Outcome[Change | Refused | None]:
    """Return what lies between two members of a dimension; None stands for rows without a value of it."""
    goal, calendar = model.metrics[name], model.manifest.calendar
    tree = tree_of(model, name)
    if tree is None:
        return Outcome(refusal("no_breakdown", goal))
    if members[0] == members[1]:
        return Outcome(refusal("same_slice", goal, 2, member=_said(members[0])))
    if period.first > day:
        return Outcome(refusal("future", goal, 2, period=period.label, day=day.isoformat()))
    names = measured_names(model, tree)
    request = Request(names, end_of(calendar, day), day, by=(dimension,), pieces=(period,))
    answer = ask_of(model)(request)
    if answer.value is None:
        return Outcome(None, answer.diagnostics)
    rows = {member_of(row.slice[0]): row.values for row in answer.value.rows}
    for member in members:
        if member not in rows:
            known = [_said(each) for each in list(rows)[:_MOST]]
            near = nearest(_said(member), known)
            facts = {"member": _said(member), "dimension": dimension, "period": period.label}
            hint = {"known": ", ".join(known) or "-", "near": f"; did you mean {near}?" if near else ""}
            ja = f"。{near} ですか?" if near else ""
            return Outcome(refusal("no_member", goal, 2, **facts, **hint, near_ja=ja), answer.diagnostics)
    before, after = (
        {each: as_float(value) for each, value in zip(names, rows[member], strict=True)} for member in members
    )
    made = bridged(tree, goal, before, after, method)
    if made.reason is not None:
        member = members[0] if made.reason == "no_value_before" else members[1]
        where = f"{dimension}={_said(member)}"
        return Outcome(refusal(made.reason, goal, leaf=made.at or name, period=where), answer.diagnostics)
    workdays = business_days(calendar, period.first, min(period.last, day))
    ends = [End("slice", period, workdays, f"{dimension}={_said(member)}", member) for member in members]
    change = Change(
        metric=goal,
        leaves={each: model.metrics[each] for each in tree.leaves},
        before=ends[0],
        after=ends[1],
        running=day < period.last,
        bridge=made,
    )
    return Outcome(change, answer.diagnostics)


def _said(member: str | None) -> str:
    return "null" if member is None else member
