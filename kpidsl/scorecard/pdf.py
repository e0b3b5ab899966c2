"""From HTML to PDF, in a process of its own: the same bytes on every machine, and a finding instead of a crash."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from kpidsl.scorecard import frames
from kpidsl.scorecard.fonts.bundled import EMBEDDED, damaged, fontconfig
from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Diagnostic, Fact, Outcome

Variant = Literal["pdf/ua-1", "pdf/a-3a"]
ROOT = str(Path(__file__).parents[2])
START = "import sys; sys.path.append(sys.argv[1]); from kpidsl.scorecard.worker import main; main()"
# Without libharfbuzz-subset, fonts are cut by a library that would stamp them with the time of day.
FIXED = {"SOURCE_DATE_EPOCH": "946684800", "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"}
# What brings the libraries that WeasyPrint calls, by the beginning of sys.platform.
REMEDY = {
    "linux": "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install pango",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango (in MSYS2, https://www.msys2.org)",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take."""

    seconds: float = 120
    memory_mib: int = 4096


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF and what is known of it."""

    data: bytes
    pages: int
    fonts: tuple[str, ...]


def render_pdf(html: str, *, variant: Variant = "pdf/ua-1", limits: Limits = Limits()) -> Outcome[Rendered | None]:
    """Make a PDF of a self-contained page; no address but data: is ever opened. The same page gives the same bytes."""
    if problems := _fonts():
        return Outcome(None, problems)
    request = {"do": "render", "variant": variant, "memory_mib": limits.memory_mib}
    answer = _ask(request, html.encode("utf-8"), limits)
    if isinstance(answer, Diagnostic):
        return Outcome(None, (answer,))
    message, data = answer
    if problems := _checked(message):
        return Outcome(None, problems)
    facts = message["facts"]
    return Outcome(Rendered(data, facts["pages"], tuple(facts["fonts"])))


def probe(limits: Limits = Limits(seconds=30)) -> Outcome[dict[str, str] | None]:
    """Say whether PDFs can be made here, without making one: the version of WeasyPrint, or what is missing."""
    if problems := _fonts():
        return Outcome(None, problems)
    answer = _ask({"do": "probe"}, b"", limits)
    if isinstance(answer, Diagnostic):
        return Outcome(None, (answer,))
    message, _ = answer
    if problems := _failed(message):
        return Outcome(None, problems)
    slow = () if message["subset"] else (problem("K913", command=remedy()),)
    return Outcome({"weasyprint": str(message["weasyprint"])}, slow)


def remedy() -> str:
    """Return the command that brings the native libraries on this platform."""
    return next((command for start, command in REMEDY.items() if sys.platform.startswith(start)), REMEDY["linux"])


def _fonts() -> tuple[Diagnostic, ...]:
    return tuple(problem("K902", file=name) for name in damaged())


def _ask(request: frames.Message, payload: bytes, limits: Limits) -> tuple[frames.Message, bytes] | Diagnostic:
    """Start a worker for one request and return its answer, or the finding that there is none."""
    asked = BytesIO()
    frames.send(asked, request, payload)
    with _environment() as environment:
        try:
            ended = subprocess.run(
                [sys.executable, "-P", "-c", START, ROOT],
                input=asked.getvalue(),
                capture_output=True,
                timeout=limits.seconds,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return problem("K905", seconds=int(limits.seconds))
        except OSError as wrong:
            return problem("K904", what=wrong.strerror or str(wrong))
    answer = frames.receive(BytesIO(ended.stdout))
    return answer if answer else problem("K904", what=_last_words(ended))


@contextlib.contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """Give the worker this process's environment, but a fontconfig and a cache that are its own."""
    with tempfile.TemporaryDirectory(prefix="kpidsl-") as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(fontconfig(Path(folder) / "cache"), encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG_")}
        yield {**kept, **FIXED, "FONTCONFIG_FILE": str(config)}


def _last_words(ended: subprocess.CompletedProcess[bytes]) -> str:
    if ended.returncode < 0:
        return f"signal {-ended.returncode}"
    spoken = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    return spoken[-1][:200] if spoken else f"exit code {ended.returncode}"


def _failed(message: frames.Message) -> tuple[Diagnostic, ...]:
    match message.get("failed"):
        case None:
            return ()
        case "library":
            return (problem("K901", what=_fact(message["what"]), command=remedy()),)
        case "memory":
            return (problem("K914"),)
        case "address":
            return (problem("K907", what=_fact(message["what"])),)
        case _:
            return (problem("K904", what=_fact(message["what"])),)


def _checked(message: frames.Message) -> tuple[Diagnostic, ...]:
    """Refuse a file that would show a box for a character, a font of the machine, or a picture that says nothing."""
    if failed := _failed(message):
        return failed
    facts = message["facts"]
    boxes = [line for line in message["warnings"] if ".notdef" in line]
    found = [problem("K906", what=_fact(line)) for line in boxes[:10]]
    found += [problem("K908", font=_fact(font)) for font in facts["fonts"] if font not in EMBEDDED]
    if facts["silent_figures"]:
        found.append(problem("K915", count=int(facts["silent_figures"])))
    return tuple(found)


def _fact(value: object) -> Fact:
    return str(value)[:300]
