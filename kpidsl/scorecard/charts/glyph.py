"""Status marks: shape first, colour second. Double ring, ring, triangle with !, filled diamond with a cross, dashes."""

from kpidsl.scorecard.charts.palette import BAD, GOOD, INK, MISSING, PAPER, WARN
from kpidsl.scorecard.charts.svg import dot, line, path, picture
from kpidsl.scorecard.figures import Status

SIZE = 4.0


def status_marks(status: Status) -> list[str]:
    """Return the marks of a status in a box of 4 x 4 mm."""
    match status:
        case "done":
            return [dot(2, 2, 1.6, PAPER, GOOD, 0.45), dot(2, 2, 0.8, GOOD)]
        case "on_track":
            return [dot(2, 2, 1.45, PAPER, GOOD, 0.6)]
        case "at_risk":
            return [
                path("M2 .35L3.8 3.6H.2Z", INK, 0.2, WARN),
                line(2, 1.35, 2, 2.5, INK, 0.4),
                dot(2, 3.05, 0.24, INK),
            ]
        case "behind":
            return [path("M2 .1L3.9 2L2 3.9L.1 2Z", fill=BAD), path("M1.3 1.3L2.7 2.7M2.7 1.3L1.3 2.7", PAPER, 0.45)]
        case "no_data":
            ring = "M.55 2A1.45 1.45 0 0 1 3.45 2A1.45 1.45 0 0 1 .55 2"
            return [path(ring, MISSING, 0.4, dash=".9 .62")]
        case "stale":
            ring = "M.55 2A1.45 1.45 0 0 1 3.45 2A1.45 1.45 0 0 1 .55 2"
            return [path(ring, MISSING, 0.4, dash=".9 .62"), line(1.2, 2, 2.8, 2, INK, 0.45)]
        case "not_due":
            return [dot(2, 2, 1.45, PAPER, MISSING, 0.3), path("M2 1.1V2L2.7 2.4", MISSING, 0.3)]
        case "none":
            return [line(0.9, 2, 3.1, 2, MISSING, 0.45)]


def status_glyph(status: Status, alt: str) -> str:
    """Draw the mark of a status as SVG of 4 x 4 mm."""
    return picture(SIZE, SIZE, alt, status_marks(status))


def status_at(status: Status, x: float, y: float, size: float) -> str:
    """Draw the mark inside another chart with its upper left corner at x, y; `size` in mm."""
    return f'<g transform="translate({x:.2f} {y:.2f}) scale({size / SIZE:.3f})">{"".join(status_marks(status))}</g>'
