"""How a mistake leaves the middle of a parse: as an exception that only this room raises and catches."""

from kpidsl.text.diagnostic import Diagnostic, Fact, Label, finding
from kpidsl.text.source import Span


class Mistake(Exception):
    """What is wrong with the text being read; the reader that asked for it turns it back into a finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def mistake(code: str, span: Span, *labels: Label, **facts: Fact) -> Mistake:
    """Make a mistake to raise."""
    return Mistake(finding(code, span, *labels, **facts))
