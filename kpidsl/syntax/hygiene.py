"""What no file may hold, in either spelling: characters that cannot be seen, and lines that nobody can read."""

import re
from unicodedata import name

from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.source import Source, Span

LONGEST_LINE = 20_000
LARGEST_FILE = 5_000_000
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]|(?<!^)\ufeff"
)
_ESCAPED = re.compile(_UNSEEN.pattern.replace("|(?<!^)\ufeff", "|[\r\ufeff]"))
_LINE = re.compile(rf"[^\r\n]{{{LONGEST_LINE + 1}}}")


def too_large(source: Source) -> Diagnostic | None:
    """Return the finding about a file that is too large to read, if it is."""
    if len(source.text) > LARGEST_FILE:
        return finding("K139", Span(source.file, 0, 0), size=len(source.text), most=LARGEST_FILE)
    if long := _LINE.search(source.text):
        return finding("K122", Span(source.file, long.start(), long.start() + 1), most=LONGEST_LINE)
    return None


def unseen(source: Source) -> tuple[str, list[Diagnostic]]:
    """Return the text with unseen characters blanked, and a finding for each line that holds one."""
    found: dict[int, Diagnostic] = {}
    for match in _UNSEEN.finditer(source.text):
        line = source.position(match.start()).line
        if line not in found:
            span = Span(source.file, match.start(), match.end())
            found[line] = finding("K120", span, character=_named(match[0]))
    return (_UNSEEN.sub(" ", source.text) if found else source.text), list(found.values())


def hidden(value: str) -> str | None:
    """Return the name of an unseen character in what YAML made of its escapes, None where there is none."""
    found = _ESCAPED.search(value)
    return _named(found[0]) if found else None


def _named(character: str) -> str:
    known = {"\x00": "NUL", "\r": "CARRIAGE RETURN", "\ufeff": "BYTE ORDER MARK"}.get(character) or name(character, "")
    return f"U+{ord(character):04X} {known}".strip()
