"""Words for a time that changes with the day they are read: `来月`, `next month`, `end of quarter`, `3か月後`."""

import re
from typing import NamedTuple

_SPANS = {
    "quarter": r"四半期|quarters?",
    "half": r"半期|half|半年",
    "week": r"週間?|weeks?",
    "month": r"[かヶカヵケ箇]?月|months?",
    "year": r"年度|年|期|(?:(?:fiscal|business)[ \t]+)?years?|fy",
    "day": r"日|days?|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
}
_ANY = "|".join(_SPANS.values())
_NAMED = re.compile("|".join(f"(?P<{length}>{form})" for length, form in _SPANS.items()))
_JAPANESE = re.compile(
    rf"(?:(?:再来|来|今|本|先々?|昨|去|一昨|前|翌|当|次)(?:{_ANY})|明後?日|[月週年期]末|(?:年度|四半期|半期)末"
    rf"|(?:[0-9]+(?:{_ANY})|半年)間?(?:後|以内|先))(?:同期|末|初|頭|中|内|以内|まで|に|の)*(?!\w)"
)
_ENGLISH = re.compile(
    rf"(?:the[ \t]+)?(?:end|start|beginning)[ \t]+of[ \t]+(?:(?:the|this|next)[ \t]+)*(?:{_ANY})\b"
    rf"|(?:the[ \t]+)?(?:next|last|this|previous|current|coming|upcoming)[ \t_]+(?:[0-9]+[ \t]+)?(?:{_ANY})\b"
    rf"|[0-9]+[ \t]+(?:{_ANY})\b(?:[ \t]+from[ \t]+now\b)?"
    r"|(?:today|tomorrow|yesterday|now|tonight|eo[dwmqy])\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"[先昨去前]|last|previous|yesterday", re.IGNORECASE)
_COMING = {"week": "2026-W40", "month": "2026-10", "quarter": "FY2026Q3", "half": "FY2026H2", "year": "FY2027"}
_GONE = {"week": "2026-W38", "month": "2026-08", "quarter": "FY2026Q1", "half": "FY2025H2", "year": "FY2025"}
_SHORT = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}


class Phrase(NamedTuple):
    """Relative words as they stand, and a period written out that is as long as the one they speak of; "" for a day."""

    words: str
    example: str


def relative(text: str, at: int, end: int) -> Phrase | None:
    """Return the relative words that begin at a place of folded text, None where there are none."""
    found = _JAPANESE.match(text, at, end) or _ENGLISH.match(text, at, end)
    return Phrase(found[0], _example(found[0].lower())) if found else None


def _example(words: str) -> str:
    """Return a period as long as the one that words name last, "" for a day."""
    named = [each.lastgroup for each in _NAMED.finditer(words)]
    length = _SHORT.get(words) or (named[-1] if named else None) or "day"
    return (_GONE if _PAST.match(words) else _COMING).get(length, "")
