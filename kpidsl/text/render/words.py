"""The words of a finding in a language, from the table of codes and the finding's facts."""

import re
from typing import Literal

from kpidsl.text.diagnostic import Diagnostic, Fact, Said
from kpidsl.text.render.secrets import veiled
from kpidsl.text.render.visible import visible

Locale = Literal["en", "ja"]

_FIELD = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def message(diagnostic: Diagnostic, locale: Locale) -> tuple[str, str]:
    """Return a finding's message and its hint ("" where there is none); what specs hold in them is made visible.

    A fact `near` that the words do not use is the name that was probably meant: the hint begins by asking for it.
    """
    row = diagnostic.row
    facts = {name: said(fact, locale) for name, fact in diagnostic.facts}
    words = (row.ja, row.hint_ja) if locale == "ja" else (row.en, row.hint_en)
    text, hint = (_filled(each, facts).strip() for each in words)
    if "near" not in row.fields and (near := facts.get("near", "").strip()):
        hint = (_meant(near, locale) + hint).rstrip()
    return text, hint


def _meant(near: str, locale: Locale) -> str:
    return f"{near} の間違いではありませんか。" if locale == "ja" else f"did you mean {near}? "


def said(fact: Fact, locale: Locale) -> str:
    """Return a fact in a language, fit to print: nothing in it acts on a terminal, no password is shown."""
    if isinstance(fact, Said):
        fact = fact.ja if locale == "ja" else fact.en
    return visible(veiled(str(fact)))


def _filled(words: str, facts: dict[str, str]) -> str:
    def fill(match: re.Match[str]) -> str:
        return facts.get(match[1], match[0]) if match[1] else match[0][0]

    return _FIELD.sub(fill, words)
