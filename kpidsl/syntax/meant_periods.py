"""Periods as people write them elsewhere (`2026/12/31`, `FY26`, `Q3`, `令和8年度`), and what is written here."""

import re

from kpidsl.text.diagnostic import Said

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_HALVES = {"上": "H1", "下": "H2"}
_ERAS = {"令和": 2018, "平成": 1988}
_FORMS = re.compile(
    r"(?P<y>[0-9]{4})[/.-](?P<m>[0-9]{1,2})(?:[/.-](?P<d>[0-9]{1,2}))?"
    r"|(?P<one>[0-9]{1,2})(?P<sep>[/.-])(?P<two>[0-9]{1,2})[/.-](?P<last>[0-9]{4})"
    r"|(?P<fy>FY)?[ \t]*(?P<year>[0-9]{4})(?P<fiscal_year>年度)?年?[ \t]*(?:の)?"
    r"(?P<within>Q[1-4]|H[12]|[上下]半?期|第?[1-4][ \t]*(?:四半期|Q))"
    r"|(?P<short>FY|')(?P<yy>[0-9]{2})(?P<part>[HQ][1-4])?|(?P<kanji>[0-9]{2})(?P<fiscal>年度?)"
    r"|(?P<era>令和|平成)(?P<in_era>[0-9]{1,2})(?P<era_fiscal>年度|年)?"
    r"|(?P<half>[上下])(?:半?期)|(?P<alone>[QH][1-4])|第?(?P<nth>[1-4])[ \t]*(?:Q|四半期)"
    rf"|(?P<only>[0-9]{{1,2}})月|(?P<named>{_NAMED})[ \t]*(?P<of>[0-9]{{4}})?",
    re.IGNORECASE,
)


def meant_period(text: str, at: int, end: int) -> tuple[int, Said] | None:
    """Return where a foreign period that begins at a place of folded text ends, and what to write; None for none."""
    found = _FORMS.match(text, at, end)
    if found is None or (found.end() < end and (text[found.end()].isalnum() or text[found.end()] in "/.-_")):
        return None
    said = _advice(found)
    return (found.end(), said) if said else None


def _write(period: str) -> Said:
    return Said(f"write `{period}`", f"`{period}` と書く")


def _year(period: str) -> Said:
    return Said(f"write it with its year, such as `{period}`", f"`{period}` のように年を付けて書く")


def _advice(found: re.Match[str]) -> Said | None:
    part = found.groupdict()
    if part["y"] and 1 <= int(part["m"]) <= 12:
        day = f"-{int(part['d']):02d}" if part["d"] else ""
        return _write(f"{part['y']}-{int(part['m']):02d}{day}")
    if part["last"]:
        return _day_of(int(part["one"]), int(part["two"]), part["last"])
    if part["short"]:
        return _write(f"FY20{part['yy']}{(part['part'] or '').upper()}")
    if part["kanji"]:
        return _write(f"FY20{part['kanji']}" if part["fiscal"] == "年度" else f"20{part['kanji']}")
    if part["era"]:
        year = _ERAS[part["era"]] + int(part["in_era"])
        return _write(f"FY{year}" if part["era_fiscal"] == "年度" else f"{year}")
    if part["within"]:
        fiscal = "FY" if part["fy"] or part["fiscal_year"] else ""
        return _write(f"{fiscal}{part['year']}{_within(part['within'])}")
    if part["half"]:
        return _year(f"FY2026{_HALVES[part['half']]}")
    if part["alone"]:
        return _year(f"FY2026{part['alone'].upper()}")
    if part["nth"]:
        return _year(f"FY2026Q{part['nth']}")
    if part["only"]:
        return _year(f"2026-{int(part['only']):02d}") if 1 <= int(part["only"]) <= 12 else None
    if part["named"]:
        month = _MONTHS.index(part["named"][:3].lower()) + 1
        return _write(f"{part['of']}-{month:02d}") if part["of"] else _year(f"2026-{month:02d}")
    return None


def _within(words: str) -> str:
    if words[0] in _HALVES:
        return _HALVES[words[0]]
    return words.upper() if words[0] in "QHqh" else f"Q{re.sub('[^1-4]', '', words)}"


def _day_of(one: int, two: int, year: str) -> Said:
    """Say which day is meant where only one reading is a day, else both."""
    days = [f"{year}-{month:02d}-{day:02d}" for day, month in ((one, two), (two, one)) if month <= 12 and 0 < day <= 31]
    if len(set(days)) == 1:
        return _write(days[0])
    return Said("write year, month and day, as in `2026-09-30`", "`2026-09-30` のように年・月・日の順に書く")
