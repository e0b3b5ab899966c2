"""What every finished page must keep: its text inside the paper's margins, and no text upon another."""

from itertools import combinations

import pypdfium2

Box = tuple[float, float, float, float]
MARGIN = 28.0


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
            f"page {number + 1}: text lies on text at {tuple(map(round, one))} and {tuple(map(round, other))}"
            for one, other in combinations(boxes, 2)
            if overlap(one, other) > 0.4
        ]
    return found
