"""Names of periods: 2026-09 is 2026年9月 or Sep 2026, FY2026Q3 is 2026年度第3四半期 or FY2026 Q3."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from kpidsl.scorecard.figures import Locale

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHAPES: tuple[tuple[re.Pattern[str], Callable[..., str], Callable[..., str]], ...] = tuple(
    (re.compile(shape), ja, en)
    for shape, ja, en in (
        (r"FY(\d{4})", lambda y: f"{y}年度", lambda y: f"FY{y}"),
        (r"FY(\d{4})H([12])", lambda y, h: f"{y}年度{'上期' if h == '1' else '下期'}", lambda y, h: f"FY{y} H{h}"),
        (r"FY(\d{4})Q([1-4])", lambda y, q: f"{y}年度第{q}四半期", lambda y, q: f"FY{y} Q{q}"),
        (r"(\d{4})", lambda y: f"{y}年", lambda y: y),
        (r"(\d{4})H([12])", lambda y, h: f"{y}年{'上半期' if h == '1' else '下半期'}", lambda y, h: f"{y} H{h}"),
        (r"(\d{4})Q([1-4])", lambda y, q: f"{y}年第{q}四半期", lambda y, q: f"{y} Q{q}"),
        (r"(\d{4})-W(\d{2})", lambda y, w: f"{y}年第{int(w)}週", lambda y, w: f"Week {int(w)}, {y}"),
        (r"(\d{4})-(\d{2})", lambda y, m: f"{y}年{int(m)}月", lambda y, m: f"{_month(m)} {y}"),
        (
            r"(\d{4})-(\d{2})-(\d{2})",
            lambda y, m, d: f"{y}年{int(m)}月{int(d)}日",
            lambda y, m, d: f"{int(d)} {_month(m)} {y}",
        ),
    )
)


_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


def _month(text: str) -> str:
    return MONTHS[(int(text) - 1) % 12]


def period_name(code: str, locale: Locale) -> str:
    """Name a period in full; what is not a period is returned as it is. Years are printed as the code names them."""
    if found := _SPAN.fullmatch(code):
        return _span_name(found[1], found[2], locale)
    for shape, ja, en in _SHAPES:
        if found := shape.fullmatch(code):
            return (ja if locale.language == "ja" else en)(*found.groups())
    return code


def _span_name(first_day: str, last_day: str, locale: Locale) -> str:
    """Name a range of days: 2026年4月〜10月, Apr–Oct 2026; by its first and last day where it cuts a month."""
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    ja = locale.language == "ja"
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    size = 7 if whole else 10
    begin, end = (period_name(each.isoformat()[:size], locale) for each in (first, last))
    if first.year == last.year:
        begin, end = (begin, end.partition("年")[2]) if ja else (begin.rpartition(" ")[0], end)
    return f"{begin}〜{end}" if ja else f"{begin}–{end}"


def short_name(code: str, locale: Locale) -> str:
    """Name a period for an axis or the foot of a small chart: 9月 or Sep, W38, Q3."""
    if found := re.fullmatch(r"\d{4}-(\d{2})", code):
        return f"{int(found[1])}月" if locale.language == "ja" else _month(found[1])
    if found := re.fullmatch(r"\d{4}-(\d{2})-(\d{2})", code):
        return f"{int(found[1])}/{int(found[2])}"
    if found := re.fullmatch(r"(?:FY)?\d{4}-?([WQH]\d+)", code):
        return found[1]
    return period_name(code, locale)
