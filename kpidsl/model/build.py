"""The stages of this room in their order: declared names, sources, formulas, units and kinds, the tree, scorecards."""

from collections.abc import Mapping, Sequence

from kpidsl.model.declared import Declared, clause, clauses, declare, words
from kpidsl.model.formulas import FormulaNames
from kpidsl.model.metrics import build_metrics
from kpidsl.model.records import Manifest, Metric, Model, ScorecardSpec
from kpidsl.model.sources import build_segments, build_sources, row_names
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Source as SourceText


def build(manifest: Manifest, files: Sequence[tree.File], texts: Mapping[str, SourceText]) -> Outcome[Model]:
    """Return the meaning of a project's files and every finding about it.

    What is faulty is left out of the model, and what uses it is left out silently, so that one cause is one finding.
    """
    declared, found = declare(files)
    zone = manifest.calendar.timezone
    rows, wrong = row_names(declared)
    found += wrong
    sources, wrong = build_sources(declared, rows, zone)
    found += wrong
    segments, wrong = build_segments(rows)
    found += wrong
    times = {name: source.times[0].name if source.times else None for name, source in sources.items()}
    names = FormulaNames(rows, frozenset(declared.numbers), times)
    words_of = {file: text.text for file, text in texts.items()}
    metrics, wrong = build_metrics(declared, names, sources, manifest.calendar, words_of)
    found += wrong
    scorecards, wrong = _scorecards(declared, metrics)
    found += wrong
    model = Model(manifest, rows, sources, segments, metrics, scorecards, texts)
    return Outcome(model, tuple(found))


def _scorecards(declared: Declared, metrics: Mapping[str, Metric]) -> tuple[dict[str, ScorecardSpec], list[Diagnostic]]:
    found: list[Diagnostic] = []
    scorecards: dict[str, ScorecardSpec] = {}
    for name, statement in declared.others.items():
        if statement.kind == "scorecard":
            scorecards[name] = _scorecard(name, statement, declared, found)
    return scorecards, found


def _scorecard(name: str, statement: tree.Statement, declared: Declared, found: list[Diagnostic]) -> ScorecardSpec:
    shows: list[tuple[str, bool]] = []
    for each in clauses(statement, "show"):
        match each.value:
            case tree.Shown(kpi=kpi, tree=whole):
                shown = words(kpi)
                if shown in declared.numbers:
                    shows.append((shown, whole))
                else:
                    near = nearest(shown, declared.numbers) or ""
                    found.append(finding("K201", kpi.span, name=shown, near=near))

    def text(keyword: str) -> str | None:
        each = clause(statement, keyword)
        return words(each.value) if each else None

    return ScorecardSpec(
        name=name,
        label=statement.label.value if statement.label else None,
        shows=tuple(shows),
        audience=text("for"),
        locale=text("locale"),
        template=text("template"),
        every=text("every"),
        by=tuple(part for part in (text("by") or "").split(", ") if part),
        compare=tuple(part for part in (text("compare") or "").split(", ") if part),
        span=statement.span,
    )
