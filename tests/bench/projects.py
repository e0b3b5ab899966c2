"""Generated projects of any size: KPIs over a few sources, in fifty files of both spellings."""

from pathlib import Path

SOURCES = ("deals", "leads", "calls", "orders")
MANIFEST = """kpidsl: 1
name: generated
specs: [specs]
locale: en-US
timezone: Asia/Tokyo
currency: JPY
calendar: {fiscal_year_starts: april}
connection: duckdb:///data/warehouse.duckdb
"""

GOAL = """kgi 受注金額 "Booked revenue" = sum(deals.amount at closed_at) {
  unit        JPY
  breakdown   成約件数 * 成約単価
  target      1.2億円 in FY2026
  milestone   6000万円 by 2026-09-30
  definition  "Amount of the deals closed, tax excluded."
  owner       "営業本部長"
  review      monthly
}

metric 成約件数 = count(deals at closed_at)

kpi 成約単価 = 受注金額 / 成約件数 {
  definition  "Amount of one deal, tax excluded."
  target      240万 in FY2026
  owner       "営業本部長"
  review      monthly
}

"""


def write_project(folder: Path, kpis: int, files: int = 50) -> None:
    """Write a project of that many KPIs (and a metric under every second one), half of its files in each spelling."""
    specs = folder / "specs"
    specs.mkdir(parents=True, exist_ok=True)
    (folder / "kpidsl.yaml").write_text(MANIFEST, "utf-8")
    (specs / "sources.kpi").write_text("".join(map(_source, SOURCES)) + GOAL, "utf-8")
    numbers = [range(start, kpis, files) for start in range(files)]
    for index, own in enumerate(numbers):
        if index % 2:
            text = "metrics:\n" + "".join(map(_metric_yaml, own)) + "kpis:\n" + "".join(map(_kpi_yaml, own))
            (specs / f"part{index:02}.yaml").write_text(text, "utf-8")
        else:
            text = "".join(_metric(each) + _kpi(each) for each in own)
            (specs / f"part{index:02}.kpi").write_text(text, "utf-8")


def _source(name: str) -> str:
    return f"""source {name} from crm.{name} {{
  key        {name}_id
  time       created_at in "UTC"
  time       closed_at in "UTC"
  dimension  channel
  dimension  size "規模" = if(employees >= 1000, 'large', 'small')
}}

"""


def _formula(number: int) -> str:
    source = SOURCES[number % len(SOURCES)]
    stage = ("won", "lost", "open", "new")[number // 4 % 4]
    return f"count({source} where stage = '{stage}' and amount > {number} at closed_at)"


def _metric(number: int) -> str:
    return f"metric 件数_{number} = {_formula(number)}\n\n"


def _kpi(number: int) -> str:
    other = f"件数_{number - 50}" if number >= 50 else f"件数_{number}"
    return f"""kpi 受注率_{number} "Win rate {number}" = 件数_{number} / ({other} + count({SOURCES[number % 4]})) {{
  unit        %
  better      higher
  drives      受注金額
  definition  "Deals won in the month over deals opened in the month, team {number}."
  target      25% in FY2026
  limit       35% because "best quarter of the last three years"
  phase       "商談"
  owner       "フィールドセールス"
  review      monthly
  decision    "Below 20% for two months: revise the talk script."
}}

"""


def _metric_yaml(number: int) -> str:
    return f'  件数_{number}: {{formula: "{_formula(number)}"}}\n'


def _kpi_yaml(number: int) -> str:
    other = f"件数_{number - 50}" if number >= 50 else f"件数_{number}"
    return f"""  受注率_{number}:
    label: Win rate {number}
    formula: 件数_{number} / ({other} + count({SOURCES[number % 4]}))
    unit: "%"
    better: higher
    drives: 受注金額
    definition: Deals won in the month over deals opened in the month, team {number}.
    target: 25% in FY2026
    limit: 35% because "best quarter of the last three years"
    phase: 商談
    owner: フィールドセールス
    review: monthly
    decision: "Below 20% for two months: revise the talk script."
"""
