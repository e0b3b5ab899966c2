"""What moved in a meeting's pack, in one line each: a member of a dimension, and what a measure was followed by."""

from kpidsl.model.records import Metric
from kpidsl.report.action_effects import Effect
from kpidsl.report.agenda_words import WORDS
from kpidsl.report.effect_words import change_said, hoped_said, meanwhile_said, values_said, verdict_said
from kpidsl.report.naming import unit_of
from kpidsl.report.reached import Moved
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals
from kpidsl.text.render.markdown import plain as md


def member_said(moved: Moved, metric: Metric, locale: Locale) -> str:
    """Return how a member of a dimension moved: 紹介 23.8% → 26.9%."""
    words = WORDS[locale.language]
    style, unit = Style(locale), unit_of(metric)
    places = decimals([moved.was, moved.now], unit, style)
    was, now = ("–" if each is None else amount_with_unit(each, unit, places, style) for each in (moved.was, moved.now))
    return md(f"{moved.member if moved.member is not None else words['none']} {was} → {now}")


def effect_said(effect: Effect, locale: Locale) -> str:
    """Return what a measure was followed by, in one line."""
    words = WORDS[locale.language]
    before, after = values_said(effect, locale)
    hoped = f"{words['comma']}{words['hoped']} {md(hoped_said(effect, locale))}" if effect.hoped is not None else ""
    parts = [f"**{md(effect.action.name)}** → {md(effect.metric.name)}: "]
    if effect.was is not None or effect.now is not None:
        parts.append(f"{md(before)} → {md(after)} ({md(change_said(effect, locale))}{hoped}): ")
    parts.append(verdict_said(effect, locale))
    if more := meanwhile_said(effect, locale):
        parts.append(f"{words['stop']}{md(more)}")
    return "".join(parts)
