"""The words of a finding in a language, from the table of codes and the finding's facts."""

import re
from typing import Literal

from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic, Fact, Said
from kpidsl.text.render.visible import visible

Locale = Literal["en", "ja"]

_FIELD = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def message(diagnostic: Diagnostic, locale: Locale) -> tuple[str, str]:
    """Return a finding's message and its hint ("" where there is none); what specs hold in them is made visible."""
    row = CODES[diagnostic.code]
    facts = {name: said(fact, locale) for name, fact in diagnostic.facts}
    words = (row.ja, row.hint_ja) if locale == "ja" else (row.en, row.hint_en)
    text, hint = (_filled(each, facts).strip() for each in words)
    return text, hint


def said(fact: Fact, locale: Locale) -> str:
    """Return a fact in a language."""
    if isinstance(fact, Said):
        fact = fact.ja if locale == "ja" else fact.en
    return visible(str(fact))


def _filled(words: str, facts: dict[str, str]) -> str:
    def fill(match: re.Match[str]) -> str:
        return facts.get(match[1], match[0]) if match[1] else match[0][0]

    return _FIELD.sub(fill, words)
