"""Passwords in text that looks like a connection, hidden: `://user:***@host`, `user:***@host`, `?token=***`.

Every search here is linear in the text, for lines come from files that may be hostile.
"""

import re
from collections.abc import Iterator

STARS = "***"
_TOKEN = re.compile(r"\S+")
_IN_URL = re.compile(r"://[^:@/\s\[]*+:")
_BARE = re.compile(r"(?<![\w.+%-])(?!mailto:)[\w.+%-]++:(?!//)")
# A word where the port belongs, with no host after it, is most likely a password whose @ was forgotten.
_NO_PORT = re.compile(r"://[^:@/\s\[]*+:(?!\d*+(?:[/?#\"'\s]|$))(?P<value>[^@\s/]++)")
_OPTION = re.compile(
    r"(?:[?&;](?P<name>[\w.%-]++)|(?<!\S)(?P<word>passw(?:or)?d|pwd|passphrase))=(?P<value>[^&\n]*+)", re.I
)
_SECRET = re.compile(r"pass|pwd|secret|token|key|credential|signature", re.I)
_PLACEHOLDER = re.compile(r"\$\{[A-Za-z_]\w*\}[\"'\s]*(?:#.*)?")


def veiled(text: str) -> str:
    """Return text with `***` for each secret; `${NAME}` stays, for it is none."""
    pieces, end = [], 0
    for start, stop in stretches(text):
        pieces += [text[end:start], STARS]
        end = stop
    return "".join(pieces) + text[end:]


def stretches(text: str) -> list[tuple[int, int]]:
    """Return where the secrets of a text begin and end, in order, none inside another."""
    if ":" not in text and "=" not in text:
        return []
    kept: list[tuple[int, int]] = []
    for start, stop in sorted(_found(text)):
        if start == stop or _PLACEHOLDER.fullmatch(text, start, stop):
            continue
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(stop, kept[-1][1]))
        else:
            kept.append((start, stop))
    return kept


def _found(text: str) -> Iterator[tuple[int, int]]:
    # Up to the last @, for a password that was not escaped must not be shown either.
    last = text.rfind("@")
    if last >= 0 and (head := _IN_URL.search(text, 0, last)):
        yield head.end(), last
    for token in _TOKEN.finditer(text) if last >= 0 else ():
        at = text.rfind("@", token.start(), token.end())
        if at >= 0 and (head := _BARE.search(text, token.start(), at)):
            inner = _IN_URL.search(text, token.start(), at)
            yield max(head.end(), inner.end() if inner else 0), at
    yield from (each.span("value") for each in _NO_PORT.finditer(text))
    for option in _OPTION.finditer(text):
        if option["word"] or _SECRET.search(option["name"]):
            yield option.span("value")
