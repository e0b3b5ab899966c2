"""The house stands as docs/architecture.md draws it: imports point one way, and a library lives in one room."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kpidsl"

MAY_IMPORT = {
    "text": set(),
    "syntax": {"text"},
    "model": {"text", "syntax"},
    "lint": {"text", "syntax", "model", "meetings"},
    "query": {"text", "syntax", "model"},
    "sql": {"text", "model", "query"},
    "warehouse": {"text"},
    "analysis": {"syntax", "model"},
    "answer": {"text", "model", "query", "sql", "warehouse"},
    "meetings": {"text", "syntax", "model"},
    "scorecard": {"text"},
    "report": {"text", "syntax", "model", "query", "analysis", "answer", "meetings", "scorecard", "history"},
    "shipped": set(),
    "demo": {"text", "shipped"},
    "library": {"text", "syntax", "model", "project", "shipped"},
    "project": {"text", "model"},
    "memory": {"text", "syntax", "model", "lint", "project"},
    "history": {"text", "syntax", "model", "project"},
    "evidence": {"text", "model", "lint", "query", "analysis", "report"},
}
"""What each room may import. `pipeline` sees all rooms, `cli` sees `pipeline` and what it prints."""

HOME_OF = {
    "lark": {"syntax"},
    "yaml": {"syntax", "model", "scorecard", "demo", "warehouse"},
    "sqlglot": {"sql"},
    "duckdb": {"warehouse", "demo"},
    "psycopg": {"warehouse"},
    "pymysql": {"warehouse"},
    "pyspark": {"warehouse"},
    "snowflake": {"warehouse"},
    "datafusion": {"warehouse"},
    "clickhouse_connect": {"warehouse"},
    "google": {"warehouse"},
    "requests": {"warehouse"},
    "databricks": {"warehouse"},
    "trino": {"warehouse"},
    "pyodbc": {"warehouse"},
    "jinja2": {"scorecard"},
    "markupsafe": {"scorecard"},
    "weasyprint": {"scorecard"},
    "holidays": {"model"},
    "rich": {"cli"},
    "click": {"cli"},
    "xlsxwriter": {"cli", "scorecard"},
    "pypdfium2": {"scorecard"},
}


def imports_of(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_imports_point_one_way(room: str) -> None:
    turned = []
    for file in FILES:
        if room_of(file) != room:
            continue
        for name in imports_of(file):
            parts = name.split(".")
            if parts[0] == "kpidsl" and len(parts) > 1 and parts[1] not in MAY_IMPORT[room] | {room}:
                turned.append(f"{file.relative_to(PACKAGE)} imports {name}")
    assert turned == []


@pytest.mark.parametrize("library", sorted(HOME_OF))
def test_a_library_lives_in_its_room(library: str) -> None:
    users = {room_of(file) for file in FILES if any(name.split(".")[0] == library for name in imports_of(file))}
    assert users <= HOME_OF[library]


def test_every_room_is_drawn() -> None:
    rooms = {room_of(file) for file in FILES} - {"__init__", "__main__", "pipeline", "cli"}
    assert rooms == set(MAY_IMPORT)


def test_check_loads_nothing_heavy(demo: Path) -> None:
    code = (
        "import sys; from kpidsl.cli.main import main\n"
        f"try: main(['check', '--project', {str(demo)!r}])\n"
        "except SystemExit as ended: assert ended.code == 0, ended.code\n"
        "heavy = {'sqlglot', 'duckdb', 'jinja2', 'weasyprint', 'holidays', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
