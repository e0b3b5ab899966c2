"""Metrics, KPIs and KGIs: from statements to records, each after those it is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Literal as OneOf

from kpidsl.model.calendar import Calendar, parse_period
from kpidsl.model.canonical import fingerprint, formula_text
from kpidsl.model.declared import Declared, clause, clauses, words
from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Formula,
    Journey,
    Literal,
    MetricRef,
    OverPeriods,
    references,
    row_sets,
)
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
    earlier: dict[str, tuple[tuple[date, Formula], ...]] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    windowed: dict[str, bool] = field(default_factory=dict)
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
        work.earlier[name] = tuple(sorted(_earlier(work, work.declared.numbers[name]), key=lambda pair: pair[0]))
    except Broken as broken:
        work.found.extend(broken.diagnostics)
        work.formulas.pop(name, None)
        work.broken.add(name)


def _earlier(work: _Work, statement: tree.Statement) -> Iterator[tuple[date, Formula]]:
    """Yield the formulas that were in force before a day."""
    for each in clauses(statement, "before"):
        match each.value:
            case tree.Earlier(date=written, formula=formula):
                period = parse_period(work.calendar, written.text)
                if period is None or period.grain != "day":
                    raise Broken(finding("K502", written.span, text=written.text))
                yield period.first, resolve_formula(formula, work.names)


def _order(work: _Work) -> list[str]:
    """Return the resolved metrics so that each follows those in its formula; every cycle is one finding with its path."""
    graph = {
        name: {ref.name for each in (formula, *(old for _, old in work.earlier[name])) for ref in references(each)}
        for name, formula in work.formulas.items()
    }
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
        for _, old in work.earlier[name]:
            _same_measure(given, measure(old, work.measures), old.span, name)
        work.windowed[name] = _windowed(work, formula)
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


def _same_measure(given: Measure, old: Measure, span: Span, name: str) -> None:
    """Raise `Broken` where an earlier definition is of another unit or kind, so that the two cannot stand in one series."""
    if given.kind != old.kind or not addable(given.unit, old.unit):
        raise Broken(finding("K310", span, name=name, old=f"{old.unit} ({old.kind})", new=f"{given.unit} ({given.kind})"))


def _windowed(work: _Work, formula: Formula) -> bool:
    """Say whether a formula looks at other days; raise `Broken` where that happens inside a window."""
    match formula:
        case OverPeriods(function=function, operand=operand, span=span):
            if _windowed(work, operand) and function != "previous":
                raise Broken(finding("K416", span, name=_inner(work, operand)))
            return True
        case Apply(arguments=arguments):
            # All of them are looked at, so that a fault in a later one is found too.
            return True in [_windowed(work, each) for each in arguments]
        case MetricRef(name=name):
            return work.windowed.get(name, False)
    return False


def _inner(work: _Work, formula: Formula) -> str:
    """Return the name of the function or metric inside a window that looks at other days itself."""
    match formula:
        case OverPeriods(function=function):
            return function
        case MetricRef(name=name):
            return name
        case Apply(arguments=arguments):
            return next(_inner(work, each) for each in arguments if _windowed(work, each))
    raise AssertionError(formula)


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
    work.prints[name] = _fingerprint(work, formula, work.earlier[name])
    metric = Metric(
        role=statement.kind,  # type: ignore[arg-type]
        name=name,
        label=statement.label.value if statement.label else None,
        formula=formula,
        earlier=work.earlier[name],
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


def _fingerprint(work: _Work, formula: Formula, earlier: tuple[tuple[date, Formula], ...]) -> str:
    """Return the fingerprint of a definition: its formulas, where their rows come from, and the definitions they are made of."""
    parts = []
    for day, each in (*earlier, (None, formula)):
        parts.append(f"{day or ''} {formula_text(each)}")
        for rows in row_sets(each):
            source = work.sources.get(rows.source)
            if source is not None:
                parts.append(f"{_origin_text(source)} {time_of(source, rows.time, work.calendar.timezone).zone}")
        parts += [work.prints.get(ref.name, "") for ref in references(each)]
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
    for rows in row_sets(formula):
        source = work.sources.get(rows.source)
        if source is None or any(each.name == rows.time for each in source.times):
            continue
        facts = {"column": rows.time, "source": source.name, "zone": work.calendar.timezone}
        if not any(each.code == "K507" and each.facts == tuple(facts.items()) for each in work.found):
            work.found.append(finding("K507", formula.span, **facts))


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
        case Aggregate(span=span) | Apply(span=span) | OverPeriods(span=span) | Journey(span=span):
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
