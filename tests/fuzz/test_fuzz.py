"""A short run of the coverage-guided fuzzer; KPIDSL_FUZZ_SECONDS makes it as long as one likes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpidsl.syntax.read import read
from kpidsl.text.source import Source

ROOT = Path(__file__).parents[2]
SECONDS = int(os.environ.get("KPIDSL_FUZZ_SECONDS", "15"))


def test_no_bytes_bring_the_readers_or_the_formatter_down(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no build for this Python")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    specs = [*ROOT.glob("specs/*/specs/*.kpi"), *ROOT.glob("specs/*/specs/*.yaml")]
    for index, file in enumerate(specs):
        (seeds / str(index)).write_bytes((b"\1" if file.suffix == ".yaml" else b"\0") + file.read_bytes()[:3000])
    command = [sys.executable, "-m", "tests.fuzz.target", f"-max_total_time={SECONDS}", "-max_len=4000", "-timeout=20"]
    ended = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/", str(seeds)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-6000:]
    print(next((line for line in ended.stderr.splitlines() if line.startswith("Done")), ""))


@pytest.mark.parametrize("text", ['kpi x = 1 {\n  review "every" month\n}\n', "kpi x = 1 {\n  review 5 month\n}\n"])
def test_what_the_fuzzer_found_is_a_finding(text: str) -> None:
    assert [each.severity for each in read(Source("a.kpi", text)).diagnostics] == ["error"]
