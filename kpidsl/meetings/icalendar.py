"""Meetings as a calendar file (RFC 5545): events of whole days, the same bytes for the same specs and day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from kpidsl.meetings.schedule import Meeting
from kpidsl.text.render.visible import visible

_OCTETS = 75
_PRODUCT = "-//kpidsl//reviews//EN"


class Entry(NamedTuple):
    """What a calendar shows of a meeting."""

    meeting: Meeting
    title: str
    details: str


def as_calendar(name: str, entries: Iterable[Entry], day: date) -> bytes:
    """Return the file; `name` is that of the project, `day` the as-of, from which the events have their stamp.

    An event keeps its UID for a rhythm and a period, so that one that holidays or a changed manifest move is moved in
    people's calendars too and not entered twice. Events block nobody's time: they say on which day, not at what hour.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += _event(name, entry, day)
    lines += ["END:VCALENDAR"]
    return b"".join(folded(each) for each in lines)


def _event(name: str, entry: Entry, day: date) -> Iterator[str]:
    meeting = entry.meeting
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(name, meeting)}"
    yield f"DTSTAMP:{day:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{meeting.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{meeting.on + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.details:
        yield f"DESCRIPTION:{escaped(entry.details)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def uid(name: str, meeting: Meeting) -> str:
    """Return what a calendar knows an event by."""
    said = "\n".join((name, meeting.rhythm.text, meeting.slot.label))
    return f"{sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}@kpidsl"


def escaped(text: str) -> str:
    """Return text as a value of type TEXT (section 3.3.11); control characters show as signs, line ends stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    safe = (visible(line).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for line in lines)
    return "\\n".join(safe)


def folded(line: str) -> bytes:
    """Return a content line with its end, cut into pieces of at most 75 octets, never inside a character (3.1)."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        # A continued line begins with a blank, which counts.
        if len(piece) + len(octets) > _OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
