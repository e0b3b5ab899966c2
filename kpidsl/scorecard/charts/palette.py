"""Colours of marks. Good and bad differ in hue and in lightness, for grey print and for colour-blind readers."""

from kpidsl.scorecard.figures import Status

INK = "#1A2530"
SECONDARY = "#5B6770"
RULE = "#C8CED3"
GROUP_RULE = "#8A949C"
TINT = "#F3F5F7"
BAND = "#E4E9ED"
ACTUAL = "#2B3640"
PREVIOUS = "#B9C2C9"
PLAN = "#5B6770"
GOOD = "#3B8FCB"
BAD = "#9C3A00"
WARN = "#E69F00"
WARN_INK = "#8A5A00"
MISSING = "#8A949C"
ALERT_ROW = "#FCF1EA"
PAPER = "#FFFFFF"
# Poor to good, from dark to light: what a bullet graph has behind its bar.
RANGES = ("#C9D0D6", "#DDE2E6", "#EEF1F3")
STATUS_COLOUR: dict[Status, str] = {
    "done": GOOD,
    "on_track": GOOD,
    "at_risk": WARN,
    "behind": BAD,
    "no_data": MISSING,
    "stale": MISSING,
    "not_due": MISSING,
    "none": MISSING,
}
# The same, dark enough for small text on white.
STATUS_INK: dict[Status, str] = {
    "done": INK,
    "on_track": INK,
    "at_risk": WARN_INK,
    "behind": BAD,
    "no_data": SECONDARY,
    "stale": SECONDARY,
    "not_due": SECONDARY,
    "none": SECONDARY,
}
