"""The way to a target: what is due on a day, which part of it falls to some of its days, and how a number stands."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from kpidsl.analysis.numbers import Number
from kpidsl.analysis.pace import elapsed
from kpidsl.analysis.season_path import season_share
from kpidsl.analysis.standing import Better, Standing
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar

Path = Literal["business_days", "linear", "geometric", "seasonal"]

_DAY = timedelta(1)


def expected_on(
    calendar: Calendar,
    window: TargetWindow,
    day: date,
    path: Path = "business_days",
    season: Mapping[int, float] | None = None,
) -> float | None:
    """Return the value due at the close of a day, None before the way begins or where the target has no value.

    E = B + (T - B) s(t) from checkpoint to checkpoint, s the passed share of the business days (calendar days for
    "linear"); "geometric" is E = B (T / B)^s where both are above 0. "seasonal" weighs the days by `season`, the shares
    of the months of a year (`season_path.month_shares`), and is as "business_days" without one. A total starts at 0; a
    level without a baseline owes its whole value on every day. Source: domain section 3e.
    """
    if window.value is None or day < window.begins:
        return None
    if not window.cumulative and window.baseline is None:
        return window.value
    since, value = window.begins, window.baseline if window.baseline is not None else 0.0
    for due, owed in (*window.checkpoints, (window.due, window.value)):
        if day <= due:
            counting = "days" if path == "linear" else window.counting
            passed = elapsed(calendar, since, due, day, counting)
            share = passed.share if passed else 0.0
            if path == "seasonal" and season:
                share = season_share(calendar, since, due, day, season)
            if path == "geometric" and value > 0 and owed > 0:
                return value * float((owed / value) ** share)
            return value + (owed - value) * share
        since, value = due + _DAY, owed
    return window.value


def part_of(
    calendar: Calendar,
    window: TargetWindow,
    first: date,
    last: date,
    path: Path = "business_days",
    season: Mapping[int, float] | None = None,
) -> float | None:
    """Return what of the target falls to a range of days, such as a month of a year's target.

    Of a total that is the rise of what is due over those days; of a level what is due at the close of the last one.
    None where the range lies outside the window, or the target has no value. The parts of a total add up to it.
    """
    if last < window.begins or first > window.due:
        return None
    at_end = expected_on(calendar, window, min(last, window.due), path, season)
    if at_end is None or not window.cumulative:
        return at_end
    return at_end - (expected_on(calendar, window, first - _DAY, path, season) or 0.0)


def standing_on(
    calendar: Calendar,
    window: TargetWindow,
    day: date,
    actual: Number | None,
    *,
    better: Better,
    path: Path = "business_days",
    season: Mapping[int, float] | None = None,
    landing: Number | None = None,
    stale: bool = False,
) -> Standing:
    """Return how a number stands at the close of a day, ready to be judged.

    `actual` is the metric over `window.first` to the earlier of `window.last` and the day.
    """
    passed = elapsed(calendar, window.first, window.last, day, window.counting)
    return Standing(
        actual=actual,
        value=window.value,
        sense=window.sense,
        better=better,
        cumulative=window.cumulative,
        share=passed.share if passed else None,
        expected=expected_on(calendar, window, day, path, season),
        upper=window.upper,
        baseline=window.baseline,
        landing=landing,
        due_later=window.due_later,
        stale=stale,
    )
