"""A token that cannot stand where it stands: which likely mistake it is, or what was expected instead."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from kpidsl.syntax import wording
from kpidsl.syntax.checks import unknown_clause
from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENT
from kpidsl.syntax.lexer import Lexer
from kpidsl.syntax.parser import END, Action, Unexpected, expected, parse
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.scene import Scene
from kpidsl.syntax.tables import tables
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.nearest import nearest


def explain(passage: Passage, rule: str, met: Unexpected, actions: list[Action | None]) -> Diagnostic:
    """Return what to say about an unexpected token."""
    recorder = _Recorder(passage)
    with suppress(Unexpected):
        parse(tables(), rule, recorder, actions)
    could = frozenset(expected(tables(), met.stack))
    scene = Scene(passage, rule, met, recorder.tokens[:-1], could, recorder.began, recorder.ended)
    for look in _LOOKS:
        if said := look(scene):
            return said
    return _plain(scene)


def _plain(scene: Scene) -> Diagnostic:
    """Say what was expected, and the nearest word where one was mistyped."""
    wanted = wording.expected(scene.expected)
    if scene.kind == END:
        return finding("K149", scene.span, expected=wanted, advice=wording.like(scene))
    near = nearest(scene.word, wording.words(scene.expected)) if scene.word.isidentifier() else None
    advice = wording.meant(near) if near else wording.like(scene)
    return finding("K100", scene.span, found=wording.found(scene), expected=wanted, advice=advice)


class _Recorder(Lexer):
    """A lexer that remembers its tokens."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(passage, tables())
        self.tokens: list[tuple[str, Any]] = []
        self.began = self.ended = passage.start

    def next(self, stack: list[int]) -> tuple[str, Any]:
        self.began = self.skipped()
        token = super().next(stack)
        self.ended = self.at
        self.tokens.append(token)
        return token


# --- braces and parentheses


def _open_parenthesis(scene: Scene) -> Diagnostic | None:
    opened = scene.open_parenthesis()
    if opened is None or "RPAR" not in scene.expected:
        return None
    word = scene.word
    ends = scene.kind in (END, "RBRACE", "LBRACE") or (
        scene.first_on_line and (word in scene.clauses or word in STATEMENT)
    )
    return finding("K110", opened.span) if ends else None


def _stray_closing(scene: Scene) -> Diagnostic | None:
    if scene.kind == "RPAR" and scene.open_parenthesis() is None:
        return finding("K145", scene.span)
    if scene.kind == "RBRACE" and any(kind.startswith("S_") for kind in scene.expected):
        return finding("K109", scene.span)
    return None


def _no_body(scene: Scene) -> Diagnostic | None:
    if scene.kind == "LBRACE" and scene.statement and not STATEMENT[scene.statement].body:
        return finding("K148", scene.span, kind=scene.statement)
    return None


# --- signs


def _double_equal(scene: Scene) -> Diagnostic | None:
    if scene.kind == "EQUAL" and scene.previous and scene.previous[0] == "EQUAL":
        return finding("K107", scene.previous[1].span.to(scene.span))
    return None


def _comma(scene: Scene) -> Diagnostic | None:
    if scene.kind == "COMMA" and scene.last_on_line:
        return finding("K111", scene.span, sign=",")
    if scene.previous and scene.previous[0] == "COMMA" and scene.kind in ("RPAR", "RBRACE", END):
        return finding("K111", scene.previous[1].span, sign=",")
    return None


def _times(scene: Scene) -> Diagnostic | None:
    if scene.kind != "STAR" or "TIMES" not in scene.expected:
        return None
    rest = scene.rest_of_line(from_token=True)
    number = rest[1:].split()[0] if rest[1:].split() else "2"
    return finding("K127", scene.span, written=f"×{number}", plain=f"x{number}")


def _chained(scene: Scene) -> Diagnostic | None:
    compares = {"EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "MORE", "MORE_EQUAL"}
    if scene.kind in compares and "W_AND" in scene.expected and scene.kind not in scene.expected:
        return finding("K152", scene.span)
    return None


# --- text and quotes


def _quotes(scene: Scene) -> Diagnostic | None:
    if scene.kind == "DATA" and "TEXT" in scene.expected:
        return finding("K118", scene.span, text=scene.met.value.value)
    if scene.kind == "TEXT" and "DATA" in scene.expected:
        return finding("K119", scene.span, text=scene.met.value.value)
    if scene.kind == "NAME" and "DATA" in scene.expected and "NAME" not in scene.expected:
        return finding("K155", scene.span, word=scene.word)
    return None


def _late_label(scene: Scene) -> Diagnostic | None:
    """Look at a label that stands after the formula."""
    kinds = {kind for kind, _ in scene.tokens}
    if (
        scene.kind == "TEXT"
        and "LBRACE" not in kinds
        and "EQUAL" in kinds
        and any(kind.startswith("S_") for kind in kinds)
    ):
        return finding("K156", scene.span, text=scene.met.value.value)
    return None


def _no_value(scene: Scene) -> Diagnostic | None:
    previous = scene.previous
    if previous is None or not previous[0].startswith("C_") or not scene.statement:
        return None
    if scene.kind in (END, "RBRACE") or scene.first_on_line:
        keyword = previous[1].text
        row = CLAUSES_OF[scene.statement].get(keyword)
        return finding("K113", previous[1].span, clause=keyword, example=row.example if row else keyword)
    return None


def _unquoted(scene: Scene) -> Diagnostic | None:
    wants_text = "TEXT" in scene.expected and not scene.expected & {"NAME", "EQUAL", "LBRACE"}
    if not wants_text or scene.kind in (END, "RBRACE", "TEXT", "EQUAL", "LBRACE") or scene.first_on_line:
        return None
    words = scene.rest_of_line(from_token=True).rstrip(" }") or scene.word
    if any(kind.startswith(("C_", "S_")) for kind in scene.expected) and scene.previous_kind == "NAME":
        return None
    return finding("K114", scene.line_span(words), words=words)


# --- words


def _sql(scene: Scene) -> Diagnostic | None:
    for token in (scene.previous, (scene.kind, scene.met.value)):
        word = getattr(token[1], "text", "") if token else ""
        if token and token[0] in ("NAME", "UNIT", "W_WHERE", "W_FROM") and word.lower() in wording.SQL:
            return finding("K150", token[1].span, word=word, advice=wording.SQL[word.lower()])
    if scene.kind == "STAR" and scene.previous_kind == "LPAR":
        return finding("K150", scene.span, word="*", advice=wording.STAR)
    return None


def _of(scene: Scene) -> Diagnostic | None:
    if scene.word == "of" and "LPAR" in scene.expected and scene.previous and scene.previous_kind == "NAME":
        function = scene.previous[1].text
        return finding("K151", scene.previous[1].span.to(scene.span), function=function)
    return None


def _mistyped_tail(scene: Scene) -> Diagnostic | None:
    """Look at what was read as a unit but is more likely the word of a tail: `35% becuase "…"`."""
    if scene.previous_kind != "UNIT" or scene.previous is None:
        return None
    word = scene.previous[1]
    near = nearest(word.text, wording.words(scene.expected))
    if near is None:
        return None
    quoted = Said(f"`{word.text}`", f"`{word.text}`")
    return finding("K100", word.span, found=quoted, expected=Said(f"`{near}`", f"`{near}`"), advice=wording.meant(near))


def _tail_on_next_line(scene: Scene) -> Diagnostic | None:
    if scene.first_on_line and f"T_{scene.word.upper()}" in scene.expected:
        return finding("K146", scene.span, word=scene.word)
    return None


def _head(scene: Scene) -> Diagnostic | None:
    """Look at a head whose name is followed by neither label nor `=`."""
    if "EQUAL" not in scene.expected or scene.statement not in ("metric", "kpi", "kgi", "segment"):
        return None
    if scene.first_on_line or scene.previous is None or scene.kind not in ("NAME", "NUMBER", "LPAR", "MINUS", "DATA"):
        return None
    if len(scene.tokens) > 3:
        return None
    rest = scene.rest_of_line(from_token=True)
    before = rest.partition("=")[0].strip()
    if scene.previous_kind == "NAME" and scene.kind == "NAME" and "=" in rest and "(" not in before:
        name = f"{scene.previous[1].text} {before}"
        return finding("K143", scene.previous[1].span.to(scene.span), name=name)
    return finding("K106", scene.span, kind=scene.statement)


def _clause(scene: Scene) -> Diagnostic | None:
    """Look at a word where the next clause would stand."""
    kind = scene.statement
    in_body = any(each.startswith("C_") for each in scene.expected)
    if not in_body or not kind or not scene.is_word:
        return None
    if scene.first_on_line or scene.previous_kind in ("LBRACE", None):
        return unknown_clause(kind, scene.word, scene.span)
    near = nearest(scene.word, wording.words(scene.expected))
    if near:
        return None
    return unknown_clause(kind, scene.word, scene.span) if scene.word in scene.all_clauses else None


def _statement(scene: Scene) -> Diagnostic | None:
    """Look at a word where the next statement would stand."""
    at_top = any(each.startswith("S_") for each in scene.expected)
    if not at_top or not scene.is_word or not (scene.first_on_line or not scene.tokens):
        return None
    homes = [kind for kind, rows in CLAUSES_OF.items() if scene.word in rows and rows[scene.word].head is None]
    if homes:
        return finding("K144", scene.span, clause=scene.word, homes=", ".join(homes))
    near = wording.STATEMENTS.get(scene.word.lower()) or nearest(scene.word, STATEMENT)
    return finding("K101", scene.span, word=scene.word, advice=wording.statement_advice(near))


_LOOKS: tuple[Callable[[Scene], Diagnostic | None], ...] = (
    _double_equal,
    _open_parenthesis,
    _stray_closing,
    _no_body,
    _no_value,
    _quotes,
    _late_label,
    _comma,
    _times,
    _chained,
    _of,
    _sql,
    _mistyped_tail,
    _tail_on_next_line,
    _head,
    _unquoted,
    _clause,
    _statement,
)
