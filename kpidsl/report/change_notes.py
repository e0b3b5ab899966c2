"""What has to be known to read a change: where it is cut short, what was reported, what could not be told apart."""

from collections.abc import Iterator

from kpidsl.report.change_record import UNEXPLAINED, Change
from kpidsl.report.change_said import difference
from kpidsl.report.goal_said import called, said
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.periods import period_name


def notes(change: Change, locale: Locale) -> Iterator[str]:
    """Yield what has to be known to read the numbers."""
    ja, before, after = locale.language == "ja", change.before, change.after
    if change.running and before.kind == "plan":
        yield (
            f"{after.period.label} は途中のため、計画も実績も経過した日までのものです。"
            if ja
            else f"{after.period.label} is still running: plan and actual are those of the days gone by."
        )
    elif change.running:
        yield "途中の期間が含まれます。" if ja else "One of the periods is still running."
    if before.workdays != after.workdays:
        first, last = before.workdays, after.workdays
        yield f"営業日: {first} 日→{last} 日。" if ja else f"Business days: {first}, then {last}."
    if before.period.grain != after.period.grain:
        yield "長さの異なる期間の比較です。" if ja else "The two periods are of different lengths."
    for name, since in change.redefined:
        yield (
            f"{name} の定義は {since} に変わっています。前の期間も今の定義で測り、差は別の棒にしています。"
            if ja
            else f"The definition of {name} changed on {since}; the earlier period is measured by both, and what the "
            "change of definition makes has bars of its own."
        )
    yield from _kept_notes(change, locale)
    if change.untargeted:
        names = [called(change.leaves[each], locale) for each in change.untargeted]
        yield (
            f"目標がないため実績のまま計算した要素: {'、'.join(names)}。"
            if ja
            else f"Without a target, so taken as they came: {', '.join(names)}."
        )
    if any(bar.name == UNEXPLAINED for bar in change.bridge.bars):
        yield (
            "breakdown の計算と実績にずれがあり、その差は別の棒にしています。"
            if ja
            else "The breakdown misses the measured value; the gap has a bar of its own."
        )
    if change.bridge.orders:
        many = change.bridge.orders
        yield f"配分は {many} 通りの順序の平均です。" if ja else f"The parts are means over {many} orders."
    yield from _split_notes(change, locale)


def _kept_notes(change: Change, locale: Locale) -> Iterator[str]:
    """Yield what the earlier end was reported as, and which targets were other ones then."""
    ja, printed = locale.language == "ja", change.printed
    if printed is not None:
        value = said(change.metric, printed.value, locale, (change.bridge.start, change.bridge.end))
        period = period_name(change.before.period.label, locale)
        moved = any(bar.cause in ("restated", "definition") for bar in change.bridge.bars)
        if ja:
            tail = "その後の訂正や定義の変更は別の棒にしています" if moved else "今日の計算でも同じです"
            yield f"{period}は {printed.as_of} 時点の報告で {value} でした。{tail}。"
        else:
            tail = "what changed of it since has bars of its own" if moved else "today it would be the same"
            yield f"{period} was reported as {value} (as of {printed.as_of}); {tail}."
        names = [called(change.leaves.get(each, change.metric), locale) for each in printed.redefined]
        if names:
            yield (
                f"報告のあとで定義が変わった要素: {'、'.join(names)}。"
                if ja
                else (f"Defined otherwise since the report: {', '.join(names)}.")
            )
        if printed.untold:
            yield (
                "報告時の定義が読めないため、データの訂正と定義の変更を分けられません。差は定義の変更としています。"
                if ja
                else "The definition of then can be read no more, so restated data is not told apart from it; the "
                "whole difference stands under the definition."
            )
    for each in change.retargeted:
        yield (
            f"{each.name} の目標は {each.as_of} 時点の報告では「{each.then}」で、今は「{each.now}」です。"
            if ja
            else f"The target of {each.name} was `{each.then}` as of {each.as_of} and is `{each.now}` now."
        )


def _split_notes(change: Change, locale: Locale) -> Iterator[str]:
    """Yield where the members of a split point the other way than the whole, and what could not be cut."""
    ja, split = locale.language == "ja", change.split
    if split is None:
        return
    for each in split.against:
        name = called(change.leaves[each.leaf], locale)
        rate, mix = (difference(change.leaves[each.leaf], part, locale) for part in (each.rate, each.mix))
        if ja:
            who = "どの区分の率も全体と逆に動いています" if each.every else "区分の率は合わせると全体と逆に動いています"
            yield f"注意（シンプソンのパラドックス）: {name}では{who}（率 {rate}、構成 {mix}）。"
        else:
            who = "every member's own rate moved" if each.every else "the members' own rates together moved"
            yield f"Simpson's paradox: of {name}, {who} the other way than the whole (rate {rate}, mix {mix})."
    if split.whole:
        names = [called(change.leaves[each], locale) for each in split.whole]
        yield (
            f"{split.dimension} で合計が合わないため分けられない要素: {'、'.join(names)}。"
            if ja
            else f"Not cut, for they do not add up over {split.dimension}: {', '.join(names)}."
        )
