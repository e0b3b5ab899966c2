"""YAML events to nodes with places: strict, without anchors, merges and tags, and without recursion.

Only text, lists and maps are left; what a scalar means is decided by the grammar, so `on`, `no` and `12:30` are text.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from kpidsl.syntax.mistake import mistake
from kpidsl.text.source import Span

DEEPEST = 12
_QUOTED = ("'", '"', "|", ">")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Scalar:
    """A piece of text; `style` is its quote, "|" or ">" for a block, None where it is plain."""

    value: str
    style: str | None
    span: Span

    @property
    def empty(self) -> bool:
        """Say whether nothing was written: no text at all, `~` or `null`."""
        return self.style is None and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Items:
    """A list."""

    items: list["Node"]
    span: Span


@dataclass(slots=True)
class Entries:
    """A map, in the order written, keys that stand twice included; `flow` where it stands in braces."""

    entries: list[tuple[Scalar, "Node"]]
    span: Span
    flow: bool = False
    open_key: "Scalar | None" = field(default=None, repr=False)


Node = Scalar | Items | Entries


def compose(file: str, text: str) -> Node | None:
    """Return the one document of a YAML text, None where it is empty. Raises `Mistake`, or `yaml.YAMLError`."""
    open_nodes: list[Items | Entries] = []
    root: Node | None = None
    documents = 0
    # The C reader drops a byte order mark without counting it.
    shift = 1 if text.startswith("\ufeff") else 0
    events: Any = yaml.parse(text[shift:], Loader=_LOADER)
    for event in events:
        span = Span(file, event.start_mark.index + shift, event.end_mark.index + shift)
        _refuse(event, span)
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise mistake("K172", span)
            case yaml.ScalarEvent():
                root = _place(
                    open_nodes, Scalar(event.value, event.style if event.style in _QUOTED else None, span), root
                )
            case yaml.SequenceStartEvent():
                open_nodes.append(_open(open_nodes, Items([], span)))
            case yaml.MappingStartEvent():
                open_nodes.append(_open(open_nodes, Entries([], span, bool(event.flow_style))))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                closed = open_nodes.pop()
                closed.span = closed.span.to(span)
                root = _place(open_nodes, closed, root)
    return root


def _refuse(event: Any, span: Span) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise mistake("K170", span, sign="*")
    if getattr(event, "anchor", None):
        raise mistake("K170", Span(span.file, span.start, span.start + 1), sign="&")
    if getattr(event, "tag", None):
        raise mistake("K171", Span(span.file, span.start, span.start + 1))


def _open(open_nodes: list[Items | Entries], node: Any) -> Any:
    if len(open_nodes) >= DEEPEST:
        raise mistake("K123", node.span)
    return node


def _place(open_nodes: list[Items | Entries], node: Node, root: Node | None) -> Node | None:
    if not open_nodes:
        return node
    parent = open_nodes[-1]
    if isinstance(parent, Items):
        parent.items.append(node)
    elif parent.open_key is None:
        if not isinstance(node, Scalar):
            raise mistake("K173", node.span)
        if node.value == "<<" and node.style is None:
            raise mistake("K170", node.span, sign="<<")
        parent.open_key = node
    else:
        parent.entries.append((parent.open_key, node))
        parent.open_key = None
    return root
