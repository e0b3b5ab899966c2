"""A project in a git repository of its own, changed commit by commit."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

MANIFEST = "kpidsl: 1\nname: shop\nspecs: [specs]\nlocale: ja-JP\ntimezone: Asia/Tokyo\ncurrency: JPY\n"
SPEC = """\
source deals "商談" from "data/deals.csv" {
  key        id
  time       opened
  time       closed
  dimension  channel
}

source leads from "data/leads.csv" {
  key   id
  time  day
}

segment 受注 of deals = stage = 'won' and amount > 0

metric リード数 = count(leads)
metric 商談数 = count(deals)
metric 受注数 = count(deals where 受注 at closed)

kgi 受注金額 = sum(deals.amount where 受注 at closed) {
  unit       JPY
  breakdown  商談数 * 受注率 * 平均単価
  target     1000万円 in 2026
}

metric 平均単価 = 受注金額 / 受注数

kpi 受注率 "Win rate" = 受注数 / 商談数 {
  unit        %
  target      30% in 2026-08
  target      35% in 2026-12
  owner       "営業"
  definition  "Won over opened."
}

kpi 商談化率 = 商談数 / リード数 {
  unit    %
  drives  商談数
  target  50% in 2026
}

scorecard 月次 {
  show 受注金額 tree
}

expect 受注率 in 2026-08 = 50%
"""
DEALS = """\
id,opened,closed,stage,amount,channel
1,2026-08-03,2026-08-20,won,100,web
2,2026-08-04,2026-09-02,won,250,
3,2026-08-09,2026-08-30,lost,70,店
4,2026-09-01,2026-09-09,won,0,店
"""
LEADS = "id,day\n1,2026-08-01\n2,2026-08-01\n3,2026-08-05\n4,2026-08-09\n5,2026-09-01\n"


class Ended(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass
class Repository:
    """A repository with a project in one of its folders."""

    root: Path
    folder: Path

    def git(self, *arguments: str) -> str:
        names = ("-c", "user.name=someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        ended = subprocess.run(
            ["git", "-C", str(self.root), *names, *arguments], capture_output=True, text=True, check=True, env=kept
        )
        return ended.stdout.strip()

    def write(self, **files: str) -> None:
        """Write files by their path from the project's folder, `__` for a slash and `_dot_` for a dot."""
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def replace(self, old: str, new: str, file: str = "specs/営業.kpi") -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def commit(self, message: str = "a change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def kpidsl(self, *arguments: object, **environment: str) -> Ended:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME") if name in os.environ}
        ended = subprocess.run(
            [sys.executable, "-c", "from kpidsl.cli.main import main; main()", *map(str, arguments)],
            cwd=self.folder,
            env={**kept, "LANG": "C.UTF-8", "KPIDSL_LANG": "en", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert "Traceback" not in ended.stderr and "mistake of our own" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)


Make = Callable[[], Repository]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository whose project lies in a folder with a Japanese name and a blank, committed once."""
    root = tmp_path / "repository"
    made = Repository(root, root / "経営 project")
    made.folder.mkdir(parents=True)
    made.git("init", "-q", "-b", "main")
    (root / ".gitignore").write_text(".kpidsl/\n", encoding="utf-8")
    made.write(kpidsl_dot_yaml=MANIFEST, specs__営業_dot_kpi=SPEC, data__deals_dot_csv=DEALS, data__leads_dot_csv=LEADS)
    made.commit("the first state")
    return made
