"""Findings as people and programs get them."""

import json
from xml.etree import ElementTree

import pytest

from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding
from kpidsl.text.render import Locale, as_github, as_json, as_junit, as_sarif, message, terminal
from kpidsl.text.render.visible import width
from kpidsl.text.source import Source, Span

FILE = "specs/sales.kpi"
TEXT = 'kpi 受注率 = a {\n\tunit\t%\n  owner "営業"\n}\n'
SOURCES = {FILE: Source(FILE, TEXT)}


def at(text: str) -> Span:
    start = TEXT.index(text)
    return Span(FILE, start, start + len(text))


def twice(text: str, *labels: Label) -> Diagnostic:
    return finding("K104", at(text), *labels, clause="unit")


def carets(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.lstrip(" |").startswith(("^", "-")) and "-->" not in line]


@pytest.mark.parametrize("text", ["受注率", "= a", '"営業"', "%"])
def test_the_signs_stand_right_under_what_is_meant(text: str) -> None:
    said = terminal([twice(text)], SOURCES, "en")
    shown = next(line for line in said.splitlines() if text in line and "error" not in line)
    signs = next(line for line in said.splitlines() if "^" in line)
    assert width(shown[: shown.index(text)]) == signs.index("^")
    assert signs.count("^") == width(text)


def test_labels_stand_on_their_own_lines() -> None:
    said = terminal([twice("unit", Label(at("owner"), Said("the other", "他方")))], SOURCES, "ja")
    assert "他方" in said and "エラー[K104]" in said and "ヒント" in said
    assert [line.count("^") + line.count("-") for line in carets(said)] == [4, 5]


def test_the_form_is_that_of_the_house() -> None:
    said = terminal([twice("owner")], SOURCES, "en")
    assert said == (
        "error[K104]: `unit` stands twice\n"
        "  --> specs/sales.kpi:3:3\n"
        '3 |   owner "営業"\n'
        "  |   ^^^^^\n"
        "  = hint: keep one of them\n"
    )


def test_colour_is_only_there_when_asked_for() -> None:
    assert "\x1b[" not in terminal([twice("owner")], SOURCES, "en")
    assert "\x1b[" in terminal([twice("owner")], SOURCES, "en", color=True)


def test_what_a_spec_holds_cannot_act_on_a_terminal() -> None:
    hostile = Source("a\x1b[2J.kpi", "x\x1b[31m\u202e = 1\n")
    found = finding("K104", Span(hostile.file, 0, 3), clause="\x1b]0;gone\x07")
    for said in (
        terminal([found], {hostile.file: hostile}, "en"),
        as_junit([found], {hostile.file: hostile}, "en"),
        as_json([found], {hostile.file: hostile}, "en", {}),
    ):
        assert "\x1b" not in said and "\u202e" not in said and "\x07" not in said


def test_a_long_line_is_shown_in_part() -> None:
    line = "a" * 5_000 + "受注率" + "b" * 5_000
    source = Source("a.kpi", line)
    said = terminal([finding("K104", Span("a.kpi", 5_000, 5_003), clause="x")], {"a.kpi": source}, "en")
    shown, signs = said.splitlines()[2:4]
    assert max(map(width, said.splitlines())) < 200
    assert width(shown[: shown.index("受注率")]) == signs.index("^") and signs.count("^") == 6


def test_a_finding_without_a_place() -> None:
    found = finding("K104", None, clause="x")
    assert terminal([found], {}, "en") == "error[K104]: `x` stands twice\n  = hint: keep one of them\n"
    assert json.loads(as_json([found], {}, "en", {}))["diagnostics"][0]["line"] is None
    assert "::error title=K104::" in as_github([found], {}, "en")


def test_json() -> None:
    read = json.loads(as_json([twice('"営業"')], SOURCES, "ja", {"errors": 1}))
    assert read == {
        "diagnostics": [
            {
                "code": "K104",
                "severity": "error",
                "message": "`unit` が 2 回書かれている",
                "hint": "どちらか 1 つを残す",
                "file": FILE,
                "line": 3,
                "column": 9,
                "end_line": 3,
                "end_column": 13,
            }
        ],
        "summary": {"errors": 1},
    }


def test_sarif() -> None:
    run = json.loads(as_sarif([twice("owner", Label(at("unit"), "here"))], SOURCES, "en", "0.1.0"))["runs"][0]
    result = run["results"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert result["ruleId"] == run["tool"]["driver"]["rules"][0]["id"] == "K104"
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 3,
        "endLine": 3,
        "endColumn": 8,
    }
    assert result["relatedLocations"][0]["message"]["text"] == "here"


def test_github_escapes_what_would_end_a_command() -> None:
    source = Source("a,b:c%.kpi", "x\n")
    found = finding("K104", Span(source.file, 0, 1), clause="100%\n::error::")
    said = as_github([found], {source.file: source}, "en")
    assert said.count("\n") == 1
    assert said.startswith("::error file=a%2Cb%3Ac%25.kpi,line=1,endLine=1,col=1,endColumn=1,title=K104::")
    assert "100%25" in said


def test_junit_is_well_formed_and_fails_where_a_file_does() -> None:
    sources = {**SOURCES, "b.kpi": Source("b.kpi", "")}
    found = finding("K104", at("owner"), clause="<&]]>\x00")
    suite = ElementTree.fromstring(as_junit([found], sources, "en").encode())
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == [FILE]


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("K1")])
def test_words_are_filled_in_both_languages(code: str) -> None:
    facts = dict.fromkeys(CODES[code].fields, "X")
    for locale in ("en", "ja"):
        text, hint = message(finding(code, None, **facts), locale)  # type: ignore[arg-type]
        assert text and "{X" not in text + hint
        assert text.splitlines() == [text]


def test_braces_in_words_are_braces() -> None:
    assert message(finding("K108", None, kind="kpi"), "en")[0] == "the `{` of this kpi is never closed"


@pytest.mark.parametrize(
    ("near", "locale", "said"),
    [("受注率", "en", "did you mean 受注率? "), ("受注率", "ja", "受注率 の間違いではありませんか。"), ("", "en", "")],
)
def test_the_nearest_name_is_asked_for_before_the_hint(near: str, locale: Locale, said: str) -> None:
    code = next(row for row in CODES.values() if "near" not in row.fields and row.hint_en and row.hint_ja)
    facts = dict.fromkeys(code.fields, "X")
    plain = message(finding(code.id, None, **facts), locale)[1]
    assert message(finding(code.id, None, **facts, near=near), locale)[1] == said + plain


def test_a_mark_on_a_letter_takes_no_column() -> None:
    assert [width(text) for text in ("が", "か\u3099", "a\u0301", "\u2764\ufe0f")] == [2, 2, 1, 1]


@pytest.mark.parametrize(("text", "starts"), [("", (0,)), ("a\r\nb\rc\n", (0, 3, 5, 7)), ("\r\r\n", (0, 1, 3))])
def test_a_line_ends_at_lf_crlf_or_cr_alone(text: str, starts: tuple[int, ...]) -> None:
    assert Source("a", text).line_starts == starts


def test_places_in_several_files_stand_in_the_order_of_their_names() -> None:
    sources = {name: Source(name, "x = 1\n") for name in ("c.kpi", "b.kpi", "a.kpi")}
    places = [Label(Span(name, 0, 1), "") for name in ("c.kpi", "b.kpi")]
    said = terminal([finding("K104", Span("a.kpi", 0, 1), *places, clause="x")], sources, "en")
    assert [line.split()[1] for line in said.splitlines() if "-->" in line] == ["a.kpi:1:1", "b.kpi:1:1", "c.kpi:1:1"]
