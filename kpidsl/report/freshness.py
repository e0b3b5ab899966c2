"""Whether rows are as new as their source asks with `fresh within`: the days with rows up to the close of a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kpidsl.model.expression import Aggregate
from kpidsl.model.records import Metric, Model, Source
from kpidsl.query.freshness import fresh_since
from kpidsl.query.plan import Request
from kpidsl.report.measuring import Ask, end_of
from kpidsl.text.diagnostic import Outcome

_DAY = timedelta(1)
_LOOK_BACK = 31
_ROWS = "rows: "


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source's last day with rows (None: none since `since`), and whether that is as new as it asks."""

    latest: date | None
    since: date
    fresh: bool


def with_row_counts(model: Model) -> Model:
    """Return the model with a number more for every source that is to be fresh: how many rows it has."""
    counts = {name: metric for source in model.sources.values() if source.fresh for name, metric in row_count(source)}
    return replace(model, metrics={**counts, **model.metrics})


def row_count(source: Source) -> Iterator[tuple[str, Metric]]:
    """Yield the number of a source's rows by its first time column, by name; nothing for one without time."""
    if not source.times:
        return
    formula = Aggregate("count", source.name, None, None, source.times[0].name, source.span)
    name = rows_named(source.name)
    yield (
        name,
        Metric(
            role="metric",
            name=name,
            label=None,
            formula=formula,
            earlier=(),
            unit=None,
            shown="",
            kind="flow",
            better="higher",
            breakdown=None,
            proof=None,
            drives=(),
            targets=(),
            milestones=(),
            clauses=(),
            formula_text="",
            fingerprint="",
            span=source.span,
            sources=(source.name,),
        ),
    )


def is_row_count(name: str) -> bool:
    """Say whether a number is one that `with_row_counts` added."""
    return name.startswith(_ROWS)


def rows_named(source: str) -> str:
    """Return the name of a source's row count; no name of a spec has a colon."""
    return f"{_ROWS}{source}"


def freshness(model: Model, ask: Ask, used: frozenset[str], day: date) -> Outcome[dict[str, Freshness]]:
    """Return how fresh each used source is at the close of a day, of those that ask for it; one statement for all.

    `ask` answers for the model of `with_row_counts`. Days are counted whole: an hour asks for rows on the same day.
    """
    calendar = model.manifest.calendar
    asking = {name: model.sources[name] for name in sorted(used) if model.sources[name].fresh}
    starts = {
        name: fresh_since(calendar, end_of(calendar, day), source.fresh).date()
        for name, source in asking.items()
        if source.fresh is not None and source.times
    }
    if not starts:
        return Outcome({})
    first = min(min(starts.values()), day - _LOOK_BACK * _DAY)
    names = tuple(rows_named(name) for name in starts)
    result = ask(Request(names, end_of(calendar, day), day, "day", first, day))
    if result.value is None:
        return Outcome({}, result.diagnostics)
    days = [row.period.first for row in result.value.rows]
    made: dict[str, Freshness] = {}
    for name, start in starts.items():
        counts: Mapping[date, object] = dict(zip(days, result.value.series(rows_named(name)), strict=True))
        latest = max((each for each, count in counts.items() if count), default=None)
        made[name] = Freshness(latest, first, latest is not None and latest >= start)
    return Outcome(made, result.diagnostics)
