"""The forecasts that reports made, scored once their days are over (ヨミの答え合わせ)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.forecast_score import ForecastScore, Kept, score_forecasts
from kpidsl.history.kept import KeptForecast, KeptRun
from kpidsl.model.records import Model
from kpidsl.report.measuring import Ask, measure_days
from kpidsl.text.diagnostic import Outcome


@dataclass(frozen=True, slots=True)
class MethodScore:
    """How good the forecasts of one method were, over all numbers or for one (`name`)."""

    method: str
    name: str | None
    score: ForecastScore


def scored_forecasts(
    model: Model, ask: Ask, runs: Iterable[KeptRun], names: frozenset[str], day: date
) -> Outcome[tuple[MethodScore, ...]]:
    """Score every kept forecast whose last day is over at the close of a day, by method, and by method and number.

    Actuals are those of today's data and definitions. Each report counts, so that a landing said in May and again in
    June is two forecasts.
    """
    renamed = {str(metric.was): name for name, metric in model.metrics.items() if metric.was is not None}
    made: list[tuple[str, KeptForecast, float | None]] = []
    for run in runs:
        for number in run.numbers:
            name = number.name if number.name in model.metrics else renamed.get(number.name, "")
            forecast, target = number.forecast, number.target
            if forecast is not None and name and forecast.last <= day and (not names or name in names):
                made.append((name, forecast, target.value if target is not None else None))
    days = [(name, (each.first, each.last)) for name, each, _ in made]
    actual = measure_days(ask, model.manifest.calendar, days, day)
    kept: dict[tuple[str, str | None], list[Kept]] = {}
    for name, each, goal in made:
        known = actual.value.get((name, (each.first, each.last)))
        one = Kept(each.value, known, each.low, each.high, each.odds, goal)
        for key in ((each.method, None), (each.method, name)):
            kept.setdefault(key, []).append(one)
    return Outcome(tuple(_scores(kept)), actual.diagnostics)


def _scores(kept: Mapping[tuple[str, str | None], list[Kept]]) -> Iterable[MethodScore]:
    for method, name in sorted(kept, key=lambda key: (key[0], key[1] or "")):
        yield MethodScore(method, name, score_forecasts(kept[method, name]))
