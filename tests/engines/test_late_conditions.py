"""Which shape takes what adds: when conditions are applied to groups, which stay few whatever the rows are."""

import pytest

from kpidsl.query.planning import plan
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.statement import compile_plan
from tests.engines.asked import TYPES, Asked, project


def sql_of(conditions: list[str], name: str, grain: str = "count(deals where {} at opened_at)") -> str:
    lines = "".join(f"metric n{at} = {grain.format(each)}\n" for at, each in enumerate(conditions))
    made, row = project(lines), dialect(name)
    planned = plan(made.model, Asked("", tuple(f"n{at}" for at in range(len(conditions)))).request()).value
    assert planned is not None and row is not None
    statement = compile_plan(planned, made.model.manifest.calendar, row, TYPES).value
    assert statement is not None
    return " ".join(statement.sql.split())


STAGES = [f"stage = 'stage {at}'" for at in range(20)]


@pytest.mark.parametrize("name", NAMES)
def test_many_conditions_are_applied_to_groups(name: str) -> None:
    assert "s0_groups" in sql_of(STAGES, name)


@pytest.mark.parametrize("name", NAMES)
def test_few_conditions_are_applied_to_rows(name: str) -> None:
    assert "s0_groups" not in sql_of(STAGES[:3], name)


def test_a_column_with_as_many_values_as_rows_makes_no_more_groups_than_values_asked_for() -> None:
    groups = sql_of([f"lead_id = {at}" for at in range(20)], "postgres").split('"s0" AS')[0]
    assert 'CASE "deals"."lead_id" WHEN 0 THEN 1' in groups
    assert groups.count('"lead_id"') == 1


def test_steps_of_one_ladder_are_few_groups() -> None:
    assert "s0_groups" in sql_of([f"amount > {at}" for at in range(40)], "postgres")


def test_unlike_conditions_that_could_part_all_rows_stay_in_the_first_pass() -> None:
    assert "s0_groups" not in sql_of([f"employees + {at} > amount" for at in range(40)], "postgres")


def test_values_that_a_collation_may_take_for_one_are_told_apart_by_their_own_tests() -> None:
    found = sql_of([*STAGES, "stage = 'STAGE 1'"], "duckdb")
    assert 'CASE "deals"."stage" WHEN' not in found
    assert "\"stage\" = 'STAGE 1'" in found


def test_many_texts_are_looked_up_where_that_is_faster_than_to_try_each() -> None:
    found = sql_of(STAGES, "postgres")
    assert """THEN "deals"."stage" END AS "k0\"""" in found
    assert """FILTER(WHERE "k0" = 'stage 19')""" in found
    assert 'CASE "deals"."stage" WHEN' in sql_of(STAGES[:8], "postgres")


def test_a_text_that_is_not_there_is_no_null_where_what_is_not_true_counts() -> None:
    assert 'CASE "deals"."stage" WHEN' in sql_of([*STAGES, "stage != 'stage 1'"], "postgres")


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ([*STAGES, "not (stage = 'stage 1')"], 'NOT "deals"."stage" IS NULL'),
        ([*STAGES, "stage != 'stage 1'"], 'NOT "deals"."stage" IS NULL'),
    ],
)
def test_null_is_told_from_false_where_what_is_not_true_counts(conditions: list[str], told: str) -> None:
    assert told in sql_of(conditions, "postgres")
    assert told not in sql_of(STAGES, "postgres")
