"""How the hand-made tests ask: a spec, its tables and the names; manifest and as-of only where they matter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .evaluate import evaluate
from .reading import read_condition, read_file

TOKYO = {"timezone": "Asia/Tokyo", "calendar": {"fiscal_year_starts": "april"}}
END = datetime(2026, 2, 28, 12, tzinfo=ZoneInfo("Asia/Tokyo"))


def run(
    spec: str,
    tables: dict[str, list[dict[str, Any]]],
    *names: str,
    manifest: dict[str, Any] = TOKYO,
    as_of: datetime = END,
    where: str | None = None,
    **request: Any,
) -> list[dict[str, Any]]:
    """Return the rows that answer a request."""
    condition = read_condition(where) if where else None
    return evaluate([read_file(spec)], manifest, tables, names, as_of=as_of, where=condition, **request)


def column(rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    """Return one column of a result."""
    return [row[name] for row in rows]
