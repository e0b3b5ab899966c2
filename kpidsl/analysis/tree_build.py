"""From breakdowns to a tree of numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf
from typing import Union

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.tree_value import Constant, Leaf, Node, Product, Ratio, Sum, Tree, parts_of
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef


@dataclass(frozen=True, slots=True)
class Sketch:
    """Arithmetic as it is written: an operator between parts, which are names, numbers or sketches.

    "-" and "/" take all later parts from the first one. "sum" is the sum of `weights` * parts.
    """

    operator: OneOf["+", "-", "*", "/", "sum"]
    parts: tuple["Part", ...]
    weights: tuple[float, ...] = ()


Part = Union[str, float, Sketch]  # noqa: UP007 - it names a class that names it


def tree_under(breakdowns: Mapping[str, Formula], root: str) -> Tree:
    """Return the tree of a goal from the breakdowns of the metrics under it, by name.

    A metric without a breakdown is a leaf, and so is one whose breakdown is more than `+ - * /` over metrics and
    numbers, for which there is no arithmetic to go down.
    """
    parts = {name: part_of_formula(breakdown) for name, breakdown in breakdowns.items()}
    return tree_from(root, {name: part for name, part in parts.items() if part is not None})


def part_of_formula(formula: Formula) -> Part | None:
    """Return a breakdown as a part of a sketch, or None where it is more than arithmetic over metrics and numbers."""
    match formula:
        case MetricRef(name=name):
            return name
        case Literal(value=Decimal() as number):
            return as_float(number)
        case Apply(function="neg", arguments=(operand,)):
            inner = part_of_formula(operand)
            return None if inner is None else Sketch("sum", (inner,), (-1.0,))
        case Apply(function="+" | "-" | "*" | "/" as operator):
            return _chain(formula, operator)
        case _:
            return None


def _chain(formula: Apply[Formula], operator: OneOf["+", "-", "*", "/"]) -> Part | None:
    """Return `a + b + c` as one operator with three parts, so that a long sum is wide and not deep."""
    operands: list[Formula] = []
    at: Formula = formula
    while isinstance(at, Apply) and at.function == operator and len(at.arguments) == 2:
        operands.append(at.arguments[1])
        at = at.arguments[0]
    parts = [part_of_formula(each) for each in (at, *reversed(operands))]
    known = tuple(part for part in parts if part is not None)
    return Sketch(operator, known) if len(known) == len(parts) else None


def tree_from(root: Part, opened: Mapping[str, Part] | None = None) -> Tree:
    """Return the tree of a sketch; a name in `opened` stands for that part, any other name is a leaf.

    A name met twice is one node. Where opened names go in a circle, the one that closes it stays a leaf.
    """
    work = _Work(dict(opened or {}))
    for name in names_in(root):
        work.open(name)
    if not isinstance(root, str):
        work.add(root)
    over: list[list[int]] = [[] for _ in work.nodes]
    for place, node in enumerate(work.nodes):
        for part in dict.fromkeys(parts_of(node)):
            over[part].append(place)
    return Tree(tuple(work.nodes), work.named, tuple(map(tuple, over)))


def names_in(part: Part) -> Iterator[str]:
    """Yield the names in a part in the order of reading, repeated ones too."""
    match part:
        case str():
            yield part
        case Sketch(parts=parts):
            for each in parts:
                yield from names_in(each)


class _Work:
    """A tree while it is built: the nodes so far, and where each name stands."""

    def __init__(self, opened: dict[str, Part]) -> None:
        self.opened = opened
        self.nodes: list[Node] = []
        self.named: dict[str, int] = {}

    def open(self, root: str) -> None:
        """Add a name and all under it, parts first; without recursion, for a chain of metrics may be long."""
        waiting, entered = [root], set[str]()
        while waiting:
            name = waiting[-1]
            if name in self.named:
                waiting.pop()
            elif name in entered or name not in self.opened:
                waiting.pop()
                self.named[name] = self.add(self.opened[name]) if name in self.opened else self.put(Leaf(name))
            else:
                entered.add(name)
                inner = [each for each in names_in(self.opened[name]) if each not in entered]
                waiting += reversed(inner)

    def put(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1

    def add(self, part: Part) -> int:
        """Add a part all of whose names are in, and return its place."""
        match part:
            case str():
                return self.named[part] if part in self.named else self.put(Leaf(part))
            case Sketch(operator="/", parts=(above, *below)):
                over = self.add(above)
                under = self.places(below)
                return self.put(Ratio((over, under[0] if len(under) == 1 else self.put(Product(under)))))
            case Sketch(operator="*", parts=parts):
                return self.put(Product(self.places(parts)))
            case Sketch(operator=operator, parts=parts, weights=weights):
                places = self.places(parts)
                rest = -1.0 if operator == "-" else 1.0
                return self.put(Sum(places, weights or (1.0, *[rest] * (len(places) - 1))))
            case _:
                return self.put(Constant(float(part)))

    def places(self, parts: tuple[Part, ...] | list[Part]) -> tuple[int, ...]:
        return tuple(self.add(part) for part in parts)
