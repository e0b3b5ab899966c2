"""Likely mistakes with words: each function looks at the scene and says what it sees, or nothing."""

from kpidsl.syntax import wording
from kpidsl.syntax.build.values import CADENCES
from kpidsl.syntax.checks import unknown_clause
from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENT
from kpidsl.syntax.meant_periods import meant_period
from kpidsl.syntax.misread import misread
from kpidsl.syntax.parser import END
from kpidsl.syntax.relative import relative
from kpidsl.syntax.scene import Look, Scene
from kpidsl.syntax.spelling import moving
from kpidsl.syntax.tree import Word
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.nearest import nearest


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


_LEADS: dict[str, tuple[str, ...]] = {"target": ("by", "in"), "milestone": ("by",), "limit": ()}


def _relative_time(scene: Scene) -> Diagnostic | None:
    """Look at `target 120 deals next month` and `target 来月 120`."""
    leads = _LEADS.get(scene.clause.value) if scene.clause else None
    if leads is None or not scene.is_word or scene.first_on_line:
        return None
    phrase = relative(scene.passage.folded, scene.at, scene.passage.end)
    return moving(scene.passage, scene.at, phrase, leads).diagnostic if phrase else None


_QUANTITIES = (*_LEADS, "rate", "how_often")


def _foreign(scene: Scene) -> Diagnostic | None:
    """Look at `target >= 100`, `target minimum 100`, `target 100/month`, `target 100 in FY2026 Q3`."""
    if scene.clause is None or scene.clause.value not in _QUANTITIES or scene.first_on_line or scene.kind == END:
        return None
    text, end = scene.passage.folded, scene.passage.end
    previous = scene.previous
    if previous is not None and previous[0] == "PERIOD":
        start = len(text[: scene.at].rstrip()) - len(previous[1].text)
        if meant := meant_period(text, start, end):
            span = previous[1].span.to(scene.span)
            return finding("K131", span, period=text[start : meant[0]], advice=meant[1])
    if met := misread(text, scene.at, end):
        return finding("K162", scene.passage.span(scene.at, met[0]), word=text[scene.at : met[0]], advice=met[1])
    return None


def _review_words(scene: Scene) -> Diagnostic | None:
    """Look at `review every month`."""
    previous = scene.previous
    if scene.clause is None or scene.clause.value != "cadence" or previous is None or not scene.is_word:
        return None
    if not isinstance(previous[1], Word) or scene.first_on_line:
        return None
    if previous[1].text not in ("every", "each", "once", "per"):
        return None
    cadence = _CADENCE.get(scene.word.rstrip("s"))
    advice = Said(f"write `{cadence}`", f"`{cadence}` と書く") if cadence else wording.like(scene)
    word = f"{previous[1].text} {scene.word}"
    return finding("K160", previous[1].span.to(scene.span), word=word, choices=", ".join(CADENCES), advice=advice)


_CADENCE = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly"}


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


def _unquoted(scene: Scene) -> Diagnostic | None:
    wants_text = "TEXT" in scene.expected and not scene.expected & {"NAME", "EQUAL", "LBRACE"}
    if not wants_text or scene.kind in (END, "RBRACE", "TEXT", "EQUAL", "LBRACE") or scene.first_on_line:
        return None
    words = scene.rest_of_line(from_token=True).rstrip(" }") or scene.word
    if any(kind.startswith(("C_", "S_")) for kind in scene.expected) and scene.previous_kind == "NAME":
        return None
    return finding("K114", scene.line_span(words), words=words)


WORD_LOOKS: tuple[Look, ...] = (
    _of,
    _relative_time,
    _foreign,
    _review_words,
    _sql,
    _mistyped_tail,
    _tail_on_next_line,
    _head,
    _unquoted,
    _clause,
    _statement,
)
