"""The numbers on the demo's pages, reckoned again: by SQL of our own over its tables, and by arithmetic on paper."""

import shutil
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

import duckdb
import pytest

from kpidsl.analysis.forecast import landing_forecast

from .conftest import Page, page_of

CLOSE = date(2026, 10, 31)

# Business days, counted on a wall calendar: weekdays without public holidays and 29 December to 3 January.
FY2026 = {4: 21, 5: 18, 6: 22, 7: 22, 8: 20, 9: 19, 10: 21, 11: 19, 12: 20, 1: 19, 2: 18, 3: 22}
BEFORE_OCTOBER = 21 + 18 + 22 + 22 + 20 + 19
BY_OCTOBER = BEFORE_OCTOBER + 21


@pytest.fixture(scope="module")
def october(demo: Path) -> Page:
    return page_of(demo, "月次", CLOSE)


@pytest.fixture(scope="module")
def september(demo: Path) -> Page:
    return page_of(demo, "月次", CLOSE, "2026-09")


class Tables:
    """The demo's tables, asked in plain DuckDB."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path), read_only=True)
        self.connection.execute("set timezone = 'Asia/Tokyo'")

    def one(self, what: str, table: str, day: str, first: str, last: str) -> float:
        sql = f"select {what} from crm.{table} where {day} between date '{first}' and date '{last}'"
        found = self.connection.execute(sql).fetchone()
        assert found is not None
        return float(found[0])


def local(column: str) -> str:
    return f"cast(({column} at time zone 'UTC') at time zone 'Asia/Tokyo' as date)"


@pytest.fixture(scope="module")
def tables(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    # A copy: DuckDB opens one file only once with one set of settings in a process.
    copied = shutil.copy(demo / "data" / "warehouse.duckdb", tmp_path_factory.mktemp("tables"))
    made = Tables(Path(copied))
    yield made
    made.connection.close()


MEASURED = {
    "受注金額": ("sum(amount)", "orders", "ordered_on"),
    "商談数": ("count(*)", "deals", local("opened_at")),
    "決裁者接触率": ("count(*) filter (where decision_maker_met) / count(*)", "deals", local("opened_at")),
    "商談日数": ("median(cycle_days) filter (where stage = 'won')", "deals", local("closed_at")),
    "接続数": ("count(*) filter (where result = '接続')", "calls", local("called_at")),
    "接続率": ("count(*) filter (where result = '接続') / count(*)", "calls", local("called_at")),
    "架電数": ("count(*)", "calls", local("called_at")),
    "リード数": ("count(*)", "leads", local("created_at")),
    "有効リード率": ("count(*) filter (where score >= 60) / count(*)", "leads", local("created_at")),
    "初回対応時間": ("median(response_minutes)", "leads", local("created_at")),
    "メール配信数": ("count(*)", "emails", "cast(sent_at as date)"),
    "メール開封率": ("count(opened_at) / count(*)", "emails", "cast(sent_at as date)"),
}
TO_DATE = {"受注金額", "商談数", "決裁者接触率", "接続数", "架電数", "リード数", "メール配信数"}


@pytest.mark.parametrize("name", MEASURED)
def test_actual_covers_the_days_that_its_row_says(name: str, october: Page, tables: Tables) -> None:
    row = october.row(name)
    first = "2026-04-01" if name in TO_DATE else "2026-10-01"
    assert row.window == ("to_date" if name in TO_DATE else "period")
    assert row.actual == pytest.approx(tables.one(*MEASURED[name], first, "2026-10-31"), rel=1e-12)


@pytest.mark.parametrize("name", MEASURED)
def test_changes_are_of_the_single_month(name: str, october: Page, tables: Tables) -> None:
    row = october.row(name)
    now, last, year = (
        tables.one(*MEASURED[name], *days)
        for days in (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30"), ("2025-10-01", "2025-10-31"))
    )
    points = row.unit.style == "percent"
    expected = [(now - base) if points else (now - base) / base for base in (last, year)]
    assert [row.vs_previous, row.vs_last_year] == pytest.approx(expected, rel=1e-9)
    assert row.series[-1].value == pytest.approx(now) and row.series[0].value == pytest.approx(year)


def test_what_is_due_of_a_year_is_shared_by_business_days(october: Page) -> None:
    row = october.row("商談数")
    assert row.target == pytest.approx(5300 * BY_OCTOBER / sum(FY2026.values()))
    assert row.achievement == pytest.approx(3071 / (5300 * BY_OCTOBER / 241), rel=1e-9)


def test_what_is_due_of_the_goal_goes_through_its_milestone(october: Page, september: Page) -> None:
    second_half = 241 - BEFORE_OCTOBER
    due = 1_400_000_000 + (2_700_000_000 - 1_400_000_000) * 21 / second_half
    goal = october.card.goal
    assert goal is not None and goal.actual is not None and goal.year == "FY2026"
    assert goal.expected == pytest.approx(due)
    assert goal.attainment == pytest.approx(float(goal.actual) / due)
    assert goal.share == pytest.approx(float(goal.actual) / 2_700_000_000)
    assert september.card.goal is not None and september.card.goal.expected == pytest.approx(1_400_000_000)


def test_a_year_lands_by_the_method_that_erred_least_on_its_months(october: Page, tables: Tables) -> None:
    revenue = MEASURED["受注金額"]
    starts = [date(2024 + (4 + at) // 12, (4 + at) % 12 + 1, 1) for at in range(31)]
    months = [
        tables.one(*revenue, first.isoformat(), (after - timedelta(1)).isoformat()) for first, after in pairwise(starts)
    ]
    made = landing_forecast([float(each) for each in months], 5, begun=7)
    goal, landing = october.card.goal, october.board.judged["受注金額"].landing
    assert goal is not None and landing is not None
    assert (goal.forecast, goal.forecast_low, goal.forecast_high) == pytest.approx((made.value, made.low, made.high))
    assert goal.forecast_share == pytest.approx(made.value / 2_700_000_000)  # type: ignore[operator]
    best = made.backtests[0]
    assert landing.error == best.mase and landing.points == 30 and best.origins > 0


def test_the_months_of_the_goal_add_up_and_stand_beside_last_year(october: Page, tables: Tables) -> None:
    goal = october.card.goal
    assert goal is not None and [each.period for each in goal.series][::11] == ["2026-04", "2027-03"]
    june = goal.series[2]
    assert june.actual == tables.one(*MEASURED["受注金額"], "2026-04-01", "2026-06-30")
    assert june.last_year == tables.one(*MEASURED["受注金額"], "2025-04-01", "2025-06-30")
    assert [each.actual is None for each in goal.series] == [False] * 7 + [True] * 5
    assert goal.series[6].actual == goal.actual and goal.series[11].target == pytest.approx(2_700_000_000)


def test_a_stock_is_on_its_way_from_the_last_close_before_the_year(october: Page, tables: Tables) -> None:
    def seats(last: str) -> float:
        newest = f"""select sum(seats) from (select arg_max(licensed_seats, ordered_on) seats from crm.orders
            where ordered_on <= date '{last}' and licensed_seats is not null group by customer_id)"""
        found = tables.connection.execute(newest).fetchone()
        assert found is not None
        return float(found[0])

    row, base, now = october.row("契約ライセンス数"), seats("2026-03-31"), seats("2026-10-31")
    due = base + (180_000 - base) * BY_OCTOBER / 241
    assert (row.window, row.basis) == ("period", "gain")
    assert (row.actual, row.target) == (now, pytest.approx(due))
    assert row.achievement == pytest.approx((now - base) / (due - base))
    assert row.bullet is not None and row.bullet.behind == pytest.approx(base + (due - base) * 0.9)


def test_a_cap_is_mirrored_in_share_and_bands(october: Page) -> None:
    row = october.row("初回対応時間")
    assert row.achievement == pytest.approx(2 - 173 / 150)
    assert row.bullet is not None and (row.bullet.at_risk, row.bullet.behind) == pytest.approx((150, 165))


BAD_MONTH = {
    "受注金額": "low",
    "商談数": "low",
    "受注率": "low",
    "接続数": "low",
    "接続率": "low",
    "初回対応時間": "high",
}


@pytest.mark.parametrize("name", BAD_MONTH)
def test_the_bad_month_is_a_signal_on_its_own_page_and_on_the_next(name: str, october: Page, september: Page) -> None:
    for page in (october, september):
        point = next(each for each in page.row(name).series if each.period == "2026-09")
        assert point.signal == BAD_MONTH[name]


def test_limits_are_those_of_the_twelve_months_before(september: Page, tables: Tables) -> None:
    name = "接続率"
    months = [(2025 + (8 + each) // 12, (8 + each) % 12 + 1) for each in range(12)]
    values = [
        tables.one(*MEASURED[name], f"{year}-{month:02d}-01", f"{year}-{month:02d}-{monthrange(year, month)[1]}")
        for year, month in months
    ]
    width = 2.66 * fmean(abs(after - before) for before, after in pairwise(values))
    limits = september.row(name).series[-1].limits
    assert limits is not None and float(limits.mean) == pytest.approx(fmean(values))
    assert (float(limits.low), float(limits.high)) == pytest.approx((fmean(values) - width, fmean(values) + width))


def test_totals_are_judged_per_business_day(september: Page, tables: Tables) -> None:
    """September 2026 has 19 business days; its limits are those of 19 days of the twelve months before."""
    limits = september.row("架電数").series[-1].limits
    august = september.row("架電数").series[-2].limits
    assert limits is not None and august is not None
    assert float(limits.mean) / 19 == pytest.approx(float(august.mean) / 20, rel=0.05)


def test_the_exceptions_are_the_bad_month_and_quote_the_limit_that_it_passed(september: Page) -> None:
    first = september.card.concerns[0]
    row = september.row(first.kpi)
    assert first.kpi == "初回対応時間" and row.series[-1].limits is not None
    assert f"9月の361分は通常の変動の上限({round(float(row.series[-1].limits.high))}分)を上回る" in first.reason
    assert first.decision == "240分を超えたら、翌日から当番を2人に増やす。"


def test_the_tree_is_over_one_range_of_days_and_its_parts_make_the_whole(october: Page) -> None:
    tree = october.card.tree
    nodes = {each.id: each for each in tree.nodes}
    assert tree.days == "2026-04-01..2026-10-31"
    parts = [nodes[name].value for name in ("商談数", "受注率", "平均受注単価")]
    product = float(parts[0] or 0) * float(parts[1] or 0) * float(parts[2] or 0)
    assert product == pytest.approx(float(nodes["受注金額"].value or 0))


def test_a_status_about_other_days_brings_its_own_value_into_the_tree(october: Page, tables: Tables) -> None:
    node = next(each for each in october.card.tree.nodes if each.id == "初回対応時間")
    assert node.value == tables.one(*MEASURED["初回対応時間"], "2026-04-01", "2026-10-31") == 189
    assert node.target is None and node.apart is not None
    assert (node.apart.days, node.apart.value, node.apart.target) == ("2026-10", 173, 150)


def test_a_median_is_one_of_rows_not_of_months(october: Page) -> None:
    months = [float(each.value or 0) for each in october.row("初回対応時間").series[-7:]]
    assert median(months) != 189


def test_definitions_say_each_condition_once_and_cadences_in_words(october: Page, demo: Path) -> None:
    told = {each.name.id: each for each in october.card.definitions}
    assert (told["接続数"].words.count("result"), told["接続数"].filters) == (1, ())
    assert told["商談化率"].filters == ("result が '接続'",)
    assert (told["受注金額"].review, told["架電数"].review) == ("毎月 第3営業日", "毎週 月曜日")
    assert told["平均受注単価"].review == "四半期ごと"
    english = {each.name.id: each.review for each in page_of(demo, "monthly", CLOSE).card.definitions}
    assert (english["受注金額"], english["架電数"]) == ("monthly on business day 3", "weekly on Monday")


def test_the_same_numbers_make_the_same_run(october: Page, september: Page, demo: Path) -> None:
    again = page_of(demo, "月次", CLOSE)
    assert again.card == october.card
    assert again.card.run.id != september.card.run.id
