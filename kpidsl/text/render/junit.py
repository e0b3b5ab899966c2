"""Findings as JUnit XML: a file is a test case, and it fails where it holds an error."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import place
from kpidsl.text.render.visible import visible
from kpidsl.text.render.words import Locale, message
from kpidsl.text.source import Source

_PROJECT = "(project)"


def as_junit(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], locale: Locale) -> str:
    """Return one test suite with a case for every file, and one for what belongs to no file."""
    cases: dict[str, list[Diagnostic]] = {file: [] for file in sources}
    for each in diagnostics:
        cases.setdefault(each.span.file if each.span else _PROJECT, []).append(each)
    failed = sum(any(each.severity == "error" for each in found) for found in cases.values())
    body = "".join(_case(file, found, sources, locale) for file, found in sorted(cases.items()))
    suite = f'<testsuite name="kpidsl check" tests="{len(cases)}" failures="{failed}" errors="0">\n{body}</testsuite>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{suite}'


def _case(file: str, found: list[Diagnostic], sources: Mapping[str, Source], locale: Locale) -> str:
    name = quoteattr(visible(file))
    errors = [each for each in found if each.severity == "error"]
    others = [each for each in found if each.severity != "error"]
    inner = ""
    if errors:
        first, _ = message(errors[0], locale)
        lines = escape("\n".join(_line(each, sources, locale) for each in errors))
        inner += f"    <failure type={quoteattr(errors[0].code)} message={quoteattr(first)}>{lines}</failure>\n"
    if others:
        lines = escape("\n".join(_line(each, sources, locale) for each in others))
        inner += f"    <system-out>{lines}</system-out>\n"
    opening = f'  <testcase classname="kpidsl" name={name}'
    return f"{opening}>\n{inner}  </testcase>\n" if inner else f"{opening}/>\n"


def _line(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale) -> str:
    text, hint = message(diagnostic, locale)
    at = place(diagnostic.span, sources)
    where = f"{visible(at.file)}:{at.line}:{at.column}: " if at else ""
    return f"{where}{diagnostic.severity}[{diagnostic.code}]: {text}" + (f" ({hint})" if hint else "")
