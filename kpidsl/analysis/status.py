"""How a number stands against its target: one status, and the rule that decided it.

A status is a pure function of numbers. The rule is kept as data (an id and the numbers it used), so that a page can say
it in any language. Zero, no value, no target and not yet due are four things and never meet. Bands as in domain
section 3e: on track from 100% of what was due, at risk from 90%, behind below.

Achievement (達成率) is actual / target. Where less is better it is mirrored, 2 - actual / target: 10% over the cap is
90%, 10% under it is 110%, and a zero is 200% instead of a division by zero. On a way from a baseline it is the way
covered, (actual - baseline) / (target - baseline). It does not exist for a target of zero or below, nor for a band.
"""

from dataclasses import dataclass

from kpidsl.analysis.numbers import as_float, at_least
from kpidsl.analysis.standing import DEFAULT_BANDS, Bands, Judgement, Rule, Standing, Status


def judge(standing: Standing, bands: Bands = DEFAULT_BANDS) -> Judgement:
    """Return the status of a number against its target, by the bands given.

    Finished: the actual against the whole target. Running: a total against what was due by now, a cap by where it will
    land, a level by its level or, where its way began at a known baseline, by the way covered. A total that reaches its
    target is done at once; a level can fall again, so it is on track until its window is over.
    """
    known = _known(standing)
    if isinstance(known, Judgement):
        return known
    match standing.sense, standing.better:
        case ("between", _) | ("reach" | "hold", "within"):
            verdict = _band(known, bands)
        case ("at_most", _) | ("reach" | "hold", "lower"):
            verdict = _cap(known, bands)
        case _:
            verdict = _floor(known, bands)
    return Judgement(
        status="stale" if standing.stale else verdict.status,
        rule="stale" if standing.stale else verdict.rule,
        actual=known.actual,
        target=known.target,
        upper=as_float(standing.upper),
        expected=known.expected,
        achievement=verdict.achievement,
        gap=known.actual - known.target,
        gap_to_date=known.actual - known.expected,
        score=verdict.score,
        landing=known.landing,
        bands=bands,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A standing all of whose numbers are there. `over` once the window has ended; `base` is 0 without a baseline."""

    actual: float
    target: float
    upper: float
    expected: float
    landing: float | None
    base: float
    has_way: bool
    cumulative: bool
    over: bool
    due_later: bool

    @property
    def judged(self) -> float | None:
        """Return the number that a cap or a band is held against: the projected end of a running total."""
        return self.landing if self.cumulative and not self.over else self.actual


@dataclass(frozen=True, slots=True)
class _Verdict:
    status: Status
    rule: Rule
    score: float | None = None
    achievement: float | None = None


def _known(standing: Standing) -> _Known | Judgement:
    actual, target, upper = as_float(standing.actual), as_float(standing.value), as_float(standing.upper)
    share = standing.share
    if target is None or (standing.sense == "between" and upper is None):
        return Judgement("none", "no_target", actual=actual)
    if share is None:
        return Judgement("not_due", "not_begun", actual=actual, target=target, upper=upper)
    expected = as_float(standing.expected)
    if actual is None:
        return Judgement("no_data", "no_value", target=target, upper=upper, expected=expected)
    # What a total is compared with is no start of its way: every total starts at 0.
    baseline = None if standing.cumulative else as_float(standing.baseline)
    over = share >= 1 and not standing.due_later
    if expected is None or over:
        expected = target if over else _due(target, share, baseline, standing.cumulative)
    landing = as_float(standing.landing)
    if standing.cumulative and not over and landing is None and share > 0:
        landing = actual / share
    return _Known(
        actual=actual,
        target=target,
        upper=target if upper is None else upper,
        expected=expected,
        landing=landing,
        base=baseline or 0.0,
        has_way=baseline is not None,
        cumulative=standing.cumulative,
        over=over,
        due_later=standing.due_later,
    )


def _due(target: float, share: float, baseline: float | None, cumulative: bool) -> float:
    if cumulative or baseline is not None:
        return (baseline or 0.0) + (target - (baseline or 0.0)) * share
    return target


def _floor(known: _Known, bands: Bands) -> _Verdict:
    way, due = known.target - known.base, known.expected - known.base
    achievement = (known.actual - known.base) / way if way > 0 else None
    score = (known.actual - known.base) / due if due > 0 else None
    if at_least(known.actual, known.target):
        return _met(known, known.over or known.cumulative, score, achievement)
    if known.due_later and not known.has_way:
        return _Verdict("not_due", "due_later", score, achievement)
    if score is not None and way > 0:
        return _Verdict(_banded(score, bands), _rule(known), score, achievement)
    if way > 0:
        return _Verdict("not_due", "nothing_due_yet", None, achievement)
    return _Verdict("on_track" if at_least(known.actual, known.expected) else "behind", "sign_only")


def _cap(known: _Known, bands: Bands) -> _Verdict:
    judged = known.judged
    if judged is None:
        return _Verdict("not_due", "nothing_due_yet")
    if known.has_way and known.base > known.target:
        return _way_down(known, bands)
    score = 2 - judged / known.target if known.target > 0 and not known.has_way else None
    if at_least(known.target, judged):
        return _met(known, known.over, score, score)
    if known.due_later:
        return _Verdict("not_due", "due_later", score, score)
    if score is None:
        return _Verdict("behind", "sign_only")
    return _Verdict(_banded(score, bands), _rule(known, "landing"), score, score)


def _way_down(known: _Known, bands: Bands) -> _Verdict:
    covered, due = known.base - known.actual, known.base - known.expected
    achievement = covered / (known.base - known.target)
    score = covered / due if due > 0 else None
    if at_least(known.target, known.actual):
        return _met(known, known.over, score, achievement)
    if score is None:
        return _Verdict("not_due", "nothing_due_yet", None, achievement)
    return _Verdict(_banded(score, bands), "way_covered", score, achievement)


def _band(known: _Known, bands: Bands) -> _Verdict:
    judged = known.judged
    if judged is None:
        return _Verdict("not_due", "nothing_due_yet")
    if at_least(judged, known.target) and at_least(known.upper, judged):
        return _Verdict("done" if known.over else "on_track", "band")
    if known.due_later:
        return _Verdict("not_due", "due_later")
    edge = known.target if judged < known.target else known.upper
    score = 1 - abs(judged - edge) / abs(edge) if edge else None
    return _Verdict("behind" if score is None else _banded(score, bands), "band", score)


def _met(known: _Known, final: bool, score: float | None, achievement: float | None) -> _Verdict:
    return _Verdict(
        "done" if final else "on_track", "reached" if final else _rule(known, "landing"), score, achievement
    )


def _rule(known: _Known, running_total: Rule = "pace") -> Rule:
    if known.has_way:
        return "way_covered"
    if known.cumulative:
        return "total" if known.over else running_total
    return "level"


def _banded(score: float, bands: Bands) -> Status:
    if at_least(score, bands.at_risk):
        return "on_track"
    return "at_risk" if at_least(score, bands.behind) else "behind"
