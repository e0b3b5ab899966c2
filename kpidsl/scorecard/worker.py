"""The process that makes PDFs: started for it alone, with a fontconfig that knows only the shipped fonts.

It reads requests from its standard input until that ends and answers each with a message and the bytes of the file.
What libraries print goes to the error stream. A crash here ends one document, never the program.
"""

import contextlib
import gc
import logging
import math
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from kpidsl.scorecard.frames import Message, receive, send

FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of all that is attached: that of the file system says nothing about the numbers."""


class _Heard(logging.Handler):
    """Keeps what the renderer warns about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    gc.disable()
    while request := receive(sys.stdin.buffer):
        answer, data = _answer(*request)
        send(answers, answer, data)
        gc.collect()


def _limit(mebibytes: int, seconds: float) -> None:
    """Limit the memory of this process, and the work that the next document may take; not every system can."""
    with contextlib.suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        worked = math.ceil(used.ru_utime + used.ru_stime + seconds)
        for kind, most in ((resource.RLIMIT_AS, mebibytes * 2**20), (resource.RLIMIT_CPU, worked)):
            with contextlib.suppress(OSError, ValueError):
                _, hard = resource.getrlimit(kind)
                resource.setrlimit(kind, (most, hard))


def _answer(message: Message, payload: bytes) -> tuple[Message, bytes]:
    _limit(message["memory_mib"], message["processor_seconds"])
    if message["do"] == "font":
        from kpidsl.scorecard.fonts.looking import font_facts

        return font_facts(payload), b""
    try:
        import weasyprint  # noqa: F401
    except (OSError, ImportError) as wrong:
        return {"failed": "library", "what": str(wrong).splitlines()[0]}, b""
    if message["do"] == "probe":
        return _probe(), b""
    try:
        return _rendered(message, payload)
    except MemoryError:
        return {"failed": "memory"}, b""
    except BaseException as wrong:  # the fetcher's refusal is no Exception
        if type(wrong).__name__ == "FatalURLFetchingError":
            return {"failed": "address", "what": str(wrong).splitlines()[0][:200]}, b""
        return {"failed": "renderer", "what": f"{type(wrong).__name__}: {wrong}"[:500]}, b""


def _probe() -> Message:
    import weasyprint
    from weasyprint.text import ffi

    return {"weasyprint": weasyprint.__version__, "subset": bool(getattr(ffi, "harfbuzz_subset", None))}


def _rendered(message: Message, payload: bytes) -> tuple[Message, bytes]:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    from kpidsl.scorecard.finished import read_facts

    facts: dict[str, Any] = {}
    html = payload[: message["page"]].decode("utf-8")
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    heard = _Heard()
    logger = logging.getLogger("weasyprint")
    logger.setLevel(logging.WARNING)
    logger.addHandler(heard)
    try:
        document = HTML(string=html, url_fetcher=fetcher).render()
        facts["pages"] = len(document.pages)
        document.metadata.attachments.extend(_attachments(message["files"], payload[message["page"] :], fetcher))
        data = document.write_pdf(pdf_variant=message["variant"], finisher=lambda _, pdf: facts.update(read_facts(pdf)))
    finally:
        logger.removeHandler(heard)
    return {"facts": facts, "warnings": heard.lines, "subset": _probe()["subset"]}, data


def _attachments(files: list[Message], payload: bytes, fetcher: Any) -> Iterator[Any]:
    """Yield the files that go into the PDF, all of one fixed time, so that the same ones give the same bytes."""
    from weasyprint import Attachment

    at = 0
    for each in files:
        data = BytesIO(payload[at : at + each["size"]])
        at += each["size"]
        yield Attachment(
            file_obj=data,
            url_fetcher=fetcher,
            name=each["name"],
            description=each["description"] or None,
            created=FIRST_DAY,
            modified=FIRST_DAY,
            relationship=each["relation"],
        )


if __name__ == "__main__":
    main()
