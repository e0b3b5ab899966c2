"""Findings for programs: JSON, SARIF 2.1.0, GitHub's annotations, JUnit's XML; and the way to print them to people."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from kpidsl.cli.excerpts import as_text
from kpidsl.cli.language import Language
from kpidsl.cli.wording import hint, message
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.source import Source

Texts = Mapping[str, Source]
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def tell(found: Iterable[Diagnostic], texts: Texts, language: Language, *, quiet: bool = False) -> None:
    """Print findings to stderr; information only where it is wanted (`quiet` leaves it and warnings out)."""
    for each in found:
        if not (quiet and each.severity != "error"):
            print(as_text(each, texts, language, colour=coloured(sys.stderr)), file=sys.stderr)


def coloured(stream: Any) -> bool:
    """Say whether a stream is a terminal that takes colours."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def plain(diagnostic: Diagnostic, texts: Texts, language: Language) -> dict[str, Any]:
    """Return a finding as the JSON object that the reference promises; lines and columns from 1, the end exclusive."""
    span = diagnostic.span
    source = texts.get(span.file) if span is not None else None
    start = source.position(span.start) if source is not None and span is not None else None
    end = source.position(span.end) if source is not None and span is not None else None
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": message(diagnostic, language),
        "hint": hint(diagnostic, language) or None,
        "file": span.file if span is not None else None,
        "line": start.line if start else None,
        "column": start.column if start else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
    }


def as_json(found: Iterable[Diagnostic], texts: Texts, summary: Mapping[str, int], language: Language) -> str:
    """Return findings and their summary as JSON."""
    listed = [plain(each, texts, language) for each in found]
    return json.dumps({"diagnostics": listed, "summary": dict(summary)}, ensure_ascii=False, indent=2)


def as_sarif(found: Iterable[Diagnostic], texts: Texts, language: Language) -> str:
    """Return findings as SARIF, for code scanning."""
    listed = list(found)
    rules = [
        {"id": code, "shortDescription": {"text": CODES[code].ja if language == "ja" else CODES[code].en}}
        for code in sorted({each.code for each in listed})
    ]
    driver = {"name": "kpidsl", "rules": rules}
    results = [_sarif_result(each, texts, language) for each in listed]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _sarif_result(diagnostic: Diagnostic, texts: Texts, language: Language) -> dict[str, Any]:
    from urllib.parse import quote

    facts = plain(diagnostic, texts, language)
    text = f"{facts['message']} ({facts['hint']})" if facts["hint"] else facts["message"]
    result: dict[str, Any] = {"ruleId": diagnostic.code, "level": _LEVELS[diagnostic.severity], "message": {"text": text}}
    if facts["file"] is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(facts["file"])}}
        if facts["line"] is not None:
            names = {"startLine": "line", "startColumn": "column", "endLine": "end_line", "endColumn": "end_column"}
            place["region"] = {theirs: facts[ours] for theirs, ours in names.items()}
        result["locations"] = [{"physicalLocation": place}]
    return result


def as_github(found: Iterable[Diagnostic], texts: Texts, language: Language) -> str:
    """Return findings as annotations of a GitHub workflow, one a line."""
    return "\n".join(_github_line(plain(each, texts, language)) for each in found)


def _github_line(facts: dict[str, Any]) -> str:
    names = {"file": "file", "line": "line", "col": "column", "endLine": "end_line", "endColumn": "end_column"}
    given = {theirs: facts[ours] for theirs, ours in names.items() if facts[ours] is not None} | {
        "title": facts["code"]
    }
    head = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in given.items())
    text = f"{facts['message']}\n{facts['hint']}" if facts["hint"] else facts["message"]
    kind = "notice" if facts["severity"] == "info" else facts["severity"]
    return f"::{kind} {head}::{_escaped(text, '')}"


def _escaped(text: str, more: str) -> str:
    return "".join(f"%{ord(each):02X}" if each in f"%\r\n{more}" else each for each in text)


def as_junit(found: Iterable[Diagnostic], texts: Texts, language: Language) -> str:
    """Return findings as JUnit's XML: each file is a test case, which its errors fail."""
    from xml.sax.saxutils import escape, quoteattr

    listed = [(plain(each, texts, language), each) for each in found]
    files = sorted({*texts, *(facts["file"] or "kpidsl.yaml" for facts, _ in listed)})
    cases = []
    for file in files:
        inside = []
        for facts, each in listed:
            if (facts["file"] or "kpidsl.yaml") == file:
                tag = "failure" if each.severity == "error" else "system-out"
                head = f" type={quoteattr(each.code)} message={quoteattr(facts['message'])}" if tag == "failure" else ""
                inside.append(f"    <{tag}{head}>{escape(as_text(each, texts, language))}</{tag}>\n")
        cases.append(f'  <testcase classname="kpidsl.check" name={quoteattr(file)}>\n{"".join(inside)}  </testcase>\n')
    failed = len({facts["file"] for facts, each in listed if each.severity == "error"})
    head = f'<testsuite name="kpidsl check" tests="{len(files)}" failures="{failed}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{"".join(cases)}</testsuite>'
