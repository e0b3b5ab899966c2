"""A lexer that remembers: the tokens of a passage, for the formatter and for saying what stood before a mistake."""

from typing import Any

from kpidsl.syntax.lexer import Lexer
from kpidsl.syntax.parser import END, parse
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.reading import all_actions
from kpidsl.syntax.tables import tables

Token = tuple[str, Any]


class Recorder(Lexer):
    """A lexer that keeps its tokens, and where the last one began and ended."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(passage, tables())
        self.tokens: list[Token] = []
        self.began = self.ended = passage.start

    def next(self, stack: list[int]) -> Token:
        """Return the next terminal and its value."""
        self.began = self.skipped()
        token = super().next(stack)
        self.ended = self.at
        self.tokens.append(token)
        return token


def tokens(rule: str, passage: Passage) -> list[Token]:
    """Return the tokens of a passage that is known to read as a rule of the grammar, without the end."""
    recorder = Recorder(passage)
    parse(tables(), rule, recorder, all_actions())
    return [token for token in recorder.tokens if token[0] != END]
