"""What the tool says to a block of a page: findings to specs, output to commands."""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from kpidsl.pipeline import load
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import terminal
from tests.docs.pages import Block, Page

MANIFEST = (
    "kpidsl: 1\nname: shop\ntimezone: Asia/Tokyo\ncurrency: JPY\ncalendar: {fiscal_year_starts: april, holidays: JP}\n"
)
WAREHOUSE = "data/warehouse.duckdb"
_KEPT = ("PATH", "PYTHONPATH", "HOME", "SYSTEMROOT", "XDG_CACHE_HOME")
SPEC = {"kpi": "specs/sales.kpi", "yaml": "specs/sales.yaml"}


@dataclass
class Teller:
    """Says what the tool says; `files` is the project that a page builds up, empty where it uses the demo project."""

    folder: Path
    demo: Path
    prelude: str
    language: str = "en"
    files: dict[str, str] = field(default_factory=dict)

    def findings(self, block: Block) -> tuple[str, list[Diagnostic]]:
        """Return the findings of a block as the tool prints them, and as they are."""
        if block.file:
            self.files[block.file] = block.text
        files = {"kpidsl.yaml": MANIFEST, **self.files}
        if not block.file:
            files[SPEC[block.language]] = block.text
        if "alone" not in block.words and not any(name.startswith("specs/") for name in self.files):
            files["specs/company.kpi"] = self.prelude
        loaded = load(_laid(self.folder, files))
        found = [each for each in loaded.diagnostics if each.severity != "info"]
        return terminal(found, loaded.value.folder.texts, self.language), list(loaded.diagnostics)

    def output(self, block: Block) -> str:
        """Return a console block with what its commands print today."""
        folder = self._project()
        commands = [line for line in block.text.split("\n") if line.startswith("$ ")]
        said = "\n".join(f"{each}\n{run(each[2:], folder, self.language)}" for each in commands)
        return said.replace(f"{folder}/", "")

    def _project(self) -> Path:
        """Return where commands run: the page's own project, with the demo's warehouse where it connects to that."""
        if not self.files:
            return self.demo
        folder = _laid(self.folder, {"kpidsl.yaml": MANIFEST, **self.files})
        if any(WAREHOUSE in text for text in self.files.values()):
            (folder / WAREHOUSE).parent.mkdir(exist_ok=True)
            shutil.copy(self.demo / WAREHOUSE, folder / WAREHOUSE)
        return folder


def _laid(folder: Path, files: dict[str, str]) -> Path:
    for old in folder.glob("specs/*"):
        old.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(command: str, folder: Path, language: str) -> str:
    """Run `kpidsl …` in a folder as a person does, in a terminal of 100 columns; return all that it prints."""
    name, *arguments = shlex.split(command)
    assert name == "kpidsl", command
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    ended = subprocess.run(
        [sys.executable, "-c", "from kpidsl.cli.main import main; main()", *arguments],
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", "KPIDSL_LANG": language, "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return "".join(f"{line.rstrip()}\n" for line in ended.stdout.splitlines())


def answers(page: Page, teller: Teller) -> tuple[dict[Block, str], list[str]]:
    """Return the outputs of a page as they are today, and what is wrong with its specs."""
    said: dict[Block, str] = {}
    wrong = []
    for block in page.blocks:
        if "broken" in block.words:
            teller.files[str(block.file)] = block.text
        elif block.language in SPEC:
            printed, _ = teller.findings(block)
            below = page.answer_to(block)
            if below is not None and printed:
                said[below] = printed
            elif below is not None:
                wrong.append(f"{page.path.name}:{block.line} has no finding")
            elif printed:
                wrong.append(f"{page.path.name}:{block.line}\n{printed}")
        elif block.file:
            teller.files[block.file] = block.text
        elif block.language == "console":
            said[block] = teller.output(block)
    return said, wrong
