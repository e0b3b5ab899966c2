"""Full-width forms to their ASCII twins, one character for one, so that every place stays where it was."""

# Quotes, backtick and backslash keep their width: a string must end with the quote that the reader sees.
_KEPT = "＂＇｀＼"
FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT}
FOLD |= {0x3000: 0x20, ord("×"): ord("*"), ord("÷"): ord("/"), ord("−"): ord("-")}


def fold(text: str) -> str:
    """Return the text with full-width forms folded; strings are folded too, so take theirs from the text itself."""
    return text if text.isascii() else text.translate(FOLD)
