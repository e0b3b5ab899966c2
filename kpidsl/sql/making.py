"""Small pieces that every part of a statement is made of: names of its own, values under a name, tables."""

from sqlglot import exp

from kpidsl.query.plan import Window

N = "n"


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


def slice_name(index: int) -> str:
    """Return the name of the column of the asked dimension of that number."""
    return f"d{index}"


def grouped(select: exp.Select, columns: int) -> exp.Select:
    """Group a select by its first columns."""
    return select.group_by(*(exp.Literal.number(index + 1) for index in range(columns)), copy=False)


def inner(select: exp.Query, alias: str) -> exp.Subquery:
    """Return a select as rows to select from."""
    return exp.Subquery(this=select, alias=exp.TableAlias(this=quoted(alias)))


def not_null(value: exp.Expr) -> exp.Expr:
    """Return the test that a value is there."""
    return exp.Not(this=exp.Is(this=value, expression=exp.Null()))


def values(rows: list[list[exp.Expr]], alias: str) -> exp.Select:
    """Return a small table as a select; its columns are named where it is put under a name."""
    tuples = [exp.Tuple(expressions=row) for row in rows]
    return exp.select(exp.Star()).from_(exp.Values(expressions=tuples, alias=exp.TableAlias(this=quoted(alias))))


def spans_table(window: Window) -> exp.Select:
    """Return the buckets of a window's periods: (n, first bucket, last bucket)."""
    return values([[number(each) for each in span] for span in window.spans], "v")


SPANS_COLUMNS = (N, "b0", "b1")


def within(bucket: exp.Expr, spans: str) -> exp.Expr:
    """Return the test that a bucket belongs to a period of a window."""
    return exp.and_(
        exp.GTE(this=bucket, expression=named("b0", spans)),
        exp.LTE(this=bucket.copy(), expression=named("b1", spans)),
        copy=False,
    )
