"""What every pack promises to those who copy it: clean, formatted, told alike in either spelling and by two engines."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pypdfium2
import pytest

from kpidsl.demo.packs import Copied, copy_pack, packs
from kpidsl.demo.warehouse import WAREHOUSE

NAMES = [pack.name for pack in packs()]
STORED = [pack.name for pack in packs() if pack.generator]
DATABASE = f"kpidsl_packs_{os.getpid()}"
SERVER = "host=127.0.0.1 port=5432 user=postgres connect_timeout=3"
TYPES = {"TIMESTAMP WITH TIME ZONE": "timestamptz", "DOUBLE": "double precision", "VARCHAR": "text"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder of each pack's project; tests only read them."""
    found = {}
    for name in NAMES:
        copied = copy_pack(name, tmp_path_factory.mktemp("packs") / name)
        assert isinstance(copied, Copied)
        found[name] = copied.folder
    return found


def kpidsl(folder: Path, *arguments: str) -> str:
    """Run a command in a folder and return what it prints; it must end well."""
    ended = subprocess.run(
        [sys.executable, "-c", "from kpidsl.cli.main import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "KPIDSL_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def as_of(name: str) -> str:
    return next(pack.as_of.isoformat() for pack in packs() if pack.name == name)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_clean_and_formatted(made: dict[str, Path], name: str) -> None:
    """No rule is switched off, and none that needs no data has more than a hint to give."""
    assert "lint:" not in (made[name] / "kpidsl.yaml").read_text("utf-8")
    day = ("--as-of", as_of(name))
    found = json.loads(kpidsl(made[name], "check", "--strict", "--format", "json", *day))
    assert found["diagnostics"] == []
    hints = json.loads(kpidsl(made[name], "lint", "--strict", "--format", "json", *day))["diagnostics"]
    assert {each["severity"] for each in hints} <= {"info"}
    kpidsl(made[name], "fmt", "--check")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spelling", ["kpi", "yaml"])
def test_it_says_the_same_in_either_spelling(made: dict[str, Path], name: str, spelling: str, tmp_path: Path) -> None:
    copied = copy_pack("starter", tmp_path / "other")
    assert isinstance(copied, Copied)
    for file in (copied.folder / "specs").iterdir():
        file.unlink()
    (copied.folder / "kpidsl.yaml").write_bytes((made[name] / "kpidsl.yaml").read_bytes())
    for file in (made[name] / "specs").iterdir():
        (copied.folder / "specs" / file.name).write_bytes(file.read_bytes())
    kpidsl(copied.folder, "fmt", "--to", spelling)
    assert {file.suffix for file in (copied.folder / "specs").iterdir()} == {f".{spelling}"}
    ours, theirs = (json.loads(kpidsl(each, "check", "--format", "json")) for each in (made[name], copied.folder))
    assert theirs == {**ours, "summary": {**ours["summary"], "files": theirs["summary"]["files"]}}


@pytest.mark.parametrize("name", STORED)
def test_two_engines_give_the_same_numbers(made: dict[str, Path], name: str) -> None:
    asked = ("run", "--format", "json", "--as-of", as_of(name), "--from", "FY2025")
    with copied_to_postgres(made[name] / WAREHOUSE) as url:
        there = json.loads(kpidsl(made[name], *asked, "--connection", url))
    here = json.loads(kpidsl(made[name], *asked))
    assert len(here) >= 12
    assert [rounded(row) for row in there] == [rounded(row) for row in here]


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without what the last bits of a float may differ by."""
    return {name: float(f"{value:.12g}") if isinstance(value, float | int) else value for name, value in row.items()}


@contextmanager
def copied_to_postgres(warehouse: Path) -> Iterator[str]:
    """Put the tables of a pack into a database of their own, and take it away again."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    try:
        server = psycopg.connect(f"{SERVER} dbname=postgres", autocommit=True)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL on 127.0.0.1:5432: {error}")
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        try:
            with psycopg.connect(f"{SERVER} dbname={DATABASE}") as target:
                copy_tables(warehouse, target)
            yield f"postgresql://postgres@127.0.0.1:5432/{DATABASE}"
        finally:
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def copy_tables(warehouse: Path, target: Any) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as source:
        source.execute("SET TimeZone = 'UTC'")
        tables = source.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        for schema, table in tables:
            columns = source.execute(f"DESCRIBE {schema}.{table}").fetchall()
            target.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            made = ", ".join(f"{name} {TYPES.get(kind, kind)}" for name, kind, *_ in columns)
            target.execute(f"CREATE TABLE {schema}.{table} ({made})")
            texts = ", ".join(f"CAST({name} AS VARCHAR)" for name, *_ in columns)
            with target.cursor().copy(f"COPY {schema}.{table} FROM STDIN") as rows:
                for row in source.execute(f"SELECT {texts} FROM {schema}.{table}").fetchall():
                    rows.write_row(row)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "starter"])
def test_its_scorecard_is_printed(made: dict[str, Path], name: str, tmp_path: Path) -> None:
    kpidsl(made[name], "scorecard", "月次", "-o", str(tmp_path / "page.pdf"), "--as-of", as_of(name))
    with closing(pypdfium2.PdfDocument(tmp_path / "page.pdf")) as printed:
        texts = [page.get_textpage().get_text_bounded() for page in printed]
    assert 3 <= len(texts) <= 5
    assert all(len(text) > 200 for text in texts), "a sheet that is nearly empty"
