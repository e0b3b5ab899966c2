"""The story that the data tell: one bad month, outside the process limits (Wheeler: mean ± 2.66 mean mR)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest

from kpidsl.demo.days import open_days
from kpidsl.demo.story import BAD_MONTH, SIGNALS

Ask = Callable[[str], list[tuple[Any, ...]]]
Series = Mapping[str, float]
STEADY = (
    "架電数",
    "商談数",
    "リード数",
    "有効リード率",
    "メール配信数",
    "メール開封率",
    "平均受注単価",
    "決裁者接触率",
)


@pytest.fixture(scope="module")
def monthly(ask: Ask) -> Mapping[str, Series]:
    """Each KPI by month: flows per working day, rates as the ratio of the month's sums."""

    def by(time: str, value: str, table: str) -> dict[str, float]:
        return {
            month: float(x)
            for month, x in ask(f"SELECT strftime({time}, '%Y-%m'), {value} FROM crm.{table} GROUP BY 1")
        }

    def per_day(flow: Series) -> Series:
        return {month: value / open_days(month) for month, value in flow.items()}

    def over(top: Series, bottom: Series) -> Series:
        return {month: value / bottom[month] for month, value in top.items()}

    local = "{} + INTERVAL 9 HOUR"
    calls = by(local.format("called_at"), "count(*)", "calls")
    contacts = by(local.format("called_at"), "count(*) FILTER (result = '接続')", "calls")
    deals = by(local.format("opened_at"), "count(*)", "deals")
    orders = by("ordered_on", "count(*)", "orders")
    amount = by("ordered_on", "sum(amount)", "orders")
    return {
        "架電数": per_day(calls),
        "接続数": per_day(contacts),
        "接続率": over(contacts, calls),
        "商談数": per_day(deals),
        "商談化率": over(deals, contacts),
        "受注率": over(orders, deals),
        "受注金額": per_day(amount),
        "平均受注単価": over(amount, orders),
        "リード数": per_day(by(local.format("created_at"), "count(*)", "leads")),
        "有効リード率": by(local.format("created_at"), "avg((score >= 60)::INT)", "leads"),
        "初回対応時間": by(local.format("created_at"), "median(response_minutes)", "leads"),
        "メール配信数": per_day(by("sent_at AT TIME ZONE 'Asia/Tokyo'", "count(*)", "emails")),
        "メール開封率": by("sent_at AT TIME ZONE 'Asia/Tokyo'", "avg((opened_at IS NOT NULL)::INT)", "emails"),
        "決裁者接触率": by(local.format("opened_at"), "avg(decision_maker_met::INT)", "deals"),
    }


def limits(points: Sequence[float]) -> tuple[float, float]:
    reach = 2.66 * fmean(abs(after - before) for before, after in pairwise(points))
    return fmean(points) - reach, fmean(points) + reach


def signals(series: Series, months: int) -> dict[str, str]:
    chart = sorted(series.items())[-months:]
    low, high = limits([value for _, value in chart])
    return {month: "below" if value < low else "above" for month, value in chart if not low <= value <= high}


def test_limits_are_those_of_the_reference() -> None:
    assert limits([40, 42, 38, 41, 44, 39, 43, 40, 42, 41]) == pytest.approx((33.02, 48.98))


@pytest.mark.parametrize("months", [13, 24, 30])
@pytest.mark.parametrize("kpi", SIGNALS)
def test_the_bad_month_is_the_one_signal(monthly: Mapping[str, Series], kpi: str, months: int) -> None:
    assert signals(monthly[kpi], months) == {BAD_MONTH: SIGNALS[kpi]}


@pytest.mark.parametrize("kpi", STEADY)
def test_the_rest_stays_within_its_limits(monthly: Mapping[str, Series], kpi: str) -> None:
    assert signals(monthly[kpi], 13) == {}


def test_the_goal_of_the_year_is_at_risk(ask: Ask) -> None:
    """The targets of the pack were chosen for these rows: 143 of 241 working days are over on the last day."""
    ((to_date,),) = ask("SELECT sum(amount)::BIGINT FROM crm.orders WHERE ordered_on >= DATE '2026-04-01'")
    assert to_date == 1_501_144_000
    assert 0.90 < to_date / (2_700_000_000 * 143 / 241) < 1.00
