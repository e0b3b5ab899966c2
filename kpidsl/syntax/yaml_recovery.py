"""YAML that does not compose: the declaration at fault is said and blanked, and the rest is read."""

import re

import yaml

from kpidsl.syntax import yaml_faults
from kpidsl.syntax.clauses import SECTION
from kpidsl.syntax.mistake import Mistake
from kpidsl.syntax.nodes import Node, compose
from kpidsl.syntax.tree import Statement, Word
from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.source import Span

_MOST = 50
_FAR = 1_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")
_KEY = re.compile(r"[ \t]*(?:- +)?([^\s:#'\"{}\[\],&*!|>%@`][^:#\r\n]*?)[ \t]*:(?=\s|$)")
_ANSWER = re.compile(r"[ ]*:[ \t]")
_UNSAID = re.compile(r"[^\r\n]")


def compose_all(file: str, text: str) -> tuple[Node | None, list[Statement], list[Diagnostic]]:
    """Return the document, the statements of which no more is known than their name, and what is wrong."""
    text, found = _without_loose_start(file, text)
    broken: list[Statement] = []
    for _ in range(_MOST):
        try:
            return compose(file, text), broken, found
        except Mistake as wrong:
            diagnostic = wrong.diagnostic
        except yaml.YAMLError as error:
            diagnostic = yaml_faults.explain(file, text, error)
        found += [diagnostic] if diagnostic not in found else []
        at = diagnostic.span.start if diagnostic.span else 0
        start, end = _line_at(text, at) if diagnostic.code == yaml_faults.NO_KEY else _declaration(text, at)
        if not text[start:end].strip():
            break
        if statement := _remains(file, text, start):
            broken.append(statement)
        text = text[:start] + _UNSAID.sub(" ", text[start:end]) + text[end:]
    return None, broken, found


def _without_loose_start(file: str, text: str) -> tuple[str, list[Diagnostic]]:
    """Blank lines that are indented although no section stands above them, and say so once."""
    said = [(match, depth) for match in _LINE.finditer(text) if (depth := _depth(match[0])) >= 0]
    top = next((match for match, depth in said if depth == 0), None)
    if top is None or not said[0][1] or said[0][1] == _FAR:
        return text, []
    first = said[0][0]
    start = first.start() + said[0][1]
    found = finding("K185", Span(file, start, first.start() + len(first[0].rstrip())))
    return _UNSAID.sub(" ", text[: top.start()]) + text[top.start() :], [found]


def _line_at(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    found = _LINE.match(text, start)
    return start, found.end() if found else len(text)


def _declaration(text: str, at: int) -> tuple[int, int]:
    """Return the lines of the declaration that holds a place: those under one name of a section, or one line."""
    lines = [match.span() for match in _LINE.finditer(text) if match.end() > match.start()]
    here = next((number for number, (start, end) in enumerate(lines) if start <= at < end), len(lines) - 1)
    if here < 0:
        return 0, len(text)
    depths = [_depth(text[start:end]) for start, end in lines]
    inner = _inner_depth(depths, here)
    first = here
    starts = [
        0 <= depth <= inner and not _answers(text, start) for depth, (start, _) in zip(depths, lines, strict=True)
    ]
    while first > 0 and not starts[first]:
        first -= 1
    last = here + 1
    while last < len(lines) and not starts[last]:
        last += 1
    return lines[first][0], lines[last - 1][1]


def _answers(text: str, start: int) -> bool:
    """Say whether a line is the `: value` of a `? key` above it."""
    return _ANSWER.match(text, start) is not None


def _depth(line: str) -> int:
    """Return how far a line is indented, -1 for one that says nothing; a tab counts as far in."""
    said = line.lstrip(" \ufeff")
    if not said.strip() or said.startswith("#"):
        return -1
    return _FAR if said.startswith("\t") else len(line) - len(line.lstrip(" "))


def _inner_depth(depths: list[int], here: int) -> int:
    """Return the indentation of the declarations of the section that a line is in."""
    section = next((number for number in range(here, -1, -1) if depths[number] == 0), None)
    if section is None or section == here:
        return 0
    return next((depths[number] for number in range(section + 1, here + 1) if depths[number] > 0), 0)


def _remains(file: str, text: str, start: int) -> Statement | None:
    """Return a broken statement that keeps at least its name, so that what uses it need not be called unknown."""
    name = _KEY.match(text, start)
    sections = [match for match in _KEY.finditer(text[:start]) if _starts_line(text, match.start())]
    section = next((match[1] for match in reversed(sections) if match[0][0] not in " \t-"), None)
    row = SECTION.get(section or "")
    if name is None or row is None or row.listed or name[0][0] not in " \t":
        return None
    span = Span(file, name.start(1), name.end(1))
    return Statement(row.kind, Word(name[1].strip("`"), span), None, (), span, broken=True)


def _starts_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "\r\n"
