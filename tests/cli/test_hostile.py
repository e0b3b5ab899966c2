"""What must not happen whatever lies about: secrets shown, inputs overwritten, folders skipped, output lost."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpidsl.cli.language import Say
from kpidsl.cli.table import print_table
from kpidsl.scorecard.figures import Unit
from tests.cli.conftest import Kpidsl

_MAIN = "from kpidsl.cli.main import main; main()"
unix = pytest.mark.skipif(sys.platform == "win32", reason="devices and signals of Unix")


def _add(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, encoding="utf-8")


def _shell(project: Path, line: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KPIDSL_LANG": "en", "PYTHONUNBUFFERED": ""}
    words = line.replace("kpidsl", f"'{sys.executable}' -c '{_MAIN}'")
    return subprocess.run(
        ["bash", "-c", words], cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:hunter2@h/db", "u:hunter2@h/db", "postgresql:u:hunter2@h/db", "postgresql://u:hunter2"]
    + [f"nothing://h/db?{name}=hunter2" for name in ("sslkey", "passphrase", "password", "token")],
)
def test_a_secret_is_shown_neither_in_words_nor_in_the_line_under_them(kpidsl: Kpidsl, project: Path, url: str) -> None:
    ended = kpidsl("run", "売上", "--project", project, "--connection", url)
    assert ended.code == 2
    assert "hunter2" not in ended.out + ended.err
    _add(project / "kpidsl.yaml", f"connection: {url}\n")
    ended = kpidsl("run", "売上", "--project", project)
    assert ended.code == 2
    assert "hunter2" not in ended.out + ended.err
    assert "***" in ended.err


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit"])
def test_a_secret_under_a_wrong_setting_is_not_shown_either(kpidsl: Kpidsl, project: Path, form: str) -> None:
    _add(project / "kpidsl.yaml", "currency: postgresql://u:hunter2@h/db\n")
    ended = kpidsl("check", "--project", project, "--format", form)
    assert ended.code == 1
    assert "hunter2" not in ended.out + ended.err


@unix
def test_only_files_and_streams_are_written_to(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ended = kpidsl("run", "件数", "--project", project, "--format", "csv", "-o", tmp_path / "pipe")
    assert (ended.code, ended.out) == (2, "")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert kpidsl("run", "件数", "--project", project, "--format", "csv", "-o", "/dev/null").code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    ended = kpidsl("run", "件数", "--project", project, "--format", "csv", "-o", "/dev/stdout")
    assert ended.out.startswith("period,")


@pytest.mark.parametrize("name", ["kpidsl.yaml", "specs/shop.kpi", "data/orders.csv"])
def test_what_a_project_reads_is_not_written_over(kpidsl: Kpidsl, project: Path, name: str) -> None:
    before = (project / name).read_bytes()
    ended = kpidsl("run", "件数", "--project", project, "--format", "csv", "-o", project / name)
    assert (ended.code, ended.out) == (2, "")
    assert (project / name).read_bytes() == before


def test_the_database_is_not_written_over(kpidsl: Kpidsl, project: Path) -> None:
    (project / "data/w.duckdb").write_bytes(b"rows")
    _add(project / "kpidsl.yaml", "connection: duckdb:///data/w.duckdb\n")
    ended = kpidsl("run", "件数", "--project", project, "--format", "csv", "-o", project / "data/w.duckdb")
    assert ended.code == 2
    assert "reads" in ended.err
    assert (project / "data/w.duckdb").read_bytes() == b"rows"


@unix
def test_a_write_that_fails_names_the_file_and_leaves_nothing(project: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    ended = _shell(
        project, f"ulimit -f 1; kpidsl run --grain day --from 2020-01-01 --format csv -o '{tmp_path}/out/x.csv'"
    )
    assert ended.returncode == 2
    assert "x.csv cannot be written" in ended.stderr
    assert list((tmp_path / "out").iterdir()) == []


@unix
@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
@pytest.mark.parametrize("command", ["run", "run --format csv", "check", "show 売上", "--help"])
def test_output_that_cannot_be_written_is_one_line_and_2(project: Path, where: str, command: str) -> None:
    if where == "> /dev/full" and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    ended = _shell(project, f"kpidsl {command} {where}")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "the output cannot be written" in ended.stderr


@unix
def test_a_table_whose_reader_goes_away_is_no_mistake(project: Path) -> None:
    ended = _shell(project, "set -o pipefail; kpidsl run --grain day --from 2020-01-01 | head -c 1")
    assert (ended.returncode, ended.stderr) == (0, "")


@unix
@pytest.mark.parametrize("seconds", [0.8, 2.5])
def test_control_c_in_demo_leaves_nothing(tmp_path: Path, seconds: float) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", _MAIN, "demo"],
        cwd=tmp_path,
        env={**os.environ, "KPIDSL_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 20
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(seconds)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, err.strip()) == (2, b"kpidsl: interrupted")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@unix
def test_nothing_under_specs_is_skipped_in_silence(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "specs/out").symlink_to(tmp_path / "elsewhere")
    (project / "inside").mkdir()
    (project / "specs/in").symlink_to(project / "inside")
    os.mkfifo(project / "specs/pipe.kpi")
    (project / "specs/x.kpi").mkdir()
    ended = kpidsl("check", "--project", project, "--format", "json")
    found = [(each["code"], each["message"]) for each in json.loads(ended.out)["diagnostics"]]
    assert ended.code == 1
    for code, name in (
        ("K216", "specs/out"),
        ("K218", "specs/in "),
        ("K218", "specs/pipe.kpi"),
        ("K218", "specs/x.kpi"),
    ):
        assert any(each == code and name in words for each, words in found), name
    assert sum(code.startswith("K") for code, _ in found) == 4


@unix
def test_a_manifest_that_lies_elsewhere_is_refused_unread(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("root: hunter2\n", encoding="utf-8")
    (project / "kpidsl.yaml").unlink()
    (project / "kpidsl.yaml").symlink_to(tmp_path / "passwd")
    ended = kpidsl("check", "--project", project)
    assert ended.code == 1
    assert "K216" in ended.out
    assert "root" not in ended.out + ended.err


def test_a_file_that_is_named_twice_is_read_once(kpidsl: Kpidsl, project: Path) -> None:
    manifest = project / "kpidsl.yaml"
    text = manifest.read_text("utf-8").replace("[specs]", "[specs, specs/shop.kpi, ./specs]")
    manifest.write_text(text, encoding="utf-8")
    ended = kpidsl("check", "--project", project, "--format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["summary"]["files"] == 1


def test_a_table_is_written_by_position(kpidsl: Kpidsl, project: Path) -> None:
    _add(
        project / "specs/shop.kpi",
        "metric channel = count(注文)\n",
    )
    asked = ("run", "--project", project, "--as-of", "2026-08-31")
    ended = kpidsl(*asked, "件数", "--by", "channel")
    assert ended.code == 0, ended.err
    assert "web" in ended.out
    ended = kpidsl(*asked, "channel", "--by", "channel")
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    _add(project / "specs/shop.kpi", "metric period = count(注文)\nmetric complete = count(注文)\n")
    assert kpidsl("check", "--project", project).out.count("error[K231]") == 2


def test_the_least_of_texts_and_days_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("2026-08", "web", date(2026, 8, 4), Decimal("1.5"), True)]
    number = Unit("number")
    print_table(("period", "a", "b", "c", "complete"), rows, {1: number, 2: number, 3: number}, Say("en"), "en-US")
    shown = capsys.readouterr().out
    assert "web" in shown
    assert "2026-08-04" in shown
    assert "1.5" in shown


@unix
def test_a_file_name_cannot_act_on_a_terminal(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/a\x1b[2J.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    for form in ("github", "text"):
        ended = kpidsl("check", "--project", project, "--format", form)
        assert ended.code == 1
        assert "\x1b" not in ended.out


def test_a_path_is_looked_for_in_the_project(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/wrong.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    assert kpidsl("check", "--project", project, "specs/shop.kpi").code == 0
    assert kpidsl("check", "--project", project, "specs/wrong.kpi").code == 1
    assert kpidsl("check", "--project", project, project / "specs/wrong.kpi").code == 1
    assert kpidsl("check", "--project", project, "specs/none.kpi").code == 2
    assert kpidsl("check", "--project", project, Path(__file__)).code == 2


def test_a_dimension_may_stand_in_backticks(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("run", "件数", "--by", "`channel`", "--project", project, "--format", "csv", "--as-of", "2026-08-31")
    assert ended.out.startswith("period,channel,件数,complete\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "売上", "--where", ""),
        ("run", "売上", "--connection="),
        ("run", "売上", "--by", ""),
        ("tree", "--period", ""),
        ("check", ""),
        ("init", ""),
    ],
)
def test_an_empty_text_is_no_value_left_out(kpidsl: Kpidsl, project: Path, arguments: tuple[str, ...]) -> None:
    ended = kpidsl(*arguments, "--project", project)
    assert ended.code == 2
    assert "empty" in ended.err
    assert not ended.out


def test_a_path_that_no_disk_can_hold_is_not_there(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("check", "あ" * 5000, "--project", project)
    assert ended.code == 2
    assert ended.err.startswith("kpidsl: there is no あ")


@pytest.mark.parametrize("arguments", [("check", "\x1b[31m"), ("scorecard", "\x1b[31m"), ("add", "\x1b[31m")])
def test_an_argument_cannot_act_on_a_terminal(kpidsl: Kpidsl, project: Path, arguments: tuple[str, ...]) -> None:
    ended = kpidsl(*arguments, "--project", project, *(("-o", "x.html") if "scorecard" in arguments else ()))
    assert ended.code == 2
    assert "\x1b" not in ended.err
    assert "␛[31m" in ended.err


def test_the_next_step_can_be_typed_as_it_stands(kpidsl: Kpidsl, tmp_path: Path) -> None:
    ended = kpidsl("init", tmp_path / "私の KPI")
    assert ended.code == 0
    assert f"cd '{tmp_path / '私の KPI'}' &&" in ended.out
