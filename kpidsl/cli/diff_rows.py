"""A comparison as JSON, with keys that stay."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kpidsl.cli.diff_said import place
from kpidsl.cli.language import Say
from kpidsl.history.effects import Effect
from kpidsl.history.records import CLASSES, Change
from kpidsl.text.render import rows
from kpidsl.text.render.secrets import veiled

if TYPE_CHECKING:
    from kpidsl.cli.diff_command import Shown
    from kpidsl.report.before_after import SideBySide


def as_object(shown: "Shown", say: Say) -> dict[str, Any]:
    """Return what is printed as JSON: changes, effects on numbers, findings, and the numbers where they were asked."""
    comparison = shown.comparison
    made: dict[str, Any] = {
        "revision": shown.revision,
        "level": comparison.level,
        "changes": [_change(each, shown) for each in comparison.changes],
        "moved": [{"name": name, **_effect(each)} for name, each in comparison.moved.items()],
        "rewritten": list(comparison.rewritten),
        "diagnostics": rows(shown.breaches, shown.new.folder.texts, say.language),
    }
    if shown.numbers is not None:
        made["numbers"] = [each for one in shown.numbers for each in _numbers(one, comparison.twins[one.name])]
    return made


def _change(change: Change, shown: "Shown") -> dict[str, Any]:
    file, _, line = place(change, shown).rpartition(":")
    aspects = [
        {
            "class": each.kind,
            "level": CLASSES[each.kind].level,
            "clause": each.clause,
            "old": veiled(each.old),
            "new": veiled(each.new),
        }
        for each in change.aspects
    ]
    return {
        "kind": change.what,
        "name": change.name,
        "was": change.was,
        "level": change.level,
        "file": file if line.isdigit() else change.span.file,
        "line": int(line) if line.isdigit() else None,
        "aspects": aspects,
        "effect": _effect(change.effect) if change.effect is not None else None,
        "moved": list(change.moved),
        "dependents": [{"by": each.by, "name": each.name} for each in change.dependents],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "number": effect.can,
        "since": effect.since.isoformat() if effect.since else None,
        "until": effect.until.isoformat() if effect.until else None,
        "only_undefined": effect.only_undefined,
    }


def _numbers(one: "SideBySide", was: str) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "was": was,
            "period": period.label,
            "complete": complete,
            "before": _plain(before),
            "after": _plain(after),
            "differs": differs,
        }
        for period, complete, before, after, differs in zip(
            one.periods, one.complete, one.before, one.after, one.differs, strict=True
        )
    ]


def _plain(value: Any) -> Any:
    """Return a number as JSON has it: a whole one with all of its digits."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
