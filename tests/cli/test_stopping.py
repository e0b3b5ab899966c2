"""Queries that would never end, on every engine: stopped at the limit or by Ctrl-C, and gone from the server."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Kpidsl
from tests.engines.places import SCRATCH, clear, mysql, postgres

ROWS = ", ".join(f"({number}, '2026-08-03')" for number in range(1000))
TABLE = f"CREATE TABLE few (id INTEGER, day DATE); INSERT INTO few VALUES {ROWS}"
SLOW = (
    "CREATE VIEW slow AS SELECT a.id, a.day FROM few AS a CROSS JOIN few AS b CROSS JOIN few AS c CROSS JOIN few AS d"
)
SPEC = "source slow from slow {\n  key id\n  time day\n}\nmetric rows = sum(slow.id)\n"
ASK = ("run", "rows", "--from", "2026-08", "--to", "2026-08", "--as-of", "2026-09-30")


@dataclass(frozen=True)
class Endless:
    """A project with a query that takes days; `runs`: whether the server is at it (None: no server)."""

    folder: Path
    runs: Callable[[], bool] | None


@pytest.fixture(scope="module", autouse=True)
def _clear() -> Iterator[None]:
    yield
    clear()


@pytest.fixture(params=["duckdb", "sqlite", "postgres", "mysql"])
def endless(request: pytest.FixtureRequest, tmp_path: Path) -> Endless:
    statements = [*TABLE.split("; "), SLOW]
    runs = None
    match request.param:
        case "duckdb":
            url = "duckdb:///w.db"
            with duckdb.connect(str(tmp_path / "w.db")) as connection:
                for each in statements:
                    connection.execute(each)
        case "sqlite":
            url = "sqlite:///w.db"
            opened = sqlite3.connect(tmp_path / "w.db")
            for each in statements:
                opened.execute(each)
            opened.commit()
            opened.close()
        case "postgres":
            url = f"postgresql://postgres@127.0.0.1:5432/test?options=-csearch_path%3D{SCRATCH}"
            cursor = postgres()[0].cursor()
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCRATCH} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCRATCH}")
            for each in statements:
                cursor.execute(each)
            active = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '-- kpidsl%'"
            runs = lambda: cursor.execute(active).fetchone() is not None  # noqa: E731
        case _:
            url = f"mysql://root@127.0.0.1:3306/{SCRATCH}"
            beside = mysql()[0].cursor()
            beside.execute("DROP VIEW IF EXISTS slow")
            beside.execute("DROP TABLE IF EXISTS few")
            for each in statements:
                beside.execute(each)
            active = f"SELECT 1 FROM information_schema.processlist WHERE db = '{SCRATCH}' AND info LIKE '-- kpidsl%'"
            runs = lambda: beside.execute(active) > 0  # noqa: E731
    (tmp_path / "specs").mkdir()
    (tmp_path / "kpidsl.yaml").write_text(f"kpidsl: 1\nname: slow\nspecs: [specs]\nconnection: {url}\n", "utf-8")
    (tmp_path / "specs/slow.kpi").write_text(SPEC, "utf-8")
    return Endless(tmp_path, runs)


def test_a_query_is_stopped_at_its_limit(kpidsl: Kpidsl, endless: Endless) -> None:
    ended = kpidsl(*ASK, "--timeout", "1s", folder=endless.folder)
    assert (ended.code, ended.out) == (2, "")
    assert "K816" in ended.err
    assert "--timeout 30m" in ended.err
    assert endless.runs is None or not endless.runs()


def test_control_c_stops_the_query_where_it_runs(endless: Endless) -> None:
    started = subprocess.Popen(
        [sys.executable, "-c", "from kpidsl.cli.main import main; main()", *ASK],
        cwd=endless.folder,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KPIDSL_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if endless.runs is None:
        time.sleep(4)
    else:
        while not endless.runs() and started.poll() is None:
            time.sleep(0.1)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out, err.strip()) == (2, "", "kpidsl: interrupted")
    assert endless.runs is None or not endless.runs()


@pytest.mark.parametrize("wrong", ["soon", "0s", "-1s", "5 days"])
def test_a_limit_that_is_none_is_refused(kpidsl: Kpidsl, project: Path, wrong: str) -> None:
    ended = kpidsl("run", "--project", project, f"--timeout={wrong}")
    assert ended.code == 2
    assert "no time such as 60s" in ended.err


def test_without_a_limit(kpidsl: Kpidsl, project: Path) -> None:
    for given in ("none", "2h", "90", "１０ｍ"):
        ended = kpidsl("run", "件数", "--project", project, "--timeout", given, "--as-of", "2026-10-15")
        assert ended.code == 0, ended.err
