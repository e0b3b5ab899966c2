"""The JSON Schema accepts every spec of the project, and refuses what a schema can see."""

import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENTS, rivals
from kpidsl.syntax.formatting.format import formatted
from kpidsl.syntax.read import read
from kpidsl.syntax.schema import json_schema
from kpidsl.text.source import Source

ROOT = Path(__file__).parents[2]


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: only true, false, null and numbers are not text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
Core.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789"))


def accepts(text: str) -> bool:
    jsonschema = pytest.importorskip("jsonschema")
    return bool(jsonschema.Draft202012Validator(json_schema()).is_valid(yaml.load(text, Core)))


def test_it_is_a_schema() -> None:
    pytest.importorskip("jsonschema").Draft202012Validator.check_schema(json_schema())


def specs() -> list[tuple[str, str]]:
    """Return every spec of the project that reads, those of the docs included, in YAML."""
    found = [(f"{path.parts[-3]}/{path.name}", path.read_text("utf-8")) for path in ROOT.glob("specs/*/specs/**/*.*")]
    for page in sorted((ROOT / "docs").rglob("*.md")):
        blocks = re.findall(r"^```(kpi|yaml)[^\n]*\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        found += [(f"{page.name} {number}.{spelling}", text) for number, (spelling, text) in enumerate(blocks)]
    sources = [Source(name, text) for name, text in found]
    written = [(source.file, formatted(source, "yaml").value) for source in sources if formatted(source, "kpi").value]
    plain = [(source.file, source.text) for source in sources if source.file.endswith(".yaml")]
    readable = {name for name, text in written if text}
    return [(name, text) for name, text in [*written, *plain] if text and name in readable]


def test_it_accepts_every_spec_of_the_project() -> None:
    checked = specs()
    assert len(checked) > 6
    assert [name for name, text in checked if not accepts(text)] == []


def test_it_accepts_every_clause_as_its_row_shows_it() -> None:
    for row in STATEMENTS:
        for clause in CLAUSES_OF[row.kind].values():
            others = [each for each in CLAUSES_OF[row.kind].values() if each.required and each is not clause]
            if clause.keyword not in rivals(row.kind):
                others += [CLAUSES_OF[row.kind][keyword] for keyword in rivals(row.kind)[:1]]
            keys = [f"{row.subject}: x"] if row.subject else []
            keys += [each.example_in("yaml").replace("…", "x") for each in [*others, clause]]
            indent = "\n      ".join(keys)
            text = f"{row.section}:\n    - {indent}\n" if row.listed else f"{row.section}:\n    x:\n      {indent}\n"
            assert read(Source("a.yaml", text)).diagnostics == (), text
            assert accepts(text), text


@pytest.mark.parametrize(
    "text",
    [
        "metric: {a: {formula: '1'}}",
        "metrics: {a: {formula: '1', unti: 件}}",
        "metrics: {a: {unit: 件}}",
        "metrics: {a: }",
        "metrics: {a: {formula: }}",
        "metrics: {a: {formula: [a, b]}}",
        "metrics: {a: {formula: {sum: a}}}",
        "metrics: {a: {formula: '1', target: 5}}",
        "metrics: [a]",
        "metrics: {2a: {formula: '1'}}",
        "metrics: {a b: {formula: '1'}}",
        "kpis: {a: {formula: '1', unit: [件, 社]}}",
        "kpis: {a: {formula: '1', target: []}}",
        "kpis: {a: {formula: '1', better: hihger}}",
        "kpis: {a: {formula: '1', review: monthy on 5}}",
        "kpis: {a: {formula: '1', key: sometimes}}",
        "sources: {a: {key: id}}",
        "sources: {a: {from: t, join: {leads: id}}}",
        "segments: {a: {formula: x = 1}}",
        "reviews: {a: {on: '2026-09-30'}}",
        "reviews: [{on: '2026-09-30'}]",
        "reviews: [{kpi: a}]",
        "events: [{what: x}]",
        "expects: [{name: a, in: '2026'}]",
        "order: metric a",
        "- metrics",
    ],
)
def test_it_refuses_what_a_schema_can_see_and_so_does_the_reader(text: str) -> None:
    assert not accepts(text)
    assert read(Source("a.yaml", text)).diagnostics


def test_every_clause_is_described_in_both_languages() -> None:
    for kind, statement in json_schema()["$defs"].items():
        for keyword, clause in statement["properties"].items():
            english, _, japanese = clause["description"].partition("\n")
            assert english and not japanese.isascii(), f"{kind}.{keyword}"
