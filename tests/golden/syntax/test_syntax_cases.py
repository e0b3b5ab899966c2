"""What people get to read when a spec is misspelt, in both spellings and both languages."""

from pathlib import Path

import pytest

from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import message, terminal
from kpidsl.text.source import Source
from tests.golden.runner import Case, check_file, read_cases

FILES = sorted(Path(__file__).parent.glob("*.case"))


def findings(label: str, text: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    source = Source(f"sales.{label}", text + "\n")
    return source, read(source).diagnostics


def produce(inputs: dict[str, str]) -> dict[str, str]:
    said = {}
    for label, text in inputs.items():
        source, found = findings(label, text)
        lines = []
        for each in found:
            lines.append(terminal([each], {source.file: source}, "en").rstrip())
            words, hint = message(each, "ja")
            lines.append(f"  ja: {words}" + (f" / {hint}" if hint else ""))
        said[f"{label} says"] = "\n".join(lines) or "nothing"
    return said


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_said_is_as_written(path: Path, update: bool) -> None:
    assert not (differences := check_file(path, produce, update)), "\n\n".join(differences)


TWINS = [case for path in FILES for case in read_cases(path)[1] if {"kpi", "yaml"} <= case.inputs.keys()]


@pytest.mark.parametrize("case", TWINS, ids=lambda case: case.title)
def test_the_same_mistake_has_the_same_words_in_either_spelling(case: Case) -> None:
    said = [
        [(each.code, message(each, "en")[0], message(each, "ja")[0]) for each in findings(label, text)[1]]
        for label, text in case.inputs.items()
    ]
    assert said[0] == said[1]


def test_there_are_many_mistakes_and_each_code_is_among_them() -> None:
    codes = set()
    for path in FILES:
        for case in read_cases(path)[1]:
            for label, text in case.inputs.items():
                codes |= {each.code for each in findings(label, text)[1]}
    from kpidsl.text.codes.k1_syntax import ROWS

    hard_to_write = {"K120", "K122", "K139"}
    assert {row.id for row in ROWS} - codes <= hard_to_write
