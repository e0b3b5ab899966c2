"""What was decided in reviews and what is done about a number, as a page tells it."""

from datetime import date
from typing import Literal

from kpidsl.model.chronicle import Action, ReviewRecord
from kpidsl.model.records import Model
from kpidsl.report.naming import name_of, own_language
from kpidsl.scorecard.detail_records import Measure, Reviewed
from kpidsl.scorecard.figures import Locale
from kpidsl.syntax import tree


def reviewed(record: ReviewRecord, locale: Locale) -> Reviewed:
    """Return a record of a review in the reader's language."""
    seen = record.result.text if isinstance(record.result, tree.Number) else record.result or ""
    cause, by, note = (own_language(each or "", locale) for each in (record.cause, record.by, record.note))
    return Reviewed(record.on.isoformat(), own_language(seen, locale), cause, record.decision or "", by, note)


def measure(model: Model, action: Action, day: date, locale: Locale) -> Measure:
    """Return an action with where it stands on a day."""
    return Measure(
        name=own_language(action.label or action.name, locale),
        kpis=tuple(name_of(model.metrics[each]) for each in action.kpis if each in model.metrics),
        owner=action.owner or "",
        first=action.first.isoformat() if action.first else "",
        last=action.last.isoformat() if action.last else "",
        expects=", ".join(f"{each.kpi} {each.change.text}" for each in action.expects),
        state=_state(action, day),
        why=own_language(action.why or "", locale),
    )


def _state(action: Action, day: date) -> Literal["planned", "running", "over", "worked", "failed", "unknown"]:
    match action.outcome:
        case "worked" | "failed" | "unknown":
            return action.outcome
    if action.first is not None and day < action.first:
        return "planned"
    return "over" if action.last is not None and action.last < day else "running"
