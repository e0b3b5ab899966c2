"""Findings as SARIF 2.1.0, for code scanning."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import place
from kpidsl.text.render.words import Locale, message, said
from kpidsl.text.source import Source, Span

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], locale: Locale, version: str = "", root: str = ""
) -> str:
    """Return one SARIF run; `version` is the tool's, `root` leads from the repository to the project."""
    found = list(diagnostics)
    driver: dict[str, Any] = {"name": "kpidsl", "rules": [_rule(row, locale) for row in _rows(found)]}
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, sources, locale, root) for each in found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rows(found: list[Diagnostic]) -> list[Code]:
    rows = {each.code: each.row for each in found}
    return [rows[code] for code in sorted(rows)]


def _rule(row: Code, locale: Locale) -> dict[str, Any]:
    text = row.ja if locale == "ja" else row.en
    level = {"level": _LEVELS[row.severity]}
    return {"id": row.id, "shortDescription": {"text": text}, "defaultConfiguration": level}


def _result(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale, root: str) -> dict[str, Any]:
    text, hint = message(diagnostic, locale)
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{text}\n{hint}" if hint else text},
    }
    if location := _location(diagnostic.span, sources, root):
        result["locations"] = [location]
    if diagnostic.labels:
        result["relatedLocations"] = [
            {**(_location(label.span, sources, root) or {}), "message": {"text": said(label.text, locale)}}
            for label in diagnostic.labels
        ]
    return result


def _location(span: Span | None, sources: Mapping[str, Source], root: str) -> dict[str, Any] | None:
    at = place(span, sources)
    if at is None:
        return None
    region = {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }
    uri = quote((root + at.file).replace("\\", "/"), safe="/", errors="replace")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
