"""A file as the formatter sees it: what was written, in canonical words, with every comment at the thing it belongs to.

Neither spelling shows: both are laid out on the same sheet, and either can be written from it.
"""

from dataclasses import dataclass, replace

from kpidsl.syntax.clauses import ClauseRow, StatementRow
from kpidsl.syntax.tree import Value

Remarks = tuple[str, ...]
"""Comments that stand on lines of their own; "" is a blank line."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment between two words of a value; `own_line` where it does not stand behind the first of them."""

    text: str
    own_line: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or sign of a value: `glued` to what precedes it or a blank apart, with the comments before it."""

    text: str
    glued: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A clause: the comments above it, its value as pieces of the own spelling and as the tree has it, its comment."""

    row: ClauseRow
    value: Value
    pieces: tuple[Piece, ...]
    lead: Remarks = ()
    trailing: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement: `lead` above it ("" first where a blank line parts it from the one before), its name as it is spelt.

    `key` is how an `order:` list calls it. `head` holds the label and the clauses of the head, `trailing` stands behind
    the head, `tail` below the last clause.
    """

    row: StatementRow
    name: str
    key: str
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    lead: Remarks = ()
    trailing: str = ""
    tail: Remarks = ()

    @property
    def braced(self) -> bool:
        """Say whether anything stands below the head."""
        return bool(self.body or self.tail)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file; `foot` holds the comments after its last statement."""

    entries: tuple[Entry, ...]
    foot: Remarks


def folded(entry: Entry) -> Entry:
    """Return a statement with the comments that only YAML has a place for above it, or behind its head."""
    above = [each for line in entry.head for each in line.lead if each]
    behind = [each for each in (entry.trailing, *(line.trailing for line in entry.head)) if each]
    below = () if entry.row.body else entry.tail
    lead = (*entry.lead, *above, *behind[1:], *(each for each in below if each))
    head = tuple(replace(line, lead=(), trailing="") for line in entry.head)
    tail = entry.tail if entry.row.body else ()
    return replace(entry, head=head, lead=lead, trailing=behind[0] if behind else "", tail=tail)
