"""The calendar file, taken apart by the rules of RFC 5545."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kpidsl.meetings.icalendar import escaped, folded
from tests.cli.conftest import Kpidsl
from tests.cli.conftest import kpidsl as kpidsl

Event = dict[str, str]


def unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    # Each piece is whole characters: a reader that decodes line by line reads the same.
    assert [line.decode() for line in lines]
    return data.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode().split("\r\n")


def unescaped(value: str) -> str:
    said, at = "", 0
    while at < len(value):
        pair = value[at : at + 2]
        said += {"\\n": "\n", "\\\\": "\\", "\\;": ";", "\\,": ","}.get(pair, value[at])
        at += 2 if pair in ("\\n", "\\\\", "\\;", "\\,") else 1
    return said


def events(data: bytes) -> list[Event]:
    lines = unfolded(data)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    found: list[Event] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            assert name not in found[-1]
            found[-1][name] = unescaped(value)
    return found


@given(st.text())
def test_folding_and_escaping_lose_nothing(text: str) -> None:
    cleaned = escaped(text)
    (line,) = unfolded(folded(f"SUMMARY:{cleaned}"))
    assert line == f"SUMMARY:{cleaned}"
    assert not any(ord(each) < 32 for each in line)
    if all(each.isprintable() and ord(each) < 0x2000 for each in text):
        assert unescaped(cleaned) == text


def test_the_demo_has_an_event_a_meeting(kpidsl: Kpidsl, demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "reviews.ics"
    asked = ("reviews", "--project", demo, "--ics", file, "--as-of", "2026-11-01", "--until", "2026-11-30")
    assert kpidsl(*asked).code == 0
    found = events(file.read_bytes())
    assert [(each["DTSTART;VALUE=DATE"], each["SUMMARY"]) for each in found] == [
        ("20261102", "KPIレビュー 毎週 月曜日（2026年第44週）"),
        ("20261102", "KPIレビュー 毎月 第1営業日（2026年10月）"),
        ("20261105", "KPIレビュー 毎月 第3営業日（2026年10月）"),
        ("20261109", "KPIレビュー 毎週 月曜日（2026年第45週）"),
        ("20261116", "KPIレビュー 毎週 月曜日（2026年第46週）"),
        ("20261124", "KPIレビュー 毎週 月曜日（2026年第47週）"),
        ("20261130", "KPIレビュー 毎週 月曜日（2026年第48週）"),
    ]
    assert found[0]["DESCRIPTION"].splitlines() == [
        "架電数: 架電リーダー",
        "接続率: 架電リーダー",
        "kpidsl agenda weekly --date 2026-11-02",
    ]
    assert {each["DTSTAMP"] for each in found} == {"20261101T000000Z"}
    assert all(
        date.fromisoformat(each["DTEND;VALUE=DATE"]).toordinal()
        == date.fromisoformat(each["DTSTART;VALUE=DATE"]).toordinal() + 1
        for each in found
    )
    assert len({each["UID"] for each in found}) == len(found)


def test_the_same_day_gives_the_same_bytes_and_another_day_the_same_events(
    kpidsl: Kpidsl, demo: Path, tmp_path: Path
) -> None:
    made = []
    for number, day in enumerate(("2026-11-01", "2026-11-01", "2026-11-02")):
        file = tmp_path / f"{number}.ics"
        kpidsl("reviews", "--project", demo, "--ics", file, "--as-of", day, "--until", "2027-03-31")
        made.append(file.read_bytes())
    assert made[0] == made[1]
    assert [each["UID"] for each in events(made[0])] == [each["UID"] for each in events(made[2])]


def test_a_calendar_takes_the_place_of_no_spec(kpidsl: Kpidsl, demo: Path) -> None:
    ended = kpidsl("reviews", "--project", demo, "--ics", demo / "kpidsl.yaml")
    assert ended.code == 2
    assert "is a file that this project reads" in ended.err
