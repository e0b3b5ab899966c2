"""The `order:` list of a YAML file: where statements of several kinds interleave, it says in which order they stand."""

from kpidsl.syntax.clauses import STATEMENT
from kpidsl.syntax.nodes import Entries, Items, Node, Scalar
from kpidsl.syntax.tree import Statement
from kpidsl.syntax.yaml_values import LIST, Reading
from kpidsl.text.diagnostic import Said, finding


def order_keys(statements: list[Statement]) -> list[str]:
    """Return how each statement is called in an `order:` list: `kpi 受注率`, or `review 2` for the second review."""
    keys: list[str] = []
    counts: dict[str, int] = {}
    for statement in statements:
        counts[statement.kind] = counts.get(statement.kind, 0) + 1
        listed = STATEMENT[statement.kind].listed
        name = statement.name.text if statement.name and not listed else str(counts[statement.kind])
        keys.append(f"{statement.kind} {name}")
    return keys


def in_order(reading: Reading, root: Node | None, statements: list[Statement]) -> list[Statement]:
    """Return the statements in the order that the file asks for; what it does not name comes last, as written."""
    statements = sorted(statements, key=lambda each: each.span.start)
    if not isinstance(root, Entries):
        return statements
    ranks: dict[str, int] = {}
    known = order_keys(statements)
    for key, node in root.entries:
        if key.value == "order":
            ranks = _ranks(reading, key, node, set(known))
    ranked = sorted(zip(known, statements, strict=True), key=lambda pair: ranks.get(pair[0], len(ranks)))
    return [statement for _, statement in ranked]


def _ranks(reading: Reading, key: Scalar, node: Node, known: set[str]) -> dict[str, int]:
    if not isinstance(node, Items):
        reading.findings.append(finding("K174", key.span, what=Said("`order`", "`order`"), expected=LIST))
        return {}
    ranks: dict[str, int] = {}
    for item in node.items:
        value = item.value if isinstance(item, Scalar) else ""
        if value not in known or value in ranks:
            reading.findings.append(finding("K180", item.span, item=value))
        ranks.setdefault(value, len(ranks))
    return ranks
