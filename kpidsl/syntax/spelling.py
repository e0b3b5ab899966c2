"""The spelling of single tokens: numbers, periods and names, and what is said where one is misspelt."""

import re
from unicodedata import category, name

from kpidsl.syntax import numbers
from kpidsl.syntax.meant_periods import meant_period
from kpidsl.syntax.misread import misread_after
from kpidsl.syntax.mistake import Mistake, mistake
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.relative import Phrase, relative
from kpidsl.syntax.tree import Number, Period
from kpidsl.text.diagnostic import Said

_NAME = re.compile(r"[^\W\d]\w*")
_RUN = re.compile(r"[\w.%]*")
_DATE_LIKE = re.compile(r"[0-9]+(?:[/.-][0-9]+)+")
_LONGEST = 28
_QUOTES = "“”‘’„‟‚‛«»＂＇｀「」『』〝〟´"
_DASHES = "–—‐‑‒―〜～"
_ADVICE = {
    "、": Said("write `,`", "`,` と書く"),
    "。": Said("leave it out", "書かない"),
    "&": Said("write `and`", "`and` と書く"),
    "|": Said("write `or`", "`or` と書く"),
    "!": Said("write `not`, or `!=` to compare", "`not` と書く。比較なら `!=`"),
    "[": Said("lists need no brackets; the ones of `in` are round", "リストに括弧は要らない。`in` の括弧は丸括弧"),
    "]": Said("lists need no brackets; the ones of `in` are round", "リストに括弧は要らない。`in` の括弧は丸括弧"),
    "・": Said("put the name in backticks", "名前をバッククォートで囲む"),
    "^": Said("there is no power operator; multiply", "べき乗はない。掛け算で書く"),
    "$": Said("write the currency code after the number: `100 USD`", "通貨コードを数の後に書く: `100 USD`"),
    "¥": Said("write `円` or `JPY` after the number: `5000円`", "数の後に `円` か `JPY` を書く: `5000円`"),
    "￥": Said("write `円` or `JPY` after the number: `5000円`", "数の後に `円` か `JPY` を書く: `5000円`"),
    "\\": Said("leave it out", "書かない"),
    **dict.fromkeys("≧≥⩾", Said("write `>=`, or `at least 100` in a target", "`>=` と書く。目標なら `at least 100`")),
    **dict.fromkeys("≦≤⩽", Said("write `<=`, or `at most 100` in a target", "`<=` と書く。目標なら `at most 100`")),
    "≠": Said("write `!=`", "`!=` と書く"),
}  # fmt: skip
_ELSE = Said("leave it out, or put the name in backticks", "取り除くか、名前ならバッククォートで囲む")


def is_name(word: str) -> bool:
    """Say whether a word is a name: letters, digits and `_`, no digit first; combining marks may continue it."""
    return _NAME.fullmatch("".join(each for each in word if not category(each).startswith("M"))) is not None and (
        not category(word[0]).startswith("M")
    )


def no_token(passage: Passage, at: int) -> Mistake:
    """Return what is wrong where no token starts: an open string, a quote of another kind, a character of none."""
    text, character = passage.text, passage.text[at]
    if passage.folded[at] in "\"'`":
        line = re.compile(r"[^\r\n]*").match(text, at, passage.end)
        end = line.end() if line else at + 1
        return mistake("K116", passage.span(at, end), quote=passage.folded[at])
    span = passage.span(at, at + 1)
    if character in _QUOTES:
        return mistake("K117", span, quote=character)
    if character in _DASHES:
        return mistake("K124", span, dash=character)
    if character == ";":
        return mistake("K111", span, sign=";")
    if character == ":":
        return mistake("K112", span)
    return mistake("K121", span, character=_shown(character), advice=_ADVICE.get(character, _ELSE))


def _shown(character: str) -> str:
    if category(character)[0] in "LNPS":
        return character
    return f"U+{ord(character):04X} {name(character, '')}".strip()


def number(passage: Passage, at: int) -> tuple[Number, int]:
    """Read the number that starts at a digit; return it and where it ends."""
    folded = passage.folded
    if comma := numbers.COMMA.match(folded, at, passage.end):
        raise mistake("K125", passage.span(at, comma.end()), number=comma[0], plain=comma[0].replace(",", "_"))
    match = numbers.NUMBER.match(folded, at, passage.end)
    assert match is not None  # a digit starts here
    end = match.end()
    following = folded[end : end + 1]
    if following and end < passage.end and (following == "." or following.isalnum() or following == "_"):
        raise _touching(passage, at, end)
    if following == "%" and end < passage.end:
        raise mistake("K128", passage.span(at, end + 1), number=folded[at:end])
    value = numbers.magnitude(match["size"]) if len(match["size"]) <= _LONGEST else None
    span = passage.span(at, end)
    if value is None:
        raise mistake("K126", span, number=_short(folded[at:end]), advice=_SIZE)
    sign = match["sign"]
    unit = "JPY" if match["yen"] else sign
    text = match["size"] + (match["yen"] or sign or "")
    return Number(value.scaleb(-2) if sign else value, unit, text, span), end


_SIZE = Said("write at most 28 digits, and 億 before 万", "28 桁までで、億の後に万の順で書く")


def _touching(passage: Passage, at: int, end: int) -> Mistake:
    run = _RUN.match(passage.folded, at, passage.end)
    assert run is not None  # it starts with a digit
    word, read, rest = run[0], passage.folded[at:end], run[0][end - at :]
    span = passage.span(at, run.end())
    if phrase := relative(passage.folded, at, passage.end):
        return moving(passage, at, phrase)
    if meant := misread_after(read, rest):
        return mistake("K162", span, word=_short(word), advice=meant)
    if rest == "倍":
        return mistake("K127", span, written=word, plain=f"x{read}")
    return mistake("K126", span, number=_short(word), advice=_apart(read, rest))


def _apart(read: str, rest: str) -> Said:
    if re.fullmatch(r"[eE][0-9]+", rest):
        return Said("write all the digits, such as 1_000_000", "1_000_000 のように桁をすべて書く")
    if rest.startswith("."):
        return Said("write one dot with digits on both sides, such as 0.5", "0.5 のように小数点の両側に数字を書く")
    if rest.startswith("_"):
        return Said("write `_` only between digits", "`_` は数字の間にだけ書く")
    if rest in ("K", "m", "mm", "MM", "B", "b", "bn"):
        return Said("the short forms are `k` and `M`", "略記は `k` と `M`")
    return Said(f"put a blank between them: `{read} {rest}`", f"間に空白を入れる: `{read} {rest}`")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def no_period(passage: Passage, at: int, word: str) -> Mistake:
    """Return what is wrong with a word where a period must stand."""
    if phrase := relative(passage.folded, at, passage.end):
        return moving(passage, at, phrase)
    run = _DATE_LIKE.match(passage.folded, at, passage.end)
    end, advice = max(run.end() if run else at, at + len(word)), _PERIODS
    if meant := meant_period(passage.folded, at, passage.end):
        end, advice = meant
    return mistake("K131", passage.span(at, end), period=_short(passage.folded[at:end]), advice=advice)


_PERIODS = Said(
    "write one such as FY2026, FY2026H1, 2026Q3, 2026-09, 2026-W38 or 2026-09-30",
    "FY2026、FY2026H1、2026Q3、2026-09、2026-W38、2026-09-30 のように書く",
)


def moving(passage: Passage, at: int, phrase: Phrase, leads: tuple[str, ...] = ("", "")) -> Mistake:
    """Return what is said of words that mean another time tomorrow; `leads` are the words that go before a date and
    before a period, none where neither can stand.
    """
    span = passage.span(at, at + len(phrase.words))
    periods = ("2026-09-30", phrase.example)
    examples = [f"`{lead} {each}`".replace("` ", "`") for lead, each in zip(leads, periods, strict=False) if each]
    advice = Said("leave it out: no time belongs here", "ここに時は書かないので、取り除く")
    if examples:
        english, japanese = " or ".join(examples), " や ".join(examples)
        advice = Said(f"write the date or the period, such as {english}", f"{japanese} のように日付か期間を書く")
    return mistake("K130", span, word=phrase.words, advice=advice)


def check_period(period: Period) -> None:
    """Raise where a period is spelt well but does not exist: the 30th of February, a year out of range."""
    year = int(period.text.removeprefix("FY")[:4])
    if not numbers.is_day(period.text):
        raise mistake("K132", period.span, day=period.text)
    if not 1000 <= year <= 9000:
        raise mistake("K134", period.span, year=year)
