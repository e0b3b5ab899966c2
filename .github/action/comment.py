"""Write the report into one comment of the pull request: the first run makes it, later ones change it.

Standard library only. What this cannot do (the token of a fork may only read) is a warning and no failure, for the
report stands in the job's summary too.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LONGEST = 60_000
"""Characters; GitHub takes 65,536."""


def main() -> int:
    """Find the comment by its mark, and write it."""
    report, number = os.environ.get("KPIDSL_REPORT", ""), os.environ.get("KPIDSL_PULL", "")
    if not report or not number.isdecimal():
        return 0
    mark = f"<!-- kpidsl {re.sub(r'[^0-9A-Za-z._/]', '_', os.environ.get('KPIDSL_PROJECT', '.'))} -->"
    body = f"{mark}\n{shortened(Path(report).read_text('utf-8'))}"
    comments = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/{number}/comments"
    try:
        own = next((each for each in listed(comments) if is_own(each, mark)), None)
        if own is None:
            called("POST", comments, {"body": body})
        elif own["body"] != body:
            called(
                "PATCH", f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/comments/{int(own['id'])}", {"body": body}
            )
    except (urllib.error.URLError, TimeoutError) as wrong:
        why = f"{wrong.code} {wrong.reason}" if isinstance(wrong, urllib.error.HTTPError) else type(wrong).__name__
        print(f"::warning::no comment was written ({why}); the report is in the summary of the job")
    return 0


def shortened(text: str) -> str:
    """Return text that a comment can hold, cut at a line's end."""
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST].rpartition("\n")[0]
    closing = "\n</details>" * (kept.count("<details>") - kept.count("</details>"))
    fence = "\n```" if kept.count("\n```") % 2 else ""
    return f"{kept}{fence}{closing}\n\n… the rest is in the summary of the job.\n"


def is_own(comment: dict[str, Any], mark: str) -> bool:
    """Say whether a bot wrote it with our mark; a person who copies the mark keeps the comment."""
    author = comment.get("user") or {}
    return author.get("type") == "Bot" and str(comment.get("body", "")).startswith(mark)


def listed(path: str) -> Iterator[dict[str, Any]]:
    """Yield all comments, page by page."""
    for page in range(1, 51):
        found = called("GET", f"{path}?per_page=100&page={page}")
        yield from found
        if len(found) < 100:
            return


def called(method: str, path: str, sent: dict[str, str] | None = None) -> Any:
    """Call GitHub and return what it answers."""
    base = os.environ.get("GITHUB_API_URL", "https://api.github.com")
    request = urllib.request.Request(
        base + path,
        data=json.dumps(sent).encode() if sent is not None else None,
        method=method,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ.get('KPIDSL_TOKEN', '')}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
