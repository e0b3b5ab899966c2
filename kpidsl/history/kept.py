"""What was reported, kept as plain files in the project's `runs/`: one file a run, written once and never again.

A file has a line of JSON for the run and one for each number, with all of its digits. Its name has the run's day and
its id, which is made from all that it says: the same report twice is one file.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kpidsl.model.calendar import Calendar
from kpidsl.model.canonical import fingerprint
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding

FOLDER = "runs"
ENDING = ".jsonl"
VERSION = 1
_LARGEST = 20_000_000
_UNFIT = re.compile(r"[^\w-]+")
_LONGEST = 60

Value = int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class KeptTarget:
    """The target that a number was judged by: as it was written, what stands for its meaning, its days, its value."""

    text: str
    mark: str
    first: date
    last: date
    value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """Where a number was said to land at the end of some days, by which method; `low` and `high` with 80%.

    `odds` is the probability that was given to its target.
    """

    method: str
    first: date
    last: date
    value: float
    low: float | None = None
    high: float | None = None
    odds: float | None = None


@dataclass(frozen=True, slots=True)
class KeptNumber:
    """One number as it was reported: its values by period, those of periods then still running among `running`.

    `definition` is its fingerprint. The target and the forecast are those of the report's own period. `member` is whose
    number it is, where the report has a document for each member of a dimension; None for the whole.
    """

    name: str
    unit: str
    definition: str
    grain: str
    values: Mapping[str, Value]
    running: tuple[str, ...] = ()
    target: KeptTarget | None = None
    forecast: KeptForecast | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One report: the command and what it was of, the day it speaks of, when it was made (UTC, to the second).

    `commit` is the one that the specs stood on ("": none). `calendar` stands for how periods were cut. `latest` is the
    last time of the rows of each source, within the reported periods. Of a report by the members of a dimension
    (`by`) the numbers are among `members`, so that none is taken for the whole. `pages` are the run ids that its
    documents print, by member, or under "" where there is one document.
    """

    command: str
    of: str
    as_of: date
    made: str
    commit: str
    version: str
    calendar: str
    latest: Mapping[str, str | None] = field(default_factory=dict)
    numbers: tuple[KeptNumber, ...] = ()
    by: str = ""
    members: tuple[KeptNumber, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return what tells a run from others: equal where all but the moment of its making is."""
        return fingerprint(_head(self, made=False), *map(_line, (*self.numbers, *self.members)))

    @property
    def file(self) -> str:
        """Return the name of its file."""
        of = _UNFIT.sub("_", self.of)[:_LONGEST].strip("_")
        return "-".join(each for each in (self.as_of.isoformat(), of, self.id) if each) + ENDING


def cuts(calendar: Calendar) -> str:
    """Return what stands for the days of a calendar's periods."""
    named = (calendar.fiscal_year_starts, calendar.fiscal_year_named, calendar.closing_day, calendar.week_starts)
    return fingerprint(calendar.timezone, *map(str, named))


# --- writing ----------------------------------------------------------------------------------------------------------


def as_text(run: KeptRun) -> str:
    """Return the text of a run's file."""
    return "".join(f"{line}\n" for line in (_head(run, made=True), *map(_line, (*run.numbers, *run.members))))


def _head(run: KeptRun, *, made: bool) -> str:
    facts: dict[str, Any] = {"kpidsl_run": VERSION}
    if made:
        facts |= {"id": run.id, "made": run.made}
    facts |= {"command": run.command, "of": run.of, "as_of": run.as_of.isoformat(), "commit": run.commit}
    facts |= {"version": run.version, "calendar": run.calendar, "latest": dict(run.latest)}
    if run.by:
        facts["by"] = run.by
    if run.pages:
        facts["pages"] = dict(run.pages)
    return json.dumps(facts, ensure_ascii=False)


def _line(number: KeptNumber) -> str:
    parts = {
        "name": _text(number.name),
        "member": _text(number.member),
        "unit": _text(number.unit),
        "definition": _text(number.definition),
        "grain": _text(number.grain),
        "values": "{" + ", ".join(f"{_text(key)}: {_digits(value)}" for key, value in number.values.items()) + "}",
        "running": _text(list(number.running)),
        "target": _record(number.target),
        "forecast": _record(number.forecast),
    }
    return "{" + ", ".join(f"{_text(key)}: {text}" for key, text in parts.items() if text != "null") + "}"


def _record(record: KeptTarget | KeptForecast | None) -> str:
    if record is None:
        return "null"
    facts = {name: getattr(record, name) for name in record.__slots__}
    return _text({name: each.isoformat() if isinstance(each, date) else each for name, each in facts.items()})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _digits(value: Value) -> str:
    match value:
        case None:
            return "null"
        case Decimal():
            return format(value, "f") if value.is_finite() else "null"
        case float() if value != value or value in (float("inf"), float("-inf")):
            return "null"
    return repr(value)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_runs(folder: Path) -> Outcome[tuple[KeptRun, ...]]:
    """Return the kept runs of a project, the earliest first; a file that is none is a finding, the others are there."""
    runs: list[KeptRun] = []
    found: list[Diagnostic] = []
    place = folder / FOLDER
    inside = place.is_dir() and place.resolve().is_relative_to(folder.resolve())
    for path in sorted(place.glob(f"*{ENDING}")) if inside else ():
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
                raise ValueError
            runs.append(_run(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            found.append(finding("K254", None, path=f"{FOLDER}/{path.name}"))
    return Outcome(tuple(sorted(runs, key=lambda each: (each.as_of, each.made))), tuple(found))


def _run(text: str) -> KeptRun:
    head, *lines = [json.loads(line, parse_float=Decimal) for line in text.splitlines() if line.strip()]
    if head["kpidsl_run"] != VERSION:
        raise ValueError
    words = {name: str(head[name]) for name in ("command", "of", "made", "commit", "version", "calendar")}
    latest = {str(name): None if each is None else str(each) for name, each in head["latest"].items()}
    numbers = tuple(map(_number, lines))
    return KeptRun(
        as_of=date.fromisoformat(head["as_of"]),
        latest=latest,
        numbers=tuple(each for each in numbers if each.member is None),
        by=str(head.get("by", "")),
        members=tuple(each for each in numbers if each.member is not None),
        pages={str(member): str(page) for member, page in head.get("pages", {}).items()},
        **words,
    )


def _number(line: Mapping[str, Any]) -> KeptNumber:
    values = {str(key): value for key, value in line["values"].items()}
    if any(isinstance(each, bool) or not isinstance(each, (int, Decimal, type(None))) for each in values.values()):
        raise ValueError
    words = {name: str(line[name]) for name in ("name", "unit", "definition", "grain")}
    target, forecast, member = line.get("target"), line.get("forecast"), line.get("member")
    return KeptNumber(
        values=values,
        running=tuple(map(str, line.get("running", ()))),
        target=KeptTarget(**_days(target, "value")) if target else None,
        forecast=KeptForecast(**_days(forecast, "value", "low", "high", "odds")) if forecast else None,
        member=None if member is None else str(member),
        **words,
    )


def _days(record: Mapping[str, Any], *numbers: str) -> dict[str, Any]:
    made = dict(record) | {name: date.fromisoformat(record[name]) for name in ("first", "last")}
    return made | {name: float(made[name]) for name in numbers if made.get(name) is not None}


def closed_number(run: KeptRun, names: Iterable[str | None], period: str) -> KeptNumber | None:
    """Return the first number of those names of which a run reported a period that was over then."""
    of = {number.name: number for number in run.numbers}
    there = (of[name] for name in names if name in of)
    return next((each for each in there if period in each.values and period not in each.running), None)
