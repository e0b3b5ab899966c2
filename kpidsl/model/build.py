"""The stages of this room in their order: names, sources, formulas, units and kinds, the tree, and what is
told of it.
"""

from collections.abc import Mapping, Sequence

from kpidsl.model.actions import build_actions
from kpidsl.model.agreement import check_agreement
from kpidsl.model.declared import declare
from kpidsl.model.events import build_events, build_expectations
from kpidsl.model.metrics import build_metrics
from kpidsl.model.names import FormulaNames
from kpidsl.model.numbers import number_names
from kpidsl.model.reach import Reach
from kpidsl.model.records import Manifest, Model
from kpidsl.model.reviews import build_retirements, build_reviews
from kpidsl.model.scorecards import build_scorecards
from kpidsl.model.sources import build_segments, build_sources, row_names, time_names
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Outcome, by_place
from kpidsl.text.source import Source as SourceText


def build(manifest: Manifest, files: Sequence[tree.File], texts: Mapping[str, SourceText]) -> Outcome[Model]:
    """Return the meaning of a project's files and every finding about it, in the order of files and places.

    What is faulty is left out of the model, and what uses it is left out silently, so that one cause is one finding.
    """
    calendar = manifest.calendar
    declared, found = declare(files)
    rows, wrong = row_names(declared)
    found += wrong
    sources, wrong = build_sources(declared, rows, calendar.timezone)
    found += wrong
    segments = build_segments(rows)
    numbers, reach = number_names(declared), Reach(sources, rows.unsure)
    names = FormulaNames(rows, numbers, time_names(declared))
    metrics, wrong = build_metrics(declared, names, reach, calendar, {file: each.text for file, each in texts.items()})
    found += wrong
    found += check_agreement(metrics, calendar)
    actions, wrong = build_actions(declared, numbers, metrics, calendar)
    found += wrong
    scorecards, wrong = build_scorecards(declared, numbers, metrics, reach)
    found += wrong
    model = Model(
        manifest=manifest,
        names=rows,
        sources=sources,
        segments=segments,
        metrics=metrics,
        scorecards=scorecards,
        texts=texts,
        actions=actions,
        reviews=build_reviews(declared.about, numbers, metrics, calendar, found),
        retirements=build_retirements(declared.about, numbers, calendar, found),
        events=build_events(declared.about, numbers, calendar, found),
        expectations=build_expectations(declared.about, numbers, metrics, reach, calendar, found),
    )
    return Outcome(model, tuple(sorted(found, key=by_place)))
