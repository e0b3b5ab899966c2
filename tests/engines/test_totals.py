"""Totals on every proven engine: what a sum of the slices would get wrong, by hand and against the evaluator."""

from datetime import date

import pytest

from kpidsl import pipeline
from tests.engines.loading import project_of, request_of
from tests.engines.places import Place
from tests.engines.test_adversarial import case_of, request
from tests.engines.test_random_specs import compare
from tests.oracle.specs import Case

TEXT = """\
source orders from orders {
  key id
  time day
  dimension channel
  dimension size
}
metric orders_made = count(orders)
metric buyers = count_distinct(orders.buyer)
metric typical = median(orders.amount)
metric high = percentile(orders.amount, 90)
metric price = sum(orders.amount) / orders_made
metric dearest = max(orders.amount)
metric cheapest = min(orders.amount)
metric held = latest(orders.amount by buyer)
metric back = repeated(orders by buyer within 40 days)
metric stayed = retained(orders by buyer after 1 month)
metric so_far = cumulative(buyers)
metric before = previous(typical)
"""
NAMES = (
    *("orders_made", "buyers", "typical", "high", "price", "dearest", "cheapest", "held", "back", "stayed"),
    *("so_far", "before"),
)
TYPES = {"id": "integer", "day": "date", "buyer": "text", "channel": "text", "size": "integer", "amount": "decimal"}


def orders(by: tuple[str, ...], totals: bool = True) -> Case:
    """Return a case in which a buyer comes by two channels, one channel is null, and February has no rows."""
    made = [
        *((1, date(2026, 1, 5), "a", "web", 1, 10), (2, date(2026, 1, 6), "a", "shop", 2, 20)),
        *((3, date(2026, 1, 7), "b", None, None, 30), (4, date(2026, 3, 8), "a", None, 1, 70)),
        *((5, date(2026, 3, 9), None, "web", 2, None), (6, date(2026, 3, 9), "B", "web", 2, 5)),
    ]
    rows = [dict(zip(("id", "day", "buyer", "channel", "size", "amount"), row, strict=True)) for row in made]
    return case_of(TEXT, rows, TYPES, request(*NAMES, by=by, totals=totals), "orders")


@pytest.mark.parametrize("by", [("channel",), ("size", "channel"), ()], ids=lambda by: " and ".join(by) or "none")
def test_totals_are_reckoned_from_the_rows(place: Place, by: tuple[str, ...]) -> None:
    compare(place, orders(by))


def test_a_total_is_no_sum_of_its_slices(place: Place) -> None:
    case = orders(("channel",))
    project = project_of(case)
    with place.hold(case.tables, case.types) as warehouse:
        result = pipeline.run_request(project, request_of(case, project.model), warehouse).value
    assert result is not None
    january = [row for row in result.rows if row.period.period.label == "2026-01"]
    found = {(row.slice[0], row.total): dict(zip(result.names, row.values, strict=True)) for row in january}
    total = found.pop((None, True))
    assert sum(each["buyers"] for each in found.values()) == 3
    assert (total["buyers"], float(total["typical"]), float(total["price"])) == (2, 20.0, 20.0)
    assert [row.total for row in january] == [False, False, False, True]


def test_nothing_changes_without_totals(place: Place) -> None:
    compare(place, orders(("channel",), totals=False))
