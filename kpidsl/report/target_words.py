"""A target in words: over which days it counts, from where, by which road, and by which bands it is judged.

What a reader has to know to check a status with a calendar and a calculator; the defaults that change a number are
named. The rules are those of `target_days`, `target_path` and `status`.
"""

from datetime import date, timedelta

from kpidsl.analysis.target_days import Asked, baseline_days, period_written
from kpidsl.analysis.target_window import TargetWindow, window_on
from kpidsl.model.records import Metric, Model
from kpidsl.report.choosing import bands_of
from kpidsl.scorecard.figures import Language, Locale
from kpidsl.scorecard.numbers import percent
from kpidsl.syntax import tree

_DAY = timedelta(1)
_SOME_DAY = date(2001, 1, 1)
_GRAINS = {
    "ja": {
        "day": "日",
        "business_day": "営業日",
        "week": "週",
        "month": "月",
        "quarter": "四半期",
        "half": "半期",
        "year": "年",
    },
    "en": {"business_day": "business day"},
}
_SENSES = {
    "ja": {
        "reach": "{value} に到達する",
        "cap": "{value} 以下に収める",
        "at_least": "{value} 以上にする",
        "at_most": "{value} 以下に収める",
        "between": "{value} から {upper} の間に保つ",
        "within": "{value} に保つ",
        "hold": "{value} を保つ",
        "change": "{base} の実績に対して {value} とする",
        "times": "{base} の実績の {value} 倍にする",
        "every": "{interval}ごとに {value}",
    },
    "en": {
        "reach": "reach {value}",
        "cap": "come to {value} or less",
        "at_least": "at least {value}",
        "at_most": "at most {value}",
        "between": "stay from {value} to {upper}",
        "within": "stay at {value}",
        "hold": "hold {value}",
        "change": "{value} on what was measured over {base}",
        "times": "{value} times what was measured over {base}",
        "every": "{value} for every {interval}",
    },
}
_COUNTS = {
    "ja": {
        "flow": "{first} から {last} までの合計で見る",
        "rate": "{first} から {last} までをまとめて計算し直した値で見る",
        "stock": "{last} の終わりの値で見る",
        "flow_each": "{period}ごとの合計で見る",
        "rate_each": "{period}ごとに計算し直した値で見る",
        "stock_each": "{period}の終わりの値で見る",
        "looked_at": "見る期間（月次のページなら月）",
        "day": "見る期間（月次のページなら月）の暦日の数を掛けた合計で見る",
        "business_day": "見る期間（月次のページなら月）の営業日の数を掛けた合計で見る",
        "interval": "見る期間（月次のページなら月）に入る回数を掛けた合計で見る（端数の日は数えない）",
    },
    "en": {
        "flow": "the total from {first} to {last} counts",
        "rate": "the value made anew over {first} to {last} counts",
        "stock": "the value at the close of {last} counts",
        "flow_each": "the total of each {period} counts by itself",
        "rate_each": "the value of each {period} counts by itself",
        "stock_each": "the value at the end of each {period} counts",
        "looked_at": "period looked at (a month on a monthly page)",
        "day": "times the calendar days of the period looked at (a month on a monthly page), as a total",
        "business_day": "times the business days of the period looked at (a month on a monthly page), as a total",
        "interval": "as often as it fits into the period looked at (a month on a monthly page), as a total; days left "
        "over ask for none",
    },
}
_WAYS = {
    "ja": {
        "from": "途中は {day} の終わりの実績からの増減で見る",
        "from_base": "それまでの期間は、比べる期間の実績から目標までの途中の値と比べる",
        "not_before": "それより前の期間は期限前",
        "checkpoints": "途中の目標は {points}",
        "cap": "期間中は着地見込みを上限と比べる",
        "slice": "{dimension} が {member} の行だけ",
        "relative": "{value}（率そのものに対する割合）",
    },
    "en": {
        "from": "on the way its change since the close of {day} counts",
        "from_base": "earlier periods are held against their place on the way there",
        "not_before": "earlier periods are not due",
        "checkpoints": "on the way {points}",
        "cap": "while it runs its landing is held against the cap",
        "slice": "only rows whose {dimension} is {member}",
        "relative": "{value} of the rate itself",
    },
}
_PATHS = {
    "ja": {
        "business_days": "営業日按分（数えるのは{days}）",
        "linear": "日割り（暦日を数える）",
        "geometric": "毎日同じ率で増える。0 から始まる合計では営業日按分になる",
        "seasonal": "過去 4 年までの月ごとの割合、月の中は営業日按分。丸 1 年の記録がなければ営業日按分",
    },
    "en": {
        "business_days": "by business days ({days})",
        "linear": "by calendar days",
        "geometric": "at one rate of growth a day; a total, which starts from 0, goes by business days",
        "seasonal": "by the months' shares of up to 4 past years, within a month by business days; by business days "
        "where no whole year is on record",
    },
}
_WORKING = {
    "ja": ("土日を除く日", "土日と祝日（{code}）を除く日", "、休業日 {closed} も除く"),
    "en": ("days but weekends", "days but weekends and the holidays of {code}", ", less {closed}"),
}
_BANDS = {
    "ja": "そこまでの計画の {risk} 以上で順調、{behind} 以上で注意、{behind} 未満で遅れ（{whence}）。"
    "この三つの間の変化は、続けて 2 回見えたときに反映する",
    "en": "on track from {risk} of what is due by then, at risk from {behind}, behind below {behind} ({whence}); "
    "a change between these three shows once it was seen at two closes in a row",
}
_MIRRORED = {"ja": "。上限の目標では、100% から超えた割合を引く", "en": "; of a cap it is 100% less what it is over by"}
_WHENCE = {
    "ja": {"own": "この指標の status", "project": "プロジェクトの設定", "default": "既定"},
    "en": {"own": "its own", "project": "the project's", "default": "default"},
}


def target_words(model: Model, metric: Metric, target: tree.Target, language: Language) -> str:
    """Return what a target asks, over which days it counts, and from where it is on its way."""
    asked = _asked(metric, target)
    dated = _window(model, asked) if target.when is not None and target.when.period is not None else None
    parts = [_asks(model, metric, asked, language), _counts(metric, target, dated, language)]
    if dated is not None:
        parts += [_way(metric, target, dated, language), _checkpoints(model, metric, dated, language)]
    ways = _WAYS[language]
    if metric.kind == "flow" and _is_cap(metric, target):
        parts.append(ways["cap"])
    if target.slice is not None:
        named = ".".join(each.text for each in target.slice.dimension.parts)
        parts.append(ways["slice"].format(dimension=named, member=f"'{target.slice.value.value}'"))
    return ("。" if language == "ja" else "; ").join(filter(None, parts))


def path_words(model: Model, metric: Metric, language: Language) -> str:
    """Return how what is due grows on the way to the targets of a metric, "" where none has a way."""
    windows = [_window(model, _asked(metric, each)) for each in metric.targets if _on_a_way(metric, each)]
    if not windows and not metric.milestones:
        return ""
    clause = metric.clause("path")
    written = clause.value.text if clause is not None and isinstance(clause.value, tree.Word) else ""
    by_day = bool(windows) and all(each is not None and each.counting == "days" for each in windows)
    words = _PATHS[language][written or ("linear" if by_day else "business_days")]
    return words.format(days=_working_days(model, language)) + ("" if written else _default(language))


def bands_words(model: Model, metric: Metric, locale: Locale) -> str:
    """Return the bands by which a metric is judged and where they come from, "" where it has no target."""
    if not metric.targets and not metric.milestones:
        return ""
    bands, language = bands_of(metric, model.manifest), locale.language
    whence = "own" if metric.clause("status") is not None else "project" if model.manifest.status else "default"
    risk, behind = (percent(each, locale, places=0) for each in (bands.at_risk, bands.behind))
    words = _BANDS[language].format(risk=risk, behind=behind, whence=_WHENCE[language][whence])
    return words + (_MIRRORED[language] if any(_is_cap(metric, each) for each in metric.targets) else "")


def _asked(metric: Metric, target: tree.Target) -> Asked:
    plain = tuple(each for each in metric.targets if each.slice is None)
    return Asked(target, metric.kind, "month", plain, metric.milestones)


def _window(model: Model, asked: Asked) -> TargetWindow | None:
    """Return the window of a target at its end; of one that comes again with every period, any of them."""
    when = asked.target.when
    due = period_written(model.manifest.calendar, when.period) if when is not None else None
    return window_on(model.manifest.calendar, asked, due.last if due is not None else _SOME_DAY)


def _asks(model: Model, metric: Metric, asked: Asked, language: Language) -> str:
    target, sense = asked.target, asked.target.sense
    if sense == "reach" and metric.better != "higher":
        sense = "cap" if metric.better == "lower" else "within"
    days = baseline_days(model.manifest.calendar, asked) if target.versus is not None else None
    value, upper = target.value.text.removeprefix("x"), target.upper.text if target.upper is not None else ""
    if target.relative:
        value = _WAYS[language]["relative"].format(value=value)
    base = "" if days is None else _between(*days, language)
    interval = ""
    if target.interval is not None:
        unit = _GRAINS[language].get(target.interval.unit, target.interval.unit)
        many = "s" if target.interval.count > 1 else ""
        interval = f"{target.interval.count} {unit}" if language == "ja" else f"{target.interval.count} {unit}{many}"
    return _SENSES[language][sense].format(value=value, upper=upper, base=base, interval=interval)


def _counts(metric: Metric, target: tree.Target, dated: TargetWindow | None, language: Language) -> str:
    """Return over which days a target counts."""
    words = _COUNTS[language]
    if dated is not None:
        return words[metric.kind].format(first=dated.first, last=dated.due)
    if target.interval is not None:
        return words["interval"]
    unit = target.when.unit.text.removesuffix("s") if target.when is not None and target.when.unit is not None else ""
    if metric.kind == "flow" and unit in ("day", "business_day"):
        return words[unit]
    period = _GRAINS[language].get(unit, unit) if unit else words["looked_at"]
    return words[f"{metric.kind}_each"].format(period=period)


def _way(metric: Metric, target: tree.Target, dated: TargetWindow, language: Language) -> str:
    """Return from where a level is on its way; a total starts from nothing."""
    words = _WAYS[language]
    if metric.kind == "stock" and target.sense not in ("between", "hold"):
        return words["from"].format(day=dated.begins - _DAY)
    if metric.kind == "rate" and target.when is not None and target.when.preposition == "by":
        return words["from_base" if target.versus is not None else "not_before"]
    return ""


def _checkpoints(model: Model, metric: Metric, dated: TargetWindow, language: Language) -> str:
    inside = {day for day, _ in dated.checkpoints}
    calendar = model.manifest.calendar
    written = ((period_written(calendar, each.by), each.value.text) for each in metric.milestones)
    points = [f"{period.last} {value}" for period, value in written if period is not None and period.last in inside]
    joined = ("、" if language == "ja" else ", ").join(sorted(points))
    return _WAYS[language]["checkpoints"].format(points=joined) if points else ""


def _on_a_way(metric: Metric, target: tree.Target) -> bool:
    """Say whether a target is reached step by step, so that its road tells what is due on a day."""
    if target.sense in ("between", "hold"):
        return False
    if metric.kind == "rate":
        return target.versus is not None and target.when is not None and target.when.preposition == "by"
    return metric.kind == "flow" or (target.when is not None and target.when.period is not None)


def _is_cap(metric: Metric, target: tree.Target) -> bool:
    return target.sense == "at_most" or (target.sense in ("reach", "hold") and metric.better == "lower")


def _between(first: date, last: date, language: Language) -> str:
    if first == last:
        return str(first)
    return f"{first}〜{last}" if language == "ja" else f"{first} to {last}"


def _default(language: Language) -> str:
    return "（既定）" if language == "ja" else " (default)"


def _working_days(model: Model, language: Language) -> str:
    calendar = model.manifest.calendar
    weekends, holidays, closed = _WORKING[language]
    words = holidays.format(code=calendar.holidays) if calendar.holidays else weekends
    return words + (closed.format(closed=", ".join(calendar.closed)) if calendar.closed else "")
