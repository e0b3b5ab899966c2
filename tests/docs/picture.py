"""The picture of the README: the first page of the demo's Japanese scorecard."""

import io
from pathlib import Path

import pypdfium2

WIDTH = 1400
"""Pixels: sharp on a screen of double density, and below the size that a README should load."""


def first_page(pdf: Path) -> bytes:
    """Return the first page of a PDF as a PNG with few colours."""
    page = pypdfium2.PdfDocument(pdf)[0]
    drawn = page.render(scale=WIDTH / page.get_width()).to_pil().convert("P", palette=1, colors=128)
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()
