"""When something is wrong: exit codes, words without tracebacks and secrets, and nothing half written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Kpidsl


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("chekc",),
        ("check", "--format", "xml"),
        ("check", "nowhere.kpi"),
        ("run", "--grain", "decade"),
        ("run", "--as-of", "yesterday"),
        ("run", "--as-of", "2026-02-30"),
        ("run", "--project", "nowhere"),
        ("compile",),
        ("scorecard", "monthly"),
        ("check",),
        ("tree",),
    ],
)
def test_a_wrong_call_exits_2_and_says_why_on_stderr(kpidsl: Kpidsl, arguments: tuple[str, ...]) -> None:
    ended = kpidsl(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_a_mistyped_command_is_told_the_nearest(kpidsl: Kpidsl) -> None:
    assert "did you mean check" in kpidsl("chekc").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "売上高"),
        ("run", "売上", "--by", "nothing"),
        ("run", "売上", "--from", "2026-13"),
        ("run", "売上", "--from", "2026-10", "--to", "2026-08"),
        ("compile", "売上", "--dialect", "nothing"),
        ("show", "売上高"),
        ("tree", "売上高"),
        ("scorecard", "nothing", "-o", "x.pdf"),
        ("scorecard", "nothing", "-o", "x.docx"),
        ("run", "売上", "--connection", "nothing://x/y"),
        ("run", "売上", "--connection", "duckdb:///none.duckdb"),
        ("run", "売上", "--connection", "duckdb:///${NOT_SET}"),
        ("run", "売上", "--dialect", "sqlite"),
    ],
)
def test_what_the_line_asks_and_is_not_there_exits_2(kpidsl: Kpidsl, project: Path, arguments: tuple[str, ...]) -> None:
    ended = kpidsl(*arguments, "--project", project)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_a_mistake_in_the_specs_exits_1_before_anything_runs(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/wrong.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    for command in (("run",), ("compile", "--dialect", "duckdb"), ("tree",), ("show", "売上")):
        ended = kpidsl(*command, "--project", project)
        assert (ended.code, ended.out) == (1, ""), command
        assert "K201" in ended.err


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('"data/orders.csv"', '"data/none.csv"'), "K811"),
        (('"data/orders.csv"', '"../orders.csv"'), "K810"),
        (("amount", "amout"), "K818"),
    ],
)
def test_data_that_is_not_there_exits_1(kpidsl: Kpidsl, project: Path, change: tuple[str, str], code: str) -> None:
    spec = project / "specs/shop.kpi"
    spec.write_text(spec.read_text("utf-8").replace(*change), encoding="utf-8")
    ended = kpidsl("run", "売上", "--project", project)
    assert (ended.code, ended.out) == (1, "")
    assert code in ended.err


def test_a_table_without_a_connection_exits_2(kpidsl: Kpidsl, project: Path) -> None:
    spec = project / "specs/shop.kpi"
    spec.write_text(spec.read_text("utf-8").replace('"data/orders.csv"', "shop.orders"), encoding="utf-8")
    ended = kpidsl("run", "売上", "--project", project)
    assert ended.code == 2
    assert "K822" in ended.err


def test_no_secret_is_ever_printed(kpidsl: Kpidsl, project: Path) -> None:
    for url in ("postgresql://me:hunter2@host/db", "mysql://me:${PW}@host/db", "duckdb:///${PW}"):
        ended = kpidsl("run", "売上", "-v", "--project", project, "--connection", url, PW="hunter2")
        assert ended.code != 0
        assert "hunter2" not in ended.out + ended.err
    ended = kpidsl("doctor", "--project", project, "--connection", "duckdb:///${PW}", "--format", "json", PW="hunter2")
    assert "hunter2" not in ended.out + ended.err


def test_a_file_is_written_whole_or_not_at_all(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    goal = tmp_path / "out.csv"
    goal.write_text("before")
    spec = project / "specs/shop.kpi"
    good = spec.read_text("utf-8")
    spec.write_text(good.replace("amount", "amout"), encoding="utf-8")
    assert kpidsl("run", "--project", project, "--format", "csv", "-o", goal).code == 1
    assert goal.read_text() == "before"
    spec.write_text(good, encoding="utf-8")
    assert kpidsl("run", "--project", project, "--format", "csv", "-o", goal).code == 0
    assert goal.read_text("utf-8").startswith("period,")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_folder_of_statements_is_written_whole_or_not_at_all(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    (tmp_path / "sql/単価.sql").mkdir(parents=True)
    ended = kpidsl("compile", "--dialect", "duckdb", "--project", project, "-o", tmp_path / "sql")
    assert ended.code == 2
    assert [file.name for file in (tmp_path / "sql").iterdir()] == ["単価.sql"]


def test_outputs_keep_the_mode_that_files_have_here(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    kpidsl("run", "--project", project, "--format", "csv", "-o", tmp_path / "out.csv")
    (tmp_path / "plain").write_text("")
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_reader_that_goes_away_is_no_mistake(project: Path) -> None:
    command = f"'{sys.executable}' -c 'from kpidsl.cli.main import main; main()' run --grain day --format json"
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}
    ended = subprocess.run(
        ["bash", "-c", f"{command} | head -c 1"], cwd=project, env=environment, capture_output=True, check=False
    )
    assert ended.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_control_c_ends_in_one_line_with_2(project: Path) -> None:
    spec = project / "specs/shop.kpi"
    spec.write_text(spec.read_text("utf-8").replace('"data/orders.csv"', "slow"), encoding="utf-8")
    manifest = project / "kpidsl.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "connection: duckdb:///data/w.duckdb\n", encoding="utf-8")
    with duckdb.connect(str(project / "data/w.duckdb")) as connection:
        connection.execute(
            "CREATE VIEW slow AS SELECT 1 AS id, DATE '2026-08-03' AS day, a.range * b.range AS amount, 'x' AS channel "
            "FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3"
        )
    running = subprocess.Popen(
        [sys.executable, "-c", "from kpidsl.cli.main import main; main()", "run", "売上", "--as-of", "2026-09-01"],
        cwd=project,
        env={**os.environ, "KPIDSL_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(3)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err.strip()) == (2, b"", b"kpidsl: interrupted")


def test_a_mistake_of_our_own_is_one_line(project: Path) -> None:
    code = (
        "import kpidsl.pipeline as p\n"
        "def broken(*_): raise RuntimeError('boom')\n"
        "p.check = broken\n"
        "from kpidsl.cli.main import main; main()"
    )
    for more, trace in ((), False), (("-v",), True):
        ended = subprocess.run(
            [sys.executable, "-c", code, "check", *more],
            cwd=project,
            env={**os.environ, "KPIDSL_LANG": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 2
        assert "a mistake of our own (RuntimeError at" in ended.stderr
        assert ("Traceback" in ended.stderr) is trace


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps file names in UTF-8")
def test_file_names_that_python_would_take_for_ascii(kpidsl: Kpidsl, project: Path) -> None:
    data = project / "data"
    (data / "orders.csv").rename(data / "注文.csv")
    with duckdb.connect(str(data / "売上.duckdb")) as made:
        made.execute("CREATE TABLE orders AS SELECT 1 AS id, DATE '2026-04-01' AS day, 7 AS amount")
    spec = project / "specs/shop.kpi"
    spec.write_text(spec.read_text("utf-8").replace("orders.csv", "注文.csv"), "utf-8")
    narrow = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}
    files = kpidsl("run", "件数", "--from", "2026-08", "--to", "2026-08", folder=project, **narrow)
    assert files.code == 0, files.err
    spec.write_text(spec.read_text("utf-8").replace('"data/注文.csv"', "orders"), "utf-8")
    url = "duckdb:///data/売上.duckdb"
    table = kpidsl("run", "売上", "--from", "2026-04", "--to", "2026-04", "--connection", url, folder=project, **narrow)
    assert table.code == 0, table.err
    assert "7" in table.out
