"""Ready-made KPIs: each fits a project that is empty; what people give is never taken for code."""

from pathlib import Path

import pytest

from kpidsl.library.fitting import Place, asked_columns, drafted, wanted
from kpidsl.library.shelf import shelf
from kpidsl.pipeline import load
from tests.cli.conftest import Kpidsl

MANIFEST = "kpidsl: 1\nname: mine\nspecs: [specs]\nlocale: ja-JP\ntimezone: Asia/Tokyo\ncurrency: JPY\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return a project with one metric."""
    folder = tmp_path / "mine"
    (folder / "specs").mkdir(parents=True)
    (folder / "kpidsl.yaml").write_text(MANIFEST, encoding="utf-8")
    own = 'source 販売 from "data/sales.csv" {\n  key  番号\n  time  日付\n}\n\nmetric 件数 = count(販売)\n'
    (folder / "specs/own.kpi").write_text(own, encoding="utf-8")
    return folder


def test_the_library_has_no_finding() -> None:
    place = Path(__file__).parents[2] / "specs/library"
    assert load(place).diagnostics == ()


def test_every_name_and_every_id_is_one_entry() -> None:
    entries = shelf().entries.values()
    assert len(entries) == 61
    assert len({each.id for each in entries} | {each.name for each in entries if each.name != each.id}) == 2 * 61


WANTED = (
    "revenue profit margin_rate growth_rate ltv csat contacts cvr conversions response_rate contacts_per_rep_day "
    "leads_by_grade lead_quality first_response_time calls connect_rate open_rate leads lead_conversion "
    "opportunities opportunity_rate wins win_rate won_amount close_rate average_order_value average_spend "
    "repeat_rate purchase_frequency purchase_interval new_customers acquisition_rate inflow followers posts "
    "videos mailings likes_per_post engagement shares photo_rate redemptions coupon_cost ad_spend impressions "
    "clicks ctr quality_score sku_count point_rate roi cpa cac price_trend sales_cycle key_person_rate "
    "log_completeness repeat_contact customer_return "
)
"""The KPIs that the five articles name, the 45 rows of their dictionary one by one."""


@pytest.mark.parametrize("word", WANTED.split())
def test_each_kpi_of_the_articles_says_what_it_is_and_what_to_look_at(word: str) -> None:
    entry = shelf().find(word)
    assert entry is not None
    metric = entry.metric
    definition = metric.text("definition")
    assert definition is not None and " / " in definition
    assert metric.shown, "a unit"
    assert metric.clause("better") is not None, "its direction"
    assert metric.clause("advice") is not None, "what to look at"
    comment = [line for line in entry.text.splitlines() if line.startswith("#")]
    assert any("定義の取り方: " in line for line in comment) and any("Settles: " in line for line in comment)


def test_each_of_them_fits_an_empty_project(mine: Path) -> None:
    library = shelf()
    for entry in library.entries.values():
        entries = library.standing_on(entry.name, {})
        asked = wanted(library, entries)
        places = {
            each.source.name: Place(
                f"my_{each.source.name}",
                f"crm.{each.source.name}",
                {one: f"c_{one}" for one in asked_columns(each, True)},
            )
            for each in asked
        }
        (mine / "specs/added.kpi").write_text(drafted(entries, asked, places), encoding="utf-8")
        loaded = load(mine)
        assert [each for each in loaded.diagnostics if each.severity != "info"] == [], entry.id
        assert entry.name in loaded.value.model.metrics


def test_it_reads_the_columns_that_it_is_told(mine: Path, kpidsl: Kpidsl) -> None:
    given = ["--source", "orders=販売", "--column", "orders.amount=金額(税抜)", "--owner", 'the "boss"']
    added = kpidsl("add", "売上", *given, "--target", "1億円 in FY2026", folder=mine)
    assert added.code == 0, added.err
    text = (mine / "specs/revenue.kpi").read_text("utf-8")
    assert "sum(販売.`金額(税抜)`)" in text
    assert 'owner       "the \\"boss\\""' in text
    assert load(mine).diagnostics == ()


@pytest.mark.parametrize(
    "given",
    [
        ["--source", "orders=crm.`a"],
        ["--source", "orders=販売", "--column", "orders.amount=a` + 1"],
        ["--source", "orders=販売", "--target", "1 in FY2026\n}\nkpi y = 1 {"],
        ["--source", "orders=販売", "--target", "soon"],
    ],
    ids=["tick", "column", "target", "word"],
)
def test_what_is_no_name_or_clause_is_a_finding_and_nothing_is_written(
    mine: Path, kpidsl: Kpidsl, given: list[str]
) -> None:
    ended = kpidsl("add", "revenue", "--standard", *given, folder=mine)
    made = sorted(each.name for each in (mine / "specs").iterdir())
    assert (ended.code, made) == (2, ["own.kpi"]), ended.out + ended.err
    assert "specs/revenue.kpi" in ended.err or "more than a target" in ended.err


def test_what_was_not_said_is_asked_for(mine: Path, kpidsl: Kpidsl) -> None:
    ended = kpidsl("add", "revenue", folder=mine)
    assert ended.code == 2
    assert "--source orders=" in ended.err


def test_a_mistyped_name_is_told_the_nearest(mine: Path, kpidsl: Kpidsl) -> None:
    assert "win_rate" in kpidsl("add", "winrate", folder=mine).err


def test_in_a_project_of_yaml_it_is_written_in_yaml(mine: Path, kpidsl: Kpidsl) -> None:
    assert kpidsl("fmt", "--to", "yaml", folder=mine).code == 0
    added = kpidsl("add", "売上", "--source", "orders=販売", "--column", "orders.amount=金額", folder=mine)
    assert "specs/revenue.yaml" in added.out, added.err
    assert sorted(each.name for each in (mine / "specs").iterdir()) == ["own.yaml", "revenue.yaml"]
    assert kpidsl("fmt", "--check", folder=mine).code == 0
    assert "売上" in load(mine).value.model.metrics


def test_it_is_added_once(mine: Path, kpidsl: Kpidsl) -> None:
    given = ("add", "売上", "--source", "orders=販売", "--column", "orders.amount=金額")
    assert kpidsl(*given, folder=mine).code == 0
    before = (mine / "specs/revenue.kpi").read_bytes()
    again = kpidsl(*given, folder=mine)
    assert (again.code, "the project has 売上 already" in again.err) == (2, True)
    assert (mine / "specs/revenue.kpi").read_bytes() == before


def test_a_column_that_nothing_asks_for_is_refused(mine: Path, kpidsl: Kpidsl) -> None:
    given = ("--source", "orders=販売", "--column", "orders.amount=金額", "--column", "orders.nix=x")
    ended = kpidsl("add", "売上", *given, folder=mine)
    assert (ended.code, "orders.nix: it is not needed" in ended.err) == (2, True)


@pytest.mark.parametrize("left", ["folder", "nothing"])
def test_a_new_project_begins_with_it(mine: Path, kpidsl: Kpidsl, left: str) -> None:
    (mine / "specs/own.kpi").unlink()
    if left == "nothing":
        (mine / "specs").rmdir()
    ended = kpidsl("add", "revenue", "--standard", folder=mine)
    assert ended.code == 0, ended.err
    assert load(mine).diagnostics == ()


def test_another_fault_of_the_project_ends_it(mine: Path, kpidsl: Kpidsl) -> None:
    (mine / "specs/own.kpi").write_text("metric a = b\n", encoding="utf-8")
    ended = kpidsl("add", "revenue", "--standard", folder=mine)
    assert ended.code == 1
    assert "K201" in ended.err
