"""Before rendering: every character of every text must have a glyph, or it would be a box on the page."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from kpidsl.scorecard.change_records import ChangeLog
from kpidsl.scorecard.figures import Name
from kpidsl.scorecard.fonts.bundled import covered
from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.records import Scorecard
from kpidsl.text.diagnostic import Diagnostic, Said

BLANKS = frozenset("\n\r\t")
TITLE = "title"
# What stands where, in the words of the spec; a text that is not here goes by what its record calls it.
CLAUSES = {
    TITLE: Said("name of the scorecard", "スコアカードの名前"),
    "organisation": Said("name of the project", "プロジェクトの名前"),
    "audience": Said("audience of the scorecard", "スコアカードの audience"),
    "headline": Said("headline of the scorecard", "スコアカードの見出し"),
    "reason": Said("reason", "理由"),
    "words": Said("formula", "式"),
    "id": Said("name", "名前"),
    "ja": Said("Japanese label", "日本語の label"),
    "en": Said("English label", "英語の label"),
    "seen": Said("result of the review", "レビューの result"),
    "cause": Said("cause in the review", "レビューの cause"),
    "note": Said("note of the review", "レビューの note"),
    "by": Said("by of the review", "レビューの by"),
    "what": Said("event", "event"),
    "filters": Said("condition on the rows", "行の条件"),
    "tables": Said("table", "表の名前"),
    "label": Said("unit", "unit"),
    "groups": Said("phase or team", "phase または team"),
}


def missing_glyphs(card: Scorecard, further: frozenset[int] = frozenset()) -> tuple[Diagnostic, ...]:
    """Return one finding for each character that the fonts lack, with the KPI and the clause that hold it first.

    `further` are the code points that a design's own fonts can draw.
    """
    known = covered() | further
    found: dict[str, tuple[str, str]] = {}
    for kpi, clause, text in texts(card):
        for char in text:
            if ord(char) not in known and char not in BLANKS:
                found.setdefault(char, (kpi, clause))
    return tuple(_missing(char, kpi, clause) for char, (kpi, clause) in found.items())


def _missing(char: str, kpi: str, clause: str) -> Diagnostic:
    codepoint, name = f"U+{ord(char):04X}", unicodedata.name(char, "?")
    words = CLAUSES.get(clause, Said(clause, clause))
    place = Said(f"the {words.en} of {kpi}", f"{kpi} の {words.ja}") if kpi else Said(f"the {words.en}", words.ja)
    return problem("K903", field=place, character=_shown(char), codepoint=codepoint, name=name)


def texts(value: Any, kpi: str = "", clause: str = TITLE) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a record with the KPI that it is about, "" for none, and the field that holds it.

    What the change log quotes is not ours to mend: it is printed with the codes of what has no glyph.
    """
    if isinstance(value, str):
        yield kpi, clause, value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each, _called(each) or kpi, clause)
    elif is_dataclass(value) and not isinstance(value, ChangeLog):
        for field in fields(value):
            inside = getattr(value, field.name)
            named = "groups" if clause == "groups" and field.name == "label" else field.name
            yield from texts(inside, _called(inside) or kpi, named)


def _called(value: Any) -> str:
    """Return what a record is called: a KPI, or an action or a source with a name of its own."""
    name = value if isinstance(value, Name) else getattr(value, "name", None)
    return str(name.id if isinstance(name, Name) else name or getattr(value, "kpi", None) or "")


def _shown(char: str) -> str:
    return char if char.isprintable() else "?"
