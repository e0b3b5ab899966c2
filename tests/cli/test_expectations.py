"""`kpidsl run --expect`: each expectation in a line, the failed ones as findings, all of a grain in one question."""

import json
from pathlib import Path

import pytest

from kpidsl.pipeline import connect, load, run_request
from kpidsl.query.plan import Request
from kpidsl.report.expecting import hold_expectations
from tests.cli.conftest import Kpidsl

AS_OF = ("--as-of", "2026-10-15")


def expect(project: Path, *lines: str) -> None:
    (project / "specs/expected.kpi").write_text("".join(f"expect {line}\n" for line in lines), encoding="utf-8")


def test_all_met(kpidsl: Kpidsl, project: Path) -> None:
    expect(project, "件数 in 2026-08 = 2", "単価 in 2026-08 = 175 ± 1", "件数 in 2026-09 = 0")
    ended = kpidsl("run", "--expect", "--project", project, *AS_OF)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "ok: 件数 2026-08: found 2, expected 2 [specs/expected.kpi:1]",
        "ok: 単価 2026-08: found 175, expected 175 ± 1 [specs/expected.kpi:2]",
        "ok: 件数 2026-09: found 0, expected 0 [specs/expected.kpi:3]",
        "3 ok, 0 failed, 0 not over",
    ]


def test_one_that_fails_is_a_finding_at_its_line(kpidsl: Kpidsl, project: Path) -> None:
    expect(project, "件数 in 2026-08 = 2", "件数 in 2026-08 for channel 'web' = 3")
    ended = kpidsl("run", "--expect", "--project", project, *AS_OF)
    assert ended.code == 1
    assert "failed: 件数 2026-08 channel = web: found 1, expected 3 [specs/expected.kpi:2]" in ended.out
    assert "error[K840]: 件数 in 2026-08 (channel = web) is 1, where 3 was expected" in ended.err
    assert "specs/expected.kpi:2:1" in ended.err


def test_zero_nothing_and_not_yet_are_told_apart(kpidsl: Kpidsl, project: Path) -> None:
    """A count over no rows is 0, a rate over nothing has no value, and a running period decides nothing."""
    expect(
        project,
        *("件数 in 2026-09 = 0", "単価 in 2026-09 = 0", "件数 in 2026-10 = 9", "件数 in 2026-12 = 0"),
        *("件数 in 2026-08 for channel 'nowhere' = 0", "単価 in 2026-08 for channel 'nowhere' = 0"),
    )
    ended = kpidsl("run", "--expect", "--project", project, "--format", "json", *AS_OF)
    rows = json.loads(ended.out)
    assert [(row["found"], row["status"]) for row in rows] == [
        *((0, "met"), (None, "failed"), (1, "waiting"), (None, "waiting"), (0, "met"), (None, "failed")),
    ]
    assert ended.code == 1


def test_as_json_and_of_one_number(kpidsl: Kpidsl, project: Path) -> None:
    expect(project, "件数 in 2026-08 = 2", "売上 in 2026-08 for channel 'web' = 100円 ± 5円")
    ended = kpidsl("run", "売上", "--expect", "--project", project, "--format", "json", *AS_OF)
    assert json.loads(ended.out) == [
        {
            "name": "売上",
            "period": "2026-08",
            "dimension": "channel",
            "member": "web",
            "expected": 100,
            "tolerance": 5,
            "found": 100,
            "status": "met",
            "file": "specs/expected.kpi",
            "line": 2,
            "column": 1,
        }
    ]


def test_nothing_expected(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("run", "--expect", "--project", project)
    assert (ended.code, ended.err) == (0, "")
    assert "no expect statement" in ended.out


@pytest.mark.parametrize("option", [("--by", "channel"), ("--from", "2026-08"), ("--grain", "day"), ("--totals",)])
def test_what_an_expectation_says_by_itself_is_not_asked_twice(
    kpidsl: Kpidsl, project: Path, option: tuple[str, ...]
) -> None:
    ended = kpidsl("run", "--expect", "--project", project, *option)
    assert (ended.code, ended.out) == (2, "")
    assert f"--expect takes no {option[0]}" in ended.err


def test_an_unknown_number(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("run", "件", "--expect", "--project", project)
    assert (ended.code, ended.out) == (2, "")
    assert "K201" in ended.err


def test_one_question_for_each_grain_and_dimension(project: Path) -> None:
    months = [f"件数 in 2026-{month:02} = 0" for month in (1, 2, 5, 8)] + ["売上 in 2026-03 = 0円"]
    sliced = [f"件数 in 2026-08 for channel '{name}' = 1" for name in ("web", "店")]
    expect(project, *months, *sliced, "件数 in 2026Q1 = 0")
    loaded = load(project)
    assert not loaded.diagnostics
    opened = connect(loaded.value, None, {}).value
    assert opened is not None
    asked: list[Request] = []
    model = loaded.value.model
    with opened as warehouse:

        def ask(request: Request):  # type: ignore[no-untyped-def]
            asked.append(request)
            return run_request(loaded.value, request, warehouse)

        from datetime import UTC, date, datetime

        held = hold_expectations(model, ask, model.expectations, datetime(2026, 10, 15, tzinfo=UTC), date(2026, 10, 14))
    assert [(each.expectation.period.label, each.found) for each in held.value] == [
        *(("2026-01", 0), ("2026-02", 0), ("2026-05", 0), ("2026-08", 2), ("2026-03", 0)),
        *(("2026-08", 1), ("2026-08", 0), ("2026Q1", 0)),
    ]
    assert [(request.names, len(request.pieces), request.by) for request in asked[:2]] == [
        (("件数", "売上"), 5, ()),
        (("件数",), 1, ("channel",)),
    ]
    assert len(asked) == 4, "and one for the channel that has no rows there"
