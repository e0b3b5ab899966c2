"""The shape of one row of the table of codes."""

import re
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its stable id and its words; `{field}` stands for a fact.

    A message is lower case, names what was found and what was expected, blames nobody and stands alone in one
    sentence. The hint is something the reader can do.
    """

    id: str
    severity: Severity
    en: str
    ja: str
    hint_en: str = ""
    hint_ja: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """Return the facts that the words need."""
        return frozenset(_FIELD.findall(f"{self.en} {self.ja} {self.hint_en} {self.hint_ja}"))
