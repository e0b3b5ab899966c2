"""What measures were followed by: whole periods before and after, held against rows that were written for it."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kpidsl.pipeline import connect, load, run_request
from kpidsl.report.action_effects import Effect, effects_of
from kpidsl.report.effect_words import change_said, compared_said, hoped_said, values_said
from kpidsl.report.naming import locale_of

SOURCE = 'source orders from "data/orders.csv" {\n  key id\n  time day\n}\n'
KPIS = (
    "kpi 注文数 = count(orders) {\n  unit 件\n}\n"
    "kpi 返品率 = share(orders where returned = 'yes') {\n  unit %\n  better lower\n}\n"
    "kpi 在庫 = latest(orders.stock)\n"
)
JA = locale_of("ja-JP")


def rows() -> list[str]:
    """Return 10 orders a month, of which 2 (and in odd months 3) come back; since July 2026 15, of which 1."""
    found = []
    for month in range(24):
        year, index = divmod(month, 12)
        since = (2025 + year, index + 1) >= (2026, 7)
        for number in range(15 if since else 10):
            back = number < (1 if since else 2 + month % 2)
            day = date(2025 + year, index + 1, 1 + number)
            found.append(f"{month * 100 + number},{day},{'yes' if back else 'no'},{month}")
    return found


def effects(folder: Path, actions: str, day: date) -> dict[tuple[str, str], Effect]:
    (folder / "specs").mkdir()
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text("kpidsl: 1\nname: s\ntimezone: Asia/Tokyo\n", "utf-8")
    (folder / "specs/s.kpi").write_text(SOURCE + KPIS + actions, "utf-8")
    (folder / "data/orders.csv").write_text("\n".join(["id,day,returned,stock", *rows()]) + "\n", "utf-8")
    loaded = load(folder)
    assert not loaded.failed, loaded.diagnostics
    project = loaded.value
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    with closing(warehouse):
        made = effects_of(
            project.model,
            lambda asked: run_request(project, asked, warehouse),
            [*project.model.actions.values()],
            day,
        )
    assert made.value is not None, made.diagnostics
    return {(each.action.name, each.metric.name): each for each in made.value}


def test_a_total_is_compared_by_its_mean_month_and_a_rate_over_all_its_days(tmp_path: Path) -> None:
    hoped = "expects +20% on 注文数 expects -5pt on 返品率"
    spec = f"action 施策 {{ for 注文数, 返品率 from 2026-07-01 to 2026-12-31 {hoped} }}\n"
    found = effects(tmp_path, spec, date(2026, 10, 31))
    orders, returned = found["施策", "注文数"], found["施策", "返品率"]
    # Four months are over since July, so four before it are compared.
    assert compared_said(orders, JA) == "2026年3月 – 2026年6月 → 2026年7月 – 2026年10月"
    assert (orders.was, orders.now, orders.hoped) == (10, 15, 2)
    assert orders.reached == 2.5
    assert (values_said(orders, JA), change_said(orders, JA), hoped_said(orders, JA)) == (
        ("10件", "15件"),
        "+50.0%",
        "+20.0%",
    )
    assert returned.was == pytest.approx(10 / 40)
    assert returned.now == pytest.approx(4 / 60)
    assert change_said(returned, JA) == "−18.3pt"
    assert hoped_said(returned, JA) == "−5.0pt"
    # More orders and fewer returns are both the good way, and neither was ever so before.
    assert orders.verdict == returned.verdict == "better"


def test_what_does_not_leave_its_ordinary_variation_is_called_so(tmp_path: Path) -> None:
    found = effects(tmp_path, "action 施策 { for 注文数 from 2026-03-01 to 2026-06-30 }\n", date(2026, 10, 31))
    effect = found["施策", "注文数"]
    assert (effect.was, effect.now, effect.verdict, effect.hoped) == (10, 10, "ordinary", None)


def test_a_short_measure_is_compared_by_weeks_and_a_new_one_not_at_all(tmp_path: Path) -> None:
    spec = (
        "action 短い { for 注文数 from 2026-06-01 to 2026-06-21 }\n"
        "action 新しい { for 注文数 from 2026-10-25 to 2026-12-31 }\n"
        "action いつか { for 注文数 }\n"
    )
    found = effects(tmp_path, spec, date(2026, 10, 31))
    short = found["短い", "注文数"]
    assert [each.label for each in (*short.before, *short.after)] == [f"2026-W{week}" for week in range(20, 26)]
    assert [found[name, "注文数"].verdict for name in ("新しい", "いつか")] == ["too_early", "no_days"]
    assert found["新しい", "注文数"].was is None


def test_what_else_happened_in_its_days_is_named(tmp_path: Path) -> None:
    spec = (
        "action 施策 { for 注文数 from 2026-07-01 to 2026-09-30 }\n"
        "action 別件 { for 注文数 from 2026-09-01 to 2026-12-31 }\n"
        "action 無関係 { for 返品率 from 2026-09-01 to 2026-12-31 }\n"
        'event 2026-08-01 "値上げ / dearer" on 注文数\n'
        'event 2026-10-15 "後のこと" on 注文数\n'
    )
    found = effects(tmp_path, spec, date(2026, 10, 31))
    assert found["施策", "注文数"].meanwhile == ("別件", "2026-08-01 値上げ / dearer")


def test_a_level_is_taken_at_the_end_and_not_judged(tmp_path: Path) -> None:
    found = effects(tmp_path, "action 施策 { for 在庫 from 2026-07-01 to 2026-09-30 }\n", date(2026, 10, 31))
    stock = found["施策", "在庫"]
    assert (stock.was, stock.now, stock.verdict) == (17, 20, "unknown")


def test_before_the_first_row_there_is_nothing_to_compare(tmp_path: Path) -> None:
    found = effects(tmp_path, "action 施策 { for 注文数 from 2025-03-01 to 2025-08-31 }\n", date(2026, 10, 31))
    effect = found["施策", "注文数"]
    assert (effect.was, effect.change, effect.verdict) == (None, None, "unknown")
    assert effect.now == 10
