"""From when on a row is fresh."""

from datetime import UTC, datetime

import pytest

from kpidsl.model.calendar import Calendar
from kpidsl.model.manifest import read_manifest
from kpidsl.query.freshness import fresh_since
from kpidsl.syntax import tree
from kpidsl.text.source import Source, Span


def calendar(zone: str, closed: str = "") -> Calendar:
    """Return a calendar with the holidays of Japan, or one that is closed on some days."""
    days = f"closed: [{closed}]" if closed else "holidays: JP"
    text = f"kpidsl: 1\nname: x\ntimezone: {zone}\ncalendar: {{{days}}}\n"
    outcome = read_manifest(Source("kpidsl.yaml", text))
    assert not outcome.diagnostics
    return outcome.value.calendar


@pytest.mark.parametrize(
    ("count", "unit", "since"),
    [
        *((30, "minute", "2026-10-12T14:30"), (6, "hour", "2026-10-12T09:00"), (1, "day", "2026-10-11T15:00")),
        *((1, "week", "2026-10-05T15:00"), (1, "month", "2026-09-12T15:00"), (1, "quarter", "2026-07-12T15:00")),
        # The 12th is a holiday, a Monday: the business day before its end is Friday the 9th.
        *((1, "business_day", "2026-10-08T15:00"), (2, "business_day", "2026-10-07T15:00")),
    ],
)
def test_back_from_the_end_of_a_day_in_tokyo(count: int, unit: str, since: str) -> None:
    as_of = datetime(2026, 10, 12, 15, tzinfo=UTC)
    found = fresh_since(calendar("Asia/Tokyo"), as_of, tree.Duration(count, unit, Span("x", 0, 0)))
    assert found.astimezone(UTC) == datetime.fromisoformat(since).replace(tzinfo=UTC)


def test_a_day_in_which_the_clocks_change_is_a_day() -> None:
    as_of = datetime(2026, 10, 25, 12, tzinfo=UTC)
    found = fresh_since(calendar("Europe/Berlin"), as_of, tree.Duration(1, "day", Span("x", 0, 0)))
    assert found.astimezone(UTC) == datetime(2026, 10, 24, 11, tzinfo=UTC)


def test_a_firm_that_is_always_closed_has_an_answer_too() -> None:
    as_of = datetime(2026, 10, 12, tzinfo=UTC)
    shut = calendar("UTC", '"01-01..12-31"')
    found = fresh_since(shut, as_of, tree.Duration(1, "business_day", Span("x", 0, 0)))
    assert found < as_of
