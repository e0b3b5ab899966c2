"""From HTML to PDF, in a process of its own: the same bytes on every machine, and a finding instead of a crash."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpidsl.scorecard import frames
from kpidsl.scorecard.fonts.bundled import EMBEDDED, damaged
from kpidsl.scorecard.fonts.own import OwnFont
from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.workshop import USUAL, Limits, Worker
from kpidsl.text.diagnostic import Diagnostic, Fact, Outcome

Variant = Literal["pdf/ua-1", "pdf/a-3a"]
PROBING = Limits(seconds=30)
# What brings the libraries that WeasyPrint calls, by the beginning of sys.platform.
REMEDY = {
    "linux": "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install pango",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango (in MSYS2, https://www.msys2.org)",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF and what is known of it."""

    data: bytes
    pages: int
    fonts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF; `relation` says what it is to the pages (PDF/A-3, ISO 19005-3)."""

    name: str
    data: bytes
    relation: Literal["Source", "Data"]
    description: str = ""


def render_pdf(
    html: str,
    *,
    variant: Variant = "pdf/ua-1",
    limits: Limits = USUAL,
    attached: Sequence[Attached] = (),
    fonts: Sequence[OwnFont] = (),
    worker: Worker | None = None,
) -> Outcome[Rendered | None]:
    """Make a PDF of a self-contained page; no address but data: is ever opened. The same page gives the same bytes.

    It is drawn by `worker`, or by one that is started for it alone, in the shipped fonts and the design's own `fonts`.
    """
    if problems := _fonts():
        return Outcome(None, problems)
    page = html.encode("utf-8")
    files = [
        {"name": each.name, "size": len(each.data), "relation": each.relation, "description": each.description}
        for each in attached
    ]
    request = {"do": "render", "variant": variant, "page": len(page), "files": files}
    answer = _asked(request, b"".join((page, *(each.data for each in attached))), limits, worker, fonts)
    if isinstance(answer, Diagnostic):
        return Outcome(None, (answer,))
    message, data = answer
    known = (*EMBEDDED, *(name for each in fonts for name in each.embedded))
    if problems := _checked(message, known):
        return Outcome(None, problems)
    facts = message["facts"]
    return Outcome(Rendered(data, facts["pages"], tuple(facts["fonts"])), _slow(message))


def probe(limits: Limits = PROBING) -> Outcome[dict[str, str] | None]:
    """Say whether PDFs can be made here, without making one: the version of WeasyPrint, or what is missing."""
    if problems := _fonts():
        return Outcome(None, problems)
    answer = _asked({"do": "probe"}, b"", limits, None)
    if isinstance(answer, Diagnostic):
        return Outcome(None, (answer,))
    message, _ = answer
    if problems := _failed(message):
        return Outcome(None, problems)
    return Outcome({"weasyprint": str(message["weasyprint"])}, _slow(message))


def remedy() -> str:
    """Return the command that brings the native libraries on this platform."""
    return next((command for start, command in REMEDY.items() if sys.platform.startswith(start)), REMEDY["linux"])


def _asked(
    request: frames.Message,
    payload: bytes,
    limits: Limits,
    worker: Worker | None,
    fonts: Sequence[OwnFont] = (),
) -> tuple[frames.Message, bytes] | Diagnostic:
    files = [(each.mark, each.data) for each in fonts]
    if worker is not None:
        return worker.ask(request, payload, limits, files)
    with Worker() as own:
        return own.ask(request, payload, limits, files)


def _slow(message: frames.Message) -> tuple[Diagnostic, ...]:
    return () if message["subset"] else (problem("K913", command=remedy()),)


def _fonts() -> tuple[Diagnostic, ...]:
    return tuple(problem("K902", file=name) for name in damaged())


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


def _checked(message: frames.Message, known: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Refuse a file that would show a box for a character, a font of the machine, or a picture that says nothing."""
    if failed := _failed(message):
        return failed
    facts = message["facts"]
    boxes = [line for line in message["warnings"] if ".notdef" in line]
    found = [problem("K906", what=_fact(line)) for line in boxes[:10]]
    found += [problem("K908", font=_fact(font)) for font in facts["fonts"] if not font.startswith(tuple(known))]
    if facts["silent_figures"]:
        found.append(problem("K915", count=int(facts["silent_figures"])))
    return tuple(found)


def _fact(value: object) -> Fact:
    return str(value)[:300]
