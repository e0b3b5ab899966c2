"""A change told in words: one sentence about the goal, and what has to be known to read it."""

from collections.abc import Iterator, Sequence

from kpidsl.analysis.bridge import Bar, told
from kpidsl.analysis.numbers import Number
from kpidsl.model.records import Metric
from kpidsl.report.change_bridge import UNEXPLAINED, Change
from kpidsl.report.goal_said import called, said
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import percent, points
from kpidsl.scorecard.periods import period_name


def bar_name(change: Change, bar: Bar, locale: Locale) -> str:
    """Return what a bar is called."""
    if bar.name == UNEXPLAINED:
        return "内訳で説明できない分" if locale.language == "ja" else "not given by the breakdown"
    return called(change.leaves[bar.name], locale)


def difference(metric: Metric, value: Number, locale: Locale, beside: Sequence[Number | None] = ()) -> str:
    """Write a difference of a metric's values: signed, of a share in points; money in the step of those `beside` it."""
    if metric.shown == "%":
        return points(value, locale)
    text = said(metric, abs(float(value)), locale, beside)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{text}"


def sentence(change: Change, locale: Locale) -> str:
    """Return what happened in one sentence: the change, what did most of it, what came next, what went against it."""
    found, metric, ja = told(change.bridge), change.metric, locale.language == "ja"
    name, ends = called(metric, locale), (change.bridge.start, change.bridge.end)
    first, last = (period_name(each.label, locale) for each in (change.first, change.last))
    start, end = (said(metric, each, locale, ends) for each in ends)
    if found is None or found.direction == "flat":
        return (
            f"{name}は{first}から{last}まで {end} で変わりませんでした。"
            if ja
            else (f"{name} stayed at {end} from {first} to {last}.")
        )
    size = difference(metric, found.change, locale, ends)
    share = f"、{percent(found.relative, locale, signed=True)}" if found.relative is not None else ""
    causes = _causes(change, found.main, found.against, locale)
    if ja:
        verb = "増えました" if found.direction == "up" else "減りました"
        return f"{name}は{first}の {start} から{last}の {end} へ{verb}（{size}{share}）。{causes}"
    verb = "rose" if found.direction == "up" else "fell"
    return f"{name} {verb} from {start} in {first} to {end} in {last} ({size}{share.replace('、', ', ')}). {causes}"


def _causes(change: Change, main: Bar | None, against: Bar | None, locale: Locale) -> str:
    ja = locale.language == "ja"
    if main is None:
        return ""
    same = [
        bar for bar in change.bridge.bars if bar.amount * main.amount > 0 and bar is not main and bar.name != main.name
    ]
    second = same[0] if same else None
    parts = [f"最大の要因は{_cause(change, main, locale)}" if ja else f"Most of it is {_cause(change, main, locale)}"]
    if second is not None:
        parts.append(f"次は{_cause(change, second, locale)}" if ja else f"then {_cause(change, second, locale)}")
    if against is not None:
        parts.append(
            f"逆方向は{_cause(change, against, locale)}" if ja else f"against it {_cause(change, against, locale)}"
        )
    return "、".join(parts) + "です。" if ja else "; ".join(parts) + "."


def _cause(change: Change, bar: Bar, locale: Locale) -> str:
    ends = (change.bridge.start, change.bridge.end)
    size = difference(change.metric, bar.amount, locale, ends)
    if bar.before is None or bar.after is None:
        return f"{bar_name(change, bar, locale)} {size}"
    leaf = change.leaves[bar.name]
    way = f"{said(leaf, bar.before, locale)}→{said(leaf, bar.after, locale)}"
    return (
        f"{bar_name(change, bar, locale)}（{way}、{size}）"
        if locale.language == "ja"
        else (f"{bar_name(change, bar, locale)} ({way}: {size})")
    )


def notes(change: Change, locale: Locale) -> Iterator[str]:
    """Yield what has to be known to read the numbers."""
    ja, (before, after) = locale.language == "ja", change.workdays
    if change.running:
        yield "途中の期間が含まれます。" if ja else "One of the periods is still running."
    if before != after:
        yield f"営業日: {before} 日→{after} 日。" if ja else f"Business days: {before}, then {after}."
    if change.first.grain != change.last.grain:
        yield "長さの異なる期間の比較です。" if ja else "The two periods are of different lengths."
    for name, since in change.redefined:
        yield f"{name} の定義は {since} に変わっています。" if ja else f"The definition of {name} changed on {since}."
    if any(bar.name == UNEXPLAINED for bar in change.bridge.bars):
        yield (
            "breakdown の計算と実績にずれがあり、その差は別の棒にしています。"
            if ja
            else "The breakdown misses the measured value; the gap has a bar of its own."
        )
    if change.bridge.orders:
        many = change.bridge.orders
        yield f"配分は {many} 通りの順序の平均です。" if ja else f"The parts are means over {many} orders."


def pin_words(change: Change, locale: Locale) -> str:
    """Say which leaf is the centre pin, or that the data cannot tell."""
    ja, pin = locale.language == "ja", change.pin
    if pin.pin is not None:
        odds = percent(next(each.odds for each in pin.leaves if each.name == pin.pin), locale, places=0)
        name = called(change.leaves[pin.pin], locale)
        return (
            f"センターピンは{name}です（最大である確率 {odds}）。"
            if ja
            else (f"The centre pin is {name} (first with a probability of {odds}).")
        )
    if pin.tie:
        names = [called(change.leaves[each], locale) for each in pin.tie]
        return (
            f"センターピンは決められません（同点: {'、'.join(names)}）。"
            if ja
            else (f"No centre pin: a tie between {', '.join(names)}.")
        )
    return (
        "伸びしろのある要素がないため、センターピンは示せません。"
        if ja
        else "No centre pin: no leaf has room to a level that it has reached or is capped at."
    )
