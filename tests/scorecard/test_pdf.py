"""The finished PDF, opened again: fonts, tags, pages, bytes; and what happens when it cannot be made."""

import sys
import time
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from kpidsl.scorecard.charts import tree_layout
from kpidsl.scorecard.designs import Design
from kpidsl.scorecard.figures import Name
from kpidsl.scorecard.files import write_whole
from kpidsl.scorecard.fonts import bundled
from kpidsl.scorecard.page import render_html
from kpidsl.scorecard.pdf import Rendered, probe, render_pdf
from kpidsl.scorecard.records import Group, Row, Scorecard, Tree
from kpidsl.scorecard.workshop import Limits, Worker

from .conftest import with_rows

HEAD = '<html lang="ja"><head><title>t</title><style>html{{font-family:"Kpidsl Sans JP"}}</style></head>'
TINY = HEAD + "<body>{}</body></html>"
SQUARE = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2210%22 height=%2210%22/%3E"


def codes(html: str, **options: object) -> list[str]:
    return [each.code for each in render_pdf(html, **options).diagnostics]  # type: ignore[arg-type]


def test_only_the_two_shipped_fonts_are_in_the_file_as_truetype_subsets(pdf: Rendered) -> None:
    with pikepdf.open(BytesIO(pdf.data)) as file:
        found = [
            each
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        names = {str(each["/FontName"]) for each in found}
        assert {name.split("+")[1] for name in names} == set(bundled.EMBEDDED)
        assert all("/FontFile2" in each for each in found)


def test_the_file_is_tagged_titled_and_every_figure_speaks(pdf: Rendered) -> None:
    with pikepdf.open(BytesIO(pdf.data)) as file:
        assert str(file.Root["/Lang"]) == "ja-JP" and bool(file.Root["/MarkInfo"]["/Marked"])
        assert "営業スコアカード 2026年9月" in str(file.docinfo["/Title"])
        figures = [
            each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert len(figures) > 25 and all(str(each["/Alt"]) for each in figures)


def test_the_sample_is_four_landscape_pages_with_the_tree_on_the_second(pdf: Rendered) -> None:
    document = pypdfium2.PdfDocument(pdf.data)
    assert pdf.pages == len(document) == 4
    assert all(
        round(width) == 842 and round(height) == 595 for width, height in (document.get_page_size(i) for i in range(4))
    )
    texts = [document[index].get_textpage().get_text_bounded() for index in range(4)]
    assert (
        "着地見込み" in texts[0]
        and "KPI ツリー" in texts[1]
        and "KPI の定義" in texts[2]
        and "20261001-0730-5f2c9a" in texts[3]
    )


def test_nothing_is_printed_beyond_the_margins(pdf: Rendered) -> None:
    document = pypdfium2.PdfDocument(pdf.data)
    for index in range(len(document)):
        text = document[index].get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        assert min(box[0] for box in boxes) > 30 and max(box[2] for box in boxes) < 842 - 30


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return how much of the smaller box lies in the other: left, bottom, right, top."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(wide, 0) * max(high, 0) / least if least else 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_text_lies_on_another(language: str, pdf: Rendered, english: Scorecard, executive: Design) -> None:
    data = pdf.data
    if language == "en":
        html = render_html(english, executive).value
        made = render_pdf(html or "").value
        assert made is not None
        data = made.data
    text = pypdfium2.PdfDocument(data)[0].get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair) > 0.3] == []


def test_the_same_page_gives_the_same_bytes_whatever_the_time_and_the_environment(
    page: str, pdf: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.sleep(1)  # dates in fonts count whole seconds
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    again = render_pdf(page).value
    assert again is not None and again.data == pdf.data


@pytest.mark.parametrize(("number", "most"), [(3, 3), (60, 5)])
def test_few_and_many_kpis_fill_as_many_pages_as_they_need(
    number: int, most: int, row: Row, sample: Scorecard, executive: Design
) -> None:
    rows = tuple(
        replace(row, name=Name(f"とても長い名前の指標でも行の高さは変わらない{index}号の受注率"))
        for index in range(number)
    )
    card = replace(with_rows(sample, *rows), groups=(Group("A", rows[:7]), Group("B", rows[7:])))
    html = render_html(card, executive).value
    assert html is not None
    made = render_pdf(html).value
    assert made is not None and made.pages == most


@pytest.mark.parametrize("sizes", [(1, 1, 1, 5, 5, 5), (3, 3, 3, 3, 3, 3), (1,) * 18, (18,)])
def test_eighteen_rows_in_any_groups_stand_on_the_first_page_with_its_legend(
    sizes: tuple[int, ...], row: Row, sample: Scorecard, executive: Design
) -> None:
    long = Name("とても長い名前の指標でも行の高さは変わらない受注率")
    groups = tuple(
        Group(f"とても長い名前の区分その{number}", (replace(row, name=long),) * size)
        for number, size in enumerate(sizes)
    )
    card = replace(sample, groups=groups, definitions=(), tree=Tree())
    made = render_pdf(render_html(card, executive).value or "").value
    assert made is not None and made.pages == 2
    assert "比較の図" in pypdfium2.PdfDocument(made.data)[0].get_textpage().get_text_bounded()


def test_a_character_without_glyph_that_a_design_writes_is_refused() -> None:
    assert codes(TINY.format("😀")) == ["K906"]


def test_a_picture_without_words_is_refused() -> None:
    assert codes(TINY.format(f"<img alt='' src='{SQUARE}'>")) == ["K915"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname"])
@pytest.mark.parametrize(
    "tag", ["<img alt=a src='{}'>", "<link rel=stylesheet href='{}'>", "<link rel=attachment href='{}'>"]
)
def test_no_address_is_ever_opened(address: str, tag: str) -> None:
    assert codes(TINY.format(tag.format(address))) == ["K907"]


@pytest.mark.parametrize(
    ("code", "stand_in"),
    [
        ("K901", "print('-----\\nbanner')\nraise OSError(\"cannot load library 'libgobject-2.0-0'\")"),
        ("K904", "import os\nos.abort()"),
        ("K905", "import time\ntime.sleep(30)"),
    ],
)
def test_a_broken_renderer_is_a_finding(
    code: str, stand_in: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "weasyprint"
    package.mkdir()
    (package / "__init__.py").write_text(stand_in, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert codes(TINY.format("x"), limits=Limits(seconds=1.5)) == [code]


WITHOUT_SUBSET = """
import cffi
real = cffi.FFI.dlopen
def dlopen(self, name, *more):
    if "subset" in str(name):
        raise OSError(f"cannot load library {name!r}")
    return real(self, name, *more)
cffi.FFI.dlopen = dlopen
"""


def test_a_missing_library_for_subsets_is_told_beside_the_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_SUBSET, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = render_pdf(TINY.format("x"))
    assert made.value is not None and [each.code for each in made.diagnostics] == ["K913"]


def test_one_worker_goes_on_after_a_document_that_killed_it() -> None:
    with Worker() as worker:
        first = render_pdf(TINY.format("one"), worker=worker).value
        assert codes(TINY.format("<p>x</p>" * 20_000), limits=Limits(seconds=0.5), worker=worker) == ["K905"]
        again = render_pdf(TINY.format("one"), worker=worker).value
    assert first is not None and again is not None and first.data == again.data


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count the work")
def test_a_document_may_take_so_much_work_and_the_next_one_as_much_again() -> None:
    enough = Limits(processor_seconds=3)
    with Worker() as worker:
        assert codes(TINY.format("<p>x</p>" * 60_000), limits=enough, worker=worker) == ["K905"]
        assert "K905" not in codes(TINY.format("one"), limits=enough, worker=worker)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep the limit")
def test_a_document_that_takes_too_much_memory_fails_alone() -> None:
    assert codes(TINY.format("<p>x</p>" * 20_000), limits=Limits(memory_mib=300))[0] in ("K904", "K914")


def test_a_damaged_font_is_found_before_rendering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sha256.txt", "KpidslSansJP-Bold.ttf"):
        (tmp_path / name).write_bytes((bundled.FOLDER / name).read_bytes())
    monkeypatch.setattr(bundled, "FOLDER", tmp_path)
    outcome = render_pdf(TINY.format("x"))
    assert [dict(each.facts)["file"] for each in outcome.diagnostics] == ["KpidslSansJP-Regular.ttf"]


def test_the_shipped_fonts_are_the_ones_that_were_built() -> None:
    assert bundled.damaged() == () and len(bundled.sums()) == 2


def test_probing_says_which_renderer_is_there() -> None:
    found = probe().value
    assert found is not None and found["weasyprint"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "new" / "a.pdf", b"%PDF").value == tmp_path / "new" / "a.pdf"
    (tmp_path / "folder").mkdir()
    outcome = write_whole(tmp_path / "folder", b"x")
    assert outcome.diagnostics[0].code == "K911" and sorted(path.name for path in tmp_path.iterdir()) == [
        "folder",
        "new",
    ]


def test_a_large_tree_is_cut_and_keeps_what_is_behind(sample: Scorecard) -> None:
    root, *others = sample.tree.nodes
    nodes = [root, *(replace(node, id=f"{node.id}{copy}") for copy in range(6) for node in others)]
    edges = [
        replace(
            edge, parent=edge.parent if edge.parent == root.id else f"{edge.parent}{copy}", child=f"{edge.child}{copy}"
        )
        for copy in range(6)
        for edge in sample.tree.edges
    ]
    plan = tree_layout.plan_tree(Tree(tuple(nodes), tuple(edges)), (273, 168))
    assert len(plan.places) <= tree_layout.MOST_NODES
    assert sum(place.hidden for place in plan.places.values()) == len(nodes) - len(plan.places)
    assert sum(place.node.name.id == "受注率" for place in plan.places.values()) == 6
    height = plan.box[1]
    assert all(place.y >= 0 and place.y + height <= 168 for place in plan.places.values())
