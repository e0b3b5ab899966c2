"""From a request to a plan: what is asked is gathered into scans, buckets are cut, formulas stand over them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from kpidsl.model.calendar import Calendar, Grain, between, local_day, period_of, start_instant
from kpidsl.model.canonical import fingerprint
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, MetricRef, OverPeriods, RowExpression, columns
from kpidsl.model.metrics import time_of
from kpidsl.model.records import FileRows, Model, Source
from kpidsl.query.gathering import Gathered, Gathering, Seen, metric_value
from kpidsl.query.lenses import Lens, later, plain
from kpidsl.query.plan import Edge, Goal, Hop, Measure, Output, Plan, PlannedPeriod, Request, Scan, Window
from kpidsl.query.slices import condition, slice_expressions
from kpidsl.query.spans_of_time import ONE_DAY, plan_periods
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.nearest import nearest

_INLINE_AT_MOST = 60
"""A metric with more nodes than this is reckoned once, in a stage, so that the text of a statement grows linearly."""


def plan(model: Model, request: Request) -> Outcome[Plan | None]:
    """Return the plan that answers a request, or the findings that say why it cannot be answered."""
    calendar = model.manifest.calendar
    found = list(_unknown(model, request))
    periods = plan_periods(calendar, request)
    found += periods.diagnostics
    if found:
        return Outcome(None, tuple(found))
    today = local_day(calendar, request.as_of - timedelta(microseconds=1))
    work = Gathering(model, today)
    stages, outputs = _values(work, request.names, plain(periods.value, today))
    slices = slice_expressions(model, request.by, work.users)
    found += (*work.found, *slices.diagnostics, *_mixed(work))
    if found:
        return Outcome(None, tuple(found))
    scans = []
    for index, gathered in enumerate(work.scans.values()):
        source = model.sources[gathered.source]
        where = condition(model, source, request.where) if request.where is not None else Outcome(None)
        found += where.diagnostics
        scans.append(_scan(work, f"s{index}", gathered, request, slices.value[source.name], where.value))
    if found:
        return Outcome(None, tuple(found))
    prints = fingerprint(*(model.metrics[name].fingerprint for name in request.names))
    waited = _waited(calendar, periods.value, scans, today)
    return Outcome(Plan(request, calendar.timezone, waited, request.by, tuple(scans), stages, outputs, prints))


def _unknown(model: Model, request: Request) -> Iterator[Diagnostic]:
    for name in request.names:
        if name not in model.metrics:
            yield finding("K201", None, name=name, near=nearest(name, model.metrics) or "")


def _mixed(work: Gathering) -> Iterator[Diagnostic]:
    """Refuse a request that reads data files and warehouse tables at once."""
    sources = [work.model.sources[each.source] for each in work.scans.values()]
    file = next((each for each in sources if isinstance(each.origin, FileRows)), None)
    table = next((each for each in sources if not isinstance(each.origin, FileRows)), None)
    if file is not None and table is not None:
        yield finding("K821", file.span, file_source=file.name, table_source=table.name)


# --- values -----------------------------------------------------------------------------------------------------------


def _values(
    work: Gathering, names: tuple[str, ...], lens: Lens
) -> tuple[tuple[tuple[Output, ...], ...], tuple[Output, ...]]:
    """Return the stages and the outputs; a large metric that others use is a stage's output."""
    levels: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for name in names:
        _stage(work.model, MetricRef(name, work.model.metrics[name].span), levels, sizes, top=True)
    depth = max(levels.values(), default=0)
    stages = tuple(
        tuple(Output(name, metric_value(work, name, name, lens, levels)) for name, at in levels.items() if at == level)
        for level in range(1, depth + 1)
    )
    return stages, tuple(Output(name, metric_value(work, name, name, lens, levels)) for name in names)


def _size(model: Model, formula: Formula, sizes: dict[str, int]) -> int:
    """Return how many nodes a formula has with its metrics written out."""
    match formula:
        case MetricRef(name=name):
            if name not in sizes:
                sizes[name] = sum(_size(model, each, sizes) for each in _formulas(model, name))
            return sizes[name]
        case Apply(arguments=arguments):
            return 1 + sum(_size(model, each, sizes) for each in arguments)
        case OverPeriods(operand=operand):
            return _size(model, operand, sizes)
    return 1


def _formulas(model: Model, name: str) -> Iterator[Formula]:
    metric = model.metrics[name]
    yield metric.formula
    yield from (old for _, old in metric.earlier)


def _stage(model: Model, formula: Formula, levels: dict[str, int], sizes: dict[str, int], top: bool = False) -> int:
    """Return the stage after which a formula can be reckoned; fills `levels` for the large metrics in it."""
    match formula:
        case MetricRef(name=name):
            if name in levels:
                return levels[name]
            inner = max(_stage(model, each, levels, sizes) for each in _formulas(model, name))
            if not top and _size(model, formula, sizes) > _INLINE_AT_MOST:
                levels[name] = inner + 1
                return inner + 1
            return inner
        case Apply(arguments=arguments):
            return max(_stage(model, each, levels, sizes) for each in arguments)
    return 0


# --- scans ------------------------------------------------------------------------------------------------------------


def _scan(
    work: Gathering,
    name: str,
    gathered: Gathered,
    request: Request,
    slices: tuple[RowExpression, ...],
    where: RowExpression | None,
) -> Scan:
    model, source = work.model, work.model.sources[gathered.source]
    bounds, floor = _edges(model.manifest.calendar, gathered, request)
    windows, aliases = _windows(name, gathered, bounds)
    measures = tuple(_measure(aliases[text], text, leaf) for text, leaf in gathered.leaves.items())
    goals = tuple(_goals(model, measures, bounds, request))
    read: list[RowExpression | None] = [where, *slices]
    for measure in measures:
        match measure.aggregate:
            case Aggregate(argument=argument, where=own, by=by):
                read += [argument, own, by]
            case Journey(first=first, key=key):
                read += [first.where, key]
    time = time_of(source, gathered.time, model.manifest.calendar.timezone)
    shape = gathered.shape
    hops = _hops(model, source, read)
    return Scan(name, shape, source, time, hops, slices, where, bounds, floor, measures, windows, goals)  # type: ignore[arg-type]


def _measure(alias: str, text: str, leaf: Aggregate | Journey) -> Measure:
    return Measure(alias, leaf, "went_on" if text.startswith("went_on ") else "all")


def _edges(calendar: Calendar, gathered: Gathered, request: Request) -> tuple[tuple[Edge, ...], bool]:
    """Return the bounds of a scan's buckets, and whether there is a bucket of all rows before them."""
    every = [days for seen in gathered.seen for days in seen.lens.days if days is not None]
    # What is looked back for, a level or the first row of a key, has no first day.
    back = gathered.shape == "level" or any(
        isinstance(each, Journey) and each.function == "retained" for each in gathered.leaves.values()
    )
    floor = back or any(days.first is None for days in every)
    days = {each.last + ONE_DAY for each in every} | {
        each.first for each in every if each.first is not None and gathered.shape != "level"
    }
    return tuple(_edge(calendar, day, request) for day in sorted(days)), floor


def _edge(calendar: Calendar, day: date, request: Request) -> Edge:
    """Return the start of a day as a bound; where the as-of lies within the day before, it is the bound."""
    return Edge(day) if start_instant(calendar, day) <= request.as_of else Edge(day, request.as_of)


def _windows(name: str, gathered: Gathered, bounds: tuple[Edge, ...]) -> tuple[tuple[Window, ...], dict[str, str]]:
    """Return the windows of a scan, and the column of each aggregate by its text.

    Where each period is just one bucket, and every column goes to one value, the two have one name.
    """
    at = {edge.day: index for index, edge in enumerate(bounds)}
    spans = [tuple(_spans(each, gathered.shape, at)) for each in gathered.seen]
    simple = len(gathered.seen) == 1 and all(number == first == last for number, first, last in spans[0])
    aliases = (
        gathered.seen[0].values
        if simple or gathered.shape != "adds"
        else {text: f"a{index}" for index, text in enumerate(gathered.leaves)}
    )
    windows = []
    for index, seen in enumerate(gathered.seen):
        columns = tuple((value, aliases[text]) for text, value in seen.values.items())
        windows.append(Window(name if simple else f"{name}_w{index}", spans[index], columns))
    return tuple(windows), dict(aliases)


def _spans(seen: Seen, shape: str, at: dict[date, int]) -> Iterator[tuple[int, int, int]]:
    """Yield, for each period, the buckets that its days are made of; of a level the last one."""
    for number, days in enumerate(seen.lens.days):
        if days is None:
            continue
        last = at[days.last + ONE_DAY] - 1
        first = last if shape == "level" else -1 if days.first is None else at[days.first]
        yield number, first, last


def _hops(model: Model, base: Source, read: Iterable[RowExpression | None]) -> tuple[Hop, ...]:
    """Return the joins that the columns need, nearer ones first."""
    paths = {
        column.path[:length] for each in read for column in columns(each) for length in range(1, len(column.path) + 1)
    }
    hops = []
    for path in sorted(paths, key=lambda each: (len(each), each)):
        left = model.sources[path[-2]] if len(path) > 1 else base
        hops.append(Hop(path, left.join(path[-1]), model.sources[path[-1]]))
    return tuple(hops)


# --- journeys ---------------------------------------------------------------------------------------------------------


def _goals(model: Model, measures: tuple[Measure, ...], bounds: tuple[Edge, ...], request: Request) -> Iterator[Goal]:
    """Yield where the journey of a scan arrives."""
    calendar = model.manifest.calendar
    today = local_day(calendar, request.as_of - timedelta(microseconds=1))
    for measure in measures:
        journey = measure.aggregate
        if isinstance(journey, Journey) and measure.part == "went_on":
            rows = journey.second or journey.first
            source = model.sources[rows.source]
            key = journey.second_key if journey.second_key is not None else journey.key
            time = time_of(source, rows.time, calendar.timezone)
            hops = _hops(model, source, [rows.where, key])
            units: tuple[Edge, ...] = ()
            if journey.function == "retained":
                grain: Grain = journey.unit  # type: ignore[assignment]
                units = tuple(
                    _edge(calendar, each.first, request) for each in between(calendar, grain, bounds[0].day, today)
                )
                units = (*units, _edge(calendar, today + ONE_DAY, request))
            yield Goal(journey, source, time, hops, _edge(calendar, today + ONE_DAY, request), units)


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


def due(calendar: Calendar, journey: Journey, day: date) -> date:
    """Return the last day that decides about who set out on a day."""
    if journey.function != "retained":
        return later(day, journey.count, journey.unit)
    grain: Grain = journey.unit  # type: ignore[assignment]
    start = period_of(calendar, grain, day)
    return between(calendar, grain, start.first, later(start.first, journey.count + 1, grain))[journey.count].last
