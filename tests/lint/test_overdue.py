"""A review is late to the rules exactly where `kpidsl reviews` calls it late, and by as many reviews."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpidsl import pipeline
from kpidsl.meetings.schedule import standings
from tests.lint.cases import codes, lay

SPEC = """
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  was         見込リード率
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      CADENCE
}

review 見込リード率 on 2026-07-10 { decision keep }
review 有効リード率 on 2026-08-06 { decision keep }
review 有効リード率 on 2027-01-05 { decision keep }
"""


@pytest.mark.parametrize("cadence", ["weekly on friday", "monthly", "monthly on 5", "quarterly on business_day 3"])
def test_late_is_one_notion(cadence: str, tmp_path: Path) -> None:
    folder = lay(tmp_path, SPEC.replace("CADENCE", cadence))
    model = pipeline.load(folder).value.model
    seen = set()
    for day in (date(2026, 7, 20) + timedelta(3 * step) for step in range(50)):
        (stood,) = [each for each in standings(model, day) if each.metric.name == "有効リード率"]
        missed = stood.missed - (stood.held == day and stood.state == "late")
        expected = [] if stood.state != "late" else ["V01"] if missed == 1 else ["V02"]
        assert [code for code in codes(folder, day) if code in ("V01", "V02")] == expected, day
        seen.add(stood.state)
    assert {"late", "done"} <= seen


def test_what_counts_business_days_is_not_for_a_check(tmp_path: Path) -> None:
    folder = lay(tmp_path, SPEC.replace("CADENCE", "monthly"))
    assert codes(folder, date(2026, 12, 1)) == ["V02"]
    assert pipeline.check(folder, date(2026, 12, 1)).diagnostics == ()
