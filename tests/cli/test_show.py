"""`kpidsl show` says what a target asks, by which road and by which bands, so that a status can be checked by hand."""

from pathlib import Path

import pytest

from .conftest import Kpidsl

MANIFEST = """kpidsl: 1
name: shop
specs: [specs]
locale: ja-JP
timezone: Asia/Tokyo
calendar: {fiscal_year_starts: april, closing_day: 31, week_starts: monday, holidays: JP, closed: ["12-29..01-03"]}
"""
SPEC = """source orders from "data/orders.csv" {{
  key id
  time day
  dimension channel
}}
kpi k = {formula} {{
{clauses}
}}
"""
FLOW, RATE, STOCK = "count(orders)", "share(orders where channel = 'web')", "latest(orders.stock)"
CASES: dict[str, tuple[str, str, str, str]] = {
    "a total": (FLOW, "target 100 in FY2026", "reach 100; the total from 2026-04-01 to 2027-03-31 counts",
                "100 に到達する。2026-04-01 から 2027-03-31 までの合計で見る"),
    "a change": (FLOW, "target +5% vs FY2025 in FY2026", "+5% on what was measured over 2025-04-01 to 2026-03-31",
                 "2025-04-01〜2026-03-31 の実績に対して +5%"),
    "a checkpoint": (FLOW, "target 100 in FY2026\n  milestone 40 by 2026-09-30", "on the way 2026-09-30 40",
                     "途中の目標は 2026-09-30 40"),
    "a cap": (FLOW, "better lower\n  target at most 5 per month",
              "at most 5; the total of each month counts by itself; while it runs its landing is held against the cap",
              "5 以下に収める。月ごとの合計で見る。期間中は着地見込みを上限と比べる"),
    "a cadence": (FLOW, "target 5 per day", "reach 5; times the calendar days of the period",
                  "暦日の数を掛けた合計"),
    "an interval": (FLOW, "target 1 every 2 days", "1 for every 2 days; as often as it fits", "2 日ごとに 1。"),
    "a member's": (FLOW, "target 9 in FY2026 for channel 'web'", "only rows whose channel is 'web'",
                   "channel が 'web' の行だけ"),
    "a rate's day": (RATE, "unit %\n  target 30% by 2027-03-31",
                     "reach 30%; the value made anew over 2027-03-01 to 2027-03-31 counts; earlier periods are not due",
                     "それより前の期間は期限前"),
    "a stock's way": (STOCK, "target 90 by 2027-03-31",
                      "close of 2027-03-31 counts; on the way its change since the close of 2026-03-31 counts",
                      "途中は 2026-03-31 の終わりの実績からの増減で見る"),
    "the usual road": (FLOW, "target 100 in FY2026",
                       "by business days (days but weekends and the holidays of JP, less 12-29..01-03) (default)",
                       "営業日按分（数えるのは土日と祝日（JP）を除く日、休業日 12-29..01-03 も除く）（既定）"),
    "a road by days": (FLOW, "target 5 per day", "path by calendar days (default)",
                       "日割り（暦日を数える）（既定）"),
    "a road of its own": (FLOW, "path seasonal\n  target 100 in FY2026", "by the months' shares of up to 4 past years",
                          "過去 4 年までの月ごとの割合"),
    "the usual bands": (FLOW, "target 100 in FY2026",
                        "on track from 100% of what is due by then, at risk from 90%, behind below 90% (default)",
                        "100% 以上で順調、90% 以上で注意、90% 未満で遅れ（既定）"),
    "bands of its own": (FLOW, "status at_risk below 95%, behind below 70%\n  target 100 in FY2026",
                         "on track from 95% of what is due by then, at risk from 70%, behind below 70% (its own)",
                         "95% 以上で順調、70% 以上で注意、70% 未満で遅れ（この指標の status）"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_target_in_words(case: str, kpidsl: Kpidsl, tmp_path: Path) -> None:
    formula, clauses, english, japanese = CASES[case]
    (tmp_path / "specs").mkdir()
    (tmp_path / "kpidsl.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "specs/s.kpi").write_text(SPEC.format(formula=formula, clauses=f"  {clauses}"), encoding="utf-8")
    for language, words in (("en", english), ("ja", japanese)):
        ended = kpidsl("show", "k", KPIDSL_LANG=language)
        assert ended.code == 0 and words in " ".join(ended.out.split()), ended.out


def test_what_has_no_target_has_neither_road_nor_bands(kpidsl: Kpidsl, project: Path) -> None:
    out = kpidsl("show", "売上", "--project", project).out
    assert "behind below" not in out and "business days" not in out
