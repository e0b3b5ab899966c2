"""The rules that a KPI may be excused from: those of the lint room by letter, and the warnings of the other rooms."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.text.codes import CODES
from kpidsl.text.source import Span

_LAST = {"S": 8, "M": 12, "A": 8, "R": 10, "T": 7, "G": 10, "V": 10}
"""SMART's letters, G for the tree, V for reviews; each letter's rules are numbered from 01."""

RULES = frozenset(f"{letter}{number:02}" for letter, last in _LAST.items() for number in range(1, last + 1))


def known_rules() -> frozenset[str]:
    """Return every code that can be silenced: rules, and findings that are no errors."""
    return RULES | {code for code, row in CODES.items() if row.severity != "error"}


SEVERITIES = ("off", "info", "warning", "error")
"""What the manifest may make of a rule."""


@dataclass(frozen=True, slots=True)
class RuleOption:
    """An option as the manifest writes it: its value, or the items of its list, with the places of both."""

    items: tuple[str, ...]
    key_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What the manifest says of a rule: one of `SEVERITIES` (None: the rule's own), and options by name."""

    severity: str | None
    options: Mapping[str, RuleOption]
