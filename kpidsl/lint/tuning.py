"""How the manifest sets the rules: which are off, how grave they are, and their options."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kpidsl.lint.rule import Offence, Option, Rule
from kpidsl.model.near import meant
from kpidsl.model.rules import RuleOption, RuleSetting
from kpidsl.text.diagnostic import Diagnostic, Outcome, Said, finding

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is set: options by code and name, and severities ("off" among them) by code."""

    values: Mapping[tuple[str, str], int | tuple[str, ...]]
    severities: Mapping[str, str]

    def severity(self, rule: Rule) -> str:
        """Return how grave a rule's findings are, or "off"."""
        return self.severities.get(rule.code, rule.words.severity)

    def weighed(self, diagnostic: Diagnostic) -> Diagnostic | None:
        """Return a finding as grave as the manifest wants it, None where it wants none; errors of the language stay."""
        wanted = self.severities.get(diagnostic.code)
        if wanted is None or wanted == diagnostic.severity:
            return diagnostic
        if wanted == "off":
            return None
        return replace(diagnostic, row=replace(diagnostic.row, severity=wanted))  # type: ignore[arg-type]

    def weighed_offence(self, each: Offence) -> Offence | None:
        """Return an offence as grave as the manifest wants it."""
        diagnostic = self.weighed(each.diagnostic)
        return replace(each, diagnostic=diagnostic) if diagnostic is not None else None


def read_tuning(lint: Mapping[str, RuleSetting], rules: Iterable[Rule]) -> Outcome[Tuning]:
    """Return how rules are set; an option that a rule does not have, or cannot be set so, is a finding."""
    options = {rule.code: {each.name: each for each in rule.options} for rule in rules}
    found: list[Diagnostic] = []
    values: dict[tuple[str, str], int | tuple[str, ...]] = {}
    for code, setting in lint.items():
        known = options.get(code, {})
        for name, written in setting.options.items():
            if name not in known:
                found.append(_unknown(code, name, written, known))
                continue
            value = _value(known[name], written)
            if value is None:
                advice = Said("write a whole number from 0 on", "0 以上の整数を書いてください")
                found.append(
                    finding("K212", written.span, key=name, found=", ".join(written.items) or "-", near=advice)
                )
            else:
                values[code, name] = value
    return Outcome(Tuning(values, {code: each.severity for code, each in lint.items() if each.severity}), tuple(found))


def _unknown(code: str, name: str, written: RuleOption, known: Mapping[str, Any]) -> Diagnostic:
    names = (*known, "severity")
    listed = ", ".join(names)
    advice = Said(f"{code} has {listed}", f"{code} で使えるもの: {listed}")
    return finding("K211", written.key_span, key=name, near=meant(name, names, advice))


def _value(option: Option, written: RuleOption) -> int | tuple[str, ...] | None:
    if isinstance(option.default, tuple):
        return written.items
    text = written.items[0] if len(written.items) == 1 else ""
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= _MOST else None
