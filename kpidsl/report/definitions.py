"""What the numbers of a page mean and where their rows come from, for its last pages."""

from collections.abc import Iterator

from kpidsl.model.lineage import aggregates_under
from kpidsl.model.metrics import time_of
from kpidsl.model.records import Model
from kpidsl.model.words import condition_words, formula_words
from kpidsl.report.board import Board, Judged
from kpidsl.report.naming import cadence_words, duration_words, name_of, own_language, table_of, unit_of
from kpidsl.report.wording import rule_words
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.records import DataSource, Definition


def definition_of(model: Model, judged: Judged, locale: Locale) -> Definition:
    """Return the definition of a number; of the conditions on its rows those that its words do not say already."""
    metric, language = judged.metric, locale.language
    used = list(aggregates_under(model.metrics, metric.name))
    sources = [model.sources[each.source] for each in used]
    times = [time_of(model.sources[each.source], each.time, model.manifest.calendar.timezone) for each in used]
    position = model.texts[metric.span.file].position(metric.span.start)
    words = formula_words(metric.formula, model.metrics, model.sources, language)
    conditions = dict.fromkeys(condition_words(each.where, language) for each in used if each.where is not None)
    return Definition(
        name=name_of(metric),
        unit=unit_of(metric),
        kind=metric.kind,
        direction=metric.better,
        words=words,
        formula=metric.formula_text,
        definition=own_language(metric.text("definition") or "", locale),
        because=own_language(metric.text("because") or "", locale),
        owner=metric.text("owner") or "",
        team=metric.text("team") or "",
        review=cadence_words(metric, locale),
        tables=tuple(dict.fromkeys(table_of(each) for each in sources)),
        filters=tuple(each for each in conditions if each not in words),
        time=", ".join(dict.fromkeys(f"{each.name} ({each.zone})" for each in times)),
        place=f"{metric.span.file}:{position.line}",
        fingerprint=metric.fingerprint,
        rule=rule_words(judged, locale) if metric.targets or metric.milestones else "",
    )


def sources_of(model: Model, judged: list[Judged], board: Board, locale: Locale) -> Iterator[DataSource]:
    """Yield the sources of all numbers, in the order in which they are met, with the last day that has rows."""
    used = {each.source: None for item in judged for each in aggregates_under(model.metrics, item.metric.name)}
    for name in used:
        source = model.sources[name]
        said = source.label if locale.language == "ja" and source.label else source.name
        known = board.fresh.get(name)
        if known is None or source.fresh is None:
            yield DataSource(said, table_of(source))
            continue
        latest = known.latest.isoformat() if known.latest is not None else f"< {known.since.isoformat()}"
        within = duration_words(source.fresh, locale)
        yield DataSource(said, table_of(source), latest=latest, within=within, fresh=known.fresh)
