"""The tables of the reference, made from the tables of the program."""

from collections.abc import Callable, Iterable

from kpidsl.model.functions import FUNCTIONS
from kpidsl.syntax.clauses import CLAUSES, STATEMENTS, ClauseRow

LEVELS = {
    "rows": "functions-over-rows",
    "values": "functions-of-values",
    "periods": "functions-over-periods",
    "journeys": "functions-over-journeys",
}
_UNITS = {
    "source": "its source",
    "argument": "that of the value",
    "plain": "plain number",
    "days": "days",
    "hours": "hours",
    "same": "one for all values",
}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def statements() -> str:
    """Return the table of statements."""
    rows = ((f"`{row.kind}`", f"`{row.section}:`", row.en, row.ja) for row in STATEMENTS)
    return _table(("statement", "in YAML", "what it is", "日本語"), rows)


def _clause(row: ClauseRow) -> tuple[str, ...]:
    marks = ", ".join(mark for mark, on in (("required", row.required), ("may repeat", row.repeatable)) if on)
    return f"`{row.example_in('kpi')}`", f"`{row.example_in('yaml')}`", f"{row.en} {row.ja}", marks


def _clauses(*kinds: str) -> Callable[[], str]:
    """Return the maker of the table of clauses that stand in exactly these statements first."""

    def made() -> str:
        rows = [row for row in CLAUSES if row.statements[: len(kinds)] == kinds]
        return _table(("clause", "in YAML", "what it says", ""), map(_clause, rows))

    return made


def _functions(level: str) -> Callable[[], str]:
    def made() -> str:
        rows = [row for row in FUNCTIONS.values() if row.level == level]
        cells = (
            (f"`{row.name}`", f"`{row.example}`", _UNITS[row.unit], "of the value" if row.kind == "first" else row.kind)
            for row in rows
        )
        return _table(("function", "example", "unit", "kind"), cells)

    return made


PARTS: dict[str, Callable[[], str]] = {
    "statements": statements,
    "clauses-source": _clauses("source"),
    "clauses-segment": _clauses("segment"),
    "clauses-number": _clauses("metric", "kpi", "kgi"),
    "clauses-managed": _clauses("kpi", "kgi"),
    "clauses-action": _clauses("action"),
    "clauses-review": _clauses("review"),
    "clauses-retire": _clauses("retire"),
    "clauses-event": _clauses("event"),
    "clauses-expect": _clauses("expect"),
    "clauses-scorecard": _clauses("scorecard"),
    **{part: _functions(level) for level, part in LEVELS.items()},
}
