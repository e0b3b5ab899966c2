"""A small company's specs and the requests whose SQL people read in golden/."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from kpidsl import pipeline
from kpidsl.model.build import build
from kpidsl.model.manifest import read_manifest
from kpidsl.project import Folder
from kpidsl.query.plan import Request
from kpidsl.syntax.read import read
from kpidsl.text.source import Source
from tests.oracle.reading import read_condition

MANIFEST = {
    "kpidsl": 1,
    "name": "sales",
    "specs": ["specs"],
    "timezone": "Asia/Tokyo",
    "calendar": {"fiscal_year_starts": "april"},
}

SPEC = """
source leads from crm.leads {
  key        lead_id
  time       created_at in "UTC"
  time       called_at in "UTC"
  dimension  channel
}

source deals from crm.deals {
  key        deal_id
  time       opened_at
  time       closed_at
  join       leads on lead_id
  dimension  size = if(employees >= 1000, 'large', 'small')
}

metric leads_made = count(leads)
metric deals_opened = count(deals)
metric revenue = sum(deals.amount where stage = 'won' at closed_at)
metric deals_won = count(deals where stage = 'won' at closed_at)
metric win_rate = deals_won / deals_opened
metric typical_deal = median(deals.amount where stage like 'w%')
metric buyers = count_distinct(deals.lead_id)
metric pipeline = latest(deals.amount by lead_id)
metric days_to_call = avg(days_between(leads.created_at, called_at))
metric growth = revenue / previous(revenue, 1 year) - 1
metric revenue_so_far = to_date(revenue, fiscal_year)
metric called_soon = count(leads where hours_between(created_at, called_at) < 24.5 and channel like 'we\\_b%')
metric in_order = count(leads where channel >= 'a' and not channel in ('it''s', 'back\\slash'))
metric thousands = round(sum(deals.amount) / 1000, 1)
metric back_again = repeated(leads by lead_id within 2 months)
metric lead_to_deal = converted(leads -> deals on lead_id within 30 days)
"""

TYPES = {
    ("leads", "lead_id"): "integer",
    ("leads", "created_at"): "timestamp",
    ("leads", "called_at"): "timestamp",
    ("leads", "channel"): "text",
    ("deals", "deal_id"): "integer",
    ("deals", "lead_id"): "integer",
    ("deals", "opened_at"): "timestamp_tz",
    ("deals", "closed_at"): "date",
    ("deals", "employees"): "integer",
    ("deals", "amount"): "decimal",
    ("deals", "stage"): "text",
}


@dataclass(frozen=True)
class Asked:
    """A request with a title."""

    title: str
    names: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str | None = None

    def request(self) -> Request:
        where = read_condition(self.where) if self.where else None
        end = datetime(2026, 5, 31, 15, tzinfo=UTC)
        return Request(self.names, end, date(2026, 5, 31), "month", date(2026, 3, 1), date(2026, 5, 31), self.by, where)


ASKED = (
    Asked("a_count", ("leads_made",)),
    Asked("a_ratio_of_two_time_columns", ("revenue", "win_rate")),
    Asked("slices_over_a_join", ("deals_opened",), by=("channel", "size"), where="channel != 'web'"),
    Asked("a_median_and_a_distinct_count", ("typical_deal", "buyers")),
    Asked("a_level", ("pipeline",), by=("size",)),
    Asked("days_between_two_times", ("days_to_call",)),
    Asked("other_periods", ("growth", "revenue_so_far")),
    Asked("hours_texts_and_a_round", ("called_soon", "in_order", "thousands")),
    Asked("back_within_months", ("back_again",)),
    Asked("a_journey", ("lead_to_deal",)),
)


def project(more: str = "") -> pipeline.Project:
    manifest = read_manifest(Source("kpidsl.yaml", yaml.safe_dump(MANIFEST)))
    source = Source("specs/sales.kpi", SPEC + more)
    model = build(manifest.value, [read(source).value], {source.file: source})
    assert not model.failed, model.diagnostics
    return pipeline.Project(Folder(Path(), manifest.value, (source,), {source.file: source}), model.value)
