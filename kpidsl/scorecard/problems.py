"""What can be wrong with a page: findings of the family K9, which have no place in a file."""

from kpidsl.text.diagnostic import Diagnostic, Fact, finding


def problem(code: str, **facts: Fact) -> Diagnostic:
    """Make a finding without a span; the words are in the table of codes."""
    return finding(code, None, **facts)
