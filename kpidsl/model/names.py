"""All names that formulas may use, in one record."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.model.numbers import Numbers
from kpidsl.model.row_names import RowNames


@dataclass(frozen=True, slots=True)
class FormulaNames:
    """All names that formulas may use; `times` has each source's time columns as SQL spells them, the default first."""

    rows: RowNames
    numbers: Numbers
    times: Mapping[str, Mapping[str, str]]
