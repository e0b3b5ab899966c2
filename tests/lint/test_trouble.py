"""Rules on specs that are wrong in other ways: no crash, and nothing that only follows from something else."""

from pathlib import Path

import pytest

from kpidsl import pipeline
from tests.golden.runner import read_cases
from tests.lint.cases import MANIFEST, TODAY, codes, lay

GOLDEN = Path(__file__).parents[1] / "golden"
SPECS = [
    (f"{path.stem}-{number}-{label.split()[0]}", label, text)
    for path in sorted(GOLDEN.rglob("*.case"))
    for number, case in enumerate(read_cases(path)[1])
    for label, text in case.inputs.items()
    if label.split()[0] in ("kpi", "yaml")
]


@pytest.mark.parametrize("label", ["kpi", "yaml"])
def test_no_golden_case_makes_a_rule_fall_over(label: str, tmp_path: Path) -> None:
    texts = [(name, text) for name, kind, text in SPECS if kind.split()[0] == label]
    assert len(texts) > 20
    for name, text in texts:
        folder = tmp_path / "project"
        lay(folder, text, MANIFEST, f"case.{label}")
        found = pipeline.lint(folder, TODAY).diagnostics
        assert all(each.row for each in found), name
        (folder / f"specs/case.{label}").unlink()


def test_a_broken_goal_makes_no_orphans(tmp_path: Path) -> None:
    folder = lay(tmp_path, "")
    file = folder / "specs/a_company.kpi"
    file.write_text(file.read_text("utf-8").replace("sum(deals.amount", "sum(deal.amount"), "utf-8")
    assert codes(folder) == ["K202"]


def test_a_part_that_is_mistyped_makes_no_orphans(tmp_path: Path) -> None:
    folder = lay(tmp_path, "")
    file = folder / "specs/a_company.kpi"
    file.write_text(file.read_text("utf-8").replace("商談数 * 受注率", "商談数 * 受注卒"), "utf-8")
    assert codes(folder) == ["K201"]


def test_a_target_that_is_wrong_hides_no_vague_action(tmp_path: Path) -> None:
    folder = lay(tmp_path, 'action 受注率の改善 {\n  for 受注率\n  owner "課長"\n}\n')
    file = folder / "specs/a_company.kpi"
    file.write_text(file.read_text("utf-8").replace("25% in FY2026", "25%"), "utf-8")
    assert sorted(codes(folder)) == ["K609", "S02"]


def test_a_line_under_a_goal_that_goes_round_ends(tmp_path: Path) -> None:
    spec = (
        "metric a = b1 + c1 { breakdown b1 + c1 }\n"
        "metric b1 = count(deals) { breakdown a - c1 }\n"
        "metric c1 = count(leads)\n"
    )
    assert "K607" in codes(lay(tmp_path, spec))
