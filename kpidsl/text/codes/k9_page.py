"""K9: pages and fonts."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
)
