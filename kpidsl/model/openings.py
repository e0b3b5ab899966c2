"""Dimensions and segments that are made of each other: which can be opened, in which order, and which are too large."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kpidsl.model.circles import in_order
from kpidsl.model.row_names import Broken, Definition, RowNames
from kpidsl.model.rows import resolve_row
from kpidsl.model.sorts import check_condition, sort_of
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.source import Span

_NODES_AT_MOST = 1_000
_DEPTH_AT_MOST = 60
"""A definition that is larger with all it is made of would make every statement that uses it as large."""


def open_all(names: RowNames) -> tuple[RowNames, list[Diagnostic]]:
    """Return the names with every definition closed that cannot be used, each with the finding at its cause."""
    formulas = dict(_formulas(names))
    needs = {key: list(_needs(key, names, formulas)) for key in formulas}
    order, circles = _ordered(needs)
    found = []
    closed = set(names.closed)
    for path in circles:
        words = " -> ".join(".".join(each) for each in path)
        found.append(finding("K204", formulas[path[0]][1], path=words))
        closed.update(path)
    sizes: dict[Definition, tuple[int, int]] = {}
    for key in order:
        names = replace(names, closed=frozenset(closed)) if closed != names.closed else names
        wrong = _wrong(key, names, formulas, needs[key], sizes)
        if wrong is not None:
            found += wrong
            closed.add(key)
    return replace(names, closed=frozenset(closed)), found


def _ordered(needs: Mapping[Definition, list[Definition]]) -> tuple[list[Definition], list[list[Definition]]]:
    known = {"\x1f".join(key): key for key in needs}
    graph = {text: ["\x1f".join(each) for each in needs[key]] for text, key in known.items()}
    order, circles = in_order(graph)
    return [known[each] for each in order], [[known[each] for each in path] for path in circles]


def _formulas(names: RowNames) -> Iterator[tuple[Definition, tuple[tree.Expression, Span]]]:
    for source in names.sources.values():
        if source.name in names.broken:
            continue
        for dimension in source.dimensions.values():
            if dimension.formula is not None:
                yield (source.name, dimension.name), (dimension.formula, dimension.span)
    for segment in names.segments.values():
        if segment.source not in names.broken and segment.name not in names.broken:
            # A segment hides a dimension of its name, so that the two are one definition.
            yield (segment.source, segment.name), (segment.condition, segment.span)


def _needs(key: Definition, names: RowNames, formulas: Mapping[Definition, object]) -> Iterator[Definition]:
    source, name = key
    formula: tree.Expression = formulas[key][0]  # type: ignore[index]
    for parts in paths_in(formula):
        at = parts[-2] if len(parts) > 1 else source
        other = (at, parts[-1])
        if other in formulas and other != (source, name):
            yield other


def paths_in(node: object) -> Iterator[tuple[str, ...]]:
    """Yield every path of names in a syntax tree."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tree.Reference):
            yield tuple(word.text for word in each.parts)
        else:
            waiting += parts_of(each)


def parts_of(node: object) -> list[object]:
    """Return the parts of a syntax node that are nodes themselves, last ones first."""
    if isinstance(node, tuple):
        return [] if isinstance(node, Span) else list(reversed(node))
    return [getattr(node, name) for name in reversed(getattr(type(node), "__match_args__", ()))]


def _wrong(
    key: Definition,
    names: RowNames,
    formulas: Mapping[Definition, tuple[tree.Expression, Span]],
    needs: list[Definition],
    sizes: dict[Definition, tuple[int, int]],
) -> list[Diagnostic] | None:
    """Return the findings about one definition, None where it can be used; fills `sizes` with its nodes and depth."""
    formula, span = formulas[key]
    nodes, depth = _size(formula)
    nodes += sum(sizes[each][0] for each in needs if each in sizes)
    depth += max((sizes[each][1] for each in needs if each in sizes), default=0)
    sizes[key] = nodes, depth
    if needs and (nodes > _NODES_AT_MOST or depth > _DEPTH_AT_MOST):
        return [finding("K419", span, name=key[1])]
    try:
        resolved = resolve_row(tree.Reference((tree.Word(key[1], span),), span), key[0], names)
    except Broken as broken:
        return list(broken.diagnostics)
    segment = names.segments.get(key[1])
    found: list[Diagnostic] = []
    if segment is not None and segment.source == key[0]:
        check_condition(resolved, found)
    else:
        sort_of(resolved, found)
    return found or None


def _size(node: object) -> tuple[int, int]:
    nodes = deepest = 0
    waiting = [(node, 1)]
    while waiting:
        each, depth = waiting.pop()
        nodes += hasattr(each, "span")
        deepest = max(deepest, depth)
        waiting += [(part, depth + hasattr(part, "span")) for part in parts_of(each)]
    return nodes, deepest
