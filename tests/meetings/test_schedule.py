"""Which reviews are done, due, late, or nowhere on record, by what the files say."""

from datetime import date
from pathlib import Path

import pytest

from kpidsl.meetings.schedule import Standing, meetings, open_actions, standings, unreviewed
from kpidsl.model.records import Model
from kpidsl.pipeline import load

MANIFEST = (
    "kpidsl: 1\nname: shop\nlocale: ja-JP\ntimezone: Asia/Tokyo\ncalendar: {fiscal_year_starts: april, holidays: JP}\n"
)
KPIS = """
source deals from crm.deals {
  key   id
  time  opened_at
}
kpi 商談数 = count(deals) {
  owner   "課長"
  review  monthly on 5
}
kpi 成約数 = count(deals where stage = 'won') {
  review  monthly on 5
}
kpi 失注数 = count(deals where stage = 'lost') {
  review  weekly on friday
}
kpi 件数 = count(deals)
"""


@pytest.fixture
def spec(tmp_path: Path):
    def made(more: str = "", kpis: str = KPIS) -> Model:
        (tmp_path / "specs").mkdir(exist_ok=True)
        (tmp_path / "kpidsl.yaml").write_text(MANIFEST, "utf-8")
        (tmp_path / "specs/a.kpi").write_text(kpis + more, "utf-8")
        loaded = load(tmp_path)
        assert loaded.diagnostics == ()
        return loaded.value.model

    return made


def of(model: Model, name: str, day: str) -> Standing:
    return next(each for each in standings(model, date.fromisoformat(day)) if each.metric.name == name)


def record(name: str, *days: str) -> str:
    return "".join(f"review {name} on {day} {{ decision keep }}\n" for day in days)


@pytest.mark.parametrize(
    ("records", "day", "state", "missed", "since"),
    [
        ((), "2026-11-04", "never", 1, "2026-10-05"),
        ((), "2026-11-05", "due", 1, "2026-11-05"),
        (("2026-10-05",), "2026-11-04", "done", 0, None),
        (("2026-10-05",), "2026-11-05", "due", 1, "2026-11-05"),
        (("2026-10-05",), "2026-11-09", "late", 1, "2026-11-05"),
        (("2026-10-05",), "2026-12-07", "late", 2, "2026-11-05"),
        # A day early, and weeks after it: both are the review of the period they lie in.
        (("2026-11-04",), "2026-11-09", "done", 0, None),
        (("2026-11-27",), "2026-11-30", "done", 0, None),
        # A record of a day that has not come is not known yet.
        (("2026-10-05", "2026-11-06"), "2026-11-05", "due", 1, "2026-11-05"),
    ],
)
def test_the_state_follows_from_the_records(
    spec, records: tuple[str, ...], day: str, state: str, missed: int, since: str | None
) -> None:
    stood = of(spec(record("商談数", *records)), "商談数", day)
    assert (stood.state, stood.missed, str(stood.since) if stood.since else None) == (state, missed, since)


def test_a_review_held_after_the_weekend_is_that_of_friday(spec) -> None:
    model = spec(record("失注数", "2026-10-30", "2026-11-09"))
    # Friday the 6th was held on Monday the 9th.
    assert of(model, "失注数", "2026-11-08").state == "late"
    assert of(model, "失注数", "2026-11-10").state == "done"


def test_records_under_the_earlier_name_are_its_own(spec) -> None:
    model = spec(
        record("商談数", "2026-10-05"), KPIS.replace("商談数 = count(deals) {", "商談数 = count(deals) {\n  was 案件数")
    )
    assert of(model, "商談数", "2026-10-20").state == "done"


def test_one_meeting_holds_all_that_share_a_rhythm(spec) -> None:
    held = meetings(spec(), date(2026, 11, 1), date(2026, 11, 13))
    assert [(str(each.on), each.about.label, [one.name for one in each.metrics]) for each in held] == [
        ("2026-11-05", "2026-10", ["商談数", "成約数"]),
        ("2026-11-06", "2026-W44", ["失注数"]),
        ("2026-11-13", "2026-W45", ["失注数"]),
    ]


def test_what_says_nothing_of_reviews_is_named(spec) -> None:
    assert [each.name for each in unreviewed(spec())] == ["件数"]


def test_open_actions_come_by_the_day_on_which_they_end(spec) -> None:
    model = spec(
        "action c { for 商談数 }\n"
        "action b { for 商談数 from 2026-10-01 to 2026-12-31 }\n"
        "action a { for 成約数 from 2026-10-01 to 2026-11-30 }\n"
        'action d { for 成約数 outcome worked "+3" }\n'
    )
    assert [each.name for each in open_actions(model)] == ["a", "b", "c"]
    assert [each.name for each in open_actions(model, frozenset({"成約数"}))] == ["a"]
