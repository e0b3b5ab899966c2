"""What a chart says, in words, for a reader who cannot see it: the message, not the kind of chart."""

from kpidsl.scorecard.figures import Language, Locale, Point
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, share_words
from kpidsl.scorecard.periods import period_name, short_name
from kpidsl.scorecard.records import Goal, Row, Tree
from kpidsl.scorecard.words import status_word, word

RECENT = 3


def recent_signal(row: Row) -> Point | None:
    """Return the last of the three latest periods that is outside its limits."""
    return next((point for point in reversed(row.series[-RECENT:]) if point.signal), None)


def signal_words(row: Row, locale: Locale) -> str:
    """Say whether the last periods were ordinary: 9月に下振れ, 上振れ傾向, 通常変動; nothing without limits."""
    language = locale.language
    if point := recent_signal(row):
        return word(f"signal_{point.signal}_in", language, period=short_name(point.period, locale))
    if row.signal:
        return word(row.signal.side, language)
    return word("ordinary", language) if row.limits else ""


def trend_alt(row: Row, style: Style) -> str:
    """Name, last value, range of ordinary variation and the signal: what the sparkline shows."""
    language = style.locale.language
    places = decimals([point.value for point in row.series], row.unit, style)
    last = row.series[-1] if row.series else None
    parts = [row.name.said(language)]
    if last:
        value = amount_with_unit(last.value, row.unit, places, style, last.absent or "no_data")
        parts.append(f"{period_name(last.period, style.locale)} {value}")
    if row.limits:
        low, high = (amount_with_unit(limit, row.unit, places, style) for limit in (row.limits.low, row.limits.high))
        parts.append(f"{word('ordinary', language)} {low} – {high}")
    parts += [
        f"{period_name(point.period, style.locale)} {word(f'signal_{point.signal}', language)}"
        for point in row.series[:-1]
        if point.signal
    ]
    if row.signal:
        parts.append(
            word(f"signal_{row.signal.side}", language) + (f" ({row.signal.words})" if row.signal.words else "")
        )
    return _joined(parts, language)


def bullet_alt(row: Row, style: Style) -> str:
    """Name, actual, target and achievement: what the bullet graph shows."""
    language = style.locale.language
    places = decimals([row.actual, row.target], row.unit, style)
    actual = amount_with_unit(row.actual, row.unit, places, style, row.absent)
    target = amount_with_unit(row.target, row.unit, places, style)
    share = "" if row.achievement is None else f"{word('achievement', language)} {share_words(row.achievement, style)}"
    parts = [
        row.name.said(language),
        f"{word('actual', language)} {actual}",
        f"{word('target', language)} {target}",
        share,
    ]
    return _joined(parts, language)


def landing_alt(goal: Goal, style: Style) -> str:
    """Where the goal stands and will land: what the cumulative chart shows."""
    language = style.locale.language
    places = decimals([goal.actual, goal.target], goal.unit, style)
    told = [
        ("goal_actual", goal.actual),
        ("expected", goal.expected),
        ("year_target", goal.target),
        ("forecast", goal.forecast),
    ]
    values = [
        f"{word(key, language)} {amount_with_unit(value, goal.unit, places, style)}"
        for key, value in told
        if value is not None
    ]
    return _joined([goal.name.said(language), *values, status_word(goal.status, language)], language)


def tree_alt(tree: Tree, style: Style) -> str:
    """Each line of the tree in words: parent, operator and children with their values and statuses."""
    language = style.locale.language
    nodes = {node.id: node for node in tree.nodes}

    def told(name: str) -> str:
        node = nodes[name]
        value = amount_with_unit(node.value, node.unit, decimals([node.value], node.unit, style), style, node.absent)
        judged = status_word(node.status, language)
        if node.days:
            value = f"{value} ({short_name(node.days, style.locale)})"
        if node.apart is not None:
            own = amount_with_unit(node.apart.value, node.unit, decimals([node.apart.value], node.unit, style), style)
            judged = f"{short_name(node.apart.days, style.locale)} {own} {judged}"
        return f"{node.name.said(language)} {value} ({judged})"

    sentences = []
    for parent in nodes:
        children = [
            edge for edge in tree.edges if edge.parent == parent and edge.child in nodes and edge.kind == "breakdown"
        ]
        if children:
            sentences.append(
                f"{told(parent)} = " + " ".join(f"{edge.operator} {told(edge.child)}".strip() for edge in children)
            )
        sentences += [
            f"{told(edge.child)} ⇢ {told(parent)}"
            for edge in tree.edges
            if edge.parent == parent and edge.kind == "drives" and edge.child in nodes
        ]
    return "; ".join(sentences) or (told(tree.nodes[0].id) if tree.nodes else "")


def _joined(parts: list[str], language: Language) -> str:
    return ("、" if language == "ja" else ", ").join(filter(None, parts))
