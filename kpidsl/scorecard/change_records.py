"""What changed of the definitions and targets behind a page, as data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: of which number or source, which part of it in words, as it was written before and now ("": not)."""

    name: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """All changes since a day: that of the report before (`against` run), or the first of the period.

    `told_by` says who knows: git, or the kept reports, which know that a definition changed and not how; "" where
    nothing is on record, so that nothing can be said.
    """

    told_by: Literal["git", "runs", ""] = ""
    against: Literal["run", "period"] = "period"
    day: str = ""
    commit: str = ""
    changes: tuple[Changed, ...] = ()
