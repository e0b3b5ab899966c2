"""What a Scorecard can become, by the ending of the file's name."""

PAGES = ".page.html"
ENDINGS = (".pdf", ".html", ".png", ".csv", ".xlsx", ".txt", ".eml", ".json", PAGES)
"""What a Scorecard can become; `.page.html` is the design's page as it goes to the printer, for who makes designs."""


def ending_of(name: str) -> str | None:
    """Return the ending of a file's name that says what it is to be, None where it is none of these."""
    lower = name.lower()
    return next((each for each in sorted(ENDINGS, key=len, reverse=True) if lower.endswith(each)), None)
