"""Findings in the forms that people and machines read them in."""

from kpidsl.text.render.github import as_github
from kpidsl.text.render.gitlab import as_gitlab
from kpidsl.text.render.json import as_json, rows
from kpidsl.text.render.junit import as_junit
from kpidsl.text.render.markdown import as_markdown
from kpidsl.text.render.sarif import as_sarif
from kpidsl.text.render.terminal import terminal
from kpidsl.text.render.words import Locale, message

__all__ = [
    "Locale",
    "as_github",
    "as_gitlab",
    "as_json",
    "as_junit",
    "as_markdown",
    "as_sarif",
    "message",
    "rows",
    "terminal",
]
