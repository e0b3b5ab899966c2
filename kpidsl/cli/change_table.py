"""A change on the terminal: the sentence, the bars down to the last unit, and what stands beside them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpidsl.cli.language import Say
from kpidsl.pipeline import Project

if TYPE_CHECKING:
    from kpidsl.analysis.centre_pin import Leverage, Ranking
    from kpidsl.report.change_record import Change, Part
    from kpidsl.scorecard.figures import Locale

_MOST_ROWS = 40
_MOST_PARTS = 8


def print_change(change: "Change", project: Project, say: Say) -> None:
    """Print the sentence, the bars, and the table of the centre pin."""
    from kpidsl.cli.planning import print_rows
    from kpidsl.report.change_notes import notes
    from kpidsl.report.change_said import beside_words, end_name, sentence
    from kpidsl.scorecard.figures import Locale
    from kpidsl.text.render.visible import visible

    locale = Locale(say.language, project.model.manifest.locale)
    for line in (sentence(change, locale), *notes(change, locale)):
        print(visible(line))
    heads = [
        "",
        *(visible(end_name(each, locale)) for each in (change.before, change.after)),
        say("contribution", "寄与"),
        say("of the change", "変化に占める割合"),
    ]
    rows, left = _bars(change, locale, say)
    print_rows(heads, rows)
    if left:
        print(say(f"{left} smaller bars: --format csv", f"ほか {left} 個の要素は --format csv で出力できます"))
    if change.pin is not None:
        _print_pin(change, change.pin, locale, say)
    for line in beside_words(change, locale):
        print(line)


def _print_pin(change: "Change", pin: "Ranking", locale: "Locale", say: Say) -> None:
    from kpidsl.cli.planning import print_rows
    from kpidsl.report.change_said import pin_words

    print(pin_words(change, pin, locale))
    heads = say(
        "KPI|now|plausible|headroom|elasticity|gain|effort|gain per effort|odds of being first",
        "KPI|現在|届きうる値|伸びしろ|弾力性|効果|手間|手間あたりの効果|最大の確率",
    ).split("|")
    rows = [_leverage(change, each, locale) for each in pin.leaves[:_MOST_ROWS]]
    if not any(each.clause("effort") for each in change.leaves.values()):
        heads, rows = _without(heads, rows)
    print_rows(heads, rows)


def _without(heads: list[str], rows: list[tuple[str, ...]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the table without the columns of effort, which say nothing where no leaf has one."""
    return [*heads[:6], heads[8]], [(*row[:6], row[8]) for row in rows]


def _bars(change: "Change", locale: "Locale", say: Say) -> tuple[list[tuple[str, ...]], int]:
    """Return the bars and their parts, rounded so that they add up as they are printed, and how many are left out."""
    from kpidsl.analysis.bridge import rounded
    from kpidsl.cli.change_rows import rounded_parts
    from kpidsl.report.change_said import bar_name
    from kpidsl.report.goal_said import called, said
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.numbers import Style, amount_with_unit, percent, points, written

    unit = unit_of(change.metric)
    whole_units = unit.style == "money" or change.metric.kind != "rate"
    grain = 1.0 if whole_units else 0.001 if unit.style == "percent" else 0.01
    shown, whole = rounded(change.bridge, grain), change.bridge.change or 0.0
    split = rounded_parts(change.split, shown, grain)
    places = {1.0: 0, 0.001: 1, 0.01: 2}[grain]

    def level(value: float | None) -> str:
        return amount_with_unit(value, unit, places, Style(locale))

    def step(value: float) -> str:
        return points(value, locale) if unit.style == "percent" else written(value, places, locale, signed=True)

    def share(value: float) -> str:
        return percent(value / whole, locale) if whole else ""

    rows: list[tuple[str, ...]] = []
    for bar, exact in list(zip(shown.bars, change.bridge.bars, strict=True))[:_MOST_ROWS]:
        leaf = change.leaves.get(bar.name, change.metric if bar.name else None)
        before, after = (said(leaf, each, locale) if leaf is not None else "" for each in (bar.before, bar.after))
        rows.append((bar_name(change, bar, locale), before, after, step(bar.amount), share(exact.amount)))
        own = [each for each in split.parts if each.leaf == bar.name] if split and bar.cause == "leaf" else []
        for name, one, other, amount in _parts(change, own, locale, say):
            rows.append((name, one, other, step(amount), share(amount)))
    total = (called(change.metric, locale), level(shown.start), level(shown.end), step(shown.change or 0.0), "")
    return [*rows, total], max(0, len(shown.bars) - _MOST_ROWS)


def _parts(change: "Change", parts: "list[Part]", locale: "Locale", say: Say) -> Iterator[tuple[str, str, str, float]]:
    """Yield the largest parts of a bar, and the rest of them as one."""
    from kpidsl.report.change_said import member_name
    from kpidsl.report.goal_said import said
    from kpidsl.text.render.visible import visible

    words = {"count": "", "rate": say(" (rate)", "（率）"), "mix": say(" (mix)", "（構成）")}
    order = sorted(parts, key=lambda part: -abs(part.amount))
    cut = order if len(order) <= _MOST_PARTS + 1 else order[:_MOST_PARTS]
    for part in cut:
        leaf = change.leaves[part.leaf]
        ends = (said(leaf, each, locale) for each in (part.before, part.after)) if part.what != "mix" else ("", "")
        yield f"  {visible(member_name(part.member, locale))}{words[part.what]}", *ends, part.amount
    if rest := order[len(cut) :]:
        yield say(f"  {len(rest)} more", f"  ほか {len(rest)} 件"), "", "", sum(part.amount for part in rest)


def _leverage(change: "Change", each: "Leverage", locale: "Locale") -> tuple[str, ...]:
    from kpidsl.report.change_said import difference
    from kpidsl.report.goal_leaves import effort
    from kpidsl.report.goal_said import called, said
    from kpidsl.scorecard.numbers import percent, written

    leaf = change.leaves[each.name]
    return (
        called(leaf, locale),
        said(leaf, each.present, locale),
        "" if each.plausible is None else said(leaf, each.plausible, locale),
        "" if each.headroom is None else percent(each.headroom, locale, signed=True),
        "" if each.elasticity is None else written(each.elasticity, 2, locale),
        "" if each.gain is None else difference(change.metric, each.gain, locale),
        written(effort(leaf), 1, locale),
        "" if each.worth is None else difference(change.metric, each.worth, locale),
        percent(each.odds, locale, places=0),
    )
