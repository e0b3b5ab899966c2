"""Metrics, KPIs and KGIs: from statements to records, each after those it is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal as OneOf

from kpidsl.model.breakdowns import Whole, breakdown_of, tree_circles
from kpidsl.model.calendar import Calendar
from kpidsl.model.declared import Declared, clause, clauses, words
from kpidsl.model.definitions import Definitions, define, name_span
from kpidsl.model.expression import Formula, references, row_sets
from kpidsl.model.fingerprints import definition_print
from kpidsl.model.fingerprints import time_of as time_of
from kpidsl.model.identity import Algebra
from kpidsl.model.kinds import KIND_WORDS, Measure, adds_up, measure
from kpidsl.model.managed import check_measured, read_managed
from kpidsl.model.names import FormulaNames
from kpidsl.model.plausible import check_plausible
from kpidsl.model.quantities import Measured
from kpidsl.model.reach import Reach
from kpidsl.model.records import Metric, Source
from kpidsl.model.row_names import Broken
from kpidsl.model.targets import check_targets
from kpidsl.model.unit import addable, fits, said
from kpidsl.model.units_shown import shown_unit
from kpidsl.model.windows import looks_away
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class _Work:
    """What is known so far of the numbers, by name."""

    declared: Declared
    names: FormulaNames
    reach: Reach
    calendar: Calendar
    texts: Mapping[str, str]
    made: Definitions
    found: list[Diagnostic]
    measures: dict[str, Measure] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    away: dict[str, str] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    misfits: set[str] = field(default_factory=set)
    undeclared: set[tuple[str, str]] = field(default_factory=set)


def build_metrics(
    declared: Declared, names: FormulaNames, reach: Reach, calendar: Calendar, texts: Mapping[str, str]
) -> tuple[dict[str, Metric], list[Diagnostic]]:
    """Return the metrics as records in the order of their making; `texts` are the files, for the formula as written."""
    found: list[Diagnostic] = []
    made = define(declared.numbers, names, calendar, found)
    work = _Work(declared, names, reach, calendar, texts, made, found)
    found += (
        finding("K231", name_span(declared.numbers[name]), name=name) for name in _TAKEN if name in declared.numbers
    )
    for name in made.order:
        _measure(work, name)
    algebra = Algebra(made.formulas, {name: each for name, each in made.earlier.items() if each})
    for name in made.order:
        if name not in made.broken:
            work.metrics[name] = _metric(work, name, algebra)
    for name, statement in declared.numbers.items():
        if name not in work.metrics:
            read_managed(statement, names.numbers, calendar, found)
    breakdowns = {name: work.metrics[name].breakdown for name in declared.numbers if name in work.metrics}
    found += tree_circles({name: each for name, each in breakdowns.items() if each is not None}, declared.numbers)
    return work.metrics, found


_TAKEN = ("period", "complete")
"""The columns that every answer has beside those of its numbers."""


# --- units and kinds --------------------------------------------------------------------------------------------------


def _measure(work: _Work, name: str) -> None:
    formula, statement = work.made.formulas[name], work.declared.numbers[name]
    try:
        given = measure(formula, work.measures)
        for _, old in work.made.earlier[name]:
            _same_measure(given, measure(old, work.measures), old.span, statement)
            looks_away(old, work.away)
        work.away[name] = looks_away(formula, work.away)
    except Broken as broken:
        work.found.extend(broken.diagnostics)
        work.made.broken.add(name)
        return
    if name in work.made.broken:
        return
    before = len(work.found)
    unit, work.shown[name] = shown_unit(statement, name, formula, given, work.found)
    if any(each.code == "K306" for each in work.found[before:]):
        work.misfits.add(name)
        unit = None
    work.measures[name] = Measure(unit, given.kind)


def _same_measure(given: Measure, old: Measure, span: Span, statement: tree.Statement) -> None:
    """Raise `Broken` where an earlier definition is of another unit or kind, so that the two cannot stand in
    one series. Both fit a unit that is written, as a rate in % may be of other counts than before.
    """
    written = clause(statement, "unit")
    shown = words(written.value) if written else None
    alike = addable(given.unit, old.unit) or (shown is not None and fits(given.unit, shown) and fits(old.unit, shown))
    if given.kind != old.kind or not alike:
        name = statement.name.text if statement.name else ""
        raise Broken(finding("K310", span, name=name, old=_measure_words(old), new=_measure_words(given)))


def _measure_words(given: Measure) -> Said:
    unit, kind = said(given.unit), KIND_WORDS[given.kind]
    if given.unit is None or given.unit.plain:
        return kind
    return Said(f"{kind.en} in {unit.en}", f"{kind.ja}（{unit.ja}）")


# --- records ----------------------------------------------------------------------------------------------------------


def _metric(work: _Work, name: str, algebra: Algebra) -> Metric:
    statement = work.declared.numbers[name]
    given, formula, earlier = work.measures[name], work.made.formulas[name], work.made.earlier[name]
    kind: OneOf["flow", "stock", "rate"] = "rate" if given.kind == "constant" else given.kind
    whole = Whole(name, given, work.shown[name])
    breakdown, proof = breakdown_of(statement, whole, work.names, work.measures, algebra, work.found, work.texts)
    formulas = (*earlier, (None, formula))
    work.prints[name] = definition_print(formulas, work.reach.sources, work.calendar.timezone, work.prints)
    managed = read_managed(statement, work.names.numbers, work.calendar, work.found)
    metric = Metric(
        role=statement.kind,  # type: ignore[arg-type]
        name=name,
        label=statement.label.value if statement.label else None,
        formula=formula,
        earlier=earlier,
        unit=given.unit,
        shown=work.shown[name],
        kind=kind,
        better=_better(statement),
        breakdown=breakdown,
        proof=proof,
        drives=managed.drives,
        targets=tuple(each.value for each in clauses(statement, "target") if isinstance(each.value, tree.Target)),
        milestones=tuple(
            each.value for each in clauses(statement, "milestone") if isinstance(each.value, tree.Milestone)
        ),
        clauses=statement.clauses,
        formula_text=_written(work, statement),
        fingerprint=work.prints[name],
        span=name_span(statement),
        sources=_sources(work, (formula, *(old for _, old in earlier))),
        was=managed.was,
        guards=managed.guards,
        tags=managed.tags,
        allows=managed.allows,
        key=clause(statement, "key") is not None,
        incentive=clause(statement, "incentive") is not None,
        fits=name not in work.misfits,
    )
    work.found.extend(_checks(work, metric, statement))
    for each in (formula, *(old for _, old in earlier)):
        work.found.extend(_undeclared_times(work, each))
    return metric


def _checks(work: _Work, metric: Metric, statement: tree.Statement) -> Iterator[Diagnostic]:
    about = measured(metric)
    yield from check_measured(statement, about)

    def sliced(part: tree.Slice, found: list[Diagnostic]) -> None:
        work.reach.check(part.dimension, metric.name, metric.sources, found)

    sums = any(target.slice is not None for target in metric.targets) and metric.kind == "flow"
    additive = sums and adds_up(metric.formula, work.made.formulas)
    wrong = check_targets(about, metric.targets, metric.milestones, work.calendar, additive, sliced)
    yield from wrong
    if not wrong:
        # A target that is not understood is one finding, not also one about its size.
        yield from check_plausible(metric, statement, work.made.formulas)


def measured(metric: Metric) -> Measured:
    """Return what quantities written about a metric are held against."""
    return Measured(metric.name, metric.unit, metric.shown, metric.kind, metric.fits)


def _sources(work: _Work, formulas: tuple[Formula, ...]) -> tuple[str, ...]:
    """Return the sources whose rows formulas come down to, each once."""
    found: dict[str, None] = {}
    for formula in formulas:
        found |= dict.fromkeys(rows.source for rows in row_sets(formula))
        for ref in references(formula):
            found |= dict.fromkeys(work.metrics[ref.name].sources)
    return tuple(found)


def _better(statement: tree.Statement) -> OneOf["higher", "lower", "within"]:
    each = clause(statement, "better")
    match words(each.value) if each else "higher":
        case "lower":
            return "lower"
        case "within":
            return "within"
    return "higher"


def _written(work: _Work, statement: tree.Statement) -> str:
    each = clause(statement, "formula")
    span = each.value.span if each else statement.span
    return " ".join(work.texts[span.file][span.start : span.end].split())


def _undeclared_times(work: _Work, formula: Formula) -> Iterator[Diagnostic]:
    """Say once per source and column where `at` names a column that is not declared as a time."""
    for rows in row_sets(formula):
        source: Source | None = work.reach.sources.get(rows.source)
        if source is None or any(each.name == rows.time for each in source.times):
            continue
        if (source.name, rows.time) not in work.undeclared:
            work.undeclared.add((source.name, rows.time))
            facts = {"column": rows.time, "source": source.name, "zone": work.calendar.timezone}
            yield finding("K507", formula.span, **facts)
