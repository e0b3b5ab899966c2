"""A change told in words: one sentence about the goal, and what has to be known to read it."""

from collections.abc import Iterator, Sequence

from kpidsl.analysis.bridge import Bar, told
from kpidsl.analysis.centre_pin import Ranking
from kpidsl.analysis.funnel import BestSlice
from kpidsl.analysis.numbers import Number
from kpidsl.model.records import Metric
from kpidsl.report.change_record import UNEXPLAINED, Change, End, Lead
from kpidsl.report.goal_said import called, said
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import percent, points
from kpidsl.scorecard.periods import period_name


def bar_name(change: Change, bar: Bar, locale: Locale) -> str:
    """Return what a bar is called."""
    ja = locale.language == "ja"
    if bar.name == UNEXPLAINED:
        return "内訳で説明できない分" if ja else "not given by the breakdown"
    name = called(change.leaves.get(bar.name, change.metric), locale)
    match bar.cause:
        case "definition":
            return f"定義の変更（{name}）" if ja else f"changed definition of {name}"
        case "restated":
            return f"データの訂正（{name}）" if ja else f"restated data of {name}"
        case "target":
            return f"目標の変更（{name}）" if ja else f"changed target of {name}"
        case "parts":
            return "内訳の目標と全体の目標の差" if ja else "targets of the parts against the target of the whole"
        case _:
            return name


def end_name(end: End, locale: Locale) -> str:
    """Return what an end of the bridge is called."""
    period = period_name(end.period.label, locale)
    match end.kind:
        case "plan":
            if end.reported:
                return f"{period}の報告時の計画" if locale.language == "ja" else f"the plan for {period} as reported"
            return f"{period}の計画" if locale.language == "ja" else f"the plan for {period}"
        case "slice":
            return member_name(end.member, locale)
        case _:
            return period


def member_name(member: str | None, locale: Locale) -> str:
    """Return what a member of a dimension is called, one without a value too."""
    return member if member is not None else "（値なし）" if locale.language == "ja" else "(no value)"


def difference(metric: Metric, value: Number, locale: Locale, beside: Sequence[Number | None] = ()) -> str:
    """Write a difference of a metric's values: signed, of a share in points; money in the step of those `beside` it."""
    if metric.shown == "%":
        return points(value, locale)
    text = said(metric, abs(float(value)), locale, beside)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{text}"


def sentence(change: Change, locale: Locale) -> str:
    """Return what happened in one sentence: the change, what did most of it, what came next, what went against it."""
    found, ja = told(change.bridge), locale.language == "ja"
    ends = (change.bridge.start, change.bridge.end)
    start, end = (said(change.metric, each, locale, ends) for each in ends)
    name = called(change.metric, locale)
    if found is None or found.direction == "flat":
        return _flat(change, name, end, locale)
    size = difference(change.metric, found.change, locale, ends)
    share = f"、{percent(found.relative, locale, signed=True)}" if found.relative is not None else ""
    causes = _causes(change, found.main, found.against, locale)
    first, last = (end_name(each, locale) for each in (change.before, change.after))
    more = f"{size}{share}" if ja else f"{size}{share.replace('、', ', ')}"
    period = period_name(change.after.period.label, locale)
    up = found.direction == "up"
    match change.before.kind:
        case "plan" if ja:
            verb = "上回りました" if up else "下回りました"
            plan = "報告時の計画" if change.before.reported else "計画"
            return f"{name}は{period}に {end} で、{plan}の {start} を{verb}（{more}）。{causes}"
        case "plan":
            plan = f"the plan of {start}{' as it was reported' if change.before.reported else ''}"
            return f"{name} was {end} in {period}, {'above' if up else 'below'} {plan} ({more}). {causes}"
        case "slice" if ja:
            return f"{period}の{name}は、{first}が {start}、{last}が {end} です（差 {more}）。{causes}"
        case "slice":
            return f"{name} in {period} is {start} for {first} and {end} for {last} ({more}). {causes}"
        case _ if ja:
            verb = "増えました" if up else "減りました"
            return f"{name}は{first}の {start} から{last}の {end} へ{verb}（{more}）。{causes}"
        case _:
            return f"{name} {'rose' if up else 'fell'} from {start} in {first} to {end} in {last} ({more}). {causes}"


def _flat(change: Change, name: str, end: str, locale: Locale) -> str:
    ja = locale.language == "ja"
    first, last = (end_name(each, locale) for each in (change.before, change.after))
    match change.before.kind:
        case "plan":
            return f"{name}は{last}に計画どおり {end} でした。" if ja else f"{name} was {end} in {last}, as planned."
        case "slice":
            return (
                f"{name}は{first}と{last}のどちらも {end} です。" if ja else f"{name} is {end} for {first} and {last}."
            )
        case _:
            return (
                f"{name}は{first}から{last}まで {end} で変わりませんでした。"
                if ja
                else f"{name} stayed at {end} from {first} to {last}."
            )


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
    leaf = change.leaves.get(bar.name, change.metric)
    way = f"{said(leaf, bar.before, locale)}→{said(leaf, bar.after, locale)}"
    return (
        f"{bar_name(change, bar, locale)}（{way}、{size}）"
        if locale.language == "ja"
        else (f"{bar_name(change, bar, locale)} ({way}: {size})")
    )


def pin_words(change: Change, pin: Ranking, locale: Locale) -> str:
    """Say which leaf is the centre pin, or that the data cannot tell."""
    ja = locale.language == "ja"
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


def beside_words(change: Change, locale: Locale) -> Iterator[str]:
    """Yield the bottlenecks, and the beliefs held against the months on record."""
    ja = locale.language == "ja"
    for step in change.funnel.steps if change.funnel is not None else ():
        if not step.below or step.rate is None or step.low is None or step.high is None:
            continue
        name, rate = called(change.leaves[step.name], locale), percent(step.rate, locale)
        low, high, mark = (percent(each, locale) for each in (step.low, step.high, step.benchmark))
        lost = difference(change.metric, step.lost or 0.0, locale)
        worst = change.funnel is not None and step.name == change.funnel.bottleneck
        first = (
            ("ボトルネック" if worst else "基準を下回る段階")
            if ja
            else ("Bottleneck" if worst else "Below its benchmark")
        )
        yield (
            f"{first}: {name} {rate}（95%区間 {low}〜{high}、基準 {mark}）。基準どおりなら {lost}。"
            if ja
            else f"{first}: {name} at {rate} (95% interval {low} to {high}, benchmark {mark}); "
            f"at its benchmark it would give {lost}."
        )
    for step in change.funnel.steps if change.funnel is not None else ():
        for best in step.best:
            yield _best_slice(change, step.name, best, locale)
    if change.loads is not None:
        for load in change.loads.stages:
            used = percent(load.utilisation, locale, places=0)
            name = load.name
            yield f"処理能力の使用率: {name} {used}。" if ja else f"Capacity used by {name}: {used}."
    shown = [each for each in change.leads if each.found.verdict == "shown"]
    for lead in shown:
        yield _lead_words(lead, locale)
    if others := [each for each in change.leads if each.found.verdict != "shown"]:
        pairs = [_not_shown(each, locale) for each in others]
        yield (
            f"先行するとは示せない組: {'、'.join(pairs)}。示せないことは、無関係を意味しません。"
            if ja
            else f"Not shown to lead: {', '.join(pairs)}. Not shown is not the same as false."
        )


def _best_slice(change: Change, name: str, best: BestSlice, locale: Locale) -> str:
    """Say how far the best slice of a step is above all others, or that the data cannot tell."""
    called_, member = called(change.leaves[name], locale), member_name(best.member, locale)
    rate, low, high = (percent(each, locale) for each in (best.rate, best.low, best.high))
    others, others_low, others_high = (
        percent(each, locale) for each in (best.others, best.others_low, best.others_high)
    )
    lost = difference(change.metric, best.lost or 0.0, locale)
    if locale.language == "ja":
        head = f"{called_}の最良の切り口: {best.dimension}={member} {rate}（95%区間 {low}〜{high}）"
        rest = f"、それ以外 {others}（{others_low}〜{others_high}）。"
        tail = "区間が重なり、差があるとは言えません（同点）。" if best.tie else f"全体が同じ率なら {lost}。"
        return f"{head}{rest}{tail}"
    head = f"Best slice of {called_}: {best.dimension}={member} at {rate} (95% interval {low} to {high})"
    rest = f", the others at {others} ({others_low} to {others_high})"
    tail = "a tie, for the intervals meet" if best.tie else f"at its rate the whole would give {lost}"
    return f"{head}{rest}; {tail}."


def _lead_words(lead: Lead, locale: Locale) -> str:
    found = lead.found
    a, b = called(lead.driver, locale), called(lead.driven, locale)
    lag, how, p = found.lag, f"{found.correlation or 0.0:+.2f}", f"{found.p or 0.0:.3f}"
    many = found.among
    if locale.language == "ja":
        p = f"{many} 組を調べた補正後の p = {p}" if many > 1 else f"p = {p}"
        return f"先行指標: {a}は{b}に {lag} か月先行しています（相関 {how}、{p}）。因果を示すものではありません。"
    p = f"p = {p} corrected for {many} pairs" if many > 1 else f"p = {p}"
    return f"Leading: {a} moves {lag} months before {b} (correlation {how}, {p}); no cause is claimed."


def _not_shown(lead: Lead, locale: Locale) -> str:
    ja, found = locale.language == "ja", lead.found
    pair = f"{called(lead.driver, locale)}→{called(lead.driven, locale)}"
    match found.verdict:
        case "too_few_points":
            why = f"実績 {found.points} か月" if ja else f"{found.points} months"
        case "never_moves":
            why = "動きなし" if ja else "one never moves"
        case _:
            why = f"p = {found.p or 0.0:.2f}"
    return f"{pair}（{why}）" if ja else f"{pair} ({why})"
