import subprocess
import sys
from pathlib import Path

import pytest

from kpidsl.demo.packs import Copied, Refused, copy_pack, packs


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_each_pack_says_what_it_is_in_both_languages() -> None:
    assert {pack.name for pack in packs()} >= {"inside_sales", "starter"}
    for pack in packs():
        assert all((*pack.title, *pack.about)), pack.name
        assert pack.as_of.isoformat() == "2026-10-31"


def test_the_starter_is_copied_as_it_is(tmp_path: Path) -> None:
    copied = copy_pack("starter", tmp_path / "mine")
    assert isinstance(copied, Copied)
    assert copied.folder == tmp_path / "mine"
    assert files(copied.folder) == {"kpidsl.yaml", "specs/deals.kpi", "data/deals.csv"}
    assert list(tmp_path.iterdir()) == [copied.folder]


def test_inside_sales_comes_with_its_data(tmp_path: Path) -> None:
    heard: list[float] = []
    copied = copy_pack("inside_sales", tmp_path / "deep" / "down", lambda step, done: heard.append(done))
    assert isinstance(copied, Copied)
    assert {"kpidsl.yaml", "data/warehouse.duckdb", "specs/goal.kpi", "specs/nurturing.yaml"} <= files(copied.folder)
    assert "pack.yaml" not in files(copied.folder)
    assert heard[-1] == 1.0


def test_an_empty_folder_and_a_fresh_repository_are_filled(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert isinstance(copy_pack("starter", tmp_path), Copied)
    assert {entry.name for entry in tmp_path.iterdir()} == {".git", "kpidsl.yaml", "specs", "data"}


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert copy_pack("starter", tmp_path) == Refused("folder not empty", str(tmp_path), "notes.txt")
    assert files(tmp_path) == {"notes.txt"}


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    assert copy_pack("starter", tmp_path / "mine") == Refused("not a folder", str(tmp_path / "mine"), "")


def test_an_unknown_pack_is_refused_with_the_names_of_the_known(tmp_path: Path) -> None:
    refused = copy_pack("insidesales", tmp_path / "mine")
    assert isinstance(refused, Refused)
    assert refused.why == "no such pack"
    assert "inside_sales" in refused.detail
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = copy_pack("starter", tmp_path / "file" / "mine")
    assert isinstance(refused, Refused)
    assert refused.why == "cannot write"


def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def stop(step: str, done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_pack("inside_sales", tmp_path / "mine", stop)
    assert list(tmp_path.iterdir()) == []


def test_listing_packs_loads_no_heavy_library() -> None:
    code = "import sys, kpidsl.demo.packs as p; p.packs(); print(*{'duckdb', 'sqlglot', 'jinja2'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == ""
