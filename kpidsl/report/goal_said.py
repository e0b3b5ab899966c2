"""A plan told in sentences: what is left, what the plan gives and how likely it is, and what is missing."""

from collections.abc import Iterator, Sequence

from kpidsl.analysis.numbers import Number
from kpidsl.analysis.plan_odds import Odds
from kpidsl.model.calendar import Calendar
from kpidsl.model.records import Metric
from kpidsl.report.goal_plan import GoalPlan
from kpidsl.report.goal_words import NO_ODDS
from kpidsl.report.naming import days_label, name_of, unit_of
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, money_step, odds_words, percent, written
from kpidsl.scorecard.periods import period_name

_FLIP = 0.1


def said(metric: Metric, value: Number | None, locale: Locale, beside: Sequence[Number | None] = ()) -> str:
    """Write one value of a metric with its unit, money in the step that suits it and those `beside` it."""
    unit = unit_of(metric)
    style = Style(locale, money_step([[value, *beside]], locale) if unit.style == "money" else "one")
    return amount_with_unit(value, unit, decimals([value], unit, style), style)


def called(metric: Metric, locale: Locale) -> str:
    """Return a metric's name in the reader's language."""
    return name_of(metric).said(locale.language)


def told_plan(made: GoalPlan, calendar: Calendar, locale: Locale) -> Iterator[str]:
    """Yield the sentences of a plan."""
    yield _left(made, calendar, locale)
    if made.plan is None:
        return
    yield _basis(made, calendar, locale)
    yield from _missing(made, locale) if not made.plan.feasible else _reached(made, locale)
    yield from _odds(made, locale)
    yield from _loads(made, locale)


def _left(made: GoalPlan, calendar: Calendar, locale: Locale) -> str:
    ja, metric = locale.language == "ja", made.metric
    name, target, actual = called(metric, locale), said(metric, made.target, locale), said(metric, made.actual, locale)
    window = period_name(days_label(calendar, made.window.first, made.window.last), locale)
    first, last = (each.isoformat() for each in made.days)
    if made.met:
        return (
            f"{name}は{window}の目標 {target} を達成済みです（実績 {actual}）。"
            if ja
            else f"{name} has met its target of {target} for {window} (actual {actual})."
        )
    if not made.window.cumulative:
        return (
            f"{name}の目標は {target}（{window}）。{first}〜{last} の {made.workdays} 営業日で逆算します。"
            if ja
            else f"{name} is to be {target} ({window}); calculated back over {first} to {last}, "
            f"{made.workdays} business days."
        )
    rest = said(metric, made.wanted, locale)
    so_far = actual if made.actual is not None else said(metric, 0, locale)
    return (
        f"{name}: {window}の目標 {target} − 実績 {so_far} = 残り {rest}。{first}〜{last} の {made.workdays} 営業日。"
        if ja
        else f"{name}: target {target} for {window}, {so_far} so far, {rest} left over {first} to {last} "
        f"({made.workdays} business days)."
    )


def _basis(made: GoalPlan, calendar: Calendar, locale: Locale) -> str:
    days = period_name(days_label(calendar, *made.past), locale)
    return (
        f"前提: 率と単価は {days} の実績（合計の比）のまま。ペースは同じ期間の 1 営業日あたりの実績です。"
        if locale.language == "ja"
        else f"Assumed: rates as they were in {days} (ratios of sums); the pace is that of its business days."
    )


def _reached(made: GoalPlan, locale: Locale) -> Iterator[str]:
    reached, wanted = (said(made.metric, each, locale) for each in (made.reached, made.wanted))
    yield (
        f"この計画で平均 {reached} になります（必要 {wanted}）。"
        if locale.language == "ja"
        else f"On average the plan gives {reached} ({wanted} needed)."
    )


def _missing(made: GoalPlan, locale: Locale) -> Iterator[str]:
    """Yield the certificate of a goal out of reach."""
    missing = made.plan.shortfall if made.plan else None
    if missing is None:
        return
    ja, metric = locale.language == "ja", made.metric
    lines = {each.metric.name: each.metric for each in made.lines}
    best, gap = said(metric, missing.best, locale), said(metric, abs(missing.gap), locale)
    yield (
        f"達成できません: 上限いっぱいでも {best} で、{gap} 足りません。"
        if ja
        else f"Out of reach: with everything at its cap it is {best}, {gap} short."
    )
    for alone in missing.alone:
        leaf = lines[alone.name]
        cap = next(each.cap for each in made.lines if each.metric.name == alone.name)
        needed = said(leaf, alone.value, locale) if alone.value is not None else None
        name, limit = called(leaf, locale), said(leaf, cap if cap is not None else 1.0, locale)
        cheapest = alone.name == missing.cheapest and len(missing.alone) > 1
        if needed is None:
            yield (
                f"  {name}: 上限 {limit}。これだけでは届きません。"
                if ja
                else f"  {name}: capped at {limit}; it alone cannot close the gap."
            )
        elif ja:
            yield f"  {name}: 上限 {limit}。これだけで埋めるなら {needed}{'（最も軽い緩和）' if cheapest else ''}。"
        else:
            mark = " (the cheapest)" if cheapest else ""
            yield f"  {name}: capped at {limit}; alone it would have to be {needed}{mark}."
    if missing.stretch is not None and len(missing.alone) > 1:
        factor = written(missing.stretch, 4, locale)
        yield f"  上限をそろって {factor} 倍にすれば届きます。" if ja else f"  All caps times {factor} would do."


def _odds(made: GoalPlan, locale: Locale) -> Iterator[str]:
    ja, odds = locale.language == "ja", made.odds
    if isinstance(odds, str):
        if odds in NO_ODDS:
            why = NO_ODDS[odds]
            yield f"達成確率は示せません（{why.ja}）。" if ja else f"No odds are told: {why.en}."
        return
    count = next((each.metric for each in made.lines if each.leaf and each.metric.kind == "flow"), None)
    if count is None or odds.probability is None:
        return
    name, tries, chance = called(count, locale), said(count, odds.tries, locale), odds_words(odds.probability, locale)
    needed = ", ".join(
        f"{percent(each.confidence, locale, places=0)} {said(count, each.tries, locale)}"
        if each.tries is not None
        else f"{percent(each.confidence, locale, places=0)} –"
        for each in odds.needed
    )
    yield (
        f"{name} {tries}で達成する確率は {chance}。確率ごとの必要数: {needed}。"
        if ja
        else f"With {tries} of {name} the odds of reaching it are {chance}; needed for each probability: {needed}."
    )
    if abs(odds.probability - 0.5) < _FLIP:
        yield ("平均の率どおりの計画は五分五分です。" if ja else "A plan on mean rates is a coin flip.")
    yield from _worth(made, odds, locale)


def _worth(made: GoalPlan, odds: Odds, locale: Locale) -> Iterator[str]:
    """Yield how far the odds hold that what one is worth varies."""
    ja, worth = locale.language == "ja", odds.worth
    if worth is not None and worth.spread > 0:
        about, seen = percent(worth.spread / worth.mean, locale, places=0), written(worth.seen, 0, locale)
        yield (
            f"単価は1件ごとに平均の上下 {about} ほどばらつくものとしています（実績 {seen} 件から）。"
            if ja
            else f"What one is worth is taken to vary by about {about} of its mean, as in the {seen} on record."
        )
    elif any(each.leaf and unit_of(each.metric).style == "money" for each in made.lines):
        yield "この確率に単価のばらつきは含みません。" if ja else "What one is worth is taken as fixed in these odds."


def _loads(made: GoalPlan, locale: Locale) -> Iterator[str]:
    """Yield which counts ask for more than people can do, and which cannot be cut to days."""
    ja = locale.language == "ja"
    for line in made.lines:
        name, cut = called(line.metric, locale), line.schedule
        if cut is None:
            continue
        if cut.overload:
            many = said(line.metric, cut.overload, locale)
            yield f"{name}: 処理能力を {many} 超えます。" if ja else f"{name}: {many} more than capacity."
        if cut.reason == "no_days_left":
            yield (
                f"{name}: lag を差し引くと、間に合う営業日が残っていません（{line.days[1].isoformat()} まで）。"
                if ja
                else f"{name}: with its lag no business day is left in time (until {line.days[1].isoformat()})."
            )
