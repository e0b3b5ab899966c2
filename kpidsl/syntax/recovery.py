"""A file that cannot be read in one go: cut at its statements and clauses, each read alone."""

import re
from collections.abc import Iterator
from typing import Any

from kpidsl.syntax.build.values import CADENCES
from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENT
from kpidsl.syntax.mistake import Mistake
from kpidsl.syntax.outline import marks
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.reading import read_as, try_as
from kpidsl.syntax.tables import tables
from kpidsl.syntax.tree import Clause, Statement, Word
from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.nearest import nearest

_KINDS = "|".join(STATEMENT)
_NAME = r"(?:[^\W\d]\w*|`[^`\r\n]+`)"
_PLAIN = re.compile(rf"(?!review[ \t]+(?:{'|'.join(CADENCES)})\b)(?:{_KINDS})(?![\w:])")
_SURE = re.compile(
    rf"(?:source|segment|metric|kpi|kgi|action|scorecard)[ \t]+{_NAME}[ \t]*(?:[\"={{]|from\b|of\b|$)"
    rf"|review[ \t]+{_NAME}[ \t]+on[ \t]+[0-9]{{4}}|(?:retire)[ \t]+{_NAME}[ \t]+on\b|event[ \t]+[0-9]{{4}}"
    rf"|expect[ \t]+{_NAME}[ \t]+in\b",
    re.MULTILINE,
)
_LIKE = re.compile(rf"[^\W\d]\w*[ \t]+{_NAME}[ \t]*[\"={{]")
_WORD = re.compile(r"[^\W\d]\w*")
_HEAD_NAME = re.compile(rf"[ \t\r\n]+({_NAME})")

Found = tuple[list[Statement], list[Diagnostic]]


def recover(passage: Passage) -> Found:
    """Return every statement that can be read, whole or in part, and a finding for each mistake."""
    statements: list[Statement] = []
    found: list[Diagnostic] = []
    for part in _cut(passage):
        try:
            statements += read_as("file", part)
        except Mistake as wrong:
            more, said = _broken(part, wrong.diagnostic)
            statements += more
            found += said
    return statements, found


def _cut(passage: Passage) -> Iterator[Passage]:
    """Give the passage statement by statement; a brace left open ends where the next statement surely begins."""
    braces = parens = 0
    starts = [passage.start]
    text, end = passage.folded, passage.end
    for mark in marks(passage):
        match mark.sign:
            case "{":
                braces += 1
            case "}":
                braces = max(braces - 1, 0)
                parens = 0
            case "(":
                parens += 1
            case ")":
                parens = max(parens - 1, 0)
            case _:
                outside = not braces and not parens
                if _SURE.match(text, mark.at, end) or (outside and _begins(text, mark.at, end)):
                    starts.append(mark.at)
                    braces = parens = 0
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        if start < stop:
            yield passage.part(start, stop)


def _begins(text: str, at: int, end: int) -> bool:
    """Say whether a line outside of braces begins a statement, be it one that does not exist."""
    if _PLAIN.match(text, at, end):
        return True
    word = _WORD.match(text, at, end)
    clause = word is not None and any(word[0] in rows for rows in CLAUSES_OF.values())
    return not clause and _LIKE.match(text, at, end) is not None


def _broken(part: Passage, reason: Diagnostic) -> Found:
    """Return what is left of a statement that cannot be read as a whole, and what is wrong with it."""
    text = part.folded
    start = part.start + len(text[part.start : part.end]) - len(text[part.start : part.end].lstrip(" \t\r\n\ufeff"))
    word = _WORD.match(text, start, part.end)
    if word is None or word[0] not in STATEMENT:
        return [], [reason]
    kind, part = word[0], part.part(start, part.end)
    opened, closed, body_end = _braces(part)
    head_end = part.end if opened is None else opened
    head, wrong = _head(part.part(start, head_end), kind)
    wrong = reason if opened is None else wrong
    found = [wrong] if wrong else []
    clauses: list[Clause] = []
    if opened is not None and STATEMENT[kind].body:
        if closed is None and text[opened : opened + 1] == "{":
            found.append(finding("K108", part.span(opened, opened + 1), kind=kind))
        clauses, said = _body(part.part(opened + 1, body_end), kind)
        found += _without_strangers(said) if wrong else said
    rest, said = ([], []) if closed is None else _rest(part.part(closed + 1, part.end))
    found += said
    name, label, clauses_of_head = head
    span = part.span(start, _trimmed(text, start, body_end if closed is None else closed + 1))
    statement = Statement(kind, name, label, (*clauses_of_head, *clauses), span, broken=True)
    return [statement, *rest], found or [reason]


def _without_strangers(said: list[Diagnostic]) -> list[Diagnostic]:
    """Drop what is said of clauses of other statements where there are many: the broken head was not of this kind."""
    strangers = [each for each in said if each.code == "K103"]
    return said if len(strangers) < 2 else [each for each in said if each.code != "K103"]


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _braces(part: Passage) -> tuple[int | None, int | None, int]:
    """Return where the body opens, where it closes, and where its text ends.

    A brace that was lost in a string is made up; one that stands inside the body does not keep it open.
    """
    depth, opened = 0, None
    signs = [mark for mark in marks(part) if mark.sign in ("{", "}", "")]
    for mark in signs:
        if mark.sign == "{":
            depth += 1
            opened = mark.at if opened is None else opened
        elif mark.sign == "}" and opened is not None:
            depth -= 1
            if not depth:
                return opened, mark.at, mark.at
    closing = [mark.at for mark in signs if mark.sign == "}"]
    if opened is not None:
        return (opened, closing[-1], closing[-1]) if closing and depth > 0 else (opened, None, part.end)
    lines = [mark.at for mark in signs if mark.sign == ""][1:]
    if closing and lines and lines[0] < closing[0] and "{" in part.folded[part.start : lines[0]]:
        return lines[0] - 1, closing[0], closing[0]
    return None, None, part.end


def _head(part: Passage, kind: str) -> tuple[Any, Diagnostic | None]:
    """Return name, label and clauses of a head; where it cannot be read, at least its name."""
    head, wrong = try_as(f"{kind}_head", part)
    if wrong is None:
        return (head.name, head.label, head.clauses), None
    name: Word | None = None
    if STATEMENT[kind].named and (match := _HEAD_NAME.match(part.folded, part.start + len(kind), part.end)):
        name, _ = try_as("name", part.part(match.start(1), match.end(1)))
    return (name, None, ()), wrong


def _rest(part: Passage) -> Found:
    """Return what stands after a statement's closing brace."""
    statements, wrong = try_as("file", part)
    return (statements or [], [wrong] if wrong else [])


def _body(part: Passage, kind: str) -> tuple[list[Clause], list[Diagnostic]]:
    """Return the clauses that can be read, and a finding for each piece that cannot."""
    clauses: list[Clause] = []
    found: list[Diagnostic] = []
    for piece in _pieces(part, kind):
        read, wrong = try_as(f"{kind}_clauses", piece)
        if wrong is not None:
            read = _shortened(piece, kind)
            found.append(wrong)
        clauses += read
    return clauses, found


def _pieces(part: Passage, kind: str) -> Iterator[Passage]:
    """Give a body clause by clause, cut where a line begins with the word of a clause."""
    signs = marks(part)
    balanced = sum(mark.sign == "(" for mark in signs) == sum(mark.sign == ")" for mark in signs)
    depth, starts = 0, [part.start]
    for mark in signs:
        depth += {"(": 1, ")": -1}.get(mark.sign, 0)
        if mark.sign == "" and mark.at > part.start and (depth == 0 or not balanced):
            word = _WORD.match(part.folded, mark.at, part.end)
            if word and _is_clause(kind, word[0]):
                starts.append(mark.at)
    for start, stop in zip(starts, [*starts[1:], part.end], strict=True):
        yield part.part(start, stop)


def _is_clause(kind: str, word: str) -> bool:
    """Say whether a word that begins a line begins a clause: of this statement, of another one, or mistyped."""
    own = [row.keyword for row in CLAUSES_OF[kind].values() if row.head is None]
    if word in own:
        return True
    if any(role[0] in "WT" for role in tables().words.get(word, ())):
        return False
    return any(word in rows for rows in CLAUSES_OF.values()) or nearest(word, own) is not None


_MOST_LINES = 20


def _shortened(piece: Passage, kind: str) -> list[Clause]:
    """Return the clauses of the lines that can be read before the one that cannot."""
    lines = [mark for mark in marks(piece) if mark.sign == "" and mark.at > piece.start]
    for line in reversed(lines[:_MOST_LINES]):
        read, refused = try_as(f"{kind}_clauses", piece.part(piece.start, line.at))
        if refused is None:
            return read  # type: ignore[no-any-return]
    return []
