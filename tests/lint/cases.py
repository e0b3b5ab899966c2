"""A project made of the company of docs/rules and the spec of a case, and what the rules say of it."""

from datetime import date
from pathlib import Path

from kpidsl import pipeline
from kpidsl.lint.mending import mended
from kpidsl.lint.rule import Offence
from kpidsl.text.diagnostic import Outcome
from tests.docs.pages import Page

ROOT = Path(__file__).parents[2]
MANIFEST = (
    "kpidsl: 1\nname: shop\ntimezone: Asia/Tokyo\ncurrency: JPY\ncalendar: {fiscal_year_starts: april, holidays: JP}\n"
)
TODAY = date(2026, 10, 15)


def company() -> str:
    page = Page.read(ROOT / "docs/rules/README.md")
    return next(block.text for block in page.blocks if block.language == "kpi")


def lay(folder: Path, spec: str, manifest: str = MANIFEST, name: str = "case.kpi") -> Path:
    """Write a project of the company and a spec."""
    (folder / "specs").mkdir(parents=True, exist_ok=True)
    (folder / "kpidsl.yaml").write_text(manifest, "utf-8")
    (folder / "specs/a_company.kpi").write_text(company(), "utf-8")
    (folder / "specs" / name).write_text(spec, "utf-8")
    return folder


def looked(folder: Path, today: date | None = TODAY) -> Outcome[pipeline.Linted]:
    return pipeline.lint(folder, today)


def offences(folder: Path, today: date | None = TODAY) -> tuple[Offence, ...]:
    return looked(folder, today).value.looked.offences


def codes(folder: Path, today: date | None = TODAY) -> list[str]:
    return [each.code for each in looked(folder, today).diagnostics]


def edited(folder: Path) -> dict[str, str]:
    """Return the texts that the fixes of all rules would change, by file."""
    linted = looked(folder).value
    return mended({each.file: each.text for each in linted.project.folder.specs}, linted.looked.offences)


def fixed(folder: Path) -> str:
    """Return the case as the fixes leave it."""
    return edited(folder)["specs/case.kpi"]
