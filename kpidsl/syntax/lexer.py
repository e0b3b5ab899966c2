"""Text to tokens, guided by the parser's state: a word is a keyword only where that keyword can stand.

A token's value is a leaf of the tree (`Word`, `Number`, `Text`, `Period`) with its place in the file. A word that
starts an optional tail (T_) or a quantity's unit is one only where it does not begin a line.
"""

import re
from decimal import Decimal
from unicodedata import category, normalize

from kpidsl.syntax import numbers, spelling
from kpidsl.syntax.meant_periods import meant_period
from kpidsl.syntax.misread import misread
from kpidsl.syntax.mistake import mistake
from kpidsl.syntax.parser import END, accepts
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.relative import relative
from kpidsl.syntax.tables import Tables
from kpidsl.syntax.tree import Number, Period, Text, Word
from kpidsl.text.source import Span

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|#[^\r\n]*)*")
_TOKEN = re.compile(
    r"(?P<word>[^\W\d]\w*)"
    r"|(?P<digit>[0-9])"
    r"|(?P<sign>->|!=|<>|<=|>=|[-+*/=<>(),.{}±%])"
    r'|(?P<text>"(?:[^"\\\r\n]|\\[^\r\n])*")'
    r"|(?P<data>'(?:[^'\r\n]|'')*')"
    r"|(?P<tick>`[^`\r\n]*`)"
)
SIGNS = {
    "->": "ARROW", "!=": "NOT_EQUAL", "<>": "NOT_EQUAL", "<=": "LESS_EQUAL", ">=": "MORE_EQUAL", "-": "MINUS",
    "+": "PLUS", "*": "STAR", "/": "SLASH", "=": "EQUAL", "<": "LESS", ">": "MORE", "(": "LPAR", ")": "RPAR",
    ",": "COMMA", ".": "DOT", "{": "LBRACE", "}": "RBRACE", "±": "PLUS_MINUS", "%": "PERCENT",
}  # fmt: skip
RESERVED = frozenset({"not", "null", "true", "false"})
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n"}

Token = tuple[str, "Word | Number | Text | Period"]


class Lexer:
    """The tokens of one passage, in order."""

    def __init__(self, passage: Passage, tables: Tables) -> None:
        self._passage = passage
        self._tables = tables
        self._text = passage.folded
        self.at = passage.start
        self._end = passage.end
        self._fresh = passage.lines

    def next(self, stack: list[int]) -> Token:
        """Return the next terminal and its value."""
        text = self._text
        at = self.skipped()
        first = self._fresh or (self._passage.lines and at > self.at and _breaks(text, self.at, at))
        self._fresh = False
        if at >= self._end:
            self.at = at
            return END, Word("", self._span(self._end, self._end))
        match = _TOKEN.match(text, at, self._end)
        if match is None:
            raise spelling.no_token(self._passage, at)
        row = self._tables.states[stack[-1]]
        group = match.lastgroup
        if group == "word":
            return self._word(at, match.end(), row, stack, first)
        if group == "sign":
            self.at = match.end()
            return SIGNS[match[0]], Word(match[0], self._span(at, self.at))
        if group == "digit":
            return self._digit(at, row)
        return self._quoted(at, match.end(), group)

    def skipped(self) -> int:
        """Return where the next token begins, or the end."""
        blank = _BLANK.match(self._text, self.at, self._end)
        return blank.end() if blank else self.at

    def _span(self, start: int, end: int) -> Span:
        return self._passage.span(start, end)

    def _word(self, at: int, end: int, row: dict[str, int], stack: list[int], first: bool) -> Token:
        text = self._text
        while end < self._end and text[end] > "\u02ff" and category(text[end]).startswith("M"):
            match = re.compile(r"\w*").match(text, end + 1, self._end)
            end = match.end() if match else end + 1
        word = text[at:end]
        kind = self._keyword(word, end, row, stack, first)
        if kind is None:
            if "TIMES" in row and (times := numbers.TIMES.match(text, at, self._end)):
                self.at = times.end()
                span = self._span(at, self.at)
                return "TIMES", Number(Decimal(times[1].replace("_", "")), None, times[0], span)
            if "TIMES" in row and (times := numbers.TIMES_TWICE.match(text, at, self._end)):
                plain = f"x{times[1]}"
                raise mistake("K127", self._span(at, times.end()), written=times[0], plain=plain)
            if "PERIOD" in row and (period := self._period(at)):
                return period
            kind = "UNIT" if "UNIT" in row and not first else "NAME"
            if kind == "UNIT" and (foreign := misread(text, at, self._end)):
                words = text[at : foreign[0]]
                raise mistake("K162", self._span(at, foreign[0]), word=words, advice=foreign[1])
            if kind == "UNIT" and (phrase := relative(text, at, self._end)):
                raise spelling.moving(self._passage, at, phrase, self._leads(stack))
            if kind == "UNIT" and meant_period(text, at, self._end) and self._leads(stack):
                raise spelling.no_period(self._passage, at, word)
        self.at = end
        if kind == "NAME":
            return kind, self._name(word, at, end)
        return kind, Word(word, self._span(at, end))

    def _keyword(self, word: str, end: int, row: dict[str, int], stack: list[int], first: bool) -> str | None:
        kinds = self._tables.words.get(word)
        if kinds is None:
            return None
        unsure = len(kinds) > 1 or "UNIT" in row
        for kind in kinds:
            if kind not in row or (first and kind.startswith("T_")):
                continue
            if kind == "W_QUERY" and not _QUOTE_AHEAD.match(self._text, end):
                continue
            if not unsure or accepts(self._tables, stack, kind):
                return kind
        return None

    def _leads(self, stack: list[int]) -> tuple[str, ...]:
        """Return the words that lead to a date and to a period here, after a number."""
        takes = [kind for kind in ("T_BY", "W_BY", "T_IN") if accepts(self._tables, stack, kind)]
        return ("by", "in")[: len(takes)]

    def _name(self, word: str, at: int, end: int) -> Word:
        span = self._span(at, end)
        if word.isascii():
            if word in RESERVED:
                raise mistake("K141", span, name=word)
            return Word(word, span)
        name = normalize("NFKC", word)
        if not spelling.is_name(name):
            raise mistake("K140", span, name=word, read=name)
        return Word(name, span, written=None if name == word else word)

    def _period(self, at: int) -> Token | None:
        run = numbers.PERIOD_RUN.match(self._text, at, self._end)
        assert run is not None  # a word or a digit starts here
        word = run[0].rstrip("-")
        end = at + len(word)
        if numbers.PERIOD.fullmatch(word) and not _MORE_DATE.match(self._text, end, self._end):
            period = Period(word, self._span(at, end))
            spelling.check_period(period)
            self.at = end
            return "PERIOD", period
        raise spelling.no_period(self._passage, at, word)

    def _digit(self, at: int, row: dict[str, int]) -> Token:
        text = self._text
        if "NAME" in row and "NUMBER" not in row and "PERIOD" not in row:
            run = numbers.PERIOD_RUN.match(text, at, self._end)
            assert run is not None  # a digit starts here
            raise mistake("K147", self._span(at, run.end()), name=run[0])
        if "PERIOD" in row and "NUMBER" not in row:
            period = self._period(at)
            assert period is not None
            return period
        if day := numbers.DATE.match(text, at, self._end):
            self.at = day.end()
            period_read = Period(day[0], self._span(at, self.at))
            spelling.check_period(period_read)
            return "DATE", period_read
        if "DATE" in row and (month := numbers.MONTH.match(text, at, self._end)):
            raise mistake("K133", self._span(at, month.end()), period=month[0])
        number, self.at = spelling.number(self._passage, at)
        return "NUMBER", number

    def _quoted(self, at: int, end: int, group: str | None) -> Token:
        self.at = end
        inner, span = self._passage.text[at + 1 : end - 1], self._span(at, end)
        if group == "data":
            return "DATA", Text(inner.replace("''", "'"), span, is_data=True)
        if group == "text":
            return "TEXT", Text(self._unescaped(inner, at + 1) if "\\" in inner else inner, span)
        name = normalize("NFKC", inner)
        if not name.strip():
            raise mistake("K142", span)
        return "NAME", Word(name, span, quoted=True, written=None if name == inner else inner)

    def _unescaped(self, inner: str, at: int) -> str:
        for match in _ESCAPE.finditer(inner):
            if match[1] not in _ESCAPES:
                raise mistake("K115", self._span(at + match.start(), at + match.end()), escape=match[0])
        return _ESCAPE.sub(lambda match: _ESCAPES[match[1]], inner)


_MORE_DATE = re.compile(r"[/.][0-9]")
_QUOTE_AHEAD = re.compile(r'[ \t\r\n]*"')


def _breaks(text: str, start: int, end: int) -> bool:
    return text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0
