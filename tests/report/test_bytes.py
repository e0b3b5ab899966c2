"""The same specs, data and as-of give the same document, in every process."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import hashlib, sys
from datetime import date
from pathlib import Path
from kpidsl.pipeline import connect, judge_scorecard, load
from kpidsl.report.paging import Issue, make_scorecard
from kpidsl.scorecard.designs import find_design
from kpidsl.scorecard.page import render_html
project = load(Path(sys.argv[1])).value
spec = project.model.scorecards["月次"]
board = judge_scorecard(project, connect(project, None, {}).value, spec, None, date(2026, 10, 31)).value
card = make_scorecard(project.model, spec, board, Issue("kpidsl test"))
page = render_html(card, find_design("executive").value).value
print(card.run.id, hashlib.sha256(page.encode()).hexdigest())
"""


def test_another_process_and_hash_seed_gives_the_same_page(demo: Path) -> None:
    told = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        ended = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(demo)], capture_output=True, text=True, env=environment, check=False
        )
        assert ended.returncode == 0, ended.stderr
        told.add(ended.stdout)
    assert len(told) == 1
