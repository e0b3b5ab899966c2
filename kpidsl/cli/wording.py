"""The words of a finding in a language: its message, its hint, and characters that a terminal must not obey."""

import unicodedata

from kpidsl.cli.language import Language
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic, Fact, Said

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NEAR = {"en": "did you mean {near}?", "ja": "{near} ではありませんか?"}


def message(diagnostic: Diagnostic, language: Language) -> str:
    """Return the message in one line."""
    row = CODES[diagnostic.code]
    return _filled(row.ja if language == "ja" else row.en, diagnostic, language)


def hint(diagnostic: Diagnostic, language: Language) -> str:
    """Return what the reader can do, or "" ; a fact `near` asks first whether that was meant."""
    row = CODES[diagnostic.code]
    near = dict(diagnostic.facts).get("near")
    asked = _NEAR[language] if near else ""
    said = row.hint_ja if language == "ja" else row.hint_en
    return " ".join(_filled(each, diagnostic, language) for each in (asked, said) if each)


def said(fact: Fact, language: Language) -> str:
    """Return a fact in a language."""
    if isinstance(fact, Said):
        return fact.ja if language == "ja" else fact.en
    return visible(str(fact))


def visible(text: str) -> str:
    """Return the text with what a terminal would obey, or not show, written as escapes."""
    return "".join(shown(each) for each in text)


def shown(character: str) -> str:
    """Return a character, or its escape where it cannot be seen."""
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return repr(character)[1:-1] if character != "\t" else "    "


def width(text: str) -> int:
    """Return the columns that a text takes in a terminal: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def _filled(words: str, diagnostic: Diagnostic, language: Language) -> str:
    return words.format_map({name: said(fact, language) for name, fact in diagnostic.facts})
