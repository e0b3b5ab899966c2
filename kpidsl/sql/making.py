"""Small pieces that every part of a statement is made of: names of its own, values under a name, tables."""

from sqlglot import Dialect as SqlglotDialect
from sqlglot import exp

from kpidsl.query.plan import Window
from kpidsl.sql.dialects.row import Dialect

N = "n"
PERIOD = "period"
PERIOD_COLUMNS = (N, PERIOD)
TOTAL = "total"


def quoted(name: str) -> exp.Identifier:
    """Return a name of the statement's own making."""
    return exp.Identifier(this=name, quoted=True)


def named(name: str, table: str = "") -> exp.Column:
    """Return a column of the statement's own making."""
    return exp.Column(this=quoted(name), table=quoted(table) if table else None)


def aliased(value: exp.Expr, name: str) -> exp.Alias:
    """Return a value under a name."""
    return exp.Alias(this=value, alias=quoted(name))


def table(name: str, alias: str = "") -> exp.Table:
    """Return a table of the statement's own making."""
    return exp.Table(this=quoted(name), alias=exp.TableAlias(this=quoted(alias)) if alias else None)


def number(value: int) -> exp.Expr:
    """Return a whole number."""
    literal = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def selected(*values: exp.Expr) -> exp.Select:
    """Return a select of values. They are not copied, which is most of what making a large statement would take."""
    return exp.Select(expressions=list(values))


def slice_name(index: int) -> str:
    """Return the name of the column of the asked dimension of that number."""
    return f"d{index}"


def ascending(value: exp.Expr, dialect: Dialect) -> exp.Ordered:
    """Return an order by a value that is never null, so that nothing has to be said about nulls."""
    small = SqlglotDialect.get_or_raise(dialect.sqlglot).NULL_ORDERING == "nulls_are_small"
    return exp.Ordered(this=value, nulls_first=small)


def grouped(select: exp.Select, columns: int, dialect: Dialect) -> exp.Select:
    """Group a select by its first columns."""
    if dialect.ordinals:
        return select.group_by(*(exp.Literal.number(index + 1) for index in range(columns)), copy=False)
    given = [each.unalias().copy() for each in select.expressions[:columns]]
    return select.group_by(*(each for each in given if each.find(exp.Column)), copy=False)


def inner(select: exp.Query, alias: str) -> exp.Subquery:
    """Return a select as rows to select from."""
    return exp.Subquery(this=select, alias=exp.TableAlias(this=quoted(alias)))


def not_null(value: exp.Expr) -> exp.Expr:
    """Return the test that a value is there."""
    return exp.Not(this=exp.Is(this=value, expression=exp.Null()))


def values(rows: list[list[exp.Expr]], columns: tuple[str, ...], dialect: Dialect) -> exp.Query:
    """Return a small table as a select; its columns are named where it is put under a name."""
    if not dialect.table_values:
        return stacked([selected(*(aliased(*pair) for pair in zip(row, columns, strict=True))) for row in rows])
    tuples = [exp.Tuple(expressions=row) for row in rows]
    alias = exp.TableAlias(
        this=quoted("v"), columns=[quoted(each) for each in columns] if dialect.named_values else None
    )
    return selected(exp.Star()).from_(exp.Values(expressions=tuples, alias=alias))


def stacked(parts: list[exp.Select], distinct: bool = False) -> exp.Query:
    """Return the rows of several selects under each other."""
    query: exp.Query = parts[0]
    for part in parts[1:]:
        query = exp.union(query, part, distinct=distinct, copy=False)
    return query


def spans_table(window: Window, dialect: Dialect) -> exp.Query:
    """Return the buckets of a window's periods: (n, first bucket, last bucket)."""
    return values([[number(each) for each in span] for span in window.spans], SPANS_COLUMNS, dialect)


SPANS_COLUMNS = (N, "b0", "b1")


def within(bucket: exp.Expr, spans: str) -> exp.Expr:
    """Return the test that a bucket belongs to a period of a window."""
    return exp.and_(
        exp.GTE(this=bucket, expression=named("b0", spans)),
        exp.LTE(this=bucket.copy(), expression=named("b1", spans)),
        copy=False,
    )
