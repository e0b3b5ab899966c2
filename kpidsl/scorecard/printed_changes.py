"""The change log as it is printed: a sentence on what it is held against, and a row for each change."""

from dataclasses import dataclass

from kpidsl.scorecard.change_records import Changed
from kpidsl.scorecard.fonts.bundled import covered
from kpidsl.scorecard.periods import period_name
from kpidsl.scorecard.records import Scorecard
from kpidsl.scorecard.widths import fit
from kpidsl.scorecard.words import word

MOST = 14
LONGEST = 76.0


@dataclass(frozen=True, slots=True)
class PrintedChanges:
    """`since` says what definitions are held against, `said` what there is to say where no row is."""

    since: str
    said: str
    rows: tuple[Changed, ...]
    more: int


def printed_changes(card: Scorecard) -> PrintedChanges | None:
    """Turn the change log of a card into text, None where it was not asked for."""
    log, language = card.changes, card.locale.language
    if log is None:
        return None
    if not log.told_by:
        return PrintedChanges("", word("changes_unknown", language), (), 0)
    since = word(f"changes_since_{log.against}", language, day=period_name(log.day, card.locale))
    if log.told_by == "runs":
        since = f"{since} · {word('changes_by_runs', language)}"
    elif log.commit:
        since = f"{since} ({log.commit})"
    rows = tuple(
        Changed(*(fit(_drawable(each), LONGEST) for each in (row.name, row.what, row.before, row.after)))
        for row in log.changes[:MOST]
    )
    said = "" if rows else word("changes_none", language)
    return PrintedChanges(since, said, rows, max(len(log.changes) - MOST, 0))


def _drawable(text: str) -> str:
    """Return a text in which a character without a glyph is its code: what once was written keeps no page from it."""
    known = covered()
    return "".join(char if ord(char) in known else f"<U+{ord(char):04X}>" for char in " ".join(text.split()))
