"""The scene of a mistake: the token that was met, what stood before it on its line, and what could have stood there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kpidsl.syntax.clauses import CLAUSES, CLAUSES_OF, STATEMENT, ClauseRow
from kpidsl.syntax.parser import END, Unexpected
from kpidsl.syntax.passage import Passage
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.source import Span

_LINE = re.compile(r"[^\r\n]*")


@dataclass(frozen=True)
class Scene:
    """What there is to see; `tokens` are those before the one met, `rule` is what the passage was read as."""

    passage: Passage
    rule: str
    met: Unexpected
    tokens: list[tuple[str, Any]]
    expected: frozenset[str]
    at: int
    end: int

    @property
    def kind(self) -> str:
        """Return the terminal that was met."""
        return self.met.kind

    @property
    def span(self) -> Span:
        """Return where the token that was met stands; the end stands right after the last token."""
        if self.kind == END and self.tokens:
            last: Span = self.tokens[-1][1].span
            return Span(last.file, last.end, last.end)
        return self.met.value.span  # type: ignore[no-any-return]

    @property
    def word(self) -> str:
        """Return the token that was met as a word, "" where it is none."""
        return str(getattr(self.met.value, "text", ""))

    @property
    def is_word(self) -> bool:
        """Say whether a word was met, whatever it was taken for."""
        return self.kind in ("NAME", "UNIT") or self.kind[:2] in ("C_", "S_", "T_", "W_")

    @property
    def previous(self) -> tuple[str, Any] | None:
        """Return the token before."""
        return self.tokens[-1] if self.tokens else None

    @property
    def previous_kind(self) -> str | None:
        """Return the terminal of the token before."""
        return str(self.tokens[-1][0]) if self.tokens else None

    @property
    def statement(self) -> str | None:
        """Return the kind of the statement that all this is in, where it is known."""
        for kind, _ in reversed(self.tokens):
            if kind.startswith("S_"):
                return str(kind[2:].lower())
        kind = self.rule.partition("_")[0]
        return kind if kind in STATEMENT else None

    @property
    def clause(self) -> ClauseRow | None:
        """Return the clause that is being read, where it is known."""
        for kind, value in reversed(self.tokens):
            if kind.startswith("C_"):
                return CLAUSES_OF.get(self.statement or "", {}).get(value.text)
        return next((row for row in CLAUSES if row.value == self.rule), None)

    @property
    def clauses(self) -> frozenset[str]:
        """Return the clauses that the statement may have in its body."""
        rows = CLAUSES_OF.get(self.statement or "", {})
        return frozenset(word for word, row in rows.items() if row.head is None)

    @property
    def all_clauses(self) -> frozenset[str]:
        """Return the clauses of all statements."""
        return frozenset(word for rows in CLAUSES_OF.values() for word in rows)

    @property
    def first_on_line(self) -> bool:
        """Say whether only blanks stand before the token on its line; never so in a YAML scalar."""
        text = self.passage.folded
        line = max(text.rfind("\n", 0, self.at), text.rfind("\r", 0, self.at)) + 1
        return self.passage.lines and not text[max(line, self.passage.start) : self.at].strip()

    @property
    def last_on_line(self) -> bool:
        """Say whether only blanks and comments stand after the token on its line."""
        rest = self.rest_of_line(from_token=False)
        return not rest or rest.startswith("#")

    def rest_of_line(self, *, from_token: bool) -> str:
        """Return the text from the token, or from its end, to the end of the line."""
        found = _LINE.match(self.passage.folded, self.at if from_token else self.end, self.passage.end)
        return found[0].strip() if found else ""

    def line_span(self, words: str) -> Span:
        """Return where words that start at the token stand."""
        return self.passage.span(self.at, self.at + len(words))

    def open_parenthesis(self) -> Any | None:
        """Return the last parenthesis that is still open."""
        opened = []
        for kind, value in self.tokens:
            if kind == "LPAR":
                opened.append(value)
            elif kind == "RPAR" and opened:
                opened.pop()
        return opened[-1] if opened else None


Look = Callable[[Scene], Diagnostic | None]
