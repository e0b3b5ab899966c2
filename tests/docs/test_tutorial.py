"""The tutorial is walked from its first file to its page, in both languages, with the CSV that lies beside it."""

from dataclasses import replace

import pytest

from tests.docs.conftest import ROOT, Settle
from tests.docs.pages import Page
from tests.docs.saying import Teller, answers

FOLDER = ROOT / "docs/tutorial"


@pytest.mark.parametrize(
    ("page", "data", "language"),
    [("first-scorecard.md", "orders.csv", "en"), ("first-scorecard.ja.md", "orders.ja.csv", "ja")],
)
def test_the_tutorial_leads_to_a_page(page: str, data: str, language: str, teller: Teller, settle: Settle) -> None:
    rows = (FOLDER / data).read_text("utf-8")
    walker = replace(teller, language=language, files={"data/orders.csv": rows})
    written = Page.read(FOLDER / page)
    said, wrong = answers(written, walker)
    assert not wrong, "\n".join(wrong)
    settle(FOLDER / page, written.with_texts(said))
    assert "<html" in (walker.folder / "monthly.html").read_text("utf-8")


def test_a_data_engineer_is_led_from_a_warehouse_to_ci(teller: Teller, settle: Settle) -> None:
    written = Page.read(FOLDER / "warehouse-and-dbt.md")
    said, wrong = answers(written, teller)
    assert not wrong, "\n".join(wrong)
    settle(FOLDER / "warehouse-and-dbt.md", written.with_texts(said))
    assert all("error" not in text for text in said.values())


@pytest.mark.parametrize(
    ("page", "data"), [("first-scorecard.md", "orders.csv"), ("first-scorecard.ja.md", "orders.ja.csv")]
)
def test_the_rows_shown_are_the_first_of_the_csv(page: str, data: str) -> None:
    (shown,) = [block.text for block in Page.read(FOLDER / page).blocks if block.language == "csv"]
    assert (FOLDER / data).read_text("utf-8").startswith(shown)
