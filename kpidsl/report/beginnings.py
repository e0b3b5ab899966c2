"""Since when a number is on record: a total of 0 before any row came is no value."""

from collections.abc import Mapping
from typing import Any

from kpidsl.model.lineage import aggregates_under
from kpidsl.model.records import Model
from kpidsl.report.measuring import Days, Series


def beginnings(
    model: Model, series: Mapping[str, Series], measured: Mapping[tuple[str, Days], Any]
) -> dict[str, int | None]:
    """Return the index of the first period with data of every metric, None where there is none at all.

    A source is on record from the first period in which any number over it has a value; a value over days that begin
    before the series (`measured`) says that it was on record all along. A number of what should not happen is believed
    when it is 0.
    """
    sources = {name: _sources(model, name) for name in series}
    first: dict[str, int] = {}
    for name, each in series.items():
        at = next((index for index, value in enumerate(each.values) if value), None)
        old = any(value for (of, days), value in measured.items() if of == name and days[1] < each.periods[0].first)
        late = any(value for (of, _), value in measured.items() if of == name)
        begun = 0 if old or (at is None and late) else at
        for source in sources[name] if begun is not None else ():
            first[source] = min(first.get(source, begun or 0), begun or 0)
    return {name: _begun(model, name, [first.get(source) for source in sources[name]]) for name in series}


def _begun(model: Model, name: str, known: list[int | None]) -> int | None:
    if None not in known:
        return max((each for each in known if each is not None), default=0)
    metric = model.metrics[name]
    return 0 if metric.kind == "flow" and metric.better == "lower" else None


def _sources(model: Model, name: str) -> frozenset[str]:
    return frozenset(each.source for each in aggregates_under(model.metrics, name))
