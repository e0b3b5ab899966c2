"""Other revisions are read out of git: the work tree stays as it is, and nothing of the repository is started."""

import json
import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kpidsl import pipeline
from kpidsl.history.broken import in_doubt
from kpidsl.history.git import read_range
from kpidsl.history.revision import lay_out
from kpidsl.pipeline import load_revision
from tests.history.conftest import Repository
from tests.lint.cases import lay
from tests.lint.test_trouble import SPECS

AS_OF = ("--as-of", "2026-10-15")


def codes(repository: Repository, text: str) -> list[str]:
    return [each.code for each in read_range(repository.folder, text).diagnostics]


def test_ranges(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.git("branch", "side")
    repository.replace("Won over opened.", "Won.")
    second = repository.commit()
    for text, before, after in (
        *(("HEAD", second, None), ("HEAD~1", first, None), (f"{first}..HEAD", first, second)),
        *((f"{first}..", first, second), ("main...side", first, first), ("side...main", first, second)),
    ):
        assert read_range(repository.folder, text).value == (before, after), text


@pytest.mark.parametrize("text", ["nothing", "--help", "-h", "", "a\0b", "HEAD:specs", "--output=/tmp/x", "x" * 5000])
def test_what_is_no_revision(repository: Repository, text: str) -> None:
    assert codes(repository, text) == ["K251"]


def test_no_repository() -> None:
    # The folder that pytest gives may lie inside of the repository of these tests.
    with TemporaryDirectory() as folder:
        assert [each.code for each in read_range(Path(folder), "HEAD").diagnostics] in (["K250"], ["K251"])


def test_a_project_that_was_not_there(repository: Repository) -> None:
    repository.git("mv", "経営 project", "elsewhere")
    repository.commit("moved")
    repository.folder = repository.root / "elsewhere"
    ended = repository.kpidsl("diff", "HEAD~1", *AS_OF)
    assert (ended.code, "K252" in ended.err) == (2, True)


def test_a_change_that_mends_what_was_broken_is_looked_at(repository: Repository) -> None:
    repository.replace("受注数 / 商談数 {", "受注数 / 商談 {")
    bad = repository.commit("broken")
    repository.git("revert", "--no-edit", bad)
    repository.replace("metric リード数 = count(leads)", "metric リード数 = count(leads) * 2")
    found = json.loads(repository.kpidsl("diff", bad, "--format", "json", *AS_OF).out)
    (doubt,) = [each for each in found["diagnostics"] if each["code"] == "K255"]
    assert "K201 specs/営業.kpi" in doubt["message"]
    assert "受注率" in doubt["message"]
    assert {each["name"]: [one["class"] for one in each["aspects"]] for each in found["changes"]}["リード数"] == [
        "formula"
    ]
    said = repository.kpidsl("diff", bad, *AS_OF)
    assert (said.code, "info[K255]" in said.err) == (0, True)
    assert (
        repository.kpidsl("check", "--since", bad, "--strict", *AS_OF).code
        == repository.kpidsl("check", "--strict").code
    )


def test_a_broken_manifest_leaves_nothing_to_compare(repository: Repository) -> None:
    repository.replace("timezone: Asia/Tokyo", "timezone: Asia/Edo", "kpidsl.yaml")
    bad = repository.commit("broken")
    repository.git("revert", "--no-edit", bad)
    ended = repository.kpidsl("diff", bad, *AS_OF)
    assert ended.code == 1
    assert f"the specs at {bad[:10]} have errors" in ended.err


@pytest.mark.parametrize("spelling", ["kpi", "yaml"])
def test_no_broken_state_makes_a_comparison_fall_over(spelling: str, tmp_path: Path) -> None:
    lay(tmp_path, "")
    new = pipeline.load(tmp_path).value
    texts = [(name, text) for name, label, text in SPECS if label.split()[0] == spelling]
    assert len(texts) > 20
    for name, text in texts:
        old = pipeline.load(lay(tmp_path, text, name=f"case.{spelling}"))
        for one, other in ((old.value, new), (old.value, old.value if not old.failed else new)):
            pipeline.compare_revisions(one, other, "HEAD", date(2026, 10, 15))
        in_doubt(old.value.folder.specs, old.value.model, old.diagnostics, name)
        (tmp_path / f"specs/case.{spelling}").unlink()


def test_hostile_settings_start_nothing(repository: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "filter.x.smudge",
        "diff.x.textconv",
        "core.sshCommand",
    ):
        repository.git("config", key, str(script))
    hooks = repository.root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(script.read_text("utf-8"), encoding="utf-8")
        (hooks / name).chmod(0o755)
    (repository.root / ".gitattributes").write_text("*.kpi diff=x filter=x\n", encoding="utf-8")
    index = (repository.root / ".git/index").read_bytes()
    trap.unlink(missing_ok=True)
    repository.replace("Won over opened.", "Won.")
    assert repository.kpidsl("diff", *AS_OF).code == 0
    assert not trap.exists()
    assert (repository.root / ".git/index").read_bytes() == index


def test_links_and_submodules(repository: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside.kpi"
    outside.write_text("metric 外 = count(deals)\n", encoding="utf-8")
    (repository.folder / "specs/inside.kpi").symlink_to("../shared.kpi")
    (repository.folder / "specs/out.kpi").symlink_to(outside)
    repository.git(
        "update-index", "--add", "--cacheinfo", f"160000,{repository.git('rev-parse', 'HEAD')},経営 project/specs/sub"
    )
    repository.git("add", "-A", ":(literal)経営 project/specs/out.kpi", ":(literal)経営 project/specs/inside.kpi")
    repository.git("commit", "-q", "-m", "links")
    commit = repository.git("rev-parse", "HEAD")
    read = load_revision(repository.folder, commit)
    assert read.value is not None
    found = [each.code for each in read.diagnostics if each.severity != "info"]
    assert {"K253", "K216"} <= set(found), found
    assert "外" not in read.value.model.metrics


def test_only_what_is_needed_is_laid_out(repository: Repository, tmp_path: Path) -> None:
    into = tmp_path / "laid"
    into.mkdir()
    repository.write(notes_dot_yaml="a: 1\n", specs__sub__more_dot_kpi="metric 件 = count(leads)\n")
    commit = repository.commit()
    assert lay_out(repository.folder, commit, into).value
    files = sorted(os.path.relpath(each, into) for each in into.rglob("*") if each.is_file())
    assert files == ["kpidsl.yaml", "specs/sub/more.kpi", "specs/営業.kpi"]


def test_it_works_from_within_a_hook(repository: Repository, tmp_path: Path) -> None:
    repository.replace("Won over opened.", "Won.")
    ended = repository.kpidsl("diff", *AS_OF, GIT_DIR=str(tmp_path), GIT_INDEX_FILE=str(tmp_path / "index"))
    assert (ended.code, "wording: kpi 受注率" in ended.out) == (0, True)
