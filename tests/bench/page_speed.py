"""What pages cost beyond the bare library: CPU seconds and peak memory against WeasyPrint alone over the same HTML.

Both draw with the shipped fonts and the same tags. Ours is the whole road from HTML to a checked file: a process that
asks, a worker with limits, fonts and alt texts looked through. The limits are the project's: 1.05 times the bare cost;
for 40 pages 12 CPU seconds, 500 MiB and 120 KiB a page. Then 200 documents go through the pool, with the memory that
its workers hold as they go.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from check_speed import once

from kpidsl.scorecard.designs import Design, find_design
from kpidsl.scorecard.fonts.bundled import fontconfig
from kpidsl.scorecard.outputs.making import Render
from kpidsl.scorecard.outputs.pool import in_pool, processes
from kpidsl.scorecard.page import render_html
from kpidsl.scorecard.plain import read_scorecard
from kpidsl.scorecard.records import Group, Scorecard, Tree
from kpidsl.scorecard.workshop import Worker

BARE = """
import sys
from pathlib import Path
from weasyprint import HTML
Path(sys.argv[2]).write_bytes(HTML(string=Path(sys.argv[1]).read_text("utf-8")).write_pdf(pdf_variant="pdf/ua-1"))
"""
OURS = """
import sys
from pathlib import Path
from kpidsl.scorecard.pdf import render_pdf
made = render_pdf(Path(sys.argv[1]).read_text("utf-8"))
assert made.value is not None, made.diagnostics
Path(sys.argv[2]).write_bytes(made.value.data)
print(made.value.pages, file=sys.stderr)
"""
ROUNDS = 2
DOCUMENTS = 200


def main() -> None:
    """Print the table of costs, then how the pool went."""
    design = find_design("executive").value
    assert design is not None
    card = read_scorecard(design.sample("ja"), "sample").value
    assert card is not None
    head = f"{'pages':>6} {'ours':>9} {'bare':>9} {'times':>6} {'a page':>8} {'ours':>8} {'bare':>8} {'KiB a page':>11}"
    print(head)
    for rows in (16, 160, 640, 896):
        _row(_page(_long(card, rows), design))
    _pool(card, design)


def _long(card: Scorecard, rows: int) -> Scorecard:
    """Return a document with so many rows; the tree and the definitions stay as they are."""
    times = -(-rows // len(card.rows))
    groups = tuple(
        Group(f"{group.label} {number}", tuple(replace(row, owner=f"{row.owner} {number}") for row in group.rows))
        for number in range(times)
        for group in card.groups
    )
    return replace(card, groups=groups)


def _page(card: Scorecard, design: Design) -> str:
    html = render_html(card, design).value
    assert html is not None
    return html


def _row(html: str) -> None:
    import pypdfium2

    with tempfile.TemporaryDirectory(prefix="kpidsl-bench-") as name:
        folder = Path(name)
        page, pdf = folder / "page.html", folder / "page.pdf"
        page.write_text(html, "utf-8")
        config = folder / "fonts.conf"
        config.write_text(fontconfig(folder / "cache"), "utf-8")
        os.environ["FONTCONFIG_FILE"] = str(config)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(once([sys.executable, "-c", OURS, str(page), str(pdf)]))
            size = pdf.stat().st_size
            bare.append(once([sys.executable, "-c", BARE, str(page), str(pdf)]))
        del os.environ["FONTCONFIG_FILE"]
        pages = len(pypdfium2.PdfDocument(pdf))
    (cpu, _, memory), (rival, _, least) = min(ours), min(bare)
    print(
        f"{pages:>6} {cpu:>7.2f} s {rival:>7.2f} s {cpu / rival:>5.2f}x {cpu / pages:>6.2f} s "
        f"{memory:>4.0f} MiB {least:>4.0f} MiB {size / 1024 / pages:>11.0f}"
    )


def _pool(card: Scorecard, design: Design) -> None:
    short = replace(card, tree=Tree(), definitions=(), sources=())
    number = processes()

    def jobs() -> Iterator[tuple[int, Callable[[Render], bool]]]:
        for index in range(DOCUMENTS):
            html = _page(replace(short, title=f"{card.title} {index}"), design)
            yield index, lambda render, html=html: render(html, "pdf/ua-1", (), ()).value is not None

    start, before = time.perf_counter(), os.times()
    asked = _timed()
    held: list[float] = []
    for index, (_, made) in enumerate(in_pool(jobs(), number)):
        assert made
        held.append(_workers_mib())
        if index == 0:
            first = time.perf_counter() - start
    wall, after = time.perf_counter() - start, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    print(
        f"\n{DOCUMENTS} documents by {number} processes: {wall:.0f} s, {cpu:.0f} CPU-s, the first after {first:.1f} s"
    )
    print(f"{cpu / wall / number:.0%} of {number} processors used, {DOCUMENTS / wall:.1f} documents a second")
    print(f"workers with a document in hand, on the average: {sum(asked) / wall:.2f} of {number}")
    quarter = DOCUMENTS // 4
    peaks = [max(held[at : at + quarter]) for at in range(0, DOCUMENTS, quarter)]
    print(f"most that all workers held, by quarter: {', '.join(f'{each:.0f}' for each in peaks)} MiB")


def _timed() -> list[float]:
    """Return a list to which every request that a worker answers adds its seconds, from now on."""
    seconds: list[float] = []
    ask = Worker.ask

    def timed(self: Worker, *given: Any) -> Any:
        start = time.perf_counter()
        answer = ask(self, *given)
        seconds.append(time.perf_counter() - start)
        return answer

    Worker.ask = timed  # type: ignore[method-assign]
    return seconds


def _workers_mib() -> float:
    """Return the memory of this process's children as Linux counts it; 0 elsewhere."""
    total, me = 0, str(os.getpid())
    for each in Path("/proc").glob("[0-9]*/status"):
        try:
            facts = dict(line.split(":", 1) for line in each.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if facts.get("PPid", "").strip() == me:
            total += int(facts.get("VmRSS", "0 kB").split()[0])
    return total / 1024
