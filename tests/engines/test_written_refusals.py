"""What a written dialect has no sure words for is refused by name, and nothing is written."""

import pytest

from kpidsl.query.planning import plan
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.statement import Statement, compile_plan
from kpidsl.text.diagnostic import Outcome
from tests.engines.asked import TYPES, Asked, project

MORE = """
metric first_channel = min(leads.channel)
metric by_columns = count(leads where channel = campaign)
metric any_sign = count(leads where channel like 'w_b')
metric as_told = count(leads where channel like channel)
metric reckoned = round(sum(deals.amount), count(deals))
"""


def compiled(asked: Asked, name: str, types: dict[tuple[str, str], str]) -> Outcome[Statement | None]:
    made, row = project(MORE), dialect(name)
    planned = plan(made.model, asked.request())
    assert planned.value is not None and row is not None, planned.diagnostics
    return compile_plan(planned.value, made.model.manifest.calendar, row, types)


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("sqlserver", "first_channel"),
        ("sqlserver", "any_sign"),
        ("sqlserver", "as_told"),
        ("redshift", "as_told"),
        ("sqlserver", "reckoned"),
        ("redshift", "reckoned"),
        ("trino", "reckoned"),
    ],
)
def test_a_construct_is_refused_by_name(name: str, metric: str) -> None:
    refused = compiled(Asked(metric, (metric,)), name, TYPES)
    assert refused.value is None
    assert [each.code for each in refused.diagnostics] == ["K706"]


@pytest.mark.parametrize("name", ["sqlserver", "redshift"])
@pytest.mark.parametrize(
    "asked",
    [
        Asked("a slice", ("leads_made",), by=("channel",)),
        Asked("a key", ("buyers",)),
        Asked("a journey", ("lead_to_deal",)),
        Asked("a comparison", ("by_columns",)),
    ],
    ids=lambda asked: asked.title,
)
def test_a_key_of_unknown_type_is_refused_where_text_needs_a_form(name: str, asked: Asked) -> None:
    refused = compiled(asked, name, {})
    assert refused.value is None
    assert [each.code for each in refused.diagnostics] == ["K706"]


@pytest.mark.parametrize("name", NAMES)
def test_what_needs_no_type_is_written_without_one(name: str) -> None:
    assert compiled(Asked("a count", ("leads_made", "revenue")), name, {}).value is not None
