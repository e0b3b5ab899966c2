"""The text of a `query` source, looked at without a parser of SQL: what no dialect at all could read as one SELECT.

Dialects differ in what opens a comment and whether a backslash escapes a quote. A text is at fault only where it is so
by every reading that its signs allow; what one of them can read is left to the warehouse's own dialect at run time.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from kpidsl.syntax.mistake import mistake
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.tree import Query, Text
from kpidsl.text.diagnostic import Fact, Said

_LONGEST = 100_000
_BEGINS = ("select", "with", "from")
_WORD = re.compile(r"[^\W\d]\w*")
_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_COMMENT = re.compile(r"/\*|\*/")
_LINE = re.compile(r"[^\r\n]*")


class Wrong(NamedTuple):
    """A fault of a query: its code, where it stands in the text, and the facts of its words."""

    code: str
    start: int
    end: int
    facts: dict[str, Fact]


class _Dialect(NamedTuple):
    """What SQL leaves open: `\\'` inside a string, `#` and `--x` as comments, comments in comments, `$` in names."""

    escapes: bool
    hashes: bool
    tight: bool
    nests: bool
    plain: bool


class _Piece(NamedTuple):
    """A sign, a word, or the opening of something that never closes (`open`)."""

    text: str
    at: int
    open: bool = False


def query_of(text: Text, passage: Passage | None = None) -> Query:
    """Return the query that a text holds; raise `Mistake` where it cannot be one SELECT. `passage` has the place of
    each of its characters; without one the text stands between quotes, as in the own spelling.
    """
    wrong = wrong_in(text.value)
    if wrong is None:
        return Query(text, text.span)
    span = text.span
    if passage is None:
        passage = _between_quotes(text)
    if wrong.end > wrong.start:
        span = passage.span(wrong.start, wrong.end)
    raise mistake(wrong.code, span, **wrong.facts)


def _between_quotes(text: Text) -> Passage:
    """Return a text of the own spelling as a passage: a quote, a backslash and a line's end were written as two."""
    places, at = [], text.span.start + 1
    for character in text.value:
        places.append(at)
        at += 2 if character in '"\\\n' else 1
    return Passage(text.span.file, text.value, text.value, 0, len(text.value), places=[*places, at])


def wrong_in(sql: str) -> Wrong | None:
    """Return the first fault that a text has by every reading of it, None where some reading finds none, and for a
    text so long that looking would take longer than asking the warehouse.
    """
    if len(sql) > _LONGEST:
        return None
    signs = (
        "\\" in sql,
        "#" in sql,
        re.search(r"--\S", sql) is not None,
        sql.count("/*") > 1,
        _DOLLAR.search(sql) is not None,
    )
    readings = [_Dialect(*each) for each in product(*((False, True) if sign else (False,) for sign in signs))]
    first: Wrong | None = None
    for reading in readings:
        wrong = _wrong(sql, reading)
        if wrong is None:
            return None
        first = first or wrong
    return first


def _wrong(sql: str, dialect: _Dialect) -> Wrong | None:
    opened: list[_Piece] = []
    begun = False
    ended: _Piece | None = None
    for piece in _pieces(sql, dialect):
        end = piece.at + len(piece.text)
        if piece.open:
            return Wrong("K707", piece.at, end, {"sign": piece.text, "advice": _end(piece.text)})
        if ended is not None and piece.text != ";":
            return Wrong("K702", ended.at, ended.at + 1, {"found": _SECOND})
        if not begun and piece.text != "(":
            if piece.text.lower() not in _BEGINS:
                return Wrong(
                    "K702", piece.at, end, {"found": Said(f"`{piece.text}`", f"`{piece.text}` で始まっています")}
                )
            begun = True
        if piece.text == "(":
            opened.append(piece)
        elif piece.text == ")" and not opened:
            return Wrong("K145", piece.at, end, {})
        elif piece.text == ")":
            opened.pop()
        elif piece.text == ";":
            ended = piece
    if opened:
        return Wrong("K110", opened[-1].at, opened[-1].at + 1, {})
    return None if begun else Wrong("K702", 0, 0, {"found": _NOTHING})


def _end(sign: str) -> Said:
    if sign == "/*":
        return Said("end the comment with */", "*/ でコメントを閉じてください")
    return Said(
        f"end the text with {sign}; inside of it, write {sign}{sign}",
        f"{sign} で閉じてください。文字列の中では {sign}{sign} と書きます",
    )


_SECOND = Said("a second one after this `;`", "この `;` の後に別の文があります")
_NOTHING = Said("nothing", "何も書かれていません")


def _pieces(sql: str, dialect: _Dialect) -> Iterator[_Piece]:
    """Give the words, parentheses and semicolons outside of strings and comments; other signs by themselves."""
    at = 0
    while at < len(sql):
        character = sql[at]
        if character.isspace():
            at += 1
        elif closing := _closing(sql, at, dialect.plain):
            end = _closed(sql, at, closing, dialect.escapes and character in "'\"")
            if end < 0:
                yield _Piece(closing, at, open=True)
                return
            yield _Piece(sql[at:end], at)
            at = end
        elif sql.startswith("/*", at):
            end = _comment_end(sql, at, dialect.nests)
            if end < 0:
                yield _Piece("/*", at, open=True)
                return
            at = end
        elif _rest_is_comment(sql, at, dialect):
            line = _LINE.match(sql, at)
            at = line.end() if line else len(sql)
        else:
            word = _WORD.match(sql, at)
            yield _Piece(word[0] if word else character, at)
            at = word.end() if word else at + 1


def _closing(sql: str, at: int, plain: bool) -> str:
    """Return what would close the quoted stretch that begins here, "" where none begins."""
    dollar = None if plain else _DOLLAR.match(sql, at)
    return dollar[0] if dollar else sql[at] if sql[at] in "'\"`" else ""


def _closed(sql: str, at: int, closing: str, escapes: bool) -> int:
    """Return where a quoted stretch ends, -1 where it never does; a quote that stands twice is a part of it."""
    at += len(closing)
    while at < len(sql):
        if escapes and sql[at] == "\\" and len(closing) == 1:
            at += 2
        elif sql.startswith(closing, at):
            at += len(closing)
            if len(closing) > 1 or not sql.startswith(closing, at):
                return at
            at += 1
        else:
            at += 1
    return -1


def _comment_end(sql: str, at: int, nests: bool) -> int:
    depth = 0
    for mark in _COMMENT.finditer(sql, at):
        depth = depth + 1 if mark[0] == "/*" and (nests or not depth) else depth - (mark[0] == "*/")
        if depth == 0:
            return mark.end()
    return -1


def _rest_is_comment(sql: str, at: int, dialect: _Dialect) -> bool:
    if sql.startswith("--", at):
        return not dialect.tight or sql[at + 2 : at + 3] in ("", " ", "\t", "\r", "\n")
    return dialect.hashes and sql[at] == "#"
