"""How long `kpidsl check` takes as a whole process: nothing kept, seen before, one file of fifty changed.

The limits are those of the project: CPU seconds and wall seconds on a machine with two cores. The rival is a bare
interpreter that imports PyYAML and reads the YAML half of the files into nodes: what any tool that reads them must pay.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from projects import write_project

SIZES = (250, 500, 1000, 2500, 5000)
WIDTHS = (6, 12, 24, 19, 21, 11)
LIMITS = {1000: (1.2, 0.5, 0.35, 150), 5000: (5.0, 2.0, 1.0, 200)}
READ_ONLY = (
    "import sys, yaml, pathlib\n"
    "loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)\n"
    "for file in pathlib.Path(sys.argv[1]).glob('specs/*.yaml'): yaml.compose(file.read_text('utf-8'), loader)"
)


def once(command: list[str]) -> tuple[float, float, float]:
    """Return CPU seconds, wall seconds and peak MiB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024


def run(command: list[str]) -> tuple[float, float, float]:
    """Return what a process costs; the least CPU of three runs."""
    return min(once(command) for _ in range(3))


def check(folder: Path, forget: bool = False) -> tuple[float, float, float]:
    """Return what a check costs; with `forget` the memory is thrown away first."""
    code = "import sys; from kpidsl.cli.main import main; main(['check', '--project', sys.argv[1]])"
    if forget:
        code = "import shutil, sys; shutil.rmtree(sys.argv[1] + '/.kpidsl', ignore_errors=True)\n" + code
    return run([sys.executable, "-c", code, str(folder)])


def touch_one(folder: Path) -> None:
    """Change one KPI's words in one file of fifty."""
    file = folder / "specs" / "part02.kpi"
    file.write_text(file.read_text("utf-8").replace("last three years", f"last years {time.time_ns()}", 1), "utf-8")


def changed(folder: Path) -> tuple[float, float, float]:
    """Return what a check costs after one file has changed; the least of three."""
    found = []
    for _ in range(3):
        touch_one(folder)
        found.append(once([sys.executable, "-m", "kpidsl", "check", "--project", str(folder)]))
    return min(found)


def main() -> None:
    """Print the curve, each figure beside its limit."""
    heads = ("KPIs", "reading YAML", "nothing kept", "seen before", "one of 50 changed", "MiB")
    print(*(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)))
    for size in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="kpidsl-bench-"))
        try:
            write_project(folder, size)
            yaml = run([sys.executable, "-c", READ_ONLY, str(folder)])
            cold, warm, one = check(folder, forget=True), check(folder), changed(folder)
        finally:
            shutil.rmtree(folder)
        limits = LIMITS.get(size, (None,) * 4)
        cells = [
            f"{yaml[0]:.2f} CPU-s",
            f"{cold[0]:.2f} CPU-s {cold[0] / yaml[0]:.1f}x{_limit(limits[0])}",
            f"{warm[0]:.2f} CPU-s{_limit(limits[1])}",
            f"{one[1]:.2f} s wall{_limit(limits[2])}",
            f"{cold[2]:.0f}{_limit(limits[3])}",
        ]
        cells = [str(size), *cells]
        print(*(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True)), flush=True)


def _limit(value: float | None) -> str:
    return "" if value is None else f" (≤{value:g})"
