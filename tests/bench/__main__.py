"""The benchmarks: `make bench` prints ratios against a named rival or limit, measured in the same run."""

import argparse

from check_speed import main as check_speed
from compile_speed import main as compile_speed
from page_speed import main as page_speed
from sql_speed import main as sql_speed
from tree_speed import main as tree_speed

BENCHES = {
    "check": check_speed,
    "compile": compile_speed,
    "scorecard": page_speed,
    "sql": sql_speed,
    "tree": tree_speed,
}


def main() -> None:
    """Run the named benchmarks, all of them by default."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which; default all")
    for name in asked.parse_args().names or BENCHES:
        print(f"== {name}")
        BENCHES[name]()


if __name__ == "__main__":
    main()
