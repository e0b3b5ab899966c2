"""A judged board as JSON's own kinds of values: of each number its value, target, status, rule, landing, signals."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kpidsl.analysis.landing import Landing
from kpidsl.analysis.limits import FIRM_BASELINE
from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.radar import GreenTeam
from kpidsl.analysis.rollup import RollUp
from kpidsl.model.kpitree import branches, names_under
from kpidsl.model.records import Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.landing_words import basis_words
from kpidsl.report.optimum_notes import ConflictIn, DentIn, HollowIn, Note
from kpidsl.report.optimum_words import note_words
from kpidsl.report.rows import absent_of
from kpidsl.report.shares import achievement, due
from kpidsl.report.wording import path_words, rule_words, signal_rule
from kpidsl.scorecard.figures import Locale


def tree_as_data(model: Model, root: str, board: Board, locale: Locale, rolled: Mapping[str, RollUp]) -> dict[str, Any]:
    """Return the tree under a metric: its numbers, its lines, and what the radar for local optima found.

    `rolled` are the statuses of parents that come from their parts.
    """
    names = [name for name in names_under(model, root) if name in board.judged]
    lines = [
        {
            "parent": each.parent,
            "child": each.child,
            "operator": each.operator or None,
            "kind": "drives" if each.belief else "breakdown",
        }
        for each in branches(model, root)
    ]
    return {
        "root": root,
        "period": board.period.label,
        "as_of": board.as_of.isoformat(),
        "complete": board.complete,
        "days": {"first": board.tree_days[0].isoformat(), "last": min(board.tree_days[1], board.day).isoformat()},
        "kpis": [_number(board, board.judged[name], locale) | {"roll_up": _rolled(rolled.get(name))} for name in names],
        "edges": lines,
        "notes": [_note(each, model, locale) for each in board.radar],
        "sources": [
            {"name": name, "latest": _day(each.latest), "fresh": each.fresh} for name, each in board.fresh.items()
        ],
    }


def _number(board: Board, judged: Judged, locale: Locale) -> dict[str, Any]:
    metric, judgement, window = judged.metric, judged.judgement, judged.window
    reading = judged.readings[-1]
    return {
        "name": metric.name,
        "label": metric.label,
        "role": metric.role,
        "kind": metric.kind,
        "unit": metric.shown or None,
        "better": metric.better,
        "team": metric.text("team"),
        "owner": metric.text("owner"),
        "value": as_float(board.tree_values.get(metric.name)) if judged.begun is not None else None,
        "value_days": _decided(board, metric.name),
        "actual": as_float(judged.actual),
        "absent": absent_of(judged),
        "target": judgement.target,
        "upper": judgement.upper,
        "expected": as_float(due(judged)),
        "achievement": as_float(achievement(judged)),
        "gap": judgement.gap,
        "days": None
        if window is None
        else {"first": _day(window.first), "last": _day(window.last), "due": _day(window.due)},
        "status": judgement.status,
        "pending": judgement.pending,
        "earlier": [each.status for each in judged.earlier],
        "rule": {
            "id": judgement.rule,
            "words": rule_words(judged, locale),
            "path": judged.road.path if window is not None else None,
            "path_words": path_words(judged.road, locale) if window is not None else None,
            "at_risk_below": judgement.bands.at_risk,
            "behind_below": judgement.bands.behind,
        },
        "pace": judgement.score,
        "landing": _landing(judged.landing, judgement.target, locale),
        "change": {"last_period": judged.versus_last.value, "last_year": judged.versus_year.value},
        "limits": None
        if reading.limits is None
        else {
            "lower": as_float(reading.limits.low),
            "centre": as_float(reading.limits.mean),
            "upper": as_float(reading.limits.high),
            "baseline": reading.size,
            "provisional": reading.size < FIRM_BASELINE,
            "basis": reading.basis,
        },
        "signals": list(_signals(judged, locale)),
    }


def _decided(board: Board, name: str) -> dict[str, str] | None:
    """Return the days that a number's value covers, None where nothing of the tree's days is decided yet."""
    days = board.decided.get(name)
    return None if days is None else {"first": days[0].isoformat(), "last": min(days[1], board.day).isoformat()}


def _rolled(rolled: RollUp | None) -> dict[str, Any] | None:
    if rolled is None:
        return None
    return {
        "status": rolled.status,
        "way": rolled.way,
        "by": rolled.by,
        "score": rolled.score,
        "left_out": list(rolled.left_out),
    }


def _signals(judged: Judged, locale: Locale) -> Iterable[dict[str, Any]]:
    """Yield the signals of the shown periods, the newest first."""
    for period, reading in reversed(list(zip(judged.series.periods, judged.readings, strict=True))):
        for each in reading.signals:
            yield {
                "period": period.label,
                "rule": each.rule,
                "side": each.side,
                "baseline": each.size,
                "words": signal_rule(each, locale),
            }


def _landing(landing: Landing | None, target: float | None, locale: Locale) -> dict[str, Any] | None:
    if landing is None:
        return None
    return {
        "value": landing.value,
        "low": landing.low,
        "high": landing.high,
        "confidence": landing.confidence if landing.low is not None else None,
        "share": landing.value / target if landing.value is not None and target else None,
        "odds": landing.odds,
        "method": landing.method,
        "error": landing.error,
        "points": landing.points,
        "reason": landing.reason,
        "words": basis_words(landing, locale),
    }


def _note(note: Note, model: Model, locale: Locale) -> dict[str, Any]:
    words = note_words(note, model, locale)
    match note:
        case GreenTeam(team=team, goal=goal, periods=periods):
            return {"kind": "green_team", "team": team, "goal": goal, "periods": periods, "words": words}
        case ConflictIn(goal=goal, conflict=conflict):
            facts = {"name": conflict.name, "wanted": conflict.wanted, "elasticity": conflict.elasticity}
            return {"kind": "sign_conflict", "goal": goal, **facts, "words": words}
        case DentIn(name=name, period=period, dent=dent):
            facts = {"above": dent.above, "below": dent.below, "net": dent.net}
            return {"kind": "pull_forward", "name": name, "period": period, **facts, "words": words}
        case HollowIn(volume=volume, goal=goal, hollow=hollow):
            facts = {"volume_change": hollow.volume, "value_change": hollow.value, "each_change": hollow.each}
            return {"kind": "volume_without_value", "name": volume, "goal": goal, **facts, "words": words}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
