"""What `doctor` says of this machine and of a connection."""

import json
from pathlib import Path

from tests.cli.conftest import Kpidsl


def test_doctor_looks_at_everything(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("doctor", "--project", project, "--format", "json")
    answer = json.loads(ended.out)
    checks = {each["name"]: each for each in answer["checks"]}
    assert {"Python", "time zones", "fonts", "PDF", "git", "connection"} <= set(checks)
    assert checks["Python"]["status"] == checks["fonts"]["status"] == "ok"
    assert ended.code == (0 if answer["ok"] else 2)
    assert all(each["remedy"] for each in answer["checks"] if each["status"] == "problem")


def test_doctor_opens_the_connection_and_says_what_mends_it(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("doctor", "--project", project, "--connection", "duckdb:///none.duckdb", KPIDSL_LANG="ja")
    assert ended.code == 2
    assert "接続" in ended.out
    assert "→" in ended.out
