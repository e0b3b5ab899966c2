"""The process that draws PDFs, seen from outside: started when first asked, ended when it is late."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from kpidsl.scorecard import frames
from kpidsl.scorecard.fonts.bundled import fontconfig
from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Diagnostic

ROOT = str(Path(__file__).parents[2])
START = "import sys; sys.path.append(sys.argv[1]); from kpidsl.scorecard.worker import main; main()"
# Without libharfbuzz-subset, fonts are cut by a library that would stamp them with the time of day.
FIXED = {"SOURCE_DATE_EPOCH": "946684800", "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"}
TOO_MUCH_WORK = -getattr(signal, "SIGXCPU", 0) or None
MOST_DOCUMENTS = 40
"""What one process draws before another takes its place: libraries keep a little of every document."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: so much work of a processor, and so long by the clock.

    The first tells a page that is too much from a machine that is busy; where the system does not count it, only the
    second holds.
    """

    processor_seconds: float = 120
    seconds: float = 600
    memory_mib: int = 4096


USUAL = Limits()
Fonts = Sequence[tuple[str, bytes]]
"""The fonts beside the shipped ones, each by its SHA-256 and its bytes."""


class Worker:
    """One process at a time, with a folder of its own for its fontconfig, its cache and what it prints."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kpidsl-")
        self._process: subprocess.Popen[bytes] | None = None
        self._spoken: IO[bytes] | None = None
        self._drawn = 0
        self._fonts: Fonts = ()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process for good, and take its folder away."""
        self.end()
        self._folder.cleanup()

    def ask(
        self, request: frames.Message, payload: bytes, limits: Limits, fonts: Fonts = ()
    ) -> tuple[frames.Message, bytes] | Diagnostic:
        """Return the answer to one request, or the finding that there is none; the next request is not harmed by it.

        What fonts there are is settled when a process starts, so that others than before need another process.
        """
        if self._drawn >= MOST_DOCUMENTS or [mark for mark, _ in fonts] != [mark for mark, _ in self._fonts]:
            self.end()
        self._fonts = fonts
        late = threading.Event()
        try:
            process = self._process or self._start()
        except OSError as wrong:
            return problem("K904", what=wrong.strerror or str(wrong))

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds, stop)
        timer.start()
        try:
            answer = self._talk(process, request | _most(limits), payload)
        finally:
            timer.cancel()
        self._drawn += 1
        if answer is not None:
            return answer
        code = process.wait()
        words = problem("K904", what=self._last(code))
        if late.is_set() or code == TOO_MUCH_WORK:
            words = problem("K905", seconds=int(limits.seconds if late.is_set() else limits.processor_seconds))
        self.end()
        return words

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process, self._drawn = self._process, None, 0
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, self._spoken):
                if stream is not None:
                    _close(stream)

    def _start(self) -> subprocess.Popen[bytes]:
        folder = Path(self._folder.name)
        config = folder / "fonts.conf"
        config.write_text(fontconfig(folder / "cache", self._laid_out()), encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG_")}
        self._spoken = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed by `end`
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", START, ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._spoken,
            env={**kept, **FIXED, "FONTCONFIG_FILE": str(config)},
        )
        return self._process

    def _laid_out(self) -> Path | None:
        """Write the design's own fonts into a folder that holds no others, and return it."""
        if not self._fonts:
            return None
        made = Path(tempfile.mkdtemp(dir=self._folder.name, prefix="fonts-"))
        for number, (_, data) in enumerate(self._fonts):
            (made / f"{number}.font").write_bytes(data)
        return made

    def _talk(
        self, process: subprocess.Popen[bytes], request: frames.Message, payload: bytes
    ) -> tuple[frames.Message, bytes] | None:
        assert process.stdin is not None and process.stdout is not None
        try:
            frames.send(process.stdin, request, payload)
            return frames.receive(process.stdout)
        except OSError:
            return None

    def _last(self, code: int) -> str:
        """Return the last words of a process that has ended."""
        if code < 0:
            return f"signal {-code}"
        assert self._spoken is not None
        self._spoken.seek(0)
        spoken = self._spoken.read().decode("utf-8", "replace").strip().splitlines()
        return spoken[-1][:200] if spoken else f"exit code {code}"


def _most(limits: Limits) -> frames.Message:
    return {"memory_mib": limits.memory_mib, "processor_seconds": limits.processor_seconds}


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return
