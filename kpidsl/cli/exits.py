"""From findings to an exit code."""

from collections.abc import Iterable

from kpidsl.text.diagnostic import Diagnostic

_ENVIRONMENT = frozenset(
    {
        *("K801", "K802", "K803", "K804", "K805", "K806", "K807", "K808", "K809", "K816", "K822"),
        *("K850", "K851", "K852", "K853", "K854"),
        *("K901", "K902", "K904", "K905", "K911", "K914"),
        "K250",
        "K701",
        "K920",
        "K921",
        "K930",
    }
)
_OF_THE_CALL = frozenset({"K201", "K202", "K251", "K252", "K420", "K503", "K505", "K506", "K512"})
"""Codes that speak of the command line where they have no place in a file."""


def exit_code(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> int:
    """Return 2 where the call or the environment is at fault, 1 where the specs or the data are, else 0."""
    errors = [each for each in diagnostics if each.severity == "error" or (strict and each.severity == "warning")]
    if any(_outside(each) for each in errors):
        return 2
    return 1 if errors else 0


def _outside(diagnostic: Diagnostic) -> bool:
    if diagnostic.code in _ENVIRONMENT:
        return True
    on_the_line = diagnostic.span is None or diagnostic.span.file.startswith("--")
    return on_the_line and (diagnostic.code in _OF_THE_CALL or diagnostic.span is not None)
