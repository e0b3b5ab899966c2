"""Joins over several hops, and metrics of several sources that meet on a shared dimension, by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from .asking import run

LEADS = """
source countries from countries { key code dimension area }
source leads from leads { key id time day join countries on country = code dimension channel }
source deals from deals {
  key id time day join leads on lead_id = id
  dimension size = if(amount >= 100, 'large', 'small')
}
segment web of leads = channel = 'web'
metric n = count(deals)
metric web_deals = count(deals where leads.channel = 'web')
metric asia = sum(deals.amount where leads.countries.area = 'asia')
metric web_leads = count(leads where web)
metric per_lead = n / count(leads)
"""
JOINED: dict[str, list[dict[str, Any]]] = {
    "countries": [{"code": "JP", "area": "asia"}, {"code": "FR", "area": "europe"}],
    "leads": [
        {"id": 1, "day": date(2026, 2, 1), "country": "JP", "channel": "web"},
        {"id": 2, "day": date(2026, 2, 1), "country": "FR", "channel": "fair"},
        {"id": 3, "day": date(2026, 2, 1), "country": None, "channel": "fair"},
    ],
    "deals": [
        {"id": 1, "day": date(2026, 2, 3), "lead_id": 1, "amount": 100},
        {"id": 2, "day": date(2026, 2, 3), "lead_id": 1, "amount": 99},
        {"id": 3, "day": date(2026, 2, 3), "lead_id": 2, "amount": 7},
        {"id": 4, "day": date(2026, 2, 3), "lead_id": 9, "amount": 1},
    ],
}


def joined(*names: str, **request: Any) -> list[dict[str, Any]]:
    return run(LEADS, JOINED, *names, first=date(2026, 2, 1), **request)


def test_joins_reach_over_several_hops_and_segments_select() -> None:
    (row,) = joined("web_deals", "asia", "web_leads")
    assert (row["web_deals"], row["asia"], row["web_leads"]) == (2, 199, 1)


def test_metrics_of_several_sources_meet_on_a_shared_dimension() -> None:
    rows = joined("n", "web_leads", "per_lead", by=["channel"])
    assert [(row["channel"], row["n"], row["web_leads"], row["per_lead"]) for row in rows] == [
        ("fair", 1, 0, Decimal("0.5")),
        ("web", 2, 1, 2),
        (None, 1, 0, None),
    ]


def test_an_expression_and_a_far_dimension_slice_together() -> None:
    rows = joined("n", by=["area", "size"])
    assert [(row["area"], row["size"], row["n"]) for row in rows] == [
        ("asia", "large", 1),
        ("asia", "small", 1),
        ("europe", "small", 1),
        (None, "small", 1),
    ]


def test_an_unmatched_slice_is_null_even_where_its_expression_would_not_be() -> None:
    spec = LEADS + "metric huge = count(deals where leads.kind = 'other')"
    spec = spec.replace("dimension channel", "dimension channel dimension kind = coalesce(country, 'other')")
    rows = run(spec, JOINED, "n", "huge", by=["kind"], first=date(2026, 2, 1))
    assert [(row["kind"], row["n"], row["huge"]) for row in rows] == [("FR", 1, 0), ("JP", 2, 0), (None, 1, 0)]


def test_a_joined_key_that_is_not_unique_stops() -> None:
    twice = {**JOINED, "leads": JOINED["leads"] * 2}
    with pytest.raises(ValueError, match="more than one row"):
        run(LEADS, twice, "web_deals", first=date(2026, 2, 1))
