"""What every finished page must keep: its text inside the margins, no text upon another, none cut off by its box."""

import ctypes
from collections.abc import Iterator
from itertools import combinations
from math import inf

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
MARGIN = 28.0
CUT = 0.6


def text_boxes(page: pypdfium2.PdfPage) -> list[Box]:
    """Return the boxes of all text on a page, in points: left, bottom, right, top."""
    text = page.get_textpage()
    return [text.get_rect(number) for number in range(text.count_rects())]


def overlap(one: Box, other: Box) -> float:
    """Return how much of the smaller box lies in the other."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(wide, 0) * max(high, 0) / least if least else 0


def cut_texts(page: pypdfium2.PdfPage) -> Iterator[tuple[Box, Box]]:
    """Yield the boxes of text that sticks out of what is shown of it, and what is shown; a little of its height may."""
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        each = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(each) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(each, *sides)
        left, bottom, right, top = (side.value for side in sides)
        shown = _shown(each)
        deep = 0.4 * (top - bottom)
        if left < shown[0] - CUT or right > shown[2] + CUT or bottom < shown[1] - deep or top > shown[3] + deep:
            yield (left, bottom, right, top), shown


def _shown(text: object) -> Box:
    """Return the box that all clips around a text leave."""
    box = (-inf, -inf, inf, inf)
    clip = pdfium.FPDFPageObj_GetClipPath(text)
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, number), x, y)
            points.append((x.value, y.value))
        if points:
            wide, high = zip(*points, strict=True)
            box = (max(box[0], min(wide)), max(box[1], min(high)), min(box[2], max(wide)), min(box[3], max(high)))
    return box


def broken_pages(data: bytes) -> list[str]:
    """Return what is wrong with the pages of a PDF, one line each."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        boxes = [box for box in text_boxes(page) if box[2] - box[0] > 0.1]
        found += [
            f"page {number + 1}: text at {tuple(map(round, box))} is outside {width:.0f} x {height:.0f}"
            for box in boxes
            if box[0] < MARGIN or box[2] > width - MARGIN or box[1] < 10 or box[3] > height - 10
        ]
        found += [
            f"page {number + 1}: text at {tuple(map(round, box))} is cut to {tuple(map(round, shown))}"
            for box, shown in cut_texts(page)
        ]
        found += [
            f"page {number + 1}: text lies on text at {tuple(map(round, one))} and {tuple(map(round, other))}"
            for one, other in combinations(boxes, 2)
            if overlap(one, other) > 0.4
        ]
    return found
