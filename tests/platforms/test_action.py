"""The action's scripts and the GitLab job, run as the platforms run them: with their files, variables and a repository.

GitHub itself is played by a small server for the comment; everything else is the real thing.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github/action"
SPEC = 'source 注文 from "data/a.csv" {\n  key   id\n  time  day\n}\n\nkpi 件数 "Orders" = count(注文)\n'


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def git(folder: Path, *arguments: str) -> str:
    author = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    ended = subprocess.run(
        ["git", "-C", str(folder), *arguments], env={**os.environ, **author}, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a project in a folder, committed once."""
    root = tmp_path / "work space"
    (root / "kpi/specs").mkdir(parents=True)
    (root / "kpi/kpidsl.yaml").write_text("kpidsl: 1\nname: shop\nspecs: [specs]\nlocale: en-US\n", encoding="utf-8")
    (root / "kpi/specs/a.kpi").write_text(SPEC, encoding="utf-8")
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    return root


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Return a folder with `kpidsl` and `python` as an installation has them on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "kpidsl").write_text(f'#!/bin/sh\nexec {sys.executable} -m kpidsl "$@"\n')
    (folder / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    for each in folder.iterdir():
        each.chmod(0o755)
    return folder


def ran(command: list[str], folder: Path, tools: Path, **environment: str) -> Ran:
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    kept = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "TMPDIR": str(tools.parent)}
    ended = subprocess.run(
        command,
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ran(ended.returncode, ended.stdout, ended.stderr)


def checked(repository: Path, tools: Path, **environment: str) -> tuple[Ran, dict[str, str], str]:
    """Run the step as GitHub does; return how it ended, its outputs and the job's summary."""
    output, summary = tools.parent / "output", tools.parent / "summary"
    output.write_text("")
    summary.write_text("")
    given = {
        "GITHUB_WORKSPACE": str(repository),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(tools.parent),
        "KPIDSL_PROJECT": "kpi",
    }
    ended = ran(["bash", str(ACTION / "check.sh")], repository, tools, **given | environment)
    lines = output.read_text("utf-8").splitlines()
    return ended, dict(line.split("=", 1) for line in lines), summary.read_text("utf-8")


def test_a_clean_project_ends_with_0_and_says_so(repository: Path, tools: Path) -> None:
    ended, outputs, summary = checked(repository, tools)
    assert (ended.code, outputs["errors"]) == (0, "0")
    assert summary.startswith("### kpidsl: ")
    assert Path(outputs["report"]).read_text("utf-8") == summary


def test_an_error_is_an_annotation_at_the_path_from_the_root(repository: Path, tools: Path) -> None:
    (repository / "kpi/specs/b.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    ended, outputs, summary = checked(repository, tools, KPIDSL_SARIF="found.sarif")
    assert (ended.code, outputs["errors"]) == (1, "1")
    assert "::error file=kpi/specs/b.kpi,line=1," in ended.out
    assert "kpi/specs/b.kpi:1" in summary
    log = json.loads((repository / "found.sarif").read_text("utf-8"))
    uris = [
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in log["runs"][0]["results"]
        if each["level"] == "error"
    ]
    assert uris == ["kpi/specs/b.kpi"]


def test_a_baseline_leaves_only_what_is_new(repository: Path, tools: Path) -> None:
    (repository / "kpi/specs/b.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    ran([str(tools / "kpidsl"), "check", "--project", "kpi", "--write-baseline", "accepted.json"], repository, tools)
    ended, outputs, _ = checked(repository, tools, KPIDSL_BASELINE="accepted.json", KPIDSL_STRICT="true")
    assert (ended.code, outputs["errors"], outputs["warnings"]) == (0, "0", "0")


def test_what_changed_since_the_base_is_in_the_summary_and_may_fail(repository: Path, tools: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "kpi/specs/a.kpi").write_text(
        SPEC.replace("count(注文)", "count(注文 where id > 1)"), encoding="utf-8"
    )
    git(repository, "commit", "-qam", "second")
    ended, _, summary = checked(repository, tools, KPIDSL_BASE=base)
    assert ended.code == 0, ended.err
    assert "件数" in summary.split("\n\n", 1)[1]
    assert checked(repository, tools, KPIDSL_BASE=base, KPIDSL_FAIL_ON="meaning")[0].code == 1


def test_a_pull_request_that_mends_a_broken_base_passes(repository: Path, tools: Path) -> None:
    spec = repository / "kpi/specs/a.kpi"
    spec.write_text(SPEC + "\nmetric x = nothing\n", encoding="utf-8")
    git(repository, "commit", "-qam", "broken")
    base = git(repository, "rev-parse", "HEAD")
    spec.write_text(SPEC + "\nmetric x = count(注文 where id > 1)\n", encoding="utf-8")
    git(repository, "commit", "-qam", "mended")
    ended, _, summary = checked(repository, tools, KPIDSL_BASE=base)
    assert ended.code == 0, ended.err
    assert "K255" in summary


def test_a_base_that_was_not_fetched_is_a_warning(repository: Path, tools: Path) -> None:
    ended, _, _ = checked(repository, tools, KPIDSL_BASE="0" * 39 + "1")
    assert ended.code == 0
    assert "::warning::the commit" in ended.out
    assert "fetch-depth: 0" in ended.out


@pytest.mark.parametrize("base", ["$(touch pwned)", "--output=x", "a;b", "HEAD\n::error::"])
def test_nothing_that_comes_in_is_run(repository: Path, tools: Path, base: str) -> None:
    ended, _, _ = checked(repository, tools, KPIDSL_BASE=base)
    assert ended.code == 2
    assert not (repository / "pwned").exists()
    assert checked(repository, tools, KPIDSL_PROJECT="$(touch pwned)")[0].code == 2
    assert not (repository / "pwned").exists()


def test_a_missing_project_ends_with_2(repository: Path, tools: Path) -> None:
    ended, _, _ = checked(repository, tools, KPIDSL_PROJECT=".")
    assert ended.code == 2
    assert "::error::kpidsl check could not run" in ended.out


@pytest.mark.parametrize("version", ["0.1.0; touch pwned", "$(touch pwned)", "--index-url=http://x", "@ http://x"])
def test_a_version_is_a_version(repository: Path, tools: Path, version: str) -> None:
    ended = ran(["bash", str(ACTION / "install.sh")], repository, tools, KPIDSL_VERSION=version)
    assert ended.code == 2
    assert not (repository / "pwned").exists()


def test_no_script_of_the_action_has_an_expression_in_its_text() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "run" not in step or step["shell"] == "bash"
        for script in re.findall(r"\.github/action/[\w.]+", step.get("run", "")):
            assert (ROOT / script).is_file()
    used = set(re.findall(r"steps\.(\w+)\.outputs\.(\w+)", (ROOT / "action.yml").read_text("utf-8")))
    written = set(re.findall(r'echo "(\w+)=', (ACTION / "check.sh").read_text("utf-8")))
    assert {name for _, name in used} <= written


class Hub(ThreadingHTTPServer):
    """What GitHub does with the comments of a pull request, and what it was asked."""

    comments: list[dict[str, Any]]
    asked: list[tuple[str, str]]
    refuse = False


class Answers(BaseHTTPRequestHandler):
    server: Hub

    def _do(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        self.server.asked.append((self.command, self.path))
        if self.server.refuse or self.headers["Authorization"] != "Bearer secret":
            self.send_response(403)
            self.end_headers()
            return
        answer: Any = {}
        if self.command == "GET":
            page = int(re.search(r"page=(\d+)$", self.path)[1])  # type: ignore[index]
            answer = self.server.comments[(page - 1) * 100 : page * 100]
        elif self.command == "POST":
            self.server.comments.append({"id": len(self.server.comments) + 1, "user": {"type": "Bot"}, **body})
        else:
            number = int(self.path.rpartition("/")[2])
            next(each for each in self.server.comments if each["id"] == number).update(body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_GET = do_POST = do_PATCH = _do

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub(("127.0.0.1", 0), Answers) as server:
        server.comments, server.asked = [], []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def commented(hub: Hub, tools: Path, text: str) -> Ran:
    report = tools.parent / "report.md"
    report.write_text(text, encoding="utf-8")
    return ran(
        [str(tools / "python"), str(ACTION / "comment.py")],
        tools.parent,
        tools,
        GITHUB_API_URL=f"http://127.0.0.1:{hub.server_port}",
        GITHUB_REPOSITORY="owner/name",
        KPIDSL_TOKEN="secret",
        KPIDSL_PULL="7",
        KPIDSL_PROJECT="kpi",
        KPIDSL_REPORT=str(report),
    )


def test_the_first_run_writes_a_comment_and_later_ones_change_it(hub: Hub, tools: Path) -> None:
    # A person's comment that begins with the mark is left alone, and a hundred others are read over.
    person = {"id": 1, "user": {"type": "User"}, "body": "<!-- kpidsl kpi -->\nmine"}
    hub.comments += [person, *({"id": n, "user": {"type": "Bot"}, "body": "x"} for n in range(2, 151))]
    assert commented(hub, tools, "first 見出し").code == 0
    assert commented(hub, tools, "second").code == 0
    assert commented(hub, tools, "second").code == 0
    assert person["body"].endswith("mine")
    (own,) = hub.comments[150:]
    assert own["body"] == "<!-- kpidsl kpi -->\nsecond"
    assert [method for method, _ in hub.asked if method != "GET"] == ["POST", "PATCH"]
    assert hub.asked[0][1] == "/repos/owner/name/issues/7/comments?per_page=100&page=1"


def test_a_long_report_is_cut_at_a_line(hub: Hub, tools: Path) -> None:
    assert commented(hub, tools, "<details>\n" + "あ\n" * 50_000).code == 0
    (own,) = hub.comments
    assert len(own["body"]) < 65_536
    assert own["body"].count("<details>") == own["body"].count("</details>")
    assert "the rest is in the summary" in own["body"]


def test_a_token_that_may_only_read_is_no_failure(hub: Hub, tools: Path) -> None:
    hub.refuse = True
    ended = commented(hub, tools, "text")
    assert ended.code == 0
    assert "::warning::no comment was written (403" in ended.out
    assert "secret" not in ended.out + ended.err


def played(repository: Path, tools: Path, hub: Hub, base: str, inputs: dict[str, str]) -> list[Ran]:
    """Run the steps of action.yml as a runner does in a pull request: its own commands, with its own environment.

    Left out are the two that bring Python and kpidsl.
    """
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    defaults = {name: str(each.get("default", "")) for name, each in action["inputs"].items()}
    known = {f"inputs.{name}": value for name, value in (defaults | {"base": base, "token": "secret"} | inputs).items()}
    known["github.event.pull_request.number"] = "7"
    output, summary = tools.parent / "output", tools.parent / "summary"
    given = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_WORKSPACE": str(repository),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_API_URL": f"http://127.0.0.1:{hub.server_port}",
        "GITHUB_REPOSITORY": "owner/name",
        "RUNNER_TEMP": str(tools.parent),
    }
    ended = []
    for step in (each for each in action["runs"]["steps"] if "run" in each and "install.sh" not in each["run"]):
        output.write_text("")
        own = {
            name: re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: known[found[1]], value)
            for name, value in step["env"].items()
        }
        ended.append(ran(["bash", "-e", "-o", "pipefail", "-c", step["run"]], repository, tools, **given, **own))
        for line in output.read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            known[f"steps.{step.get('id')}.outputs.{name}"] = value
    return ended


def test_a_pull_request_is_checked_compared_and_commented_on(repository: Path, tools: Path, hub: Hub) -> None:
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-q", "-b", "change")
    spec = repository / "kpi/specs/a.kpi"
    spec.write_text(SPEC.replace("count(注文)", "count(注文 where id > 1)"), encoding="utf-8")
    git(repository, "commit", "-qam", "only some orders")
    clone = repository.parent / "runner"
    git(repository.parent, "clone", "-q", str(repository), str(clone))
    check, comment = played(clone, tools, hub, base, {"project": "kpi"})
    assert (check.code, comment.code) == (0, 0), check.err + comment.err
    (own,) = hub.comments
    assert own["body"].startswith("<!-- kpidsl kpi -->\n### kpidsl: ")
    assert "What this change means" in own["body"]
    assert "| 🟠 | kpi **件数** | filter |" in own["body"]
    # A later push with an error: the job fails, and the same comment says why.
    (clone / "kpi/specs/a.kpi").write_text(SPEC + "metric x = nothing\n", encoding="utf-8")
    check, comment = played(clone, tools, hub, base, {"project": "kpi"})
    assert (check.code, comment.code) == (1, 0)
    (own,) = hub.comments
    assert "K201" in own["body"]
    assert "::error file=kpi/specs/a.kpi,line=" in check.out


def job(repository: Path, tools: Path, **environment: str) -> Ran:
    """Run the script of the GitLab job as its runner does: with sh, in the folder of the repository."""
    template = yaml.safe_load((ROOT / ".gitlab/kpidsl.gitlab-ci.yml").read_text("utf-8"))["kpidsl"]
    variables = {name: str(value) for name, value in template["variables"].items()}
    given = {"CI_PROJECT_DIR": str(repository), **variables, "KPIDSL_PROJECT": "kpi", **environment}
    return ran(["sh", "-c", "\n".join(template["script"])], repository, tools, **given)


def test_the_gitlab_job_leaves_both_reports_and_ends_as_kpidsl_does(repository: Path, tools: Path) -> None:
    assert job(repository, tools).code == 0
    (repository / "kpi/specs/b.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    ended = job(repository, tools, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD")
    assert ended.code == 1
    issues = json.loads((repository / "kpidsl-code-quality.json").read_text("utf-8"))
    assert "kpi/specs/b.kpi" in [each["location"]["path"] for each in issues]
    assert "<failure" in (repository / "kpidsl-junit.xml").read_text("utf-8")
    assert job(repository, tools, KPIDSL_PROJECT=".").code == 2


def test_the_gitlab_job_says_what_a_merge_request_changes(repository: Path, tools: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "kpi/specs/a.kpi").write_text(
        SPEC.replace("count(注文)", "count(注文 where id > 1)"), encoding="utf-8"
    )
    git(repository, "commit", "-qam", "second")
    assert job(repository, tools, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).code == 0
    assert "件数" in (repository / "kpidsl-diff.md").read_text("utf-8")
    assert job(repository, tools, CI_MERGE_REQUEST_DIFF_BASE_SHA=base, KPIDSL_FAIL_ON="meaning").code == 1


def test_the_hooks_are_those_that_pre_commit_reads() -> None:
    hooks = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert set(hooks) == {"kpidsl-check", "kpidsl-fmt"}
    for hook in hooks.values():
        assert hook["language"] == "python"
        pattern = re.compile(hook["files"])
        assert pattern.search("kpi/specs/a.kpi")
        assert not pattern.search("src/main.py")


def test_the_page_on_pull_requests_names_what_there_is() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text("utf-8"), re.DOTALL)
    workflow, pipeline, hooks = (yaml.safe_load(block) for block in blocks)
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    (used,) = (step for step in workflow["jobs"]["kpi"]["steps"] if step["uses"].startswith("OWNER/"))
    assert set(used["with"]) <= set(inputs)
    template = yaml.safe_load((ROOT / ".gitlab/kpidsl.gitlab-ci.yml").read_text("utf-8"))["kpidsl"]
    assert set(pipeline["variables"]) <= set(template["variables"])
    known = {each["id"] for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {each["id"] for each in hooks["repos"][0]["hooks"]} <= known
