"""SQL that people wrote: parsed, held to what it may be, and only then put into a statement."""

import re

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from kpidsl.model.expression import RawSql
from kpidsl.model.records import QueryRows
from kpidsl.sql.dialects.row import Dialect, Unsayable
from kpidsl.sql.naming import identifier, real_table
from kpidsl.text.diagnostic import Diagnostic, Fact, Said, finding
from kpidsl.text.source import Span


class Refused(Exception):
    """A construct that cannot be written for a dialect, with the finding that says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__()
        self.diagnostic = diagnostic


def refused(lacking: Unsayable, dialect: Dialect, span: Span | None) -> Refused:
    """Return the refusal of what a dialect has no words for."""
    facts: dict[str, Fact] = {"dialect": dialect.name, "construct": lacking.construct, "way": lacking.way}
    return Refused(finding("K706", span, **facts))


def written_query(origin: QueryRows, dialect: Dialect) -> exp.Query:
    """Return the one SELECT of a source; raises `Refused` where it is anything else."""
    tree = _one(origin.sql, origin, dialect)
    if not isinstance(tree, exp.Query) or any(tree.find_all(*_STATEMENTS)):
        raise Refused(finding("K702", origin.span, found=_ELSE))
    for table in tree.find_all(exp.Table):
        real_table(table)
    return tree


def written_scalar(raw: RawSql, table: str, dialect: Dialect) -> exp.Expr:
    """Return one scalar expression over the row, its columns given to `table`; raises `Refused` for anything else."""
    tree = _one(f"SELECT {raw.text}", raw, dialect)
    alone = isinstance(tree, exp.Select) and len(tree.expressions) == 1 and set(_given(tree)) == {"expressions"}
    if not alone:
        raise Refused(finding("K703", raw.span))
    scalar: exp.Expr = tree.expressions[0]
    if isinstance(scalar, (exp.Alias, exp.Star)) or scalar.find(
        exp.Query, exp.AggFunc, exp.Window, exp.Star, *_STATEMENTS
    ):
        raise Refused(finding("K703", raw.span))
    for column in scalar.find_all(exp.Column):
        if column.table:
            raise Refused(finding("K703", raw.span))
        column.set("this", identifier(column.name, bool(column.this.quoted), dialect))
        column.set("table", exp.Identifier(this=table, quoted=True))
    return exp.paren(scalar)


_STATEMENTS = (
    exp.Command,
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Create,
    exp.Drop,
    exp.Copy,
    exp.Into,
    exp.Placeholder,
    exp.Parameter,
)


_ELSE = Said("something else", "別のものが書かれています")
_SEVERAL = Said("several statements", "複数の文があります")
_NOTHING = Said("nothing", "何も書かれていません")
_CLASS = re.compile(r"<class '[\w.]*?(\w+)'>")


def _words(error: Exception) -> str | Said:
    """Return what the parser says, without the names of its own classes."""
    if isinstance(error, RecursionError):
        return Said("it is nested too deeply", "入れ子が深すぎます")
    lines = str(error).splitlines()
    return _CLASS.sub(lambda found: found[1].upper(), lines[0])[:200] if lines else type(error).__name__


def _given(tree: exp.Expr) -> list[str]:
    return [name for name, value in tree.args.items() if value]


def _one(text: str, origin: QueryRows | RawSql, dialect: Dialect) -> exp.Expr:
    try:
        trees = [each for each in parse(text, dialect=dialect.sqlglot) if each is not None]
    except (SqlglotError, RecursionError) as error:
        raise Refused(finding("K704", origin.span, dialect=dialect.name, words=_words(error))) from None
    if len(trees) != 1 and isinstance(origin, QueryRows):
        raise Refused(finding("K702", origin.span, found=_SEVERAL if trees else _NOTHING))
    if len(trees) != 1:
        raise Refused(finding("K703", origin.span))
    return trees[0]
