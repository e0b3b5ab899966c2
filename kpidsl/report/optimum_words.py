"""What the radar for local optima found, in words."""

from kpidsl.analysis.radar import GreenTeam
from kpidsl.model.records import Model
from kpidsl.report.naming import name_of
from kpidsl.report.optimum_notes import ConflictIn, DentIn, HollowIn, Note
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import percent
from kpidsl.scorecard.periods import short_name

_WORDS = {
    "ja": {
        "green": "{team}の指標はすべて順調なのに、{goal}は{periods}期続けて遅れている",
        "conflict": "{name}は「{wanted}」としているが、そのように動くと{goal}は悪くなる",
        "dent": "{name}は{period}に平年を{above}上回り、翌月は{below}下回った（2か月で{net}）。先食いの疑い",
        "hollow": "直近3か月の{volume}は前年より{grown}、{goal}は{gained}。量は増えたが1件あたりの価値は{each}",
        "higher": "高いほど良い",
        "lower": "低いほど良い",
        "within": "範囲内が良い",
    },
    "en": {
        "green": "every number of {team} is well while {goal} has been behind for {periods} periods",
        "conflict": "{name} is wanted {wanted}, and moving that way makes {goal} worse",
        "dent": "{name} was {above} above its usual {period} and {below} below the month after ({net} over both): "
        "results may only have been brought forward",
        "hollow": "over the last three months {volume} is {grown} on a year ago and {goal} {gained}: more of it, "
        "each worth {each}",
        "higher": "higher",
        "lower": "lower",
        "within": "within a band",
    },
}


def note_words(note: Note, model: Model, locale: Locale) -> str:
    """Return a note as one sentence."""
    words, language = _WORDS[locale.language], locale.language

    def called(name: str) -> str:
        return name_of(model.metrics[name]).said(language)

    def share(value: float) -> str:
        return percent(value, locale, places=0)

    def signed(value: float) -> str:
        return percent(value, locale, places=0, signed=True)

    match note:
        case GreenTeam(team=team, goal=goal, periods=periods):
            return words["green"].format(team=team, goal=called(goal), periods=periods)
        case ConflictIn(goal=goal, conflict=conflict):
            wanted = words[conflict.wanted]
            return words["conflict"].format(name=called(conflict.name), wanted=wanted, goal=called(goal))
        case DentIn(name=name, period=period, dent=dent):
            facts = {"above": share(dent.above), "below": share(dent.below), "net": signed(dent.net)}
            return words["dent"].format(name=called(name), period=short_name(period, locale), **facts)
        case HollowIn(volume=volume, goal=goal, hollow=hollow):
            facts = {"grown": signed(hollow.volume), "gained": signed(hollow.value), "each": signed(hollow.each)}
            return words["hollow"].format(volume=called(volume), goal=called(goal), **facts)
