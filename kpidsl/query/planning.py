"""From a request to a plan: what is asked is gathered into scans, buckets are cut, formulas stand over them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from kpidsl.model.calendar import Calendar, local_day
from kpidsl.model.canonical import fingerprint
from kpidsl.model.near import unknown_number
from kpidsl.model.records import FileRows, Model
from kpidsl.query.gathering import Gathering
from kpidsl.query.lenses import plain
from kpidsl.query.plan import Plan, PlannedPeriod, Request, Scan
from kpidsl.query.scanning import make_scan
from kpidsl.query.slices import condition, slice_expressions
from kpidsl.query.spans_of_time import plan_periods
from kpidsl.query.stages import staged_values
from kpidsl.query.waiting import due
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding


def plan(model: Model, request: Request) -> Outcome[Plan | None]:
    """Return the plan that answers a request, or the findings that say why it cannot be answered."""
    try:
        return _plan(model, request)
    except RecursionError:
        return Outcome(None, (finding("K429", None, names=", ".join(request.names[:3])),))


def _plan(model: Model, request: Request) -> Outcome[Plan | None]:
    calendar = model.manifest.calendar
    found = list(_unknown(model, request))
    periods = plan_periods(calendar, request)
    found += periods.diagnostics
    if found:
        return Outcome(None, tuple(found))
    today = local_day(calendar, request.as_of - timedelta(microseconds=1))
    work = Gathering(model, today)
    stages, outputs = staged_values(work, request.names, plain(periods.value, today))
    slices = slice_expressions(model, request.by, work.users)
    found += (*work.found, *slices.diagnostics, *_mixed(work))
    if found:
        return Outcome(None, tuple(found))
    scans, totals = [], []
    for index, gathered in enumerate(work.scans.values()):
        source = model.sources[gathered.source]
        where = condition(model, source, request.where) if request.where is not None else Outcome(None)
        found += where.diagnostics
        scans.append(make_scan(work, f"s{index}", gathered, request, slices.value[source.name], where.value))
        if request.totals and request.by and gathered.shape != "adds":
            totals.append(make_scan(work, f"t{index}", gathered, request, (), where.value))
    if found:
        return Outcome(None, tuple(found))
    prints = fingerprint(*(model.metrics[name].fingerprint for name in request.names))
    waited = _waited(calendar, periods.value, scans, today)
    made = tuple(scans), stages, outputs, prints, tuple(totals)
    return Outcome(Plan(request, calendar.timezone, waited, request.by, *made))


def _unknown(model: Model, request: Request) -> Iterator[Diagnostic]:
    for name in request.names:
        if name not in model.metrics:
            yield unknown_number(name, model.metrics)


def _mixed(work: Gathering) -> Iterator[Diagnostic]:
    """Refuse a request that reads data files and warehouse tables at once."""
    sources = [work.model.sources[each.source] for each in work.scans.values()]
    file = next((each for each in sources if isinstance(each.origin, FileRows)), None)
    table = next((each for each in sources if not isinstance(each.origin, FileRows)), None)
    if file is not None and table is not None:
        yield finding("K821", file.span, file_source=file.name, table_source=table.name)


def _waited(
    calendar: Calendar, periods: tuple[PlannedPeriod, ...], scans: list[Scan], today: date
) -> tuple[PlannedPeriod, ...]:
    """Return the periods, complete only where the time of every journey that set out in them has passed."""
    journeys = {goal.journey for scan in scans for goal in scan.goals}
    if not journeys:
        return periods
    return tuple(
        replace(
            each, complete=each.complete and all(due(calendar, journey, each.last) <= today for journey in journeys)
        )
        for each in periods
    )
