"""What a YAML error means to the person who wrote the file, found in the text, not in the YAML reader's words."""

import re

import yaml

from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.source import Span

_OPEN = re.compile(r"""(?m)^[ ]*(?:- +)?(?:[^\s#'"][^#'"\r\n]*?:[ \t]+)?(?P<quote>['"])(?P<rest>[^\r\n]*)$""")
_COLON = re.compile(r"^[ ]*(?:- +)?(?P<key>[^:#\r\n]+):[ \t]+(?P<value>[^\r\n]*)")


def explain(file: str, text: str, error: yaml.YAMLError) -> Diagnostic:
    """Return the finding that a YAML error stands for."""
    problem = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = min(problem.index if problem else 0, max(len(text) - 1, 0))
    context = getattr(error, "context_mark", None)
    opened = context.index if context else None
    return (
        _open_quote(file, text, at)
        or _no_key(file, text, error)
        or _open_flow(file, text, at, opened, further=True)
        or _bad_start(file, text, at)
        or _quote_then_text(file, text, at)
        or _colon(file, text, at)
        or _open_flow(file, text, at, opened, further=False)
        or finding("K186", Span(file, at, at + 1))
    )


def _line(text: str, at: int) -> tuple[int, str]:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    found = re.compile(r"[^\r\n]*").match(text, start)
    return start, found[0] if found else ""


def _first_line(text: str) -> tuple[int, str]:
    """Return the first line that says something, and where it begins."""
    found = re.compile(r"(?m)^[ ]*[^\s#][^\r\n]*").search(text)
    return (found.start(), found[0]) if found else (0, "")


def _closing(quote: str, rest: str) -> int:
    """Return where in the rest of a line the quote closes, -1 where it does not."""
    pattern = r'(?:[^"\\]|\\.)*"' if quote == '"' else r"(?:[^']|'')*'"
    found = re.match(pattern, rest)
    return found.end() - 1 if found else -1


def _open_quote(file: str, text: str, at: int) -> Diagnostic | None:
    start, line = _line(text, at)
    for match in _OPEN.finditer(text, 0, start + len(line)):
        if _closing(match["quote"], match["rest"]) < 0:
            return finding("K116", Span(file, match.start("quote"), match.end()), quote=match["quote"])
    return None


NO_KEY = "K169"
_SIGNS = {"%": "K181", "`": "K181", "@": "K181", "\t": "K182"}


def _no_key(file: str, text: str, error: yaml.YAMLError) -> Diagnostic | None:
    """Look at a line that is neither a key with its value nor an item: the trouble shows only below it."""
    context = getattr(error, "context_mark", None)
    if "document start" in (getattr(error, "problem", None) or ""):
        start, line = _first_line(text)
        if ":" in line:
            return None
    elif getattr(error, "context", None) == "while scanning a simple key" and context is not None:
        start, line = _line(text, context.index)
    else:
        return None
    first = start + len(line) - len(line.lstrip())
    return finding(NO_KEY, Span(file, first, start + len(line.rstrip())))


def _bad_start(file: str, text: str, at: int) -> Diagnostic | None:
    sign = text[at : at + 1]
    code = _SIGNS.get(sign)
    if code is None or text[:at].rstrip(" \t")[-1:] not in ("", ":", "-", ",", "{", "[", "\n", "\r"):
        return None
    return finding(code, Span(file, at, at + 1), sign=sign)


def _quote_then_text(file: str, text: str, at: int) -> Diagnostic | None:
    for back in (at, max(at - 1, 0)):
        start, line = _line(text, back)
        match = _OPEN.match(text, start)
        if match is None:
            continue
        end = _closing(match["quote"], match["rest"])
        after = match["rest"][end + 1 :].strip()
        if end >= 0 and after and after[0] not in "#,:]}":
            return finding("K183", Span(file, match.start("quote"), start + len(line.rstrip())), quote=match["quote"])
    return None


def _colon(file: str, text: str, at: int) -> Diagnostic | None:
    start, line = _line(text, at)
    match = _COLON.match(line)
    if match and text[at : at + 1] == ":" and at - start >= match.start("value"):
        value = Span(file, start + match.start("value"), start + len(line.rstrip()))
        return finding("K184", value, clause=match["key"].strip())
    if line.strip() and (text[at : at + 1] == ":" or at == start or not line[: at - start].strip()):
        first = start + len(line) - len(line.lstrip())
        return finding("K185", Span(file, first, start + len(line.rstrip())))
    return None


def _open_flow(file: str, text: str, at: int, opened: int | None, *, further: bool) -> Diagnostic | None:
    """Look at a brace or bracket that stayed open; with `further`, only where the trouble shows on a later line."""
    sign = text[opened : opened + 1] if opened is not None else ""
    if opened is None or sign not in ("{", "[") or (further and _line(text, at)[0] == _line(text, opened)[0]):
        return None
    closing = "}" if sign == "{" else "]"
    return finding("K187", Span(file, opened, opened + 1), sign=sign, closing=closing)
