"""Metrics, KPIs and KGIs: from statements to records, each after those it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Literal as OneOf

from kpidsl.model.calendar import Calendar
from kpidsl.model.canonical import fingerprint, formula_text
from kpidsl.model.declared import Declared, clause, clauses, words
from kpidsl.model.expression import Aggregate, Apply, Formula, Literal, MetricRef, aggregates, references
from kpidsl.model.formulas import FormulaNames, resolve_formula
from kpidsl.model.identity import compare
from kpidsl.model.kinds import Measure, measure
from kpidsl.model.records import FileRows, Metric, QueryRows, Source, TableRows, TimeColumn
from kpidsl.model.rows import Broken
from kpidsl.model.targets import check_targets
from kpidsl.model.unit import Unit, addable, fits
from kpidsl.model.unit import declared as declared_unit
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class _Work:
    """What is known so far; a metric that is in `broken` was found faulty, and what uses it is passed over silently."""

    declared: Declared
    names: FormulaNames
    sources: Mapping[str, Source]
    calendar: Calendar
    texts: Mapping[str, str]
    found: list[Diagnostic] = field(default_factory=list)
    formulas: dict[str, Formula] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def build_metrics(
    declared: Declared, names: FormulaNames, sources: Mapping[str, Source], calendar: Calendar, texts: Mapping[str, str]
) -> tuple[dict[str, Metric], list[Diagnostic]]:
    """Return the metrics as records in the order of their making; `texts` are the files, for the formula as written."""
    work = _Work(declared, names, sources, calendar, texts)
    for name in declared.numbers:
        _resolve(work, name)
    order = _order(work)
    for name in order:
        _measure(work, name)
    for name in order:
        if name not in work.broken:
            work.metrics[name] = _metric(work, name)
    _check_tree(work)
    return work.metrics, work.found


def _resolve(work: _Work, name: str) -> None:
    each = clause(work.declared.numbers[name], "formula")
    if each is None:
        work.broken.add(name)
        return
    try:
        work.formulas[name] = resolve_formula(each.value, work.names)  # type: ignore[arg-type]
    except Broken as broken:
        work.found.extend(broken.diagnostics)
        work.broken.add(name)


def _order(work: _Work) -> list[str]:
    """Return the resolved metrics so that each follows those in its formula; every cycle is one finding with its path."""
    graph = {name: {ref.name for ref in references(formula)} for name, formula in work.formulas.items()}
    while True:
        try:
            return [name for name in TopologicalSorter(graph).static_order() if name in graph]
        except CycleError as error:
            path: list[str] = list(reversed(error.args[1]))
            span = _name_span(work, path[0])
            work.found.append(finding("K204", span, path=" -> ".join(path)))
            for name in path:
                graph.pop(name, None)
                work.broken.add(name)


def _name_span(work: _Work, name: str) -> Span:
    statement = work.declared.numbers[name]
    return statement.name.span if statement.name is not None else statement.span


def _measure(work: _Work, name: str) -> None:
    formula, statement = work.formulas[name], work.declared.numbers[name]
    try:
        given = measure(formula, work.measures)
    except Broken as broken:
        work.found.extend(broken.diagnostics)
        work.broken.add(name)
        return
    unit, shown = given.unit, ""
    written = clause(statement, "unit")
    if written is not None:
        shown = words(written.value)
        if not fits(unit, shown):
            work.found.append(finding("K306", written.value.span, name=name, shown=shown, derived=str(unit)))
        elif shown == "%" and _hundredfold(formula):
            work.found.append(finding("K307", written.value.span, name=name))
        unit = _declared_unit(unit, shown)
    elif unit is not None:
        shown = "" if unit.plain else str(unit)
    work.measures[name] = Measure(unit, given.kind)
    work.shown[name] = shown


def _declared_unit(derived: Unit | None, shown: str) -> Unit | None:
    """Return the unit that formulas reckon with: a rate of counts printed in % keeps its counts, other words replace what they relabel."""
    word = declared_unit(shown)
    return derived if word.plain and derived is not None else word


def _hundredfold(formula: Formula) -> bool:
    match formula:
        case Apply(function="*", arguments=arguments):
            return any(isinstance(each, Literal) and each.value == 100 for each in arguments)
    return False


def _metric(work: _Work, name: str) -> Metric:
    statement = work.declared.numbers[name]
    given, formula = work.measures[name], work.formulas[name]
    kind: OneOf["flow", "stock", "rate"] = "rate" if given.kind == "constant" else given.kind
    breakdown, proof = _breakdown(work, name, statement)
    work.prints[name] = _fingerprint(work, formula)
    metric = Metric(
        role=statement.kind,  # type: ignore[arg-type]
        name=name,
        label=statement.label.value if statement.label else None,
        formula=formula,
        unit=given.unit,
        shown=work.shown[name],
        kind=kind,
        better=_better(statement),
        breakdown=breakdown,
        proof=proof,
        drives=_drives(work, statement),
        targets=tuple(each.value for each in clauses(statement, "target") if isinstance(each.value, tree.Target)),
        milestones=tuple(each.value for each in clauses(statement, "milestone") if isinstance(each.value, tree.Milestone)),
        clauses=statement.clauses,
        formula_text=_written(work, statement),
        fingerprint=work.prints[name],
        span=_name_span(work, name),
    )
    work.found.extend(check_targets(metric, work.calendar))
    _check_times(work, formula)
    return metric


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


def _fingerprint(work: _Work, formula: Formula) -> str:
    """Return the fingerprint of a definition: its formula, where its rows come from, and the definitions it is made of."""
    parts = [formula_text(formula)]
    for aggregate in aggregates(formula):
        source = work.sources.get(aggregate.source)
        if source is not None:
            time = time_of(source, aggregate.time, work.calendar.timezone)
            parts.append(f"{_origin_text(source)} {time.zone}")
    parts += [work.prints.get(ref.name, "") for ref in references(formula)]
    return fingerprint(*parts)


def _origin_text(source: Source) -> str:
    match source.origin:
        case TableRows(parts=parts):
            return ".".join(each.name for each in parts)
        case FileRows(path=path):
            return path
        case QueryRows(sql=sql):
            return sql


def time_of(source: Source, name: str, zone: str) -> TimeColumn:
    """Return a source's time column; one that is only named by `at` is read in `zone`, the manifest's."""
    for each in source.times:
        if each.name == name:
            return each
    return TimeColumn(name, False, zone, source.span)


def _check_times(work: _Work, formula: Formula) -> None:
    """Say once per source and column where `at` names a column that is not declared as a time."""
    for aggregate in aggregates(formula):
        source = work.sources.get(aggregate.source)
        if source is None or any(each.name == aggregate.time for each in source.times):
            continue
        facts = {"column": aggregate.time, "source": source.name, "zone": work.calendar.timezone}
        if not any(each.code == "K507" and each.facts == tuple(facts.items()) for each in work.found):
            work.found.append(finding("K507", aggregate.span, **facts))


def _drives(work: _Work, statement: tree.Statement) -> tuple[str, ...]:
    driven: list[str] = []
    for each in clauses(statement, "drives"):
        items = each.value.items if isinstance(each.value, tree.Names) else ()
        for item in items:
            name = words(item)
            if name in work.declared.numbers:
                driven.append(name)
            else:
                near = nearest(name, work.declared.numbers) or ""
                work.found.append(finding("K201", item.span, name=name, near=near))
    return tuple(driven)


def _breakdown(work: _Work, name: str, statement: tree.Statement) -> tuple[Formula | None, OneOf["proved", "untested", None]]:
    each = clause(statement, "breakdown")
    if each is None:
        return None, None
    span = each.value.span
    try:
        formula = resolve_formula(each.value, work.names)  # type: ignore[arg-type]
        _only_arithmetic(formula, work)
        given = measure(formula, work.measures)
    except Broken as broken:
        work.found.extend(broken.diagnostics)
        return None, None
    own = work.measures[name].unit
    if not addable(own, given.unit) and not (own is not None and fits(given.unit, work.shown[name])):
        work.found.append(finding("K308", span, name=name, found=str(given.unit), expected=str(own)))
        return None, None
    if any(ref.name in work.broken for ref in references(formula)):
        return formula, "untested"
    verdict = compare(work.formulas[name], formula, work.formulas)
    match verdict.answer:
        case "refuted":
            work.found.append(finding("K601", span, name=name, remainder=verdict.remainder))
            return formula, None
        case answer:
            return formula, answer


def _only_arithmetic(formula: Formula, work: _Work) -> None:
    match formula:
        case Apply(function="+" | "-" | "*" | "/" | "neg", arguments=arguments):
            for each in arguments:
                _only_arithmetic(each, work)
        case Aggregate(span=span) | Apply(span=span):
            raise Broken(finding("K608", span, text=work.texts[span.file][span.start : span.end]))
        case Literal() | MetricRef():
            pass


def _check_tree(work: _Work) -> None:
    """Find circles in the tree of breakdowns, each once with its path."""
    graph = {
        name: {ref.name for ref in references(metric.breakdown) if ref.name in work.metrics}
        for name, metric in work.metrics.items()
        if metric.breakdown is not None
    }
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            path: list[str] = list(reversed(error.args[1]))
            each = clause(work.declared.numbers[path[0]], "breakdown")
            span = each.value.span if each else _name_span(work, path[0])
            work.found.append(finding("K607", span, path=" -> ".join(path)))
            for name in path:
                graph.pop(name, None)
        else:
            return
