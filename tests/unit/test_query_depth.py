"""Plans of deep and much-shared definitions: linear in text, and refused by name where they cannot be written."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kpidsl import pipeline
from kpidsl.model.calendar import parse_period
from kpidsl.query.plan import Request
from kpidsl.text.diagnostic import Outcome

DAY = date(2026, 9, 30)
END = datetime(2026, 10, 1, tzinfo=ZoneInfo("UTC"))
HEAD = 'source x from "data/x.csv" { key id  time t }\nmetric n = count(x)\nmetric a0 = n\n'


def run(folder: Path, spec: str, *names: str) -> Outcome[object]:
    (folder / "specs").mkdir()
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text("kpidsl: 1\n")
    (folder / "data" / "x.csv").write_text("id,t\n1,2026-09-01\n2,2026-09-02\n")
    (folder / "specs" / "a.kpi").write_text(HEAD + spec)
    project = pipeline.load(folder).value
    opened = pipeline.connect(project, None, {})
    assert opened.value is not None
    request = Request(names, END, DAY, first=date(2026, 9, 1), last=DAY)
    with opened.value as warehouse:
        return pipeline.run_request(project, request, warehouse)  # type: ignore[return-value]


def test_a_long_chain_is_reckoned(tmp_path: Path) -> None:
    chain = "".join(f"metric a{number} = a{number - 1} + 1\n" for number in range(1, 2001))
    result = run(tmp_path, chain, "a2000").value
    assert result.rows[0].values == (2002,)  # type: ignore[attr-defined]
    assert len(result.sql) < 200_000  # type: ignore[attr-defined]


def test_what_is_used_twice_is_written_once(tmp_path: Path) -> None:
    doubled = "".join(f"metric a{number} = a{number - 1} + a{number - 1}\n" for number in range(1, 31))
    result = run(tmp_path, doubled, "a30").value
    assert result.rows[0].values == (2 * 2**30,)  # type: ignore[attr-defined]
    assert len(result.sql) < 20_000  # type: ignore[attr-defined]


def test_what_lies_too_deep_is_refused_by_name(tmp_path: Path) -> None:
    chain = "".join(f"metric a{number} = a{number - 1} + 1\n" for number in range(1, 1501))
    found = run(tmp_path, f"{chain}metric p = previous(a1500)\n", "p")
    assert [each.code for each in found.diagnostics] == ["K429"]


@pytest.mark.parametrize("name", ["nope", "N"])
def test_an_unknown_name_is_told(tmp_path: Path, name: str) -> None:
    assert [each.code for each in run(tmp_path, "", name).diagnostics] == ["K201"]


def test_a_page_of_a_period_to_come_is_refused(demo: Path) -> None:
    project = pipeline.load(demo).value
    period = parse_period(project.model.manifest.calendar, "2030-01")
    opened = pipeline.connect(project, None, {})
    assert opened.value is not None
    with opened.value as warehouse:
        judged = pipeline.judge_scorecard(project, warehouse, project.model.scorecards["月次"], period, DAY)
    assert [each.code for each in judged.diagnostics] == ["K512"]
