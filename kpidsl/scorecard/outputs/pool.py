"""Many documents at once: a pool of processes that draw, each document with its limits, each failing alone."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import TypeVar

from kpidsl.scorecard.fonts.own import OwnFont
from kpidsl.scorecard.outputs.making import Render
from kpidsl.scorecard.pdf import Attached, Rendered, Variant, render_pdf
from kpidsl.scorecard.workshop import USUAL, Limits, Worker
from kpidsl.text.diagnostic import Outcome

Key = TypeVar("Key")
Made = TypeVar("Made")


def processes() -> int:
    """Return how many processes draw at once: as many as this one may use processors."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def in_pool(
    jobs: Iterable[tuple[Key, Callable[[Render], Made]]], number: int, limits: Limits = USUAL
) -> Iterator[tuple[Key, Made]]:
    """Yield what each job makes, in the order in which they end; a job is given what draws a page.

    No more jobs are taken from `jobs` than can be worked on, so that what is waiting takes no memory.
    """
    free: SimpleQueue[Worker] = SimpleQueue()
    workers = [Worker() for _ in range(number)]
    for each in workers:
        free.put(each)

    def run(job: Callable[[Render], Made]) -> Made:
        worker = free.get()

        def render(
            html: str, variant: Variant, attached: tuple[Attached, ...], fonts: tuple[OwnFont, ...]
        ) -> Outcome[Rendered | None]:
            return render_pdf(html, variant=variant, attached=attached, fonts=fonts, limits=limits, worker=worker)

        try:
            return job(render)
        finally:
            free.put(worker)

    running: dict[Future[Made], Key] = {}
    threads = ThreadPoolExecutor(number)
    try:
        for key, job in jobs:
            running[threads.submit(run, job)] = key
            if len(running) > number:
                yield from _ended(running)
        while running:
            yield from _ended(running)
    finally:
        for each in workers:
            each.end()
        threads.shutdown(cancel_futures=True)
        for each in workers:
            each.close()


def _ended(running: dict[Future[Made], Key]) -> list[tuple[Key, Made]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    return [(running.pop(each), each.result()) for each in done]
