"""`kpidsl diff`: a change made on purpose, and what has to be said of it."""

import json
from typing import Any

from tests.history.conftest import Repository

AS_OF = ("--as-of", "2026-10-15")


def diff(repository: Repository, *options: str, code: int = 0) -> dict[str, Any]:
    ended = repository.kpidsl("diff", *options, "--format", "json", *AS_OF)
    assert ended.code == code, ended
    made: dict[str, Any] = json.loads(ended.out)
    return made


def classes(found: dict[str, Any]) -> dict[str, list[str]]:
    """Return the classes of each changed thing by its name."""
    return {each["name"]: [aspect["class"] for aspect in each["aspects"]] for each in found["changes"]}


def numbers(found: dict[str, Any]) -> dict[str, str]:
    """Return what is said of each number that is not left as it was, by its own change or by what it is made of."""
    own = {
        each["name"]: each["effect"]["number"]
        for each in found["changes"]
        if each["kind"] in ("kpi", "kgi", "metric") and each["effect"]
    }
    return {each["name"]: each["number"] for each in found["moved"]} | own


def test_nothing(repository: Repository) -> None:
    assert repository.kpidsl("diff").out == "nothing has another meaning\n"


def test_reformatted_moved_and_spelt_as_yaml_is_no_change(repository: Repository) -> None:
    ended = repository.kpidsl("fmt", "--to", "yaml")
    assert ended.code == 0, ended
    assert not list(repository.folder.glob("specs/*.kpi"))
    found = diff(repository)
    assert (found["level"], found["changes"], found["moved"]) == ("nothing", [], [])
    assert sorted(found["rewritten"]) == ["specs/営業.kpi", "specs/営業.yaml"]


def test_algebra_and_order_of_conditions_are_no_change(repository: Repository) -> None:
    repository.replace("stage = 'won' and amount > 0", "0 < amount and not (stage != 'won')")
    repository.replace(
        "= 受注数 / 商談数 {", "= 1 / 商談数 * count(deals where amount > 0 and stage = 'won' at closed) {"
    )
    found = diff(repository)
    assert (found["level"], numbers(found)) == ("nothing", {"受注率": "cannot"})
    assert classes(found) == {"受注率": ["same"]}


def test_what_only_holds_where_there_is_a_value_may_change(repository: Repository) -> None:
    repository.replace("metric 平均単価 = 受注金額 / 受注数", "metric 平均単価 = 受注金額 * 商談数 / 受注数 / 商談数")
    found = diff(repository)
    assert classes(found) == {"平均単価": ["formula"]}
    assert found["changes"][0]["effect"] == {"number": "may", "since": None, "until": None, "only_undefined": True}


def test_a_filter(repository: Repository) -> None:
    repository.replace("metric 商談数 = count(deals)", "metric 商談数 = count(deals where amount > 0)")
    found = diff(repository)
    assert classes(found) == {"商談数": ["filter"]}
    assert numbers(found) == {"商談数": "may", "受注率": "may", "商談化率": "may"}
    by = {(each["by"], each["name"]) for each in found["changes"][0]["dependents"]}
    assert by == {
        *(("formula", "受注率"), ("formula", "商談化率"), ("breakdown", "受注金額"), ("scorecard", "月次")),
    }


def test_a_segment_moves_what_is_made_of_it(repository: Repository) -> None:
    repository.replace("amount > 0", "amount > 50")
    found = diff(repository)
    assert classes(found) == {"受注": ["filter"]}
    assert found["changes"][0]["moved"] == ["受注数", "受注金額", "平均単価", "受注率"]
    assert numbers(found) == dict.fromkeys(("受注数", "受注金額", "平均単価", "受注率"), "may")


def test_a_scale_changes_for_sure(repository: Repository) -> None:
    repository.replace("metric リード数 = count(leads)", "metric リード数 = count(leads) * 2")
    found = diff(repository)
    assert numbers(found) == {"リード数": "changes", "商談化率": "changes"}


def test_time_source_and_zone(repository: Repository) -> None:
    repository.replace("count(deals where 受注 at closed)", "count(deals where 受注 at opened)")
    assert classes(diff(repository)) == {"受注数": ["time"]}
    repository.git("checkout", "-q", ".")
    repository.replace('from "data/leads.csv"', 'from "data/new_leads.csv"')
    found = diff(repository)
    assert classes(found) == {"leads": ["source"]}
    assert found["changes"][0]["moved"] == ["リード数", "商談化率"]
    repository.git("checkout", "-q", ".")
    repository.replace("  time  day\n", '  time  day in "UTC"\n')
    found = diff(repository)
    assert (classes(found), set(numbers(found))) == ({"leads": ["time"]}, {"リード数", "商談化率"})


def test_a_source_that_is_only_called_otherwise(repository: Repository) -> None:
    text = (repository.folder / "specs/営業.kpi").read_text("utf-8")
    repository.write(
        specs__営業_dot_kpi=text.replace("source leads", "source 見込客").replace("count(leads)", "count(見込客)")
    )
    found = diff(repository)
    assert set(numbers(found).values()) == {"cannot"}
    # A count of rows has the rows' name for its unit.
    assert classes(found)["リード数"] == ["same", "unit"]


def test_a_rename_with_was_keeps_everything(repository: Repository) -> None:
    text = (repository.folder / "specs/営業.kpi").read_text("utf-8").replace("受注率", "成約率")
    repository.write(
        specs__営業_dot_kpi=text.replace(
            'kpi 成約率 "Win rate" = 受注数 / 商談数 {', 'kpi 成約率 "Win rate" = 受注数 / 商談数 {\n  was 受注率'
        )
    )
    found = diff(repository)
    assert classes(found) == {"成約率": ["renamed"]}
    assert (found["changes"][0]["was"], numbers(found)) == ("受注率", {"成約率": "cannot"})
    assert found["diagnostics"] == []


def test_a_target_a_milestone_an_owner_and_words(repository: Repository) -> None:
    repository.replace("target      35% in 2026-12", "target      40% in 2026-12")
    repository.replace('owner       "営業"', 'owner       "営業部"')
    repository.replace("Won over opened.", "Deals won over deals opened.")
    repository.replace(
        "  target     1000万円 in 2026\n", "  target     10_000_000 JPY in 2026\n  milestone  300万円 by 2026-06-30\n"
    )
    found = diff(repository)
    assert classes(found) == {"受注率": ["target", "attributes", "wording"], "受注金額": ["milestone"]}
    assert found["level"] == "target"
    assert found["changes"][0]["aspects"][0]["old"] != found["changes"][0]["aspects"][0]["new"]
    assert set(numbers(found).values()) == {"cannot"}


def test_a_unit_and_the_calendar(repository: Repository) -> None:
    repository.replace("metric 商談数 = count(deals)", "metric 商談数 = count(deals) {\n  unit 件\n}")
    repository.replace("timezone: Asia/Tokyo", "timezone: Asia/Tokyo\ncalendar: {closing_day: 20}", "kpidsl.yaml")
    found = diff(repository)
    assert classes(found) == {"shop": ["calendar"], "商談数": ["unit"]}
    assert set(numbers(found)) == {"リード数", "商談数", "受注数", "受注金額", "平均単価", "受注率", "商談化率"}
    assert set(numbers(found).values()) == {"may"}


def test_a_kpi_may_not_go_without_a_word(repository: Repository) -> None:
    before = repository.git("rev-parse", "HEAD")
    text = (repository.folder / "specs/営業.kpi").read_text("utf-8")
    start, end = text.index("kpi 商談化率"), text.index("scorecard 月次")
    repository.write(specs__営業_dot_kpi=text[:start] + text[end:])
    repository.commit("a kpi is gone")
    found = diff(repository, f"{before}..HEAD", code=1)
    assert classes(found) == {"商談化率": ["removed"]}
    assert [(each["code"], each["severity"]) for each in found["diagnostics"]] == [("V04", "error")]
    repository.write(specs__墓_dot_kpi='retire 商談化率 on 2026-10-01 because "of no use"\n')
    found = diff(repository, before)
    assert (classes(found), found["diagnostics"]) == ({"商談化率": ["retired"]}, [])


def test_a_metric_may_go(repository: Repository) -> None:
    repository.replace("metric リード数 = count(leads)\n", "")
    repository.replace("商談数 / リード数", "商談数 / count(leads)")
    found = diff(repository)
    assert (classes(found)["リード数"], found["level"], found["diagnostics"]) == (["removed"], "removed", [])
    assert numbers(found) == {"商談化率": "cannot"}


def test_a_target_of_a_period_that_is_over(repository: Repository) -> None:
    repository.replace("30% in 2026-08", "20% in 2026-08")
    found = diff(repository, code=1)
    assert [each["code"] for each in found["diagnostics"]] == ["T06"]
    assert "30% in 2026-08" in found["diagnostics"][0]["message"]


def test_a_definition_with_and_without_a_break(repository: Repository) -> None:
    repository.replace("= 受注数 / 商談数 {", "= 受注数 / リード数 {")
    found = diff(repository)
    assert classes(found) == {"受注率": ["formula"]}
    assert [each["code"] for each in found["diagnostics"]] == ["V06"]
    repository.replace("= 受注数 / リード数 {", "= 受注数 / リード数 {\n  before 2026-10-01 = 受注数 / 商談数")
    found = diff(repository)
    assert found["changes"][0]["effect"]["since"] == "2026-10-01"
    assert found["diagnostics"] == []


def test_the_numbers_before_and_after(repository: Repository) -> None:
    repository.replace("amount > 0", "amount >= 0")
    found = diff(repository, "--data", "--periods", "3")
    rows = {(each["name"], each["period"]): each for each in found["numbers"]}
    assert {name for name, _ in rows} == {"受注数", "受注金額", "平均単価", "受注率"}
    september = rows["受注数", "2026-09"]
    assert (september["before"], september["after"], september["differs"]) == (1, 2, True)
    assert [rows["受注金額", each]["differs"] for each in ("2026-08", "2026-09", "2026-10")] == [False, False, False]
    october = rows["受注率", "2026-10"]
    assert (october["before"], october["after"], october["differs"], october["complete"]) == (None, None, False, False)
    shown = repository.kpidsl("diff", "--data", "--periods", "3", *AS_OF).out
    assert "the same numbers before and after: 受注金額" in shown


def test_what_makes_it_fail(repository: Repository) -> None:
    repository.replace("metric 商談数 = count(deals)", "metric 商談数 = count(deals where amount > 0)")
    for option, code in (
        ("filter", 1),
        ("target", 1),
        ("meaning", 1),
        ("removed", 0),
        ("removed,formula", 0),
        ("x", 2),
    ):
        assert repository.kpidsl("diff", "--fail-on", option, *AS_OF).code == code, option


def test_markdown_does_nothing_but_show(repository: Repository) -> None:
    repository.replace(
        'owner       "営業"', 'owner       "@team <script>alert(1)</script> | [x](http://example.com) ```"'
    )
    shown = repository.kpidsl("diff", "--format", "markdown", *AS_OF)
    assert shown.code == 0
    table, _, folded = shown.out.partition("<details>")
    assert "| 🔵 | kpi **受注率** | attributes | cannot change |" in table
    assert "@team" not in table
    inside = folded.partition("```diff")[2].partition("\n```\n")[0]
    assert '+ owner "@team <script>' in inside
    assert "```" not in inside


def test_it_speaks_japanese(repository: Repository) -> None:
    repository.replace("metric 商談数 = count(deals)", "metric 商談数 = count(deals where amount > 0)")
    shown = repository.kpidsl("diff", *AS_OF, KPIDSL_LANG="ja").out
    assert "条件: metric 商談数" in shown
    assert "数値: 変わりうる" in shown
    assert "変更 1 件（条件 1）、変わりうる数値: 3" in shown


def test_check_since(repository: Repository) -> None:
    repository.replace("30% in 2026-08", "20% in 2026-08")
    ended = repository.kpidsl("check", "--since", "HEAD", "--format", "json", *AS_OF)
    found = json.loads(ended.out)["diagnostics"]
    assert [each["code"] for each in found if each["code"] == "T06"] == ["T06"]
    assert ended.code == 1
