"""Findings on a terminal's second stream."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from kpidsl.cli.language import Language
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import terminal
from kpidsl.text.source import Source


def tell(found: Iterable[Diagnostic], texts: Mapping[str, Source], language: Language, *, quiet: bool = False) -> None:
    """Print findings to stderr; `quiet` leaves out all but errors."""
    kept = [each for each in found if not quiet or each.severity == "error"]
    if kept:
        print(terminal(kept, texts, language, coloured(sys.stderr)), file=sys.stderr)


def coloured(stream: Any) -> bool:
    """Say whether a stream is a terminal that takes colours."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
