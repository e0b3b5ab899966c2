"""The sample of the executive design in both languages, and its PDF made once for all tests that look into it."""

from dataclasses import replace

import pytest

from kpidsl.scorecard.designs import Design, find_design
from kpidsl.scorecard.page import render_html
from kpidsl.scorecard.pdf import Rendered, render_pdf
from kpidsl.scorecard.plain import read_scorecard
from kpidsl.scorecard.records import Row, Scorecard


@pytest.fixture(scope="session")
def executive() -> Design:
    found = find_design("executive").value
    assert found is not None
    return found


@pytest.fixture(scope="session")
def sample(executive: Design) -> Scorecard:
    card = read_scorecard(executive.sample("ja"), "sample.json").value
    assert card is not None
    return card


@pytest.fixture(scope="session")
def english(executive: Design) -> Scorecard:
    card = read_scorecard(executive.sample("en"), "sample.en.json").value
    assert card is not None
    return card


@pytest.fixture(scope="session")
def row(sample: Scorecard) -> Row:
    return next(row for row in sample.rows if row.name.id == "受注率")


@pytest.fixture(scope="session")
def page(sample: Scorecard, executive: Design) -> str:
    html = render_html(sample, executive).value
    assert html is not None
    return html


@pytest.fixture(scope="session")
def pdf(page: str) -> Rendered:
    made = render_pdf(page)
    assert made.value is not None, made.diagnostics
    return made.value


def with_rows(card: Scorecard, *rows: Row) -> Scorecard:
    """Return the card with these rows in one group, and nothing else on its pages."""
    group = replace(card.groups[0], rows=rows)
    return replace(card, groups=(group,), concerns=(), definitions=())
