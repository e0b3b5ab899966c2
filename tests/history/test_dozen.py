"""A history of sixteen commits, what each one changes in meaning, and what `diff` says of it.

The commits stand in one repository, one after the other, and each is held against the one before it.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.history.conftest import Repository
from tests.history.conftest import repository as repository

SPEC = "specs/営業.kpi"
OTHER = "specs/率.kpi"


class Step(NamedTuple):
    """A commit: what it does, and what is to be said of it: level, classes by name, which numbers may move."""

    title: str
    does: Callable[[Repository], None]
    level: str
    classes: dict[str, list[str]]
    moves: dict[str, str] = {}  # noqa: RUF012 - a tuple's default is never changed


def put(old: str, new: str, file: str = SPEC) -> Callable[[Repository], None]:
    return lambda repository: repository.replace(old, new, file)


def moved_to_a_file(repository: Repository) -> None:
    path = repository.folder / SPEC
    text = path.read_text("utf-8")
    start, end = text.index("kpi 受注率"), text.index("kpi 商談化率")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    repository.write(specs__率_dot_kpi="# rates\n\n" + text[start:end])


def renamed(repository: Repository) -> None:
    for file in (SPEC, OTHER):
        path = repository.folder / file
        path.write_text(path.read_text("utf-8").replace("受注率", "成約率"), encoding="utf-8")
    repository.replace("= 受注数 / 商談数 {", "= 受注数 / 商談数 {\n  was 受注率", OTHER)


def in_yaml(repository: Repository) -> None:
    ended = repository.kpidsl("fmt", "--to", "yaml", OTHER)
    assert ended.code == 0, ended


def retired(repository: Repository) -> None:
    path = repository.folder / SPEC
    text = path.read_text("utf-8")
    start, end = text.index("kpi 商談化率"), text.index("scorecard 月次")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    repository.write(specs__墓_dot_kpi='retire 商談化率 on 2026-10-01 because "of no use"\n')


RATES = ("受注金額", "平均単価", "受注数", "受注率")
STEPS = (
    Step("words", put("Won over opened.", "Deals won over deals opened."), "wording", {"受注率": ["wording"]}),
    Step("blanks and comments", put("metric リード数", "# how many\n\nmetric   リード数"), "nothing", {}),
    Step("another file", moved_to_a_file, "nothing", {}),
    Step("algebra", put("= 受注数 / 商談数 {", "= 1 / 商談数 * 受注数 {", OTHER), "nothing", {"受注率": ["same"]}),
    Step("algebra back", put("= 1 / 商談数 * 受注数 {", "= 受注数 / 商談数 {", OTHER), "nothing", {"受注率": ["same"]}),
    Step("an owner", put('"営業"', '"営業課長"', OTHER), "attributes", {"受注率": ["attributes"]}),
    Step("a target", put("35% in 2026-12", "40% in 2026-12", OTHER), "target", {"受注率": ["target"]}),
    Step(
        "a filter",
        put("amount > 0", "amount > 50"),
        "meaning",
        {"受注": ["filter"]},
        dict.fromkeys(RATES, "may"),
    ),
    Step(
        "a unit",
        put("metric 商談数 = count(deals)", "metric 商談数 = count(deals) {\n  unit 件\n}"),
        "target",
        {"商談数": ["unit"]},
    ),
    Step(
        "a formula",
        put("リード数 = count(leads)", "リード数 = count(leads) * 2"),
        "meaning",
        {"リード数": ["formula"]},
        {"リード数": "changes", "商談化率": "changes"},
    ),
    Step(
        "a new number",
        put("metric 受注数", "metric 失注数 = count(deals where stage = 'lost')\nmetric 受注数"),
        "attributes",
        {"失注数": ["added"]},
    ),
    Step("a rename", renamed, "attributes", {"成約率": ["renamed"]}),
    Step("the other spelling", in_yaml, "nothing", {}),
    Step(
        "the calendar",
        put("timezone: Asia/Tokyo", "timezone: Asia/Tokyo\ncalendar: {closing_day: 20}", "kpidsl.yaml"),
        "meaning",
        {"shop": ["calendar"]},
        dict.fromkeys(("リード数", "商談数", "失注数", "受注数", "受注金額", "平均単価", "成約率", "商談化率"), "may"),
    ),
    Step("retired with a word", retired, "attributes", {"商談化率": ["retired"]}),
    Step("a metric gone", put("metric   リード数 = count(leads) * 2\n", ""), "removed", {"リード数": ["removed"]}),
)


def test_of_each_commit_is_said_what_it_means(repository: Repository) -> None:
    assert len(STEPS) >= 12
    wrong: list[Any] = []
    for step in STEPS:
        step.does(repository)
        repository.commit(step.title)
        ended = repository.kpidsl("diff", "HEAD~1..HEAD", "--format", "json", "--as-of", "2026-10-15")
        assert ended.code == 0, (step.title, ended)
        found = json.loads(ended.out)
        classes = {each["name"]: [one["class"] for one in each["aspects"]] for each in found["changes"]}
        own = {each["name"]: each["effect"]["number"] for each in found["changes"] if each["effect"]}
        moves = {each["name"]: each["number"] for each in found["moved"]} | own
        kept = {name: each for name, each in moves.items() if each != "cannot" and name in known(repository)}
        if (found["level"], classes, kept) != (step.level, step.classes, step.moves):
            wrong.append((step.title, found["level"], classes, kept))
    assert wrong == []


def known(repository: Repository) -> set[str]:
    """Return the names of the numbers that are there now."""
    listed = json.loads(repository.kpidsl("check", "--format", "json").out)["summary"]
    assert listed["errors"] == 0
    texts = "\n".join(path.read_text("utf-8") for path in sorted((repository.folder / "specs").iterdir()))
    return {word for word in ("リード数", "商談数", "失注数", *RATES, "成約率", "商談化率") if word in texts}


def test_the_whole_history_in_one_comparison(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    for step in STEPS:
        step.does(repository)
        repository.commit(step.title)
    found = json.loads(repository.kpidsl("diff", first, "--format", "json", "--as-of", "2026-10-15").out)
    classes = {each["name"]: sorted(one["class"] for one in each["aspects"]) for each in found["changes"]}
    assert classes == {
        "shop": ["calendar"],
        "受注": ["filter"],
        "商談数": ["unit"],
        "失注数": ["added"],
        "リード数": ["removed"],
        "商談化率": ["retired"],
        "成約率": ["attributes", "renamed", "target", "wording"],
    }
