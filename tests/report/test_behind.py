"""The rows behind a number, held against the rows themselves: which, how large, how long ago, how spread."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kpidsl.pipeline import asking, connect, load
from kpidsl.report.behind import Behind, rows_behind
from kpidsl.report.refused import Refused
from kpidsl.report.spread import Spread, spread_behind

DAY = date(2026, 9, 30)
SEPTEMBER = (date(2026, 9, 1), DAY)
SPECS = """
source deals from deals {
  key  id
  time day
  time closed in "Asia/Tokyo"
  dimension team
  dimension id = 'x'
}
source visits from deals {
  time day
}
metric 件数 = count(deals)
metric 待ち = count(deals where closed is null)
metric 金額 = sum(deals.amount where team != 'west') { unit JPY }
metric 受注額 = sum(deals.amount at closed) { unit JPY }
metric 単価 = 金額 / 件数
metric 通称 = 金額
metric 長さ = median(deals.amount)
metric 人 = count_distinct(deals.team)
metric 訪問 = count(visits)
metric 累計 = cumulative(件数)
metric 率 = count(deals where team = 'east') / count(deals)
"""
ROWS = [
    (1, "2026-08-01", None, "east", 100),
    (2, "2026-09-02", "2026-09-20 10:00:00", "east", 200),
    (3, "2026-09-03", None, "east", 300),
    (4, "2026-09-04", None, "west", 5000),
    (5, "2026-09-05", "2026-10-02 10:00:00", None, 70),
    (6, "2026-09-30", None, "east", None),
    (7, "2026-10-01", None, "east", 9000),
]


@pytest.fixture(params=["duckdb", "sqlite"])
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    (tmp_path / "specs").mkdir()
    manifest = f"kpidsl: 1\nname: shop\ntimezone: Asia/Tokyo\nconnection: {request.param}:///shop.db\n"
    (tmp_path / "kpidsl.yaml").write_text(manifest, "utf-8")
    (tmp_path / "specs" / "shop.kpi").write_text(SPECS, "utf-8")
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "shop.db")) as db:
            db.execute("CREATE TABLE deals (id INTEGER, day DATE, closed TIMESTAMP, team TEXT, amount INTEGER)")
            db.executemany("INSERT INTO deals VALUES (?, ?, ?, ?, ?)", ROWS)
            db.commit()
        return tmp_path
    import duckdb

    with closing(duckdb.connect(str(tmp_path / "shop.db"))) as db:
        db.execute("CREATE TABLE deals (id INTEGER, day DATE, closed TIMESTAMP, team TEXT, amount INTEGER)")
        db.executemany("INSERT INTO deals VALUES (?, ?, ?, ?, ?)", ROWS)
    return tmp_path


def listed(
    folder: Path, name: str, order: str = "largest", most: int = 10, days: tuple[date, date] = SEPTEMBER
) -> Behind | Refused:
    loaded = load(folder)
    assert not loaded.failed, loaded.diagnostics
    warehouse = connect(loaded.value, None, {}).value
    assert warehouse is not None
    with closing(warehouse):
        made = rows_behind(loaded.value.model, asking(loaded.value, warehouse), name, days, DAY, most, order)  # type: ignore[arg-type]
    assert made.value is not None, made.diagnostics
    return made.value


def spread(folder: Path, name: str) -> Spread | Refused:
    project = load(folder).value
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    with closing(warehouse):
        made = spread_behind(project.model, asking(project, warehouse), name, SEPTEMBER, DAY)
    assert made.value is not None, made.diagnostics
    return made.value


def test_the_largest_rows_of_a_sum_come_first_with_their_part_of_it(shop: Path) -> None:
    found = listed(shop, "金額", most=2)
    assert isinstance(found, Behind)
    assert [(each.cells[0], each.value, each.day) for each in found.rows] == [
        (3, 300, date(2026, 9, 3)),
        (2, 200, date(2026, 9, 2)),
    ]
    # Neither the row of another team, nor the one without a team, nor that of another month is of the number.
    assert (found.count, found.total) == (3, 500)
    assert [found.share(each) for each in found.rows] == [0.6, 0.4]


def test_a_row_without_an_amount_adds_nothing_and_is_last(shop: Path) -> None:
    found = listed(shop, "通称")
    assert isinstance(found, Behind)
    assert [(each.cells[0], each.value) for each in found.rows] == [(3, 300), (2, 200), (6, 0)]


def test_the_oldest_of_what_waits_come_first_with_their_days(shop: Path) -> None:
    found = listed(shop, "待ち", "oldest", days=(date(2000, 1, 1), DAY))
    assert isinstance(found, Behind)
    assert [(each.cells[0], each.age) for each in found.rows] == [(1, 60), (3, 27), (4, 26), (6, 0)]
    assert (found.valued, found.count) == (False, 4)


def test_a_number_by_another_time_is_listed_by_that_time(shop: Path) -> None:
    found = listed(shop, "受注額")
    assert isinstance(found, Behind)
    assert [(each.cells[0], each.day) for each in found.rows] == [(2, date(2026, 9, 20))]


def test_a_key_that_is_called_like_a_dimension_stands_beside_it(shop: Path) -> None:
    found = listed(shop, "金額", most=1)
    assert isinstance(found, Behind)
    assert found.columns == ("id ", "team", "id")
    assert found.rows[0].cells == (3, "east", "x")


@pytest.mark.parametrize(
    ("name", "word"), [("単価", "金額, 件数"), ("累計", "no rows"), ("訪問", "no key"), ("率", "without names")]
)
def test_what_has_no_rows_of_its_own_is_refused_by_name(shop: Path, name: str, word: str) -> None:
    found = listed(shop, name)
    assert isinstance(found, Refused)
    assert word in found.why.en


def test_the_spread_is_that_of_the_values(shop: Path) -> None:
    found = spread(shop, "長さ")
    assert isinstance(found, Spread)
    assert (found.count, found.missing, found.least, found.most) == (4, 1, 70, 5000)
    assert dict(found.quantiles)[50] == 250
    assert found.mean == pytest.approx(1392.5)
    # Every value lies in one bar, and the last one has no end.
    assert sum(each.count for each in found.bars) == 4
    assert found.bars[-1].high is None
    assert all(one.high == other.low for one, other in zip(found.bars, found.bars[1:], strict=False))


@pytest.mark.parametrize("name", ["件数", "人"])
def test_a_count_has_no_sizes_to_spread(shop: Path, name: str) -> None:
    assert isinstance(spread(shop, name), Refused)
