"""Scans: what was gathered, with its buckets cut, its windows made of them, and the joins that it needs."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kpidsl.model.calendar import Calendar, Grain, between, local_day, start_instant
from kpidsl.model.expression import Aggregate, Journey, RowExpression, columns
from kpidsl.model.metrics import time_of
from kpidsl.model.records import Model, Source
from kpidsl.query.gathering import Gathered, Gathering, Seen
from kpidsl.query.plan import Edge, Goal, Hop, Measure, Request, Scan, Window
from kpidsl.query.spans_of_time import ONE_DAY


def make_scan(
    work: Gathering,
    name: str,
    gathered: Gathered,
    request: Request,
    slices: tuple[RowExpression, ...],
    where: RowExpression | None,
) -> Scan:
    """Return a scan of what was gathered, over the asked slices and under the request's condition."""
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
