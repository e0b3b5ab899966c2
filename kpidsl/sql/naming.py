"""Names of a statement's own making, kept apart from those of the warehouse, and none longer than the dialect keeps."""

import hashlib

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect, Longest

_FINGERPRINT = 8
_REAL = "real"


def identifier(name: str, quoted: bool, dialect: Dialect) -> exp.Identifier:
    """Return a name as the warehouse keeps it: folded to its case of plain names, but for one in backticks."""
    if not quoted and dialect.case != "as_written":
        name = "".join(_folded(each, dialect.case) if each.isascii() else each for each in name)
    return exp.Identifier(this=name, quoted=True)


def _folded(letter: str, case: str) -> str:
    return letter.lower() if case == "lower" else letter.upper()


def real_table(table: exp.Expr) -> None:
    """Mark a table as one of the warehouse, or a query as written by people."""
    table.meta[_REAL] = True


def is_real(node: exp.Expr) -> bool:
    """Say whether a node is a table of the warehouse, or a query that people wrote."""
    return bool(node.meta.get(_REAL))


def kept_apart(query: exp.Select) -> exp.Select:
    """Return a statement in which no part has the name of a table that it reads."""
    tables = list(query.find_all(exp.Table))
    taken = {each.name.casefold() for each in tables if each.meta.get(_REAL)}
    for part in query.ctes:
        name = own = part.alias
        while own.casefold() in taken:
            own += "_"
        if own == name:
            continue
        part.args["alias"].this.set("this", own)
        for each in tables:
            if each.name == name and not each.meta.get(_REAL):
                each.this.set("this", own)
                if not each.alias:
                    each.set("alias", exp.TableAlias(this=exp.Identifier(this=name, quoted=True)))
    return query


def short_names(query: exp.Select, dialect: Dialect) -> exp.Select:
    """Return a statement in which no name is longer than the dialect keeps; names of tables and columns never are."""
    if dialect.longest is not None:
        for each in query.find_all(exp.Identifier):
            each.set("this", short_name(each.this, dialect.longest))
    return query


def short_name(name: str, longest: Longest) -> str:
    """Return a name, or its beginning and a fingerprint of the whole."""
    if _length(name, longest) <= longest.length:
        return name
    end = f"_{hashlib.sha256(name.encode()).hexdigest()[:_FINGERPRINT]}"
    while _length(name + end, longest) > longest.length:
        name = name[:-1]
    return name + end


def _length(name: str, longest: Longest) -> int:
    return len(name.encode()) if longest.bytes else len(name)
