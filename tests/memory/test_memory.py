"""The check with a memory says what the check without one says, whatever has changed, and believes no stranger."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from kpidsl import pipeline
from kpidsl.memory import store
from kpidsl.text.diagnostic import Diagnostic
from tests.bench.projects import write_project

EDITS = (
    ("25% in FY2026", "26% in FY2026"),
    ("at created_at", "at closed_at"),
    ("at closed_at", "at created_at"),
    ("件数_", "件数"),
    ("unit        %", "unit        JPY"),
    ("count(deals", "count(deal"),
    ('in "UTC"', 'in "Nowhere"'),
    ("kpi 受注率_7 ", "kpi 受注率_8 "),
    ("metric 件数_3 =", "metric 件数_2 ="),
    ("dimension  channel", "dimension  チャネル = channel"),
    ("monthly", "monthly\n  drives 受注率_1"),
    ("review      monthly", "review      monthly\n  breakdown 受注率_2 * 受注率_3"),
    ("stage = 'won'", "stage = 'won' and 件数_1 > 2"),
    ("source leads", "source lead"),
    ("}", ""),
    ('  owner       "フィールドセールス"\n', ""),
    ("  drives      受注金額\n", ""),
    ("    drives: 受注金額\n", ""),
    ("    owner: フィールドセールス\n", ""),
    ("review      monthly", 'review      monthly\n  allow S04 until 2026-12-31 because "for now"'),
    ("review      monthly", 'review      monthly\n  allow R01 until 2026-01-31 because "for then"'),
    ("review      monthly", "review      yearly\n  key"),
    ("review: monthly", "review: monthly\n    incentive: true"),
    ("amount > 5 ", "amount > 1 "),
    ("amount > 9 ", "amount > 1 "),
    ("target      25% in FY2026", "target      25% per month"),
    ("25% in FY2026", "125% in FY2025"),
    ('"Win rate 4"', '"Better deals and more calls"'),
    ("metric 件数_6 =", "metric 成約率 = 件数_4 / 件数_5\n\nmetric 受注率 = 件数_4 / 件数_6\n\nmetric 件数_6 ="),
    ("metric 件数_8 =", "review 受注率_4 on 2026-03-05 { decision keep }\n\nmetric 件数_8 ="),
    ("metric 件数_8 =", "review 受注率_4 on 2026-08-05 { decision keep }\n\nmetric 件数_8 ="),
    ("metric 件数_8 =", "action 改善 { for 受注率_4  from 2026-01-01 to 2026-02-01 }\n\nmetric 件数_8 ="),
)
TODAYS = (date(2026, 4, 20), date(2026, 10, 15), date(2027, 3, 1), None)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path / "project", 60, files=6)
    return tmp_path / "project"


def said(path: Path, today: date | None = None) -> tuple[Diagnostic, ...]:
    return pipeline.check(path, today).diagnostics


def plainly(path: Path, today: date | None = None) -> tuple[Diagnostic, ...]:
    return pipeline.check(path, today, remember=False).diagnostics


@pytest.mark.parametrize("seed", range(12))
def test_a_memory_changes_no_finding(project: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = sorted((project / "specs").iterdir())
    originals = {file: file.read_text("utf-8") for file in files}
    assert said(project) == plainly(project) == ()
    for _ in range(12):
        file = chance.choice(files)
        text = originals[file] if chance.random() < 0.4 else file.read_text("utf-8")
        old, new = chance.choice(EDITS)
        places = [at for at in range(len(text)) if text.startswith(old, at)]
        if places and chance.random() < 0.8:
            at = chance.choice(places)
            text = text[:at] + new + text[at + len(old) :]
        file.write_text(text, "utf-8")
        today = chance.choice(TODAYS)
        assert said(project, today) == plainly(project, today)
        assert pipeline.check(project).value.counts == counts(project)


def counts(project: Path) -> dict[str, int]:
    model = pipeline.load(project).value.model
    roles = [each.role for each in model.metrics.values()]
    return {role: roles.count(role) for role in ("kgi", "kpi", "metric")} | {"source": len(model.sources)}


def test_a_project_seen_before_is_not_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(project)
    monkeypatch.setattr(pipeline, "read", None)
    assert said(project) == ()


def test_a_memory_that_was_altered_is_not_believed(project: Path) -> None:
    said(project)
    file = project / ".kpidsl" / store.NAME
    file.write_bytes(file.read_bytes().replace(b"metric", b"metrix", 1))
    assert store.recall(project) is store.EMPTY


def test_a_memory_that_came_with_the_files_is_not_believed(project: Path, tmp_path: Path) -> None:
    said(project)
    shutil.copytree(project, tmp_path / "clone")
    assert store.recall(project) is not store.EMPTY
    assert store.recall(tmp_path / "clone") is store.EMPTY


@pytest.mark.parametrize("text", ["", "\n", "{}", "x\n{}", "\n" * 50, "[" * 5000])
def test_a_broken_memory_is_no_memory(project: Path, text: str) -> None:
    (project / ".kpidsl").mkdir()
    (project / ".kpidsl" / store.NAME).write_text(text)
    assert said(project) == ()


def test_a_link_is_neither_read_nor_written(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (project / ".kpidsl").symlink_to(other)
    assert said(project) == ()
    assert list(other.iterdir()) == []
