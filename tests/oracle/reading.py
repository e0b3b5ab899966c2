"""Text to tree, for tests: spec files, and the conditions that a request carries."""

from kpidsl.syntax import tree
from kpidsl.syntax.read import read
from kpidsl.text.source import Source


def read_file(text: str, file: str = "specs/test.kpi") -> tree.File:
    """Read one spec; a finding fails the test in its own words."""
    outcome = read(Source(file, text))
    assert not outcome.diagnostics, f"{outcome.diagnostics}\n{text}"
    return outcome.value


def read_condition(text: str) -> tree.Expression:
    """Read a condition as `--where` takes it."""
    (segment,) = read_file(f"segment it of anything = {text}").statements
    return next(each.value for each in segment.clauses if each.keyword == "formula")  # type: ignore[return-value]
