"""The table of codes: every finding the tool can make, one family a file, words in English and Japanese."""

from kpidsl.text.codes import (
    k1_syntax,
    k2_names,
    k3_types,
    k4_rows,
    k5_time,
    k6_targets,
    k7_dialect,
    k8_warehouse,
    k9_page,
)
from kpidsl.text.codes.row import Code, Severity

_FAMILIES = (k1_syntax, k2_names, k3_types, k4_rows, k5_time, k6_targets, k7_dialect, k8_warehouse, k9_page)

CODES: dict[str, Code] = {row.id: row for family in _FAMILIES for row in family.ROWS}

__all__ = ["CODES", "Code", "Severity"]
