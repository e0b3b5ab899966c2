"""Writing SVG: two decimals, text escaped, fonts named on the root, for an image does not see the page's CSS."""

from collections.abc import Iterable
from html import escape
from typing import Literal
from urllib.parse import quote

from kpidsl.scorecard.charts.palette import INK

FONTS = "'Kpidsl Sans JP','Noto Sans JP','Hiragino Sans','Yu Gothic','Meiryo',sans-serif"
MM_PER_PT = 25.4 / 72
Anchor = Literal["start", "middle", "end"]


def n(value: float) -> str:
    """Write a coordinate: at most two decimals, no trailing zeros, no negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def picture(width: float, height: float, alt: str, marks: Iterable[str]) -> str:
    """Return a whole SVG of `width` x `height` mm whose user unit is 1 mm; `alt` is its message."""
    size = f'width="{n(width)}mm" height="{n(height)}mm" viewBox="0 0 {n(width)} {n(height)}"'
    title = f"<title>{escape(alt)}</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">{title}{"".join(marks)}</svg>'


def data_uri(svg: str) -> str:
    """Return the SVG as a data: address, for an `<img>` or a background."""
    return "data:image/svg+xml," + quote(svg, safe=" /:=(),;!*@$+[]|~^?")


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.25, dash: str = "") -> str:
    """Draw a straight line; `dash` as in stroke-dasharray."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{n(width)}"{dashed}/>'


def box(
    x: float, y: float, width: float, height: float, fill: str, stroke: str = "", thick: float = 0.25, round_: float = 0
) -> str:
    """Draw a rectangle; a stroke only when a colour is given."""
    edge = f' stroke="{stroke}" stroke-width="{n(thick)}"' if stroke else ""
    corner = f' rx="{n(round_)}"' if round_ else ""
    size = f'width="{n(max(width, 0))}" height="{n(max(height, 0))}"'
    return f'<rect x="{n(x)}" y="{n(y)}" {size} fill="{fill}"{edge}{corner}/>'


def path(d: str, stroke: str = "none", width: float = 0.3, fill: str = "none", dash: str = "") -> str:
    """Draw a path."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{n(width)}" stroke-linejoin="round"{dashed}/>'


def dot(x: float, y: float, radius: float, fill: str, stroke: str = "", width: float = 0.25) -> str:
    """Draw a circle."""
    edge = f' stroke="{stroke}" stroke-width="{n(width)}"' if stroke else ""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="{fill}"{edge}/>'


def words(
    x: float, y: float, text: str, points: float, colour: str = INK, anchor: Anchor = "start", bold: bool = False
) -> str:
    """Write one line of text with its baseline at y; the size is in points."""
    weight = ' font-weight="700"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    size = n(points * MM_PER_PT)
    return f'<text x="{n(x)}" y="{n(y)}" font-size="{size}" fill="{colour}"{weight}{place}>{escape(text)}</text>'


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Return the path data of a line through the points."""
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)


def runs(points: Iterable[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Split at the holes: a line is never drawn through a value that is missing."""
    made: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            made.append([])
        else:
            made[-1].append(point)
    return [run for run in made if run]
