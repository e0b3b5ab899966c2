"""Operators and functions of values in SQL, for rows and for cells alike: three-valued logic, real division."""

from collections.abc import Callable

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect

BINARY: dict[str, type[exp.Binary]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def apply(function: str, arguments: list[exp.Expr], dialect: Dialect) -> exp.Expr:
    """Return an operator or function of the table of functions over SQL values."""
    if function in dialect.functions:
        return dialect.functions[function](*arguments)
    if function == "/":
        return exp.paren(dialect.ratio(*arguments))
    if function in BINARY:
        left, right = arguments
        return exp.paren(BINARY[function](this=left, expression=right))
    return _FUNCTIONS[function](*arguments)


def _like(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Escape(this=exp.Like(this=left, expression=right), expression=exp.Literal.string("\\")))


def _between(operand: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr:
    # PostgreSQL reads no COLLATE before the AND.
    low = exp.paren(low) if isinstance(low, exp.Collate) else low
    return exp.paren(exp.Between(this=operand, low=low, high=high))


def _if(test: exp.Expr, yes: exp.Expr, no: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test, true=yes)], default=no)


def _coalesce(first: exp.Expr, *rest: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=first, expressions=list(rest))


def _round(value: exp.Expr, digits: exp.Expr | None = None) -> exp.Expr:
    return exp.Round(this=value, decimals=digits)


_FUNCTIONS: dict[str, Callable[..., exp.Expr]] = {
    "neg": lambda operand: exp.paren(exp.Neg(this=operand)),
    "and": lambda left, right: exp.paren(exp.And(this=left, expression=right)),
    "or": lambda left, right: exp.paren(exp.Or(this=left, expression=right)),
    "not": lambda operand: exp.paren(exp.Not(this=operand)),
    "is_null": lambda operand: exp.paren(exp.Is(this=operand, expression=exp.Null())),
    "in": lambda operand, *items: exp.paren(exp.In(this=operand, expressions=list(items))),
    "between": _between,
    "like": _like,
    "if": _if,
    "coalesce": _coalesce,
    "abs": lambda operand: exp.Abs(this=operand),
    "round": _round,
}
