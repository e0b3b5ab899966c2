"""Dimensions and conditions of a request, found again on every source that it reads."""

from collections.abc import Mapping
from dataclasses import replace

from kpidsl.model.expression import Apply, Column, RawSql, RowExpression
from kpidsl.model.records import Model, Source
from kpidsl.model.rows import Broken, resolve_row, where_joined
from kpidsl.model.sources import shared_dimensions
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.nearest import nearest


def reachable(model: Model, source: str) -> dict[str, tuple[str, ...]]:
    """Return the dimensions that a source's rows can be sliced by, each with its path; ambiguous ones are left out."""
    return {name: paths[0] for name, paths in shared_dimensions(model.sources, source).items() if len(paths) == 1}


def slice_expressions(
    model: Model, asked: tuple[str, ...], users: Mapping[str, str]
) -> Outcome[dict[str, tuple[RowExpression, ...]]]:
    """Return, for every source, the expression of each asked dimension over its rows.

    `users` maps each source that is read to the metric that reads it, for the findings.
    """
    found: list[Diagnostic] = []
    ways = {source: reachable(model, source) for source in users}
    common = set.intersection(*(set(each) for each in ways.values())) if ways else set()
    for name in asked:
        lacking = next((source for source in users if name not in ways[source]), None)
        if lacking is not None:
            near = nearest(name, common) or ""
            known = ", ".join(sorted(common)) or "-"
            found.append(finding("K420", None, metric=users[lacking], dimension=name, known=known, near=near))
    if found:
        return Outcome({}, tuple(found))
    return Outcome(
        {source: tuple(_dimension(model, source, ways[source][name], name) for name in asked) for source in users}
    )


def _dimension(model: Model, source: str, path: tuple[str, ...], name: str) -> RowExpression:
    owner = model.sources[path[-1] if path else source]
    formula = next(each.formula for each in owner.dimensions if each.name == name)
    return where_joined(rebase(formula, source, path), model.names, source, path)


def rebase(expression: RowExpression, base: str, path: tuple[str, ...]) -> RowExpression:
    """Return an expression over the rows of the source at the end of `path`, as seen from the rows of `base`."""
    match expression:
        case Column() | RawSql():
            return replace(expression, source=base, path=(*path, *expression.path))
        case Apply(arguments=arguments):
            return replace(expression, arguments=tuple(rebase(each, base, path) for each in arguments))
    return expression


def condition(model: Model, source: Source, where: tree.Expression) -> Outcome[RowExpression | None]:
    """Return a request's condition over a source's rows: a bare name is a dimension it reaches, else its column."""
    given = {name: _dimension(model, source.name, path, name) for name, path in reachable(model, source.name).items()}
    try:
        return Outcome(resolve_row(where, source.name, model.names, given))
    except Broken as broken:
        return Outcome(None, broken.diagnostics)
