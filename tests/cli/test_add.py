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
    assert (ended.code, made) == (1, ["own.kpi"]), ended.out + ended.err
    assert "specs/revenue.kpi" in ended.err or "more than a target" in ended.err


def test_what_was_not_said_is_asked_for(mine: Path, kpidsl: Kpidsl) -> None:
    ended = kpidsl("add", "revenue", folder=mine)
    assert ended.code == 2
    assert "--source orders=" in ended.err


def test_a_mistyped_name_is_told_the_nearest(mine: Path, kpidsl: Kpidsl) -> None:
    assert "win_rate" in kpidsl("add", "winrate", folder=mine).err
