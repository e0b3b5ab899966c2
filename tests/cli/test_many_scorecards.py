"""Many documents from one call: names that every system takes, skipping what is unchanged, and failing alone."""

from pathlib import Path
from shutil import copytree

import pypdfium2
import pytest

from kpidsl.cli.writing import file_name
from kpidsl.history.kept import read_runs

from .conftest import Kpidsl

ROWS = """id,day,team
1,2026-09-02,east
2,2026-09-03,east/west: "q"
3,2026-09-04,CON
4,2026-09-05,rocket 🚀
5,2026-09-06,<b>&{{7*7}}
6,2026-09-06,../../up
"""
SPECS = """
source deals from "data/deals.csv" {
  key  id
  time day
  dimension team
}
kpi 件数 "Deals" = count(deals)
scorecard m "M" { show 件数  locale en-US }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "specs").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text("kpidsl: 1\nname: shop\ntimezone: Asia/Tokyo\n", "utf-8")
    (folder / "specs" / "shop.kpi").write_text(SPECS, "utf-8")
    (folder / "data" / "deals.csv").write_text(ROWS, "utf-8")
    return folder


def test_a_document_for_each_member_one_fails_alone_and_what_is_unchanged_is_skipped(
    shop: Path, tmp_path: Path, kpidsl: Kpidsl
) -> None:
    out = tmp_path / "out"
    call = ("scorecard", "m", "--by", "team", "-o", str(out), "--project", str(shop), "--as-of", "2026-09-30")
    ended = kpidsl(*call)
    assert ended.code == 1 and "U+1F680" in ended.err and "5 written, 0 unchanged, 1 failed" in ended.err
    names = sorted(each.name for each in out.iterdir())
    assert len(names) == 5 and all(each.startswith("m_") and each.endswith(".pdf") for each in names)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out", "shop"]
    (run,) = read_runs(shop).value
    assert run.by == "team" and run.numbers == () and len({each.member for each in run.members}) == len(run.pages) == 6
    text = "".join(
        page.get_textpage().get_text_bounded() for name in names for page in pypdfium2.PdfDocument(out / name)
    )
    assert "<b>&{{7*7}}" in text and "../../up" in text
    times = {name: (out / name).stat().st_mtime_ns for name in names}
    (out / names[0]).write_bytes(b"changed")
    again = kpidsl(*call)
    assert "1 written, 4 unchanged, 1 failed" in again.err
    assert len(read_runs(shop).value) == 1
    assert {name for name in names if (out / name).stat().st_mtime_ns != times[name]} == {names[0]}


def test_a_list_of_names_and_kinds_into_a_folder(demo: Path, tmp_path: Path, kpidsl: Kpidsl) -> None:
    call = ("scorecard", "月次", "monthly", "--format", "csv", "--format", "html", "-o", str(tmp_path / "o"))
    # A scorecard is kept under runs/, and other tests only read the shared project.
    company = copytree(demo, tmp_path / "company")
    ended = kpidsl(*call, "--project", str(company), "--as-of", "2026-09-30")
    assert ended.code == 0, ended.err
    assert sorted(each.name for each in (tmp_path / "o").iterdir()) == sorted(
        ["月次.csv", "月次.html", "monthly.csv", "monthly.html"]
    )


@pytest.mark.parametrize(
    "options",
    [
        ("m",),
        ("m", "-o", "x.pdf", "--format", "pdf"),
        ("m", "m2", "-o", "a", "-o", "b"),
        ("m", "--by", "team", "--sample"),
        ("m", "-o", "."),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: tuple[str, ...], shop: Path, kpidsl: Kpidsl) -> None:
    ended = kpidsl("scorecard", *options, "--project", str(shop))
    assert ended.code == 2 and len(ended.err.splitlines()) == 1


def test_a_dimension_without_members_is_a_finding(shop: Path, tmp_path: Path, kpidsl: Kpidsl) -> None:
    call = ("scorecard", "m", "--by", "team", "-o", str(tmp_path / "o"), "--project", str(shop))
    assert "K922" in kpidsl(*call, "--as-of", "2024-09-30").err


def test_file_names_hold_on_every_system() -> None:
    taken: set[str] = set()
    made = [file_name(each, ".pdf", taken) for each in ("a/b", "a\\b", "A_B", "CON", "nul.x", "x. ", "か\u3099", "が")]
    assert made == ["a_b.pdf", "a_b_2.pdf", "A_B_3.pdf", "_CON.pdf", "_nul.x.pdf", "x.pdf", "が.pdf", "が_2.pdf"]
    assert len(file_name("🚀" * 100, ".pdf", taken).encode()) < 200
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in file_name("a\N{RIGHT-TO-LEFT OVERRIDE}fdp", ".pdf", taken)


def test_where_there_is_no_scorecard_yet_the_clause_to_write_is_told(kpidsl: Kpidsl, shop: Path) -> None:
    spec = shop / "specs" / "shop.kpi"
    bare = SPECS[: SPECS.index("scorecard")]
    spec.write_text(bare, "utf-8")
    ended = kpidsl("scorecard", "m", "-o", "x.pdf", "--project", str(shop))
    assert ended.code == 2
    spec.write_text(bare + ended.err.partition("write one into a spec: ")[2], "utf-8")
    assert kpidsl("scorecard", "monthly", "-o", "x.csv", "--project", str(shop)).code == 0
