"""The exceptions of a page: at most three, what is out of the ordinary lately first, then what is furthest behind."""

from collections.abc import Iterator

from kpidsl.analysis.limits import Side
from kpidsl.report.board import Judged
from kpidsl.report.naming import own_language, unit_of
from kpidsl.report.shares import achievement
from kpidsl.report.wording import outside_words, pending_words, reason_words
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.records import Concern

CONCERNS = 3
_RECENT = 2
_BAD: dict[str, Side] = {"higher": "below", "lower": "above"}
_SHORT = {"behind": 1.0, "at_risk": 0.5}


def concerns_of(judged: list[Judged], step: str, locale: Locale) -> Iterator[Concern]:
    """Yield the exceptions, the gravest first; amounts of money are written in the page's `step`."""
    grave = [each for each in judged if _weight(each) > 0]
    for each in sorted(grave, key=lambda item: -_weight(item))[:CONCERNS]:
        at = _recent(each)
        reasons = [outside_words(each, at, unit_of(each.metric), step, locale)] if at is not None else []
        if each.judgement.status in _SHORT:
            reasons.append(reason_words(each, locale) + pending_words(each, locale))
        join = "。" if locale.language == "ja" else "; "
        yield Concern(
            kpi=each.metric.name,
            reason=join.join(reasons),
            decision=own_language(each.metric.text("decision") or "", locale),
            owner=each.metric.text("owner") or "",
        )


def _weight(judged: Judged) -> float:
    """Return how much a number deserves attention: a bad signal lately, then its distance from what was due."""
    if judged.metric.role == "kgi":
        return 0.0
    short = _SHORT.get(judged.judgement.status, 0.0)
    share = achievement(judged)
    distance = min(max(0.0, 1 - float(share)), 0.4) if share is not None else 0.0
    return (2.0 if _recent(judged) is not None else 0.0) + (short + distance if short else 0.0)


def _recent(judged: Judged) -> int | None:
    """Return the index of the last of the two latest shown periods that is outside its limits to the bad side."""
    bad = _BAD.get(judged.metric.better)
    last = len(judged.readings) - 1
    for index in range(last, max(last - _RECENT, -1), -1):
        side = judged.readings[index].outside
        if side is not None and side == (bad or side):
            return index
    return None
