"""Findings as Markdown, for the summary of a job and the comment on a pull request; and text made safe for it."""

from collections.abc import Mapping, Sequence

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import place
from kpidsl.text.render.visible import visible
from kpidsl.text.render.words import Locale, message
from kpidsl.text.source import Source

_SIGNS = "\\`*_[]<>|#~&@"
_MARKS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}
_MOST = 500
"""Rows: a summary may have a mebibyte."""


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line: no markup, no HTML, nobody is called by @name."""
    return "".join(f"\\{each}" if each in _SIGNS else each for each in visible(" ".join(text.split()))).replace(
        "\\@", "@\N{ZERO WIDTH SPACE}"
    )


def as_markdown(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, Source], locale: Locale, head: str, root: str = ""
) -> str:
    """Return `head` and a table of the findings, errors first; `root` leads from the repository to the project."""
    order = ("error", "warning", "info")
    found = sorted(diagnostics, key=lambda each: order.index(each.severity))
    lines = [f"### kpidsl: {plain(head)}"]
    if found:
        heads = ("", "コード", "場所", "内容") if locale == "ja" else ("", "code", "place", "finding")
        lines += ["", f"| {' | '.join(heads)} |", "| --- | --- | --- | --- |"]
    lines += [_row(each, sources, locale, root) for each in found[:_MOST]]
    if (more := len(found) - _MOST) > 0:
        lines += ["", f"ほか {more} 件" if locale == "ja" else f"and {more} more"]
    return "\n".join(lines) + "\n"


def _row(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale, root: str) -> str:
    text, hint = message(diagnostic, locale)
    at = place(diagnostic.span, sources)
    where = plain(f"{root}{at.file}:{at.line}") if at else "–"
    words = plain(text) + (f"<br>{plain(hint)}" if hint else "")
    return f"| {_MARKS[diagnostic.severity]} | {diagnostic.code} | {where} | {words} |"
