"""Findings as GitHub annotations: one workflow command a line."""

from collections.abc import Iterable, Mapping

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import place
from kpidsl.text.render.visible import visible
from kpidsl.text.render.words import Locale, message
from kpidsl.text.source import Source

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def as_github(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], locale: Locale, root: str = "") -> str:
    """Return one `::error file=…::message` a finding; `root` leads from the repository to the project."""
    return "".join(f"{_command(each, sources, locale, root)}\n" for each in diagnostics)


def _command(diagnostic: Diagnostic, sources: Mapping[str, Source], locale: Locale, root: str) -> str:
    text, hint = message(diagnostic, locale)
    at = place(diagnostic.span, sources)
    properties: dict[str, str | int] = {}
    if at:
        properties = {"file": root + visible(at.file), "line": at.line, "endLine": at.end_line, "col": at.column}
        if at.end_line == at.line:
            properties["endColumn"] = max(at.end_column - 1, at.column)
    properties["title"] = diagnostic.code
    words = f"{text}\n{hint}" if hint else text
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_LEVELS[diagnostic.severity]} {listed}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
