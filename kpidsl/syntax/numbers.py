"""Numbers and periods as they are spelt: `1.2億円`, `25%`, `FY2026H1`, `2026年9月`. Full-width forms are ASCII here."""

import re
from datetime import date
from decimal import Decimal

_DIGITS = r"[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?"
NUMBER = re.compile(
    rf"(?P<size>{_DIGITS}(?:[千万億兆]+(?:{_DIGITS})?)*[kM]?)(?:(?P<yen>円)|[ \t]*(?P<sign>%|pt(?!\w)))?"
)
COMMA = re.compile(
    rf"(?:{_DIGITS}[千万億兆]+)*[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?(?:[千万億兆kM]+円?|円|%)?"
)
TIMES = re.compile(rf"x({_DIGITS})(?![\w.])")
TIMES_TWICE = re.compile(rf"x({_DIGITS})(?:倍|x)")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])(?![\w-])")
PERIOD_RUN = re.compile(r"\w[\w-]*")

_Y = r"(?:FY)?(?P<year>[0-9]{4})"
PERIOD = re.compile(
    rf"{_Y}(?:H[12]|Q[1-4])?|(?P<y>[0-9]{{4}})-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>[0-9]{{2}}))?"
    r"|[0-9]{4}-W(?:0[1-9]|[1-4][0-9]|5[0-3])"
    r"|[0-9]{4}年(?:度(?:[上下]半?期|第[1-4]四半期)?|[上下]半?期|第[1-4]四半期)?"
    r"|(?P<jy>[0-9]{4})年(?P<jm>0?[1-9]|1[0-2])月(?:期|(?P<jd>[0-9]{1,2})日)?"
)
_SCALES = {"千": 3, "万": 4, "億": 8, "兆": 12, "k": 3, "M": 6}
_PARTS = re.compile(rf"({_DIGITS})|([千万億兆kM])")


def magnitude(size: str) -> Decimal | None:
    """Return what digits and scale words say (`1億2000万` is 120000000), or None where the scales do not descend."""
    total, section, digits, last = Decimal(0), Decimal(0), Decimal(0), 99
    for number, word in _PARTS.findall(size):
        if number:
            digits = Decimal(number)
        elif word == "千":
            section, digits = section + digits.scaleb(3), Decimal(0)
        elif _SCALES[word] >= last:
            return None
        else:
            last = _SCALES[word]
            total, section, digits = total + (section + digits).scaleb(last), Decimal(0), Decimal(0)
    return total + section + digits


def is_day(text: str) -> bool:
    """Say whether a period that is spelt as a day is one of the calendar."""
    match = PERIOD.fullmatch(text)
    if match is None or not (match["d"] or match["jd"]):
        return True
    parts = (match["y"], match["m"], match["d"]) if match["d"] else (match["jy"], match["jm"], match["jd"])
    try:
        date(*(int(part) for part in parts))
    except ValueError:
        return False
    return True
