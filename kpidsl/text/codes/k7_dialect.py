"""K7: what a dialect cannot say."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
)
