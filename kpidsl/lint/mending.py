"""Edits applied to texts."""

from collections.abc import Iterable, Mapping

from kpidsl.lint.rule import Edit, Offence


def mended(texts: Mapping[str, str], offences: Iterable[Offence]) -> dict[str, str]:
    """Return the texts that the edits of offences change, by file; an edit that meets another one waits its turn.

    What is taken out takes its line with it. Where something else stands on that line it is left alone.
    """
    wanted: dict[str, list[Edit]] = {}
    for each in offences:
        for edit in each.edits:
            text = texts.get(edit.span.file)
            placed = _placed(edit, text) if text is not None else None
            if placed is not None:
                wanted.setdefault(edit.span.file, []).append(placed)
    return {file: _applied(texts[file], edits) for file, edits in wanted.items()}


def _placed(edit: Edit, text: str) -> Edit | None:
    """Return an edit with the whole of its lines where it takes something out, None where it cannot be made."""
    if edit.text:
        return edit
    start = text.rfind("\n", 0, edit.span.start) + 1
    end = text.find("\n", edit.span.end)
    end = end + 1 if end >= 0 else len(text)
    after = text[edit.span.end : end].strip()
    if text[start : edit.span.start].strip() or (after and not after.startswith("#")):
        return None
    return Edit(edit.span._replace(start=start, end=end), "")


def _applied(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: each.span):
        if edit.span.start >= at:
            pieces += [text[at : edit.span.start], edit.text]
            at = edit.span.end
    return "".join(pieces) + text[at:]
