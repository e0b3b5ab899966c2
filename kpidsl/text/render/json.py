"""Findings as JSON, for programs."""

import json
from collections.abc import Iterable, Mapping

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import place
from kpidsl.text.render.words import Locale, message
from kpidsl.text.source import Source

Row = dict[str, str | int | None]


def rows(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], locale: Locale) -> list[Row]:
    """Return each finding as a flat record; place and file are null where no file is at fault."""
    return [_row(each, sources, locale) for each in diagnostics]


def as_json(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], locale: Locale, summary: Mapping[str, int]
) -> str:
    """Return `{"diagnostics": […], "summary": {…}}`; the summary is the caller's."""
    whole = {"diagnostics": rows(diagnostics, sources, locale), "summary": dict(summary)}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _row(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale) -> Row:
    text, hint = message(diagnostic, locale)
    at = place(diagnostic.span, sources)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": text,
        "hint": hint,
        "file": at.file if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "end_line": at.end_line if at else None,
        "end_column": at.end_column if at else None,
    }
