"""The change log of a page: what changed since its last report, by git or by what reports kept."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Kpidsl

MANIFEST = "kpidsl: 1\nname: shop\nlocale: en\ntimezone: Asia/Tokyo\n"
SPEC = """
source orders "注文" from "orders.csv" {
  key  order_id
  time ordered_at
}

metric 件数 = count(orders)
kpi 売上 "Sales" = sum(orders.amount) {
  unit   JPY
  target 100万円 in FY2026
}
kpi 単価 = 売上 / 件数

scorecard 月次 {
  show 売上
  show 単価
}
"""
ROWS = "order_id,ordered_at,amount\n1,2026-09-10,50000\n2,2026-10-12,70000\n"
"""How the specs and the rows of a small shop are written; the tests change them."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "specs").mkdir(parents=True)
    (folder / "kpidsl.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "orders.csv").write_text(ROWS, encoding="utf-8")
    specs(folder, SPEC)
    return folder


def specs(folder: Path, text: str) -> None:
    (folder / "specs" / "shop.kpi").write_text(text, encoding="utf-8")


def committed(folder: Path, day: str) -> None:
    """Commit all that there is, as of a day."""
    stamp = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "PATH": "/usr/bin:/bin"}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=stamp)


Log = Callable[..., dict[str, Any]]


@pytest.fixture
def log(kpidsl: Kpidsl, shop: Path) -> Log:
    """Return what writes the record of the scorecard as of a day, and returns its change log."""

    def written(as_of: str, *more: str) -> dict[str, Any]:
        ended = kpidsl("scorecard", "月次", "-o", "card.json", "--as-of", as_of, *more, folder=shop)
        assert ended.code == 0, ended.err
        found: dict[str, Any] = json.loads((shop / "card.json").read_text("utf-8"))["changes"]
        return found

    return written


def rows(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((each["name"], each["what"]) for each in found.get("changes", ()))


def test_git_tells_a_target_a_formula_and_what_it_was(shop: Path, log: Log) -> None:
    committed(shop, "2026-09-20")
    specs(shop, SPEC.replace("100万円", "120万円").replace("売上 / 件数", "売上 / 件数 * 2"))
    found = log("2026-10-31")
    assert (found["told_by"], found["day"]) == ("git", "2026-10-01")
    assert set(rows(found)) == {("Sales", "target"), ("単価", "formula")}
    target = next(each for each in found["changes"] if each["what"] == "target")
    assert (target["before"], target["after"]) == ("100万円 in FY2026", "120万円 in FY2026")


def test_wording_is_no_change_of_a_definition(shop: Path, log: Log) -> None:
    committed(shop, "2026-09-20")
    specs(shop, SPEC.replace('"Sales"', '"Revenue"'))
    assert list(rows(log("2026-10-31"))) == []


def test_the_report_before_is_what_a_later_one_is_held_against(shop: Path, log: Log) -> None:
    committed(shop, "2026-08-20")
    log("2026-09-30")
    specs(shop, SPEC.replace("100万円", "110万円"))
    first = log("2026-10-31")
    assert (first["against"], first["day"]) == ("run", "2026-09-30")
    assert list(rows(first)) == [("Sales", "target")]
    assert log("2026-10-31") == first


def test_without_git_the_report_tells_that_and_not_how(shop: Path, log: Log) -> None:
    log("2026-09-30")
    specs(shop, SPEC.replace("100万円", "110万円").replace("売上 / 件数", "売上 / 件数 * 2"))
    found = log("2026-10-31")
    assert found["told_by"] == "runs"
    assert set(rows(found)) == {("Sales", "target"), ("単価", "definition")}


def test_with_nothing_on_record_it_says_so(shop: Path, log: Log) -> None:
    assert log("2026-10-31", "--no-keep").get("told_by", "") == ""
    committed(shop, "2026-10-20")
    assert log("2026-10-31", "--no-keep").get("told_by", "") == ""
