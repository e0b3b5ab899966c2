"""Page one as a picture, for chats and the bodies of mails: PDFium draws the finished PDF, so it shows the same."""

import struct
import zlib

from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Outcome

DPI = 150
_MOST_PIXELS = 40_000_000


def first_page(pdf: bytes) -> Outcome[bytes | None]:
    """Return page one as PNG at 150 dpi, or the finding that the library that draws it is missing."""
    try:
        import pypdfium2  # type: ignore[import-untyped]
    except ImportError:
        return Outcome(None, (problem("K921", package="pypdfium2", command="pip install 'kpidsl[png]'"),))
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        wide, high = (round(points * DPI / 72) for points in page.get_size())
        if wide * high > _MOST_PIXELS:
            return Outcome(None, (problem("K904", what=f"{wide} x {high} pixels"),))
        bitmap = page.render(scale=DPI / 72, rev_byteorder=True)
        data = png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
    finally:
        document.close()
    return Outcome(data)


def png(pixels: bytes, wide: int, high: int, stride: int, channels: int) -> bytes:
    """Return rows of RGB or RGBx bytes as PNG with nothing but the picture and its resolution (PNG, 3rd ed., W3C 2025).

    Each row is written as its difference from the one above (filter 2), which suits pages with much white.
    """
    above = bytes(3 * wide)
    lines = []
    for row in range(high):
        line = pixels[row * stride : row * stride + channels * wide]
        if channels == 4:
            line = b"".join(line[at : at + 3] for at in range(0, len(line), 4))
        lines.append(b"\x02" + _minus(line, above) if line != above else b"\x02" + bytes(3 * wide))
        above = line
    metre = round(DPI / 0.0254)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _minus(line: bytes, above: bytes) -> bytes:
    return bytes((one - other) & 255 for one, other in zip(line, above, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
