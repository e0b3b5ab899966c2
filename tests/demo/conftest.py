from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import pytest

from kpidsl.demo.inside_sales import generate
from kpidsl.demo.warehouse import WAREHOUSE

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's data, written once for all tests; the time it took is printed, not judged."""
    folder = tmp_path_factory.mktemp("company")
    start = perf_counter()
    generate(folder)
    print(f"\ngenerated in {perf_counter() - start:.1f} s")
    return folder


@pytest.fixture(scope="session")
def ask(company: Path) -> Iterator[Ask]:
    with duckdb.connect(str(company / WAREHOUSE), read_only=True) as warehouse:
        warehouse.execute("SET TimeZone = 'UTC'")
        yield lambda sql: warehouse.execute(sql).fetchall()
