"""What an engine says, made fit to print: one line, no control characters, no secrets."""

from collections.abc import Iterable

from kpidsl.text.render.visible import visible

LONGEST = 400


def first_line(words: object, secrets: Iterable[str] = ()) -> str:
    """Return the first line that says something, without any of the secrets, visible and of bounded length."""
    text = str(words)
    # Longest first, so that a secret inside another leaves no rest of it behind.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    line = visible(next((each.strip() for each in text.splitlines() if each.strip()), ""))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
