"""Findings as a code quality report of GitLab."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.places import place
from kpidsl.text.render.visible import visible
from kpidsl.text.render.words import Locale, message
from kpidsl.text.source import Source

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def as_gitlab(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, Source],
    locale: Locale,
    prints: Sequence[str],
    nowhere: str,
    root: str = "",
) -> str:
    """Return a list of issues. `prints` are the fingerprints of the findings, by which GitLab tells new ones from old.

    `nowhere` is the file for a finding of no file, for each must have one; `root` leads from the repository to the
    project.
    """
    seen: Counter[str] = Counter()
    issues: list[dict[str, Any]] = []
    for each, own in zip(diagnostics, prints, strict=True):
        text, hint = message(each, locale)
        at = place(each.span, sources)
        seen[own] += 1
        issues.append(
            {
                "description": f"{text} ({hint})" if hint else text,
                "check_name": each.code,
                # No two may share one, and findings that look alike are told apart by their order.
                "fingerprint": own if seen[own] == 1 else f"{own}-{seen[own]}",
                "severity": _SEVERITIES[each.severity],
                "location": {
                    "path": root + visible(at.file if at else nowhere),
                    "lines": {"begin": at.line if at else 1},
                },
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2)
