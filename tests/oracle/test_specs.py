"""Random projects are legal text, and the judge agrees with itself on them."""

from typing import Any

from hypothesis import given, settings

from .evaluate import evaluate
from .reading import read_condition, read_file
from .shapes import word
from .specs import Case, cases

QUICK = settings(max_examples=40, deadline=None)


def judged(case: Case, text: str = "", **changed: Any) -> list[dict[str, Any]]:
    asked = case.request
    where = read_condition(asked.where) if asked.where else None
    request = {name: getattr(asked, name) for name in ("names", "grain", "first", "last", "by", "as_of", "totals")}
    request |= {"where": where, **changed}
    return evaluate([read_file(case.text + text)], case.manifest, case.tables, **request)


@QUICK
@given(cases(wide=True))
def test_every_random_project_has_an_answer_in_order(case: Case) -> None:
    rows = judged(case, totals=False)
    keys = [tuple((row[name] is None, row[name]) for name in case.request.by) for row in rows]
    periods = list(dict.fromkeys(row["period"] for row in rows))
    assert periods == sorted(periods)
    for period in periods:
        own = [key for key, row in zip(keys, rows, strict=True) if row["period"] == period]
        assert own == sorted(own)
        assert len(own) == len(set(own))


@QUICK
@given(cases())
def test_counts_of_slices_and_of_days_add_up_to_the_whole(case: Case) -> None:
    first = next(line for line in case.text.splitlines() if line.startswith("source ")).split(" from ")[0]
    text = f"metric all_of_them = count({first.removeprefix('source ')})"
    request: dict[str, Any] = {"where": None, "totals": False, "names": ["all_of_them"]}
    dimension = next(line.split()[1:] for line in case.text.splitlines() if line.startswith("  dimension "))
    by = [" ".join(dimension).split(" = ")[0].strip("`")]
    whole, days = judged(case, text, **request, by=()), judged(case, text, **request, by=(), grain="day")
    sliced = judged(case, text, **request, by=by) if word(by[0]) in case.text.split("}")[0] else whole
    if case.request.first is not None and case.request.last is not None:
        assert total(days) == total(whole)
    assert total(sliced) == total(whole)


def total(rows: list[dict[str, Any]]) -> int:
    return sum(row["all_of_them"] or 0 for row in rows)
