"""What a newcomer meets first: the README's picture, its links, and those of every other page."""

import re
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from kpidsl.cli.main import COMMANDS
from kpidsl.sql.dialects.levels import standings
from kpidsl.warehouse.engines import ENGINES
from tests.docs.conftest import ROOT, Settle
from tests.docs.pages import Page
from tests.docs.picture import WIDTH, first_page
from tests.docs.saying import Teller, answers, run

PICTURE = ROOT / "docs/images/scorecard.png"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<to>[^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def test_the_readme_shows_what_the_program_prints(teller: Teller, settle: Settle) -> None:
    page = Page.read(ROOT / "README.md")
    said, wrong = answers(page, teller)
    assert not wrong, "\n".join(wrong)
    settle(page.path, page.with_texts(said))


def test_the_readme_opens_with_the_two_commands() -> None:
    first = Page.read(ROOT / "README.md").blocks[0]
    assert [line.split("#")[0].strip() for line in first.text.splitlines()][-2:] == ["make demo", "make test"]


def test_the_readme_names_every_command() -> None:
    table = (ROOT / "README.md").read_text("utf-8")
    assert [each for each in COMMANDS if f"`kpidsl {each}" not in table] == []


def test_the_reference_has_a_section_for_every_command() -> None:
    headings = re.findall("^## (.+)$", (ROOT / "docs/language/commands.md").read_text("utf-8"), re.MULTILINE)
    assert [each for each in COMMANDS if not any(f"`{each}`" in heading for heading in headings)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    dead = []
    for match in _LINK.finditer(_FENCED.sub("", path.read_text("utf-8"))):
        to, _, heading = unquote(match["to"]).partition("#")
        if to.startswith(("http://", "https://", "mailto:")):
            continue
        target = (path.parent / to).resolve() if to else path
        line = re.fullmatch(r"L(\d+)", heading)
        if line is not None and target.is_file():
            if int(line[1]) > len(target.read_text("utf-8").splitlines()):
                dead.append(match["to"])
            continue
        if not target.exists() or (heading and heading not in _headings(target)):
            dead.append(match["to"])
    assert dead == []


def _headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_picture_is_a_page_and_loads_fast(update: bool, demo: Path, tmp_path: Path) -> None:
    if update:
        project = shutil.copytree(demo, tmp_path / "demo")
        run("kpidsl scorecard 月次 -o page.pdf --as-of 2026-10-31", project, "ja")
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_bytes(first_page(project / "page.pdf"))
    picture = PICTURE.read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (width, height > 500) == (WIDTH, True)
    assert len(picture) <= 200_000


def test_the_readme_lists_every_dialect_at_its_level(settle: Settle) -> None:
    rows = "".join(f"| {dialect} | {level} | {connection} |\n" for dialect, level, connection in _dialects())
    head = "| dialect | SQL | connection |\n|---|---|---|\n"
    text = (ROOT / "README.md").read_text("utf-8")
    before, _, after = text.partition(head)
    settle(ROOT / "README.md", before + head + rows + after[after.index("\n## ") :])


def _dialects() -> Iterator[tuple[str, str, str]]:
    engines = {each.dialect: each for each in ENGINES}
    for one in standings():
        engine = engines.get(one.names[0])
        connection = "" if engine is None else "built in" if not engine.install.startswith('"') else engine.install
        plain = connection.strip('"')
        shown = plain if plain in ("", "built in") else f"`pip install {plain}`"
        yield ", ".join(one.names), one.level, f"({shown})" if shown and one.level == "written" else shown or "none"
