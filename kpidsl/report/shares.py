"""What was due, and which share of it was reached: the two numbers that a reader checks with a calculator."""

from kpidsl.analysis.numbers import Number
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.report.board import Judged


def due(judged: Judged) -> Number | None:
    """Return what was due of the target by the close of the day, None without a target that has begun."""
    return judged.expected if judged.window is not None else None


def on_a_way(window: TargetWindow | None) -> bool:
    """Say whether a target is a way from a baseline, so that achievement is counted from there."""
    return window is not None and window.baseline is not None and not window.cumulative


def is_band(judged: Judged) -> bool:
    """Say whether a number is to stay within a range, so that no share of a target can be taken."""
    sense = judged.window.sense if judged.window else "reach"
    return sense == "between" or (sense in ("reach", "hold") and judged.metric.better == "within")


def is_capped(judged: Judged) -> bool:
    """Say whether a number is to stay below its target."""
    sense = judged.window.sense if judged.window else "reach"
    return sense == "at_most" or (sense in ("reach", "hold") and judged.metric.better == "lower")


def achievement(judged: Judged) -> Number | None:
    """Return actual over what was due, mirrored for a cap; on a way from a baseline the share of the way due by now."""
    target = due(judged)
    if judged.window is None or judged.actual is None or target is None or is_band(judged):
        return None
    if on_a_way(judged.window):
        return judged.judgement.score
    if target <= 0:
        return None
    share = float(judged.actual) / float(target)
    return 2 - share if is_capped(judged) else share
