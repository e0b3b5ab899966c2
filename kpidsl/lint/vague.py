"""Words of intent, and the numbers whose words are nearest to some text."""

import re
from unicodedata import normalize

from kpidsl.lint.whole import Whole

_JAPANESE = (
    *("向上", "改善", "強化", "推進", "最大化", "最小化", "意識", "徹底", "なるべく", "できるだけ", "積極的"),
    *("活性化", "底上げ", "拡充", "充実", "効率化", "最適化", "促進", "高める", "努める", "頑張", "目指す", "見直し"),
)
_ENGLISH = (
    *("improve", "improved", "improving", "improvement", "optimise", "optimize", "optimising", "optimizing"),
    *("optimisation", "optimization", "enhance", "enhancing", "enhancement", "strengthen", "strengthening", "boost"),
    *("boosting", "maximise", "maximize", "maximising", "maximizing", "promote", "promoting", "better", "awareness"),
    *("as much as possible", "strive", "drive up", "raise", "grow"),
)
_VAGUE = re.compile("|".join([*_JAPANESE, rf"(?<![a-z])(?:{'|'.join(_ENGLISH)})(?![a-z])"]))
_WORD = re.compile(r"[a-z]{3,}|[ァ-ヺー]{2,}|[一-龯々]{2,}")
MOST = 3


def vague_word(text: str) -> str | None:
    """Return the first word of intent in a name or a label, None where there is none; `_` parts words in names."""
    found = _VAGUE.search(normalize("NFKC", text).casefold().replace("_", " "))
    return found[0] if found else None


def nearest_numbers(text: str, project: Whole, but: str) -> tuple[str, ...]:
    """Return the numbers that share most with a text: words of their name, label and definition; the nearest first."""
    wanted = _pieces(text)
    scored = []
    for order, (name, each) in enumerate(project.numbers.items()):
        sketch = each.sketch
        near = 3 * len(wanted & _pieces(f"{name} {sketch.label}")) + len(wanted & _pieces(sketch.definition))
        if near and name != but:
            scored.append((-near, order, name))
    return tuple(name for *_, name in sorted(scored)[:MOST])


def _pieces(text: str) -> set[str]:
    """Return the words of a text; Japanese ones also as pairs of characters, for they are written in one."""
    found: set[str] = set()
    for word in _WORD.findall(normalize("NFKC", text).casefold()):
        found.add(word)
        if not word.isascii():
            found |= {word[at : at + 2] for at in range(len(word) - 1)}
    return found
