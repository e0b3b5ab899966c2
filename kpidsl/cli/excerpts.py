"""Findings as text: message, place, the line with a caret under it, hint."""

from collections.abc import Iterable, Mapping

from kpidsl.cli.language import Language
from kpidsl.cli.wording import hint, message, said, shown, visible, width
from kpidsl.text.diagnostic import Diagnostic, Label
from kpidsl.text.source import Source, Span

COLOURS = {"error": "31", "warning": "33", "info": "36"}
WIDEST = 160
"""Characters of a line that are shown; of a longer one the part around the caret."""


def as_text(diagnostic: Diagnostic, texts: Mapping[str, Source], language: Language, *, colour: bool = False) -> str:
    """Return a finding as a block of lines without a final line end."""
    kind = f"{diagnostic.severity}[{diagnostic.code}]"
    head = f"\x1b[1;{COLOURS[diagnostic.severity]}m{kind}\x1b[0m" if colour else kind
    lines = [f"{head}: {message(diagnostic, language)}"]
    if diagnostic.span is not None:
        lines += _places(diagnostic, diagnostic.span, texts, language)
    if tip := hint(diagnostic, language):
        lines.append(f"   = {'ヒント' if language == 'ja' else 'hint'}: {tip}")
    return "\n".join(lines)


def _places(diagnostic: Diagnostic, span: Span, texts: Mapping[str, Source], language: Language) -> Iterable[str]:
    own = [label for label in diagnostic.labels if _line(label.span, texts) == _line(span, texts)]
    primary = next((label for label in own if label.span == span), Label(span, ""))
    beside = [label for label in own if label.span != span]
    yield from _place(primary, beside, texts, language)
    for label in diagnostic.labels:
        if label not in own:
            yield from _place(label, [], texts, language, mark="-")


def _line(span: Span, texts: Mapping[str, Source]) -> tuple[str, int]:
    return span.file, texts[span.file].position(span.start).line if span.file in texts else 0


def _place(
    label: Label, beside: list[Label], texts: Mapping[str, Source], language: Language, mark: str = "^"
) -> Iterable[str]:
    span = label.span
    source = texts.get(span.file)
    if source is None:
        yield f"  --> {visible(span.file)}"
        return
    position = source.position(span.start)
    yield f"  --> {visible(span.file)}:{position.line}:{position.column}"
    gutter = " " * len(str(position.line))
    text = source.line(position.line)
    first = max(0, min(position.column - 1 - WIDEST // 2, len(text) - WIDEST))
    part = text[first : first + WIDEST]
    yield f"{position.line} | {visible(part)}".rstrip()
    for each, sign in [(label, mark), *((other, "-") for other in beside)]:
        yield f"{gutter} | {_marked(each, source, part, first, sign)} {said(each.text, language)}".rstrip()


def _marked(label: Label, source: Source, part: str, first: int, sign: str) -> str:
    start = source.position(label.span.start).column - 1 - first
    end = min(start + label.span.end - label.span.start, len(part))
    before = sum(width(shown(each)) for each in part[: max(0, start)])
    under = sum(width(shown(each)) for each in part[max(0, start) : max(0, end)])
    return " " * before + sign * max(1, under)
