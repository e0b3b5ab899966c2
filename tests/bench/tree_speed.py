"""How long a tree of 500 leaves takes to be planned, explained and ranked, each as a whole process over DuckDB.

A hundred teams, each with calls, two rates, a win rate and a price, add up to the goal: 500 leaves, 901 numbers, three
tables, eighteen months. The limit is the project's: 2 seconds of wall time for each command on a machine with two
cores. The rival is `kpidsl check` with nothing kept, whose work both commands have to do first.
"""

import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import duckdb
from check_speed import once
from projects import MANIFEST

LIMIT = 2.0
TEAMS = 100
ROWS = {"calls": 40_000, "deals": 20_000, "orders": 12_000}
COMMANDS = {
    "check": ["check"],
    "plan": ["plan", "revenue", "--as-of", "2026-09-30", "--format", "json"],
    "explain and rank": [
        *("explain", "revenue", "--from", "2026-08", "--to", "2026-09"),
        *("--as-of", "2026-09-30", "--format", "json"),
    ],
}


def main() -> None:
    """Print what each command costs: wall and CPU seconds, and the ratio of wall to the limit and to a check."""
    folder = Path(tempfile.mkdtemp(prefix="kpidsl-bench-"))
    try:
        write_tree(folder)
        costs = {name: run(folder, command) for name, command in COMMANDS.items()}
    finally:
        shutil.rmtree(folder)
    base = costs["check"][1]
    print(f"{'500 leaves':>18} {'wall':>9} {'CPU':>9} {'MiB':>6} {'of 2 s':>7} {'of a check':>11}")
    for name, (cpu, wall, size) in costs.items():
        print(f"{name:>18} {wall:>7.2f} s {cpu:>7.2f} s {size:>6.0f} {wall / LIMIT:>6.2f}x {wall / base:>10.1f}x")


def run(folder: Path, command: list[str]) -> tuple[float, float, float]:
    """Return CPU seconds, wall seconds and peak MiB: the least wall of three runs, with nothing kept from before."""
    found = []
    for _ in range(3):
        shutil.rmtree(folder / ".kpidsl", ignore_errors=True)
        found.append(once([sys.executable, "-m", "kpidsl", *command, "--project", str(folder)]))
    return min(found, key=lambda cost: cost[1])


def write_tree(folder: Path) -> None:
    """Write the project and its tables."""
    (folder / "specs").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text(MANIFEST, "utf-8")
    sources = (f"source {name} from crm.{name} {{\n  key {name}_id\n  time day\n}}\n" for name in ROWS)
    whole = " + ".join(f"revenue_{team}" for team in range(TEAMS))
    goal = f"kgi revenue = sum(orders.amount) {{\n  breakdown {whole}\n  target 60_000_000 in FY2026\n}}\n"
    (folder / "specs" / "tree.kpi").write_text("".join([*sources, *map(_team, range(TEAMS)), goal]), "utf-8")
    with closing(duckdb.connect(str(folder / "data" / "warehouse.duckdb"))) as tables:
        tables.execute("create schema crm")
        for name, count in ROWS.items():
            own = {"calls": ", i % 3 = 0 as answered", "orders": ", 1000 + i % 977 as amount"}.get(name, "")
            tables.execute(
                f"create table crm.{name} as select i as {name}_id, date '2025-04-01' + (i % 548)::integer as day, "
                f"(hash(i) % {TEAMS})::integer as team{own} from range({count}) t(i)"
            )


def _team(team: int) -> str:
    return f"""metric calls_{team} = count(calls where team = {team})
metric contacts_{team} = count(calls where team = {team} and answered = true)
metric deals_{team} = count(deals where team = {team})
metric orders_{team} = count(orders where team = {team})
metric connect_rate_{team} = contacts_{team} / calls_{team}
metric deal_rate_{team} = deals_{team} / contacts_{team}
metric win_rate_{team} = orders_{team} / deals_{team}
metric price_{team} = revenue_{team} / orders_{team}
metric revenue_{team} = sum(orders.amount where team = {team}) {{
  breakdown calls_{team} * connect_rate_{team} * deal_rate_{team} * win_rate_{team} * price_{team}
}}
"""
