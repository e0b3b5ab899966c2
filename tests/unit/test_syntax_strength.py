"""Whatever is thrown at the readers, findings come back, at places inside the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpidsl.syntax.read import read
from kpidsl.text.render import terminal
from kpidsl.text.source import Source
from tests.unit.test_syntax_tree import KPI, YAML

FILES = ["a.kpi", "a.yaml"]
PIECES = [
    *"{}()[]\"'`#:,-+*/=<>.%\\|>&!@\n\r\t ",
    "\n  ",
    "\n    ",
    "x",
    "３",
    "１億",
    "2026-09",
    "target",
    "where",
    "“",
    "\x00",
]


def survives(file: str, text: str) -> None:
    source = Source(file, text)
    outcome = read(source)
    for each in outcome.diagnostics:
        assert each.span is not None
        assert 0 <= each.span.start <= each.span.end <= max(len(text), 1)
    for statement in outcome.value.statements:
        assert 0 <= statement.span.start <= statement.span.end <= len(text)
    terminal(outcome.diagnostics, {file: source}, "ja")


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text(file: str, text: str) -> None:
    survives(file, text)


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=150, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_text_made_of_signs(file: str, text: str) -> None:
    survives(file, text)


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_good_file_with_a_few_changes(file: str, data: st.DataObject) -> None:
    text = KPI if file.endswith("kpi") else YAML
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(start + data.draw(st.integers(0, 12)), len(text))
        text = text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[end:]
    survives(file, text)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("text", KPI.splitlines() + YAML.splitlines())
def test_a_file_that_ends_too_early(file: str, text: str) -> None:
    whole = KPI if file.endswith("kpi") else YAML
    survives(file, whole[: whole.find(text) + len(text) // 2])


HEAVY = {
    "a long line": ("x" * 1_000_000, "K122"),
    "a large file": ("x\n" * 5_000_000, "K139"),
    "parentheses": ("metric a = " + "(" * 15_000, "K123"),
    "not not not": ("metric a = " + "not " * 4_000 + "b", "K123"),
    "minus": ("metric a = " + "- " * 9_000 + "1", "K123"),
    "a chain of sums": ("metric a = 1" + "\n + 1" * 20_000, "K123"),
    "braces": ("kpi a = 1 {\n" * 2_000, "K108"),
}
HEAVY_YAML = {
    "brackets": ("a: " + "[" * 15_000, "K123"),
    "blocks": ("\n".join(" " * depth + "a:" for depth in range(150)), "K123"),
    "an alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "K170"),
    "a chain of sums": ("metrics:\n  a:\n    formula: 1" + "\n     + 1" * 20_000, "K123"),
}


@pytest.mark.parametrize("title", HEAVY)
def test_heavy_text_ends_in_a_finding(title: str) -> None:
    text, code = HEAVY[title]
    assert code in {each.code for each in read(Source("a.kpi", text)).diagnostics}


@pytest.mark.parametrize("title", HEAVY_YAML)
def test_heavy_yaml_ends_in_a_finding(title: str) -> None:
    text, code = HEAVY_YAML[title]
    assert code in {each.code for each in read(Source("a.yaml", text)).diagnostics}


@pytest.mark.parametrize("file", FILES)
def test_one_broken_declaration_hides_no_other(file: str) -> None:
    text = KPI if file.endswith("kpi") else YAML
    whole = read(Source(file, text)).value.statements
    broken = text.replace("受注数 / 商談数", '"受注数 / / (商談数', 1)
    assert broken != text
    outcome = read(Source(file, broken))
    names = {(each.kind, each.name.text) for each in outcome.value.statements if each.name}
    assert names == {(each.kind, each.name.text) for each in whole if each.name}
    assert len(outcome.diagnostics) == 1
