"""The messages that are not good enough yet: a case that has become good is to be moved to the golden ones."""

from pathlib import Path

from tests.golden.model.projects import findings, said
from tests.golden.runner import read_cases

FILES = sorted(Path(__file__).parent.glob("*.case"))


def test_no_message_here_has_become_good() -> None:
    good = []
    for path in FILES:
        for case in read_cases(path)[1]:
            wanted = case.parts["wanted"].splitlines()
            given = {label: text for label, text in case.parts.items() if label != "wanted"}
            words = said(*findings(given))
            assert wanted and words != "nothing", case.title
            good += [case.title] if all(line in words for line in wanted) else []
    assert good == [], "these are good now: move them to tests/golden/syntax or tests/golden/model"


def test_there_is_none_at_the_moment() -> None:
    titles = [case.title for path in FILES for case in read_cases(path)[1]]
    assert titles == [], "the note beside this says that there is none"
