"""The compiled SQL against the best by hand and against the obvious query: CPU time on one engine, in one run.

All three must give the same rows. CPU seconds, the least of three rounds taken in turns: other work on the machine then
counts for little. PostgreSQL runs without parallel workers, so that its one process does all of the work.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sql_cases import CASES, SPECS, Case

from kpidsl.model.build import build
from kpidsl.model.manifest import read_manifest
from kpidsl.query.plan import Request
from kpidsl.query.planning import plan
from kpidsl.sql.dialects import dialect
from kpidsl.sql.statement import compile_plan
from kpidsl.syntax.read import read
from kpidsl.text.source import Source

MANIFEST = {
    "kpidsl": 1,
    "name": "bench",
    "specs": ["specs"],
    "timezone": "Asia/Tokyo",
    "calendar": {"fiscal_year_starts": "april"},
}
TYPES = {
    ("deals", "deal_id"): "integer",
    ("deals", "lead_id"): "integer",
    ("deals", "opened_at"): "timestamp",
    ("deals", "stage"): "text",
    ("deals", "region"): "text",
    ("deals", "channel"): "text",
    ("deals", "customer"): "text",
    ("deals", "amount"): "decimal",
    ("calls", "call_id"): "integer",
    ("calls", "called_at"): "timestamp",
    ("calls", "channel"): "text",
}
ROWS = {"duckdb": 20_000_000, "postgres": 5_000_000}
ROUNDS = 3
WIDTHS = (10, 24, 10, 10, 6, 10, 6)
SERVER = "host=127.0.0.1 port=5432 user=postgres dbname=test connect_timeout=3"
SCHEMA = "kpidsl_bench"

Run = Callable[[str], tuple[float, list[tuple[Any, ...]]]]


def numbers(at: str, seed: int, below: str) -> str:
    """Return an expression that is an even mix of whole numbers of a row, the same on every run."""
    return f"CAST((({at} * {7919 + 2 * seed} + {seed}) * 48271) % 2147483647 % {below} AS BIGINT)"


def tables(rows: int, row_source: str) -> list[str]:
    """Return the statements that make the tables: three years of rows."""

    def text(prefix: str, seed: int, count: int) -> str:
        return f"'{prefix}' || {numbers('g', seed, str(count))}"

    def moment(seed: int) -> str:
        minutes = numbers("g", seed, str(60 * 24 * 1096))
        return f"TIMESTAMP '2022-12-31 15:00:00' + {minutes} * INTERVAL '1 minute'"

    stages = " ".join(f"WHEN {at} THEN '{each}'" for at, each in enumerate(("new", "open", "won", "lost")))
    stage = f"CASE {numbers('g', 3, '5')} {stages} ELSE 'hold' END"
    deals = (
        f"SELECT g AS deal_id, {numbers('g', 1, str(rows // 10))} AS lead_id, {moment(2)} AS opened_at, "
        f"{stage} AS stage, {text('r', 4, 20)} AS region, {text('ch', 5, 6)} AS channel, "
        f"'c' || g AS customer, CAST({numbers('g', 6, '100000000')} / 100.0 AS DECIMAL(18, 2)) AS amount"
    )
    calls = f"SELECT g AS call_id, {moment(7)} AS called_at, {text('ch', 8, 6)} AS channel"
    return [
        f"CREATE TABLE deals AS {deals} FROM {row_source.format(rows=rows)}",
        f"CREATE TABLE calls AS {calls} FROM {row_source.format(rows=rows // 4)}",
    ]


@contextmanager
def in_duckdb() -> Iterator[Run]:
    """Give DuckDB with the tables in memory."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for each in tables(ROWS["duckdb"], "range(0, {rows}) AS t(g)"):
            connection.execute(each)

        def run(sql: str) -> tuple[float, list[tuple[Any, ...]]]:
            start = time.process_time()
            rows = connection.execute(sql).fetchall()
            return time.process_time() - start, rows

        yield run


@contextmanager
def in_postgres() -> Iterator[Run | None]:
    """Give a PostgreSQL on this machine with the tables in a schema of their own; None where there is none."""
    import psycopg

    try:
        connection = psycopg.connect(SERVER, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        print(f"no PostgreSQL on 127.0.0.1:5432: {error}")
        yield None
        return
    with connection:
        pid = connection.info.backend_pid
        used = Path(f"/proc/{pid}/stat")
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"SET search_path = {SCHEMA}")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute("SET work_mem = '64MB'")
        try:
            for each in tables(ROWS["postgres"], "generate_series(0::bigint, {rows} - 1) AS t(g)"):
                connection.execute(each)
            connection.execute("VACUUM ANALYZE deals")
            connection.execute("VACUUM ANALYZE calls")

            def seconds() -> float:
                if not used.exists():
                    return time.perf_counter()
                user, system = used.read_text().rsplit(")", 1)[1].split()[11:13]
                return (int(user) + int(system)) / 100

            def run(sql: str) -> tuple[float, list[tuple[Any, ...]]]:
                start = seconds()
                rows = connection.execute(sql).fetchall()
                return seconds() - start, rows

            yield run
        finally:
            connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def compiled(case: Case, name: str) -> str:
    """Return the compiler's SQL for a case."""
    manifest = read_manifest(Source("kpidsl.yaml", yaml.safe_dump(MANIFEST)))
    source = Source("specs/bench.kpi", SPECS)
    model = build(manifest.value, [read(source).value], {source.file: source})
    assert not model.failed, model.diagnostics
    request = Request(
        case.names, datetime(2025, 12, 31, 15, tzinfo=UTC), date(2025, 12, 31), "month", date(2023, 1, 1),
        date(2025, 12, 31), case.by,
    )  # fmt: skip
    planned, row = plan(model.value, request), dialect(name)
    assert planned.value is not None and row is not None, planned.diagnostics
    statement = compile_plan(planned.value, model.value.manifest.calendar, row, TYPES)
    assert statement.value is not None, statement.diagnostics
    return statement.value.sql


def plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows as they are compared: without the name of the period, numbers as decimals."""
    return [
        tuple(Decimal(str(each)) if isinstance(each, int | float | Decimal) else each for each in row[1:])
        for row in rows
    ]


def measured(run: Run, texts: list[str]) -> list[float]:
    """Return the least CPU seconds of each text, taken in turns; all must give the same rows."""
    best = [float("inf")] * len(texts)
    expected: list[tuple[Any, ...]] | None = None
    for _ in range(ROUNDS):
        for at, text in enumerate(texts):
            took, rows = run(text)
            best[at] = min(best[at], took)
            expected = expected or plain(rows)
            if plain(rows) != expected:
                raise SystemExit(f"another answer: {text}")
    return best


def main() -> None:
    """Print the seconds of each case, and how many times those of its rivals they are."""
    heads = ("engine", "asked", "compiled", "by hand", "times", "obvious", "times")
    print(*(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)))
    for name, place in (("duckdb", in_duckdb), ("postgres", in_postgres)):
        with place() as run:
            for case in CASES if run is not None else ():
                assert run is not None
                ours, *hand, obvious = measured(run, [compiled(case, name), *case.hand[name], case.obvious])
                best = min(hand)
                figures = (
                    f"{ours:.2f} s",
                    f"{best:.2f} s",
                    f"{ours / best:.2f}",
                    f"{obvious:.2f} s",
                    f"{ours / obvious:.2f}",
                )
                cells = (name, case.title, *figures)
                print(*(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True)), flush=True)
