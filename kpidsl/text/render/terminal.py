"""Findings as people read them in a terminal: the words, the line, and signs under the characters that are meant."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import Place, place
from kpidsl.text.render.visible import laid_out, visible, width
from kpidsl.text.render.words import Locale, message, said
from kpidsl.text.source import Source

_WIDEST = 160
_COLOURS = {"error": "31", "warning": "33", "info": "34"}
_SEVERITIES = {"error": "エラー", "warning": "警告", "info": "情報"}
_BLUE = "34"


class _Mark(NamedTuple):
    place: Place
    sign: str
    text: str


def terminal(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], locale: Locale, color: bool = False
) -> str:
    """Return the findings one below the other; with `color`, in ANSI colours."""
    return "\n".join("\n".join(_finding(each, sources, locale, color)) + "\n" for each in diagnostics)


def _finding(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale, color: bool) -> Iterator[str]:
    text, hint = message(diagnostic, locale)
    severity = _SEVERITIES[diagnostic.severity] if locale == "ja" else diagnostic.severity
    tone = _COLOURS[diagnostic.severity]
    yield f"{_paint(f'{severity}[{diagnostic.code}]', tone, color)}{_paint(f': {text}', '1', color)}"
    marks = _marks(diagnostic, sources, locale)
    margin = max((len(str(mark.place.line)) for mark in marks), default=1)
    file = None
    for number, mark in enumerate(marks):
        at = mark.place
        if at.file != file:
            arrow = _paint("-->", _BLUE, color)
            yield f"{' ' * margin} {arrow} {visible(at.file)}:{at.line}:{at.column}"
            file = at.file
        previous = marks[number - 1].place if number else None
        same = previous is not None and (previous.file, previous.line) == (at.file, at.line)
        source = sources.get(at.file)
        if source is not None and source.text:
            yield from _lines(mark, source, margin, "" if same else str(at.line), tone, color)
    if hint:
        word = "ヒント" if locale == "ja" else "hint"
        yield f"{' ' * margin} {_paint('=', _BLUE, color)} {word}: {hint}"


def _marks(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale) -> list[_Mark]:
    """Return the places to show: the finding's own first, labels of its file, labels of others, by line."""
    own = place(diagnostic.span, sources)
    if own is None:
        return []
    texts = {label.span: said(label.text, locale) for label in diagnostic.labels}
    marks = [_Mark(own, "^", texts.pop(diagnostic.span, "") if diagnostic.span else "")]
    labels = [_Mark(at, "-", text) for span, text in texts.items() if (at := place(span, sources))]
    here = sorted((mark for mark in labels if mark.place.file == own.file), key=lambda mark: mark.place)
    return marks + here + sorted((mark for mark in labels if mark.place.file != own.file), key=lambda mark: mark.place)


def _lines(mark: _Mark, source: Source, margin: int, number: str, tone: str, color: bool) -> Iterator[str]:
    at = mark.place
    line = source.line(at.line)
    shown, columns = laid_out(line)
    first = columns[min(at.column - 1, len(line))]
    stop = columns[min(at.end_column - 1, len(line))] if at.end_line == at.line else columns[-1]
    shown, first, stop = _window(shown, first, max(stop, first + 1))
    bar = _paint("|", _BLUE, color)
    if number:
        yield f"{_paint(number.rjust(margin), _BLUE, color)} {bar} {shown}".rstrip()
    signs = _paint(mark.sign * (stop - first), tone if mark.sign == "^" else _BLUE, color)
    yield f"{' ' * margin} {bar} {' ' * first}{signs} {mark.text}".rstrip()


def _window(shown: str, first: int, stop: int) -> tuple[str, int, int]:
    """Return the part of a long line that holds the signs, and where they stand in it."""
    if width(shown) <= _WIDEST:
        return shown, first, stop
    left = max(first - _WIDEST // 3, 0)
    kept: list[str] = []
    at = begin = 0
    for character in shown:
        size = width(character)
        if at >= left and at + size <= left + _WIDEST:
            begin = at if not kept else begin
            kept.append(character)
        at += size
    ahead = "… " if left else ""
    shift = len(ahead) - begin
    stop = min(stop, begin + width("".join(kept)))
    return (
        f"{ahead}{''.join(kept)}" + (" …" if at > left + _WIDEST else ""),
        first + shift,
        max(stop, first + 1) + shift,
    )


def _paint(text: str, tone: str, color: bool) -> str:
    return f"\x1b[1;{tone}m{text}\x1b[0m" if color else text
