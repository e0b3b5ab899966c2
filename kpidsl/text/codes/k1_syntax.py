"""K1: spelling, in either spelling of the language."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
)
