"""The page for browsers in a real one: folds, sorting, links, keyboard, print, without script, and under attack."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from kpidsl.scorecard.browser.page import browser_page, policy
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.records import Scorecard

from . import chromium
from .chromium import Chromium

pytestmark = pytest.mark.skipif(
    chromium.find() is None, reason="no Chromium on this machine (apt-get install chromium)"
)

HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "'};document.title='owned';//",
    "</style><style>*{display:none!important}</style>",
    "javascript:document.title='owned'",
    "{{ 7*7 }}{% raw %}",
    "<a href=//evil.example/>x</a>",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\x07\x1b[31m",
    "url(http://evil.example/x.png)",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, sample: Scorecard) -> Path:
    return written(tmp_path_factory.mktemp("browser") / "card.html", sample)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as opened:
        yield opened


def written(path: Path, card: Scorecard) -> Path:
    path.write_text(browser_page(card), "utf-8")
    return path


NAMES = "[...document.querySelectorAll('tbody.kpis tr')].map(row => row.dataset.kpi)"
KEYS = "[...document.querySelectorAll('tbody.kpis tr')].map(row => row.cells[5].dataset.key)"


def test_nothing_is_fetched_and_nothing_is_refused(browser: Chromium, file: Path) -> None:
    browser.open(file)
    assert browser.complaints == []
    assert [each for each in browser.loaded if not each.startswith(("data:image/svg+xml", "file:"))] == []
    assert browser.value("[...document.images].every(each => each.complete && each.naturalWidth > 0 && each.alt)")


def test_a_head_sorts_up_down_and_back_and_rows_without_value_stay_last(browser: Chromium, file: Path) -> None:
    browser.open(file)
    before = browser.value(NAMES)
    click = "document.querySelectorAll('thead button')[5].click()"
    browser.value(click)
    up = browser.value(KEYS)
    known = [float(each) for each in up if each]
    assert known == sorted(known) and up[len(known) :] == [""] * (len(up) - len(known)) and len(known) > 5
    assert browser.value("document.querySelectorAll('thead th')[5].getAttribute('aria-sort')") == "ascending"
    browser.value(click)
    down = browser.value(KEYS)
    assert [float(each) for each in down if each] == sorted(known, reverse=True) and down[-1] == ""
    browser.value(click)
    assert browser.value(NAMES) == before


def test_a_link_opens_the_kpi_and_moves_the_keyboard_to_it(browser: Chromium, file: Path) -> None:
    browser.open(file)
    assert browser.value("document.querySelectorAll('details.kpi[open]').length") == 0
    browser.value("document.querySelector('tbody.kpis a').focus()")
    browser.press("Enter", "\r")
    opened = "document.querySelectorAll('details.kpi[open]').length"
    for _ in range(50):
        if browser.value(opened):
            break
    assert browser.value(opened) == 1
    assert browser.value("document.activeElement.tagName + document.activeElement.parentNode.open") == "SUMMARYtrue"


def test_branches_fold_one_by_one_and_together(browser: Chromium, file: Path) -> None:
    browser.open(file)
    open_ones = "document.querySelectorAll('#tree details[open]').length"
    all_of_them = browser.value("document.querySelectorAll('#tree details').length")
    assert browser.value(open_ones) == all_of_them > 2
    browser.value("document.querySelector('#tree details summary').click()")
    assert browser.value(open_ones) == all_of_them - 1
    browser.value("document.querySelector('[data-folds=tree]').click()")
    assert browser.value(open_ones) == all_of_them
    browser.value("document.querySelector('[data-folds=tree]').click()")
    assert browser.value(open_ones) == 0


def test_every_control_can_be_reached_by_keyboard(browser: Chromium, file: Path) -> None:
    browser.open(file)
    controls = "a[href], button:not([disabled]):not([hidden]), summary, [tabindex='0']"
    number = browser.value(
        f"[...document.querySelectorAll(`{controls}`)].filter(each => each.checkVisibility()).length"
    )
    browser.value("window.seen = new Set(); document.body.focus()")
    for _ in range(number + 2):
        browser.press("Tab")
        browser.value("seen.add(document.activeElement); 0")
    assert browser.value("[...seen].filter(each => each !== document.body).length") >= number


def test_paper_gets_everything_that_was_folded(browser: Chromium, file: Path, sample: Scorecard) -> None:
    browser.open(file)
    document = pypdfium2.PdfDocument(BytesIO(browser.pdf()))
    width, height = document.get_page_size(0)
    assert width > height
    text = "".join(each.get_textpage().get_text_bounded() for each in document)
    assert all(each.fingerprint in text for each in sample.definitions)
    assert browser.value("document.querySelectorAll('details.kpi[open]').length") == 0


def test_without_script_the_page_says_the_same_and_folds(file: Path) -> None:
    with Chromium(script=False) as still:
        still.open(file, "#kpi-1")
        assert still.complaints == []
        text = still.pdf()
    with Chromium() as lively:
        lively.open(file, "#kpi-1")
        assert lively.value("document.querySelector('#kpi-1').checkVisibility()")
    assert len(pypdfium2.PdfDocument(BytesIO(text))) >= 1


def hostile(value: Any, path: str, texts: Iterator[str]) -> Any:
    """Return a record each of whose free texts is an attack."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, tuple):
        return tuple(hostile(each, path, texts) for each in value)
    if is_dataclass(value) and not isinstance(value, type | Locale):
        kept = {"status", "kind", "direction", "style", "window", "basis", "absent", "change_style", "operator", "side"}
        kept |= {"id", "parent", "child", "code", "period", "year", "as_of", "issued", "signal", "proof", "kpi", "days"}
        return replace(
            value,
            **{
                each.name: hostile(getattr(value, each.name), each.name, texts)
                for each in fields(value)
                if each.name not in kept
            },
        )
    return value


def attacks() -> Iterator[str]:
    while True:
        yield from HOSTILE


def attacked(card: Scorecard) -> Scorecard:
    made: Scorecard = hostile(card, "", attacks())
    return made


def test_texts_that_are_code_are_shown_as_texts(browser: Chromium, tmp_path: Path, sample: Scorecard) -> None:
    browser.open(written(tmp_path / "hostile.html", attacked(sample)))
    assert browser.complaints == []
    assert browser.value("document.title") != "owned"
    assert browser.value("document.scripts.length") == 1 and browser.value("document.styleSheets.length") == 1
    assert browser.value("[...document.images].every(each => each.src.startsWith('data:image/svg+xml'))")
    assert browser.value("[...document.links].every(each => each.getAttribute('href').startsWith('#'))")
    assert browser.value(
        "[...document.all].every(each => [...each.attributes].every(one => !one.name.startsWith('on')))"
    )
    assert [each for each in browser.loaded if "evil" in each.partition(",")[0]] == []
    shown = browser.value("document.body.innerText")
    assert "<script>document.title='owned'</script>" in shown and "{{ 7*7 }}" in shown
    assert not set(shown) & set("\N{RIGHT-TO-LEFT OVERRIDE}\x07\x1b")


def test_what_is_not_ours_does_not_run_inside_the_page(browser: Chromium, tmp_path: Path, sample: Scorecard) -> None:
    page = browser_page(sample).replace("</header>", "<script>document.title='owned'</script></header>")
    path = tmp_path / "injected.html"
    path.write_text(page, "utf-8")
    browser.open(path)
    assert browser.value("document.title") != "owned"
    assert any("Content Security Policy" in each for each in browser.complaints)


def test_the_policy_names_style_and_script_by_hash() -> None:
    assert policy("a", "b").startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy("a", "b")
