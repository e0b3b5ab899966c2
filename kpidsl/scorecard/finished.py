"""What a finished file holds, read from its objects before they are written: fonts, and pictures without words."""

import re
from collections.abc import Iterator
from typing import Any

_NAME = re.compile(r"/(?:[A-Z]{6}\+)?(.+)")


def read_facts(pdf: Any) -> dict[str, Any]:
    """Return the fonts' names, the kinds of font files embedded, and the number of figures without alt text."""
    fonts: set[str] = set()
    kinds: set[str] = set()
    silent = 0
    for each in _dictionaries(pdf):
        if _text(each.get("Type")) == "/FontDescriptor":
            fonts.add(_bare(_text(each.get("FontName"))))
            kinds |= {key for key in each if key.startswith("FontFile")}
        if _text(each.get("S")) == "/Figure" and not _text(each.get("Alt")).strip("()<>\\ "):
            silent += 1
    return {"fonts": sorted(fonts), "font_files": sorted(kinds), "silent_figures": silent}


def _dictionaries(pdf: Any) -> Iterator[dict[str, Any]]:
    for each in pdf.objects:
        if isinstance(each, dict):
            yield each
        elif isinstance(getattr(each, "extra", None), dict):
            yield each.extra


def _text(value: Any) -> str:
    if value is None:
        return ""
    raw = value.data if hasattr(value, "data") else value
    return raw.decode("latin-1") if isinstance(raw, bytes) else str(raw)


def _bare(name: str) -> str:
    found = _NAME.fullmatch(name)
    return found[1] if found else name
