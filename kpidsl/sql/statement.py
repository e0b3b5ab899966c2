"""The whole statement of a plan: scans, stacked into cells, and the formulas over them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from kpidsl.model.calendar import Calendar
from kpidsl.model.expression import Apply, Literal
from kpidsl.query.plan import Cell, Earlier, Output, Plan, Scan, Value
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.rows import Lowering, Types, apply, literal
from kpidsl.sql.scans import aliased, named, repeated_key, scan_selects, slice_name


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT. Its columns: `period`, the dimensions, the metrics by name; a row for each period and slice, ordered."""

    sql: str
    dialect: str
    columns: tuple[str, ...]
    fingerprint: str


def compile_plan(plan: Plan, calendar: Calendar, dialect: Dialect, types: Types) -> Statement:
    """Return the statement that answers a plan: the same plan and types give the same text, byte for byte.

    `types` has what is known of the columns (see `kpidsl.sql.rows.Types`); a time column of unknown type is taken for
    a timestamp without time zone.
    """
    lowering = Lowering(dialect, calendar, types, _zones(plan))
    query = _answer(plan, lowering)
    text = query.sql(dialect=dialect.sqlglot, pretty=True, normalize_functions="upper", comments=False)
    sql = f"{_header(plan, dialect, types)}{text}\n"
    columns = ("period", *plan.dimensions, *(each.name for each in plan.outputs))
    return Statement(sql, dialect.name, columns, plan.fingerprint)


def _zones(plan: Plan) -> dict[tuple[str, str], str]:
    declared = {(source.name, time.name): time.zone for source in plan.sources for time in source.times}
    return {(scan.source.name, scan.time.name): scan.time.zone for scan in plan.scans} | declared


def _header(plan: Plan, dialect: Dialect, types: Types) -> str:
    lines = [f"kpidsl {plan.fingerprint} {dialect.name}"]
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
    periods = "periods"
    ctes: list[tuple[str, exp.Query]] = []
    scans = [scan for scan in plan.scans if scan.edges]
    for scan in scans:
        ctes += scan_selects(scan, lowering)
    ctes.append(("cells", _cells(plan, scans)))
    source = "cells"
    levels = {measure.alias: scan for scan in plan.scans if scan.levels for measure in scan.measures}
    if any(scan.levels for scan in scans):
        ctes.append(("levels", _carried(plan, levels, lowering)))
        source = "levels"
    for index, stage in enumerate(plan.stages):
        select = exp.select(exp.Star(), *(aliased(_value(each.value, plan), each.name) for each in stage)).from_(_named_table(source))
        source = f"stage{index}"
        ctes.append((source, select))
    query = exp.select(_column(periods, "period"))
    for index, name in enumerate(plan.dimensions):
        query.select(aliased(_column(source, slice_name(index)), name), copy=False)
    for output in plan.outputs:
        query.select(aliased(_due(plan, output, source), output.name), copy=False)
    query.from_(_named_table(source), copy=False)
    same = exp.EQ(this=_column(periods, "n"), expression=_column(source, "n"))
    query.join(_named_table(periods), on=same, copy=False)
    order = [_column(source, "n"), *(_column(source, slice_name(index)) for index in range(len(plan.dimensions)))]
    query.order_by(*(exp.Ordered(this=each, nulls_first=False) for each in order), copy=False)
    ordered = [(periods, _periods(plan)), *ctes]
    query.set("with_", exp.With(expressions=[_cte(name, select) for name, select in ordered]))
    return query


def _cte(name: str, query: exp.Query) -> exp.CTE:
    columns = [exp.to_identifier("n", quoted=True), exp.to_identifier("period", quoted=True)] if name == "periods" else []
    alias = exp.TableAlias(this=exp.Identifier(this=name, quoted=True), columns=columns)
    return exp.CTE(this=query, alias=alias)


def _named_table(name: str) -> exp.Table:
    return exp.Table(this=exp.Identifier(this=name, quoted=True))


def _column(table: str, name: str) -> exp.Column:
    return exp.Column(this=exp.Identifier(this=name, quoted=True), table=exp.Identifier(this=table, quoted=True))


def _periods(plan: Plan) -> exp.Select:
    """Return the periods of the answer, numbered and named, as a small table."""
    rows = [
        exp.Tuple(expressions=[exp.Literal.number(each.index), exp.Literal.string(each.period.label)]) for each in plan.periods
    ]
    values = exp.Values(expressions=rows, alias=exp.TableAlias(this=exp.Identifier(this="v", quoted=True)))
    return exp.select(exp.Star()).from_(values)


def _cells(plan: Plan, scans: list[Scan]) -> exp.Select:
    """Return one row for each period and slice with all measures: scans stacked, and empty rows under them.

    The empty rows give every period, and every slice seen anywhere, its place, without a join that nulls would break.
    """
    slices = [slice_name(index) for index in range(len(plan.dimensions))]
    aliases = [measure.alias for scan in scans for measure in scan.measures]
    parts: list[exp.Select] = []
    for scan in scans:
        own = {measure.alias for measure in scan.measures}
        values = [named(alias) if alias in own else aliased(exp.Null(), alias) for alias in aliases]
        parts.append(exp.select(named("n"), *(named(each) for each in slices), *values).from_(_named_table(scan.name)))
    empty = exp.select(_column("periods", "n")).from_(_named_table("periods"))
    if slices:
        empty.select(*(_column("seen", each) for each in slices), copy=False)
        empty.join(_seen(scans, slices), join_type="cross", copy=False)
    parts.append(empty.select(*(aliased(exp.Null(), alias) for alias in aliases), copy=False))
    stacked = parts[0]
    for part in parts[1:]:
        stacked = exp.union(stacked, part, distinct=False, copy=False)  # type: ignore[assignment]
    keys = [named("n"), *(named(each) for each in slices)]
    select = exp.select(*keys, *(aliased(exp.Max(this=named(alias)), alias) for alias in aliases))
    select.from_(exp.Subquery(this=stacked, alias=exp.TableAlias(this=exp.Identifier(this="stacked", quoted=True))), copy=False)
    return select.group_by(*(each.copy() for each in keys), copy=False)


def _seen(scans: list[Scan], slices: list[str]) -> exp.Expr:
    """Return the slices that any scan has seen."""
    alias = exp.TableAlias(this=exp.Identifier(this="seen", quoted=True))
    if not scans:
        nothing = exp.select(*(aliased(exp.Null(), each) for each in slices)).where(exp.false())
        return exp.Subquery(this=nothing, alias=alias)
    parts = [exp.select(*(named(each) for each in slices)).distinct().from_(_named_table(scan.name)) for scan in scans]
    query: exp.Query = parts[0]
    for part in parts[1:]:
        query = exp.union(query, part, distinct=True, copy=False)
    return exp.Subquery(this=query, alias=alias)


def _carried(plan: Plan, levels: Mapping[str, Scan], lowering: Lowering) -> exp.Select:
    """Return the cells with every level carried on from the last bucket that had rows."""
    slices = [slice_name(index) for index in range(len(plan.dimensions))]
    aliases = [measure.alias for scan in plan.scans for measure in scan.measures]
    values: list[exp.Expr] = []
    for alias in aliases:
        if alias not in levels:
            values.append(named(alias))
            continue
        running = levels[alias].measures[0].aggregate.by is not None
        function = exp.Sum(this=named(alias)) if running else lowering.dialect.last_known(named(alias))
        values.append(aliased(_over(function, slices), alias))
    return exp.select(named("n"), *(named(each) for each in slices), *values).from_(_named_table("cells"))


def _over(function: exp.Expr, slices: list[str]) -> exp.Window:
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    order = exp.Order(expressions=[exp.Ordered(this=named("n"))])
    return exp.Window(this=function, partition_by=[named(each) for each in slices], order=order, spec=spec)


def _due(plan: Plan, output: Output, source: str) -> exp.Expr:
    """Return an output's value; periods that have not begun have none, which is not 0."""
    value = _unwrapped(_value(output.value, plan))
    last = max((each.index for each in plan.periods if each.due), default=-1)
    if last == plan.periods[-1].index:
        return value
    begun = exp.LTE(this=_column(source, "n"), expression=exp.Literal.number(last))
    if last < 0:
        return exp.Null()
    return exp.Case(ifs=[exp.If(this=begun, true=value)])


def _unwrapped(value: exp.Expr) -> exp.Expr:
    inner: exp.Expr = value.this if isinstance(value, exp.Paren) else value
    return inner


def _value(node: Value, plan: Plan) -> exp.Expr:
    match node:
        case Literal(value=value):
            return literal(value)
        case Cell(alias=alias, empty_is_zero=True):
            if not any(scan.edges for scan in plan.scans):
                return exp.Null()
            return exp.Coalesce(this=named(alias), expressions=[exp.Literal.number("0")])
        case Cell(alias=alias):
            return named(alias) if any(scan.edges for scan in plan.scans) else exp.Null()
        case Earlier(name=name):
            return named(name)
        case Apply(function=function, arguments=arguments):
            return apply(function, [_value(each, plan) for each in arguments])


def key_statements(plan: Plan, dialect: Dialect) -> dict[str, str]:
    """Return, for each source that is joined, the statement that gives one repeated key and its count, if there is one."""
    statements: dict[str, str] = {}
    for scan in plan.scans:
        for hop in scan.hops:
            statements[hop.source.name] = repeated_key(hop, dialect).sql(dialect=dialect.sqlglot, pretty=True)
    return statements
