"""Running `kpidsl` as a person does: in a process of its own, and seeing what came out."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest


class Ended(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Kpidsl = Callable[..., Ended]


@pytest.fixture
def kpidsl(tmp_path: Path) -> Kpidsl:
    """Return a function that runs a command in an empty folder; no command may ever show a traceback."""

    def run(*arguments: object, folder: Path = tmp_path, **environment: str) -> Ended:
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "XDG_CACHE_HOME") if name in os.environ
        }
        ended = subprocess.run(
            [sys.executable, "-c", "from kpidsl.cli.main import main; main()", *map(str, arguments)],
            cwd=folder,
            env={**kept, "LANG": "C.UTF-8", "KPIDSL_LANG": "en", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project over a CSV file with exact decimals, a null and Japanese names."""
    folder = tmp_path / "営業 project"
    (folder / "specs").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text(
        "kpidsl: 1\nname: shop\nspecs: [specs]\nlocale: ja-JP\ntimezone: Asia/Tokyo\n", encoding="utf-8"
    )
    (folder / "specs/shop.kpi").write_text(
        'source 注文 from "data/orders.csv" {\n  key id\n  time day\n  dimension channel\n}\n'
        "metric 件数 = count(注文)\nmetric 売上 = sum(注文.amount) {\n  unit JPY\n}\nmetric 単価 = 売上 / 件数\n",
        encoding="utf-8",
    )
    (folder / "data/orders.csv").write_text(
        "id,day,amount,channel\n1,2026-08-03,100,web\n2,2026-08-04,250,\n3,2026-10-01,50,店\n", encoding="utf-8"
    )
    return folder
