"""Words and signs that people write in targets and other quantities, and what is written here in their place."""

import re

from kpidsl.text.diagnostic import Said


def _write(english: str, japanese: str = "") -> Said:
    return Said(f"write {english}", f"{japanese}書く" if japanese else f"{english} と書く")


_LEAST = _write("`at least 100`")
_MOST = _write("`at most 100`")
_BY = _write("`by` and a date, such as `by 2026-12-31`", "`by 2026-12-31` のように")
_VS = _write(
    "what it is compared with, such as `+5% vs FY2025 in FY2026`", "比べる期間を `+5% vs FY2025 in FY2026` のように"
)
_SIGN = _write(
    "the change with its sign, such as `+10% vs FY2025 in FY2026`",
    "増減は `+10% vs FY2025 in FY2026` のように符号を付けて",
)
_ALONE = _write("the value alone, such as `100 in FY2026`", "`100 in FY2026` のように値だけを")
_PERCENT = _write("`%`, such as `25%`", "`25%` のように")
_POINTS = _write("`pt`, such as `+3pt`", "`+3pt` のように")

_FORMS: tuple[tuple[str, Said], ...] = (
    (r">=|=>|>|≧|≥|⩾|minimum|min|at_least|over|above|more|最低(?:でも)?|以上|超", _LEAST),
    (r"<=|=<|<|≦|≤|⩽|maximum|max|at_most|under|below|less|最大(?:でも)?|最高|以下|以内|未満", _MOST),
    (r"until|till|before|due|まで(?:に)?|期限", _BY),
    (
        r"yoy|mom|qoq|wow|(?:対)?(?:前|昨)(?:年|年度|年同期|年同月|月|期|週|四半期)(?:同期|同月)?(?:比|対比)|昨対比?",
        _VS,
    ),
    (r"up|down|increase|decrease|increased|decreased|growth|増加?|減少?|アップ|ダウン|増やす|減らす", _SIGN),
    (r"reach|exceed|achieve|hit|equals|is|to", _ALONE),
    (r"percent|percentage|パーセント|パー", _PERCENT),
    (r"ポイント|ppt|pp|pts|percentage_points", _POINTS),
)
_PER = {
    "day": r"daily|/[ \t]*(?:day|日)|(?:a|each|every)[ \t]+day|毎日|日次|日毎|1日(?:あたり)?",
    "week": r"weekly|/[ \t]*(?:week|週)|(?:a|each|every)[ \t]+week|毎週|週次|週毎",
    "month": r"monthly|/[ \t]*(?:month|か?月)|(?:a|each|every)[ \t]+month|毎月|月次|月毎|月間",
    "quarter": r"quarterly|/[ \t]*(?:quarter|四半期)|(?:a|each|every)[ \t]+quarter|四半期毎",
    "year": r"yearly|annually|annual|/[ \t]*(?:year|年)|(?:a|each|every)[ \t]+year|毎年|年次|年間",
}
_SCALED = {"thousand": "k", "million": "M", "millions": "M", "mio": "M", "mln": "M", "billion": "000M", "bn": "000M"}
_HUNDREDS = re.compile(r"百([千万億兆]*円?)")


def _pattern(form: str) -> re.Pattern[str]:
    # A word of letters ends where it ends; Japanese may run on with a particle.
    return re.compile(rf"(?:{form})(?:ごと|毎|の|で|に)?(?!\w)", re.IGNORECASE)


_KNOWN = [(_pattern(form), advice) for form, advice in _FORMS]
_KNOWN += [(_pattern(form), _write(f"`per {length}`")) for length, form in _PER.items()]
_BEGUN = re.compile(r"(月|週|日|年)(?:間|に)?([0-9][0-9_]*)(\w*)")
_LENGTH = {"月": "month", "週": "week", "日": "day", "年": "year"}
_SIGNED = re.compile(r"[<>=≧≥⩾≦≤⩽/]+")


def misread(text: str, at: int, end: int) -> tuple[int, Said] | None:
    """Return where the foreign words that begin at a place of folded text end, and what to write; None where there
    are none.
    """
    if begun := _BEGUN.match(text, at, end):
        unit = f" {begun[3]}" if begun[3] else ""
        return begun.end(), _write(f"`{begun[2]}{unit} per {_LENGTH[begun[1]]}`")
    for pattern, advice in _KNOWN:
        if found := pattern.match(text, at, end):
            return found.end(), advice
    return None


def misread_after(number: str, rest: str) -> Said | None:
    """Return what to write where a number goes on as `rest`: `100以上`, `25パーセント`, `1百万円`, `5th`."""
    if rest.lower() in ("st", "nd", "rd", "th"):
        return _write(f"the number alone: `{number}`", f"数だけを `{number}` と")
    if hundreds := _HUNDREDS.fullmatch(rest):
        return _write(f"`{number}00{hundreds[1]}`") if number.isdigit() else None
    if rest in ("パーセント", "パー"):
        return _write(f"`{number}%`")
    if rest in ("ポイント", "pp", "ppt", "pts"):
        return _write(f"`{number}pt`")
    if rest in ("以上", "超"):
        return _write(f"`at least {number}`")
    if rest in ("以下", "未満", "以内"):
        return _write(f"`at most {number}`")
    return None


def scaled(number: str, unit: str) -> Said | None:
    """Return what to write for `10 million`."""
    short = _SCALED.get(unit.lower())
    return _write(f"`{number}{short}`".replace("000M", "_000M")) if short else None
