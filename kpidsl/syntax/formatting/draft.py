"""A sheet in the making: comments are handed out to the spots around them, then everything is put in its order."""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kpidsl.syntax.clauses import ClauseRow, StatementRow
from kpidsl.syntax.formatting.pieces import Words, pieces_of, spelt
from kpidsl.syntax.formatting.sheet import Entry, Line, Remark, Remarks, Sheet
from kpidsl.syntax.recording import Token
from kpidsl.syntax.tree import Comment, Value, Word

_BREAK = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class DraftLine:
    """A clause, its words, and the comments found so far."""

    row: ClauseRow
    value: Value
    words: Words
    lead: list[str] = field(default_factory=list)
    trailing: list[str] = field(default_factory=list)

    def line(self) -> Line:
        """Return the clause as it stands on the sheet; comments that fit nowhere else go above it."""
        pieces, left = pieces_of(self.row, self.value, self.words)
        trailing = [*(remark.text for remark in left), *self.trailing]
        lead = _settled([*self.lead, *trailing[1:]])
        return Line(self.row, self.value, pieces, lead, trailing[0] if trailing else "")


@dataclass(slots=True)
class DraftEntry:
    """A statement, its clauses, and the comments found so far; `column` is where it begins in the YAML spelling."""

    row: StatementRow
    name: Word | None
    key: str
    column: int = 0
    head: list[DraftLine] = field(default_factory=list)
    body: list[DraftLine] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    trailing: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    def entry(self) -> Entry:
        """Return the statement as it stands on the sheet."""
        head, body = _unparted([each.line() for each in self.head]), _unparted(_gathered(self.body))
        lead = _settled([*self.lead, *self.trailing[1:]])
        name = spelt(self.name) if self.name else ""
        trailing = self.trailing[0] if self.trailing else ""
        tail = _settled(self.tail, last=False)
        return Entry(self.row, name, self.key, head, body, lead, trailing, tail if body else _without_gap(tail))


def _gathered(drafts: Iterable[DraftLine]) -> list[Line]:
    """Return clauses with repeated ones together, where the first of them stands."""
    together: dict[str, list[Line]] = {}
    last = ""
    for draft in drafts:
        line = draft.line()
        keyword = line.row.keyword
        if keyword in together and keyword != last:
            line = replace(line, lead=_without_gap(line.lead))
        together.setdefault(keyword, []).append(line)
        last = keyword
    return [line for lines in together.values() for line in lines]


def _unparted(lines: list[Line]) -> tuple[Line, ...]:
    """Return clauses of which the first has no blank line above it."""
    return tuple(replace(line, lead=_without_gap(line.lead)) if not n else line for n, line in enumerate(lines))


def _settled(lines: Sequence[str], last: bool = True) -> Remarks:
    """Return comment lines with at most one blank between them; with `last`, one may stand below them too."""
    kept: list[str] = []
    for line in lines:
        if line or not kept or kept[-1]:
            kept.append(line)
    return tuple(kept) if last or not kept or kept[-1] else tuple(kept[:-1])


def _without_gap(lines: Remarks) -> Remarks:
    return lines[1:] if lines and not lines[0] else lines


@dataclass(slots=True)
class Spot:
    """A stretch of the file: `ahead` takes the comments above it, `behind` the one after it on its line, if any does.

    `opens` says that a blank line before it counts. `line` and `number` say which word of a value it is.
    """

    start: int
    end: int
    ahead: list[str]
    behind: list[str] | None = None
    opens: bool = False
    line: DraftLine | None = None
    number: int = -1
    entry: DraftEntry | None = None


def value_spots(line: DraftLine, tokens: list[Token], entry: DraftEntry) -> list[Spot]:
    """Lay the tokens of a value on a draft, and return their spots."""
    line.words = [(token, []) for token in tokens]
    spots = [
        Spot(token[1].span.start, token[1].span.end, line.lead, None, False, line, number, entry)
        for number, token in enumerate(tokens)
    ]
    if spots:
        spots[-1].behind = line.trailing
    return spots


def hand_out(text: str, spots: list[Spot], comments: Iterable[Comment], foot: list[str]) -> None:
    """Give every comment of a file to the spot that it belongs to; the last ones are the file's foot."""
    end = Spot(len(text), len(text), foot)
    left = deque([*sorted(spots, key=lambda spot: spot.start), end])
    previous, before = 0, None
    for comment in [*sorted(comments, key=lambda each: each.span.start), None]:
        while left and (comment is None or left[0].start <= comment.span.start):
            before = left.popleft()
            if before.opens and _parted(text, previous, before.start):
                before.ahead.append("")
            previous = before.end
        if comment is not None:
            _give(text, comment, before, left[0], _parted(text, previous, comment.span.start))
            previous = max(previous, comment.span.end)


def _parted(text: str, start: int, end: int) -> bool:
    """Say whether a blank line stands between two places; above the first thing of a file none counts."""
    return start > 0 and len(_BREAK.findall(text, start, max(start, end))) > 1


def _give(text: str, comment: Comment, before: Spot | None, after: Spot, parted: bool) -> None:
    said = "#" + comment.text[1:]
    same_line = before is not None and not _BREAK.search(text, before.end, max(before.end, comment.span.start))
    if before and after.line is not None and after.line is before.line and after.number > 0:
        after.line.words[after.number][1].append(Remark(said, comment.own_line or not same_line))
    elif before and same_line and before.behind is not None:
        before.behind.append(said)
    else:
        goal = _above(text, comment, before, after)
        goal += ["", said] if parted else [said]


def _above(text: str, comment: Comment, before: Spot | None, after: Spot) -> list[str]:
    """Return where a comment on a line of its own belongs: one that is further in ends the statement before it."""
    entry = before.entry if before else None
    if entry is not None and entry.column and after.entry is not entry:
        line = max(text.rfind("\n", 0, comment.span.start), text.rfind("\r", 0, comment.span.start)) + 1
        if comment.span.start - line >= entry.column:
            return entry.tail
    return after.ahead


def sheet(entries: list[DraftEntry], foot: list[str]) -> Sheet:
    """Return the sheet: a blank line around every statement that takes more than one, where written between others."""
    done: list[Entry] = []
    for number, draft in enumerate(entries):
        entry = draft.entry()
        apart = number > 0 and (entry.braced or done[-1].braced or entry.lead[:1] == ("",))
        lead = ("",) * apart + _without_gap(entry.lead)
        done.append(replace(entry, lead=lead))
    below = _without_gap(_settled(foot, last=False))
    apart = bool(below and done) and (done[-1].braced or foot[:1] == [""])
    return Sheet(tuple(done), ("",) * apart + below)
