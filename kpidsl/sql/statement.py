"""The whole statement of a plan: scans, stacked into cells, and the formulas over them."""

from dataclasses import dataclass

from sqlglot import Dialect as SqlglotDialect
from sqlglot import exp

from kpidsl.model.calendar import Calendar
from kpidsl.model.expression import Apply
from kpidsl.model.expression import Literal as Constant
from kpidsl.query.plan import Cell, Choice, Earlier, Output, Plan, Value
from kpidsl.sql.cells import beside, cells, total_parts
from kpidsl.sql.dialects.row import Dialect, Unsayable
from kpidsl.sql.dialects.standard import as_it_is
from kpidsl.sql.functions import apply
from kpidsl.sql.lowering import Lowering, Types, kind_of_value
from kpidsl.sql.making import (
    PERIOD,
    PERIOD_COLUMNS,
    TOTAL,
    N,
    aliased,
    ascending,
    named,
    number,
    quoted,
    selected,
    slice_name,
    table,
    values,
)
from kpidsl.sql.naming import kept_apart, short_names
from kpidsl.sql.rows import literal
from kpidsl.sql.scans import Part, repeated_key
from kpidsl.sql.shapes import scan_parts
from kpidsl.sql.written import Refused, refused
from kpidsl.text.diagnostic import Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT. Columns: `period`, the dimensions, the metrics by name; a row for each period and slice.

    Where totals are asked for a last column `total` is 1 in the rows over all slices, which follow the slices, else 0.
    """

    sql: str
    dialect: str
    columns: tuple[str, ...]
    fingerprint: str


def compile_plan(plan: Plan, calendar: Calendar, dialect: Dialect, types: Types) -> Outcome[Statement | None]:
    """Return the statement that answers a plan: the same plan and types give the same text, byte for byte.

    `types` has what is known of the columns (see `kpidsl.sql.rows.Types`); a time column of unknown type is taken for
    a timestamp without time zone.
    """
    lowering = Lowering(dialect, calendar, types, _zones(plan))
    try:
        query = _answer(plan, lowering)
    except Refused as refusal:
        return Outcome(None, (refusal.diagnostic,))
    except Unsayable as lacking:
        return Outcome(None, (refused(lacking, dialect, None).diagnostic,))
    query = dialect.finish(query) if dialect.finish else query
    query = short_names(kept_apart(query), dialect)
    # Some engines tell functions by case.
    case = "upper" if SqlglotDialect.get_or_raise(dialect.sqlglot).NORMALIZE_FUNCTIONS else None
    # The tree is read once only: a copy of it would be half of the work.
    text = query.sql(dialect=dialect.sqlglot, copy=False, pretty=True, normalize_functions=case, comments=False)
    sql = f"{_header(plan, dialect, types)}{text}\n"
    marks = (TOTAL,) if plan.request.totals else ()
    columns = (PERIOD, *plan.dimensions, *(each.name for each in plan.outputs), *marks)
    return Outcome(Statement(sql, dialect.name, columns, plan.fingerprint))


def _zones(plan: Plan) -> dict[tuple[str, str], str]:
    declared = {(source.name, time.name): time.zone for source in plan.sources for time in source.times}
    return {(scan.source.name, scan.time.name): scan.time.zone for scan in plan.scans} | declared


def _header(plan: Plan, dialect: Dialect, types: Types) -> str:
    unsure = ", written from its manual and not run on it" if dialect.level == "written" else ""
    lines = [f"kpidsl {plan.fingerprint} {dialect.name}{unsure}"]
    for scan in plan.scans:
        kind = types.get((scan.source.name, scan.time.name))
        zone = "" if kind in ("date", "timestamp_tz") else f" in {scan.time.zone}"
        read = kind or "timestamp, as nothing else is known"
        lines.append(f"{scan.source.name} by {scan.time.name}: {read}{zone}; periods in {plan.zone}")
    return "".join(f"-- {_one_line(line)}\n" for line in lines)


def _one_line(text: str) -> str:
    """Return a text that cannot leave its comment line."""
    return "".join(each if each.isprintable() else " " for each in text)


def _answer(plan: Plan, lowering: Lowering) -> exp.Select:
    dialect = lowering.dialect
    periods = "periods"
    parts = [Part(periods, _periods(plan, lowering.dialect), PERIOD_COLUMNS)]
    for scan in (*plan.scans, *plan.totals):
        if scan.edges:
            parts += scan_parts(scan, lowering)
    if plan.totalled:
        parts += total_parts(plan, lowering)
    parts.append(Part("cells", cells(plan, lowering)))
    source = "cells"
    for index, stage in enumerate(plan.stages):
        made = [aliased(_value(each.value, lowering.dialect, source), _stage_name(each.name)) for each in stage]
        select = selected(exp.Column(this=exp.Star(), table=quoted(source)), *made).from_(table(source), copy=False)
        source = f"stage{index}"
        parts.append(Part(source, select))
    labels = source if beside(plan) else periods
    query = selected(named(PERIOD, labels))
    texts = [_is_text(index, plan, lowering) for index in range(len(plan.dimensions))]
    for index, name in enumerate(plan.dimensions):
        member = named(slice_name(index), source)
        query.select(aliased(lowering.dialect.shown(member) if texts[index] else member, name), copy=False)
    for output in plan.outputs:
        query.select(aliased(_due(plan, output, source, lowering.dialect), output.name), copy=False)
    if plan.request.totals:
        query.select(named(TOTAL, source) if plan.totalled else aliased(number(0), TOTAL), copy=False)
    query.from_(table(source), copy=False)
    if labels == periods:
        same = exp.EQ(this=named(N, periods), expression=named(N, source))
        query.join(table(periods), on=same, copy=False)
    order = [ascending(named(each, source), dialect) for each in ([N, TOTAL] if plan.totalled else [N])]
    for index, text in enumerate(texts):
        key: exp.Expr = named(slice_name(index), source)
        # What has another form until it is shown is ordered by that form.
        if text:
            key = dialect.ordered(key) if dialect.shown is as_it_is else dialect.sorted(key)
        order.append(exp.Ordered(this=key, nulls_first=False))
    if plan.request.most is not None:
        first = named(plan.outputs[0].name)
        order.insert(0, exp.Ordered(this=first, desc=True, nulls_first=False))
        query.limit(plan.request.most, copy=False)
    query.order_by(*order, copy=False)
    query.set("with_", exp.With(expressions=[_cte(part, dialect) for part in parts]))
    return query


def _is_text(index: int, plan: Plan, lowering: Lowering) -> bool:
    """Say whether the members of an asked dimension are text; what is not known is taken for it."""
    kinds = {kind_of_value(scan.slices[index], lowering) for scan in plan.scans}
    return bool(kinds & {"text", ""})


def _cte(part: Part, dialect: Dialect) -> exp.CTE:
    columns = [] if dialect.named_values else [quoted(name) for name in part.columns]
    return exp.CTE(this=part.query, alias=exp.TableAlias(this=quoted(part.name), columns=columns))


def _periods(plan: Plan, dialect: Dialect) -> exp.Query:
    """Return the periods of the answer, numbered and named, as a small table."""
    rows: list[list[exp.Expr]] = [[number(each.index), exp.Literal.string(each.period.label)] for each in plan.periods]
    return values(rows, PERIOD_COLUMNS, dialect)


def _stage_name(name: str) -> str:
    """Return the column of a metric that a stage reckons; no name of the statement's own begins like it."""
    return f"v_{name}"


def _due(plan: Plan, output: Output, rows: str, dialect: Dialect) -> exp.Expr:
    """Return an output's value; periods that have not begun have none, which is not 0."""
    last = max((each.index for each in plan.periods if each.due), default=-1)
    if last < 0:
        return exp.Null()
    value = _value(output.value, dialect, rows)
    value = value.this if isinstance(value, exp.Paren) else value
    if last == plan.periods[-1].index:
        return value
    begun = exp.LTE(this=named(N, rows), expression=number(last))
    return exp.Case(ifs=[exp.If(this=begun, true=value)])


def _value(node: Value, dialect: Dialect, rows: str) -> exp.Expr:
    """Return a formula over the cells in `rows`."""
    match node:
        case Constant(value=constant):
            return literal(constant, dialect)
        case Cell():
            return _cell(node, rows)
        case Choice(upto=upto, after=after):
            ifs = [
                exp.If(this=exp.LTE(this=named(N, rows), expression=number(last)), true=_value(each, dialect, rows))
                for last, each in upto
            ]
            return exp.Case(ifs=ifs, default=_value(after, dialect, rows))
        case Earlier(name=name):
            return named(_stage_name(name), rows)
        case Apply(function=function, arguments=arguments, span=span):
            try:
                return apply(function, [_value(each, dialect, rows) for each in arguments], dialect)
            except Unsayable as lacking:
                raise refused(lacking, dialect, span) from None


def _cell(cell: Cell, rows: str) -> exp.Expr:
    """Return a cell; no rows are 0 where they count or add up, but a period that does not exist has no value."""
    if not cell.empty_is_zero:
        return named(cell.alias, rows)
    value = exp.Coalesce(this=named(cell.alias, rows), expressions=[number(0)])
    if not cell.missing:
        return value
    gone = exp.In(this=named(N, rows), expressions=[number(each) for each in cell.missing])
    return exp.Case(ifs=[exp.If(this=exp.Not(this=exp.paren(gone)), true=value)])


def key_statements(plan: Plan, dialect: Dialect) -> dict[str, str]:
    """Return, for each source that is joined, the statement that gives one repeated key and its count, if any."""
    statements: dict[str, str] = {}
    for each in plan.passes:
        for hop in each.hops:
            try:
                repeated = repeated_key(hop, dialect)
            except Refused:
                # The statement of the plan is refused for the same reason, with the finding.
                continue
            statements[hop.source.name] = repeated.sql(dialect=dialect.sqlglot, pretty=True)
    return statements
