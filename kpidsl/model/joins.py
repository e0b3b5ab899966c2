"""Ways over declared joins, from many rows to one: which sources can be reached, and how."""

from collections.abc import Iterable, Mapping

Joins = Mapping[str, Iterable[str]]
"""The sources that each source joins."""

_PATHS_AT_MOST = 8
_STEPS_AT_MOST = 5_000
"""Where joins are woven so densely, a name has several ways to it, and more of them add nothing to the finding."""


def reached(joins: Joins, start: str) -> list[str]:
    """Return every source that chains of joins lead to, nearer ones first."""
    seen = {start: None}
    queue = [start]
    for each in queue:
        for target in joins.get(each, ()):
            if target not in seen:
                seen[target] = None
                queue.append(target)
    return queue[1:]


def paths(joins: Joins, start: str, target: str) -> list[tuple[str, ...]]:
    """Return the chains of joins from a source to another that pass no source twice, each as the joined
    sources in order.

    At most eight are looked for: two are one too many already.
    """
    back: dict[str, list[str]] = {}
    for each, targets in joins.items():
        for other in targets:
            back.setdefault(other, []).append(each)
    useful = {target, *reached(back, target)}
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[str, ...]] = [(start,)]
    for _ in range(_STEPS_AT_MOST):
        if not waiting or len(found) == _PATHS_AT_MOST:
            break
        path = waiting.pop()
        for step in reversed(list(joins.get(path[-1], ()))):
            if step == target and step not in path:
                found.append((*path[1:], step))
            elif step in useful and step not in path:
                waiting.append((*path, step))
    return found
