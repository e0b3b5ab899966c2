"""The shop behind the examples with data: the rows that docs/rules/README.md describes, the same each time."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from kpidsl import pipeline
from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Settings
from kpidsl.model.calendar import Calendar, is_business_day
from kpidsl.pipeline import Linted, Project
from kpidsl.text.diagnostic import Outcome
from tests.docs.pages import Page
from tests.lint.cases import MANIFEST, ROOT, TODAY

FIRST, LAST = date(2024, 4, 1), date(2026, 9, 30)
SURGE = date(2026, 9, 1)


def sources() -> str:
    page = Page.read(ROOT / "docs/rules/README.md")
    return next(block.text for block in page.blocks if block.language == "kpi" and "alone" in block.words)


def open_shop(folder: Path, spec: str, *, fresh: str = "") -> Path:
    """Write a project of the shop, its rows and a spec; `fresh` is what every source asks."""
    for each in ("specs", "data"):
        (folder / each).mkdir(parents=True, exist_ok=True)
    written = sources().replace("  key ", f"  fresh within {fresh}\n  key ") if fresh else sources()
    (folder / "kpidsl.yaml").write_text(MANIFEST, "utf-8")
    (folder / "specs/a_shop.kpi").write_text(written, "utf-8")
    (folder / "specs/case.kpi").write_text(spec, "utf-8")
    _fill(folder / "data")
    return folder


def _fill(folder: Path) -> None:
    chance = Random(1)
    days = [FIRST + timedelta(at) for at in range((LAST - FIRST).days + 1)]
    calendar = Calendar(timezone="Asia/Tokyo", holidays="JP")
    working = [each for each in days if is_business_day(calendar, each)]
    deals = [day for day in working for _ in range(chance.choice([1, 2, 2, 3, 3, 4]))]
    with (folder / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["deal_id", "day", "amount", "won"])
        for at, day in enumerate(deals):
            rows.writerow([at, f"{day} 10:00:00", 100_000, str(at % 10 in (0, 3, 6)).lower()])
    visits = [day for day in working for _ in range(chance.choice([0, 0, 1, 1]) + (2 if day >= SURGE else 0))]
    with (folder / "visitors.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["visitor_id", "day", "minutes", "guide"])
        for at, day in enumerate(visits):
            rows.writerow([at, f"{day} 11:00:00", 8 + at % 5, "ABCDEF"[at % 6]])


def measured(folder: Path, today: date = TODAY) -> Outcome[Linted]:
    """Return what lint --data finds, through the real corridor and a real engine."""

    def measure(project: Project, settings: Settings) -> Facts | None:
        opened = pipeline.connect(project, None, {})
        assert opened.value is not None, opened.diagnostics
        with opened.value as warehouse:
            gathered = pipeline.gather(project, warehouse, settings, today)
        assert gathered.value is not None, gathered.diagnostics
        return gathered.value

    return pipeline.lint(folder, today, measure=measure)


def data_codes(folder: Path, today: date = TODAY) -> list[str]:
    """Return the codes of the rules about data that found something, in order."""
    linted = measured(folder, today)
    asked = {rule.code for rule in linted.value.rules if rule.data}
    return sorted(each.code for each in linted.diagnostics if each.code in asked)
