"""A breakdown that algebra leaves open is held against the data, and what it misses is said."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kpidsl import pipeline
from kpidsl.query.plan import Request
from kpidsl.report.gaps import gaps_in_rows

ROWS = "id,day,area,amount\n1,2026-09-01,jp,100\n2,2026-09-02,us,50\n3,2026-10-02,{area},50\n4,2026-10-03,jp,100\n"
SPEC = """source orders from "data/orders.csv" { key id  time day }
metric home = sum(orders.amount where area = 'jp')
metric abroad = sum(orders.amount where area = 'us')
kgi sales = sum(orders.amount) { breakdown home + abroad  target 1000 in FY2026 }
"""


@pytest.mark.parametrize(("area", "gaps"), [("eu", [("-33.3%", "2026-10")]), ("us", [])])
def test_a_part_that_is_missing_is_found(tmp_path: Path, area: str, gaps: list[tuple[str, str]]) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "kpidsl.yaml").write_text("kpidsl: 1\n")
    (tmp_path / "specs" / "sales.kpi").write_text(SPEC)
    (tmp_path / "data" / "orders.csv").write_text(ROWS.format(area=area))
    project = pipeline.load(tmp_path).value
    assert project.model.metrics["sales"].proof == "untested"
    opened = pipeline.connect(project, None, {})
    assert opened.value is not None
    day = date(2026, 10, 31)
    request = Request(("sales",), datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC")), day, first=date(2026, 9, 1))
    with opened.value as warehouse:
        found = gaps_in_rows(project.model, lambda asked: pipeline.run_request(project, asked, warehouse), request)
    facts = [dict(each.facts) for each in found.diagnostics]
    assert [(each["gap"], each["period"]) for each in facts] == gaps
