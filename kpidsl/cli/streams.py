"""The encoding and streams of the process: fit for every character, and what is done where one is closed or full."""

import os
import sys
from contextlib import suppress


def begin_in_utf8() -> None:
    """Start the same command anew where Python takes the names of files for ASCII (`LC_ALL=C` with `PYTHONUTF8=0`).

    No engine finds a file by a name that was read so, once it has another letter.
    """
    if sys.getfilesystemencoding() == "ascii" and sys.executable:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def prepare() -> None:
    """Write UTF-8 into files and pipes on every system, and never fail for a character that a terminal lacks.

    A stream that was closed (`>&-`) is put back so that what is written to it fails, and no file takes its number.
    """
    if sys.stdout is None:
        sys.stdout = open(_held(1, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115 - it lives as long as we do
    if sys.stderr is None:
        sys.stderr = open(_held(2, os.O_WRONLY), "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _held(number: int, mode: int) -> int:
    """Open the null device under the number of a stream, and return the number."""
    opened = os.open(os.devnull, mode)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    return number


def let_go() -> None:
    """Send what is still to be written to stdout nowhere, so that nothing is said about it at shutdown."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(line: str) -> None:
    """Print one line on stderr, where that can be done."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)
