"""What people get to read when a spec is well written and means something that cannot be, in both spellings."""

import random
from pathlib import Path

import pytest

from kpidsl.project import read_folder
from kpidsl.text.codes import k2_names, k3_types, k4_rows, k5_time, k6_targets
from kpidsl.text.render import message
from tests.golden.model.projects import findings, runs, said
from tests.golden.runner import Case, check_file, read_cases

FILES = sorted(Path(__file__).parent.glob("*.case"))
CASES = [case for path in FILES for case in read_cases(path)[1]]


def produce(inputs: dict[str, str]) -> dict[str, str]:
    return {f"{label} says": said(*findings(given)) for label, given in runs(inputs).items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_said_is_as_written(path: Path, update: bool) -> None:
    assert not (differences := check_file(path, produce, update)), "\n\n".join(differences)


TWINS = [case for case in CASES if {"kpi", "yaml"} <= case.inputs.keys()]


@pytest.mark.parametrize("case", TWINS, ids=lambda case: case.title)
def test_the_same_mistake_has_the_same_words_in_either_spelling(case: Case) -> None:
    kpi, yaml = (
        sorted((each.code, *message(each, "en"), *message(each, "ja")) for each in findings(given)[1])
        for given in runs(case.inputs).values()
    )
    assert kpi == yaml


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_order_of_files_means_nothing(case: Case) -> None:
    for given in runs(case.inputs).values():
        labels = list(given)
        random.Random(case.title).shuffle(labels)
        assert findings({label: given[label] for label in labels})[1] == findings(given)[1]


def broken_folders(folder: Path) -> list[Path]:
    """Make a folder for each finding about a project's files."""
    made = []
    for number, specs in enumerate(("[specs]", "[../outside]", "[wrong]", "[large]")):
        each = folder / str(number)
        (each / "wrong").mkdir(parents=True)
        (each / "large").mkdir()
        (each / "kpidsl.yaml").write_text(f"kpidsl: 1\nspecs: {specs}\n")
        (each / "wrong/a.kpi").write_bytes(b"\xff\xfe")
        with (each / "large/a.kpi").open("wb") as file:
            file.truncate(20_000_001)
        made.append(each)
    return [*made, folder / "nothing"]


def test_there_are_many_mistakes_and_each_code_is_among_them(tmp_path: Path) -> None:
    cases = [findings(given)[1] for case in CASES for given in runs(case.inputs).values()]
    folders = [read_folder(each).diagnostics for each in broken_folders(tmp_path)]
    codes = {each.code for found in (*cases, *folders) for each in found}
    families = (k2_names, k3_types, k4_rows, k5_time, k6_targets)
    # Said of a request or of its numbers, not of the specs: tests/report and tests/unit/test_query_depth.py have them.
    of_a_request = {"K429", "K512", "K620", "K627", "K628", "K629"}
    # Said of the rules that a number is excused from: tests/lint has them.
    of_rules = {"K232", "K233"}
    # Said of two revisions, and of reports that were kept: tests/history has them.
    of_history = {"K250", "K251", "K252", "K253", "K254", "K255"}
    assert {row.id for family in families for row in family.ROWS} - codes == of_a_request | of_rules | of_history
    assert len(CASES) >= 90
