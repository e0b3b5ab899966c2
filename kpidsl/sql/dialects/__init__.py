"""What each warehouse says differently: differences, proofs and refusals, and nothing else."""

from kpidsl.sql.dialects.row import Dialect

NAMES = ("duckdb",)
"""The dialects that SQL is written for. Every other one is refused by name."""


def dialect(name: str) -> Dialect | None:
    """Return the row of a dialect, or None for one that SQL is not written for."""
    if name == "duckdb":
        from kpidsl.sql.dialects.duckdb import DUCKDB

        return DUCKDB
    return None
