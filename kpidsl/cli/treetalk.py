"""What `kpidsl tree` says below its table: where the goal lands, what parts hide, with -v the rule of a status."""

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kpidsl.cli.options import Setting

if TYPE_CHECKING:
    from kpidsl.analysis.rollup import RollUp
    from kpidsl.model.records import Model
    from kpidsl.report.board import Board, Judged
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.records import Scorecard


def print_more(
    model: "Model", root: str, board: "Board", card: "Scorecard", rolled: "Mapping[str, RollUp]", setting: Setting
) -> None:
    """Print the lines below a tree; nothing where there is nothing to say, or where it is to be quiet."""
    lines = [*_landing(board.judged[root], card.locale)]
    lines += [f"! {note}" for note in card.notes]
    if setting.verbose:
        nodes = [node.id for node in card.tree.nodes if node.id in board.judged]
        for name in nodes:
            lines += ["", *_told(model, board.judged[name], rolled.get(name), card.locale)]
    if lines and not setting.quiet:
        sys.stdout.write("\n".join(lines).strip("\n") + "\n")


def _landing(judged: "Judged", locale: "Locale") -> Iterator[str]:
    from kpidsl.report.landing_words import basis_words, landing_words
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.numbers import money_step

    landing = judged.landing
    if landing is None or landing.value is None or landing.method == "actual":
        return
    unit = unit_of(judged.metric)
    numbers = [landing.value, landing.low, landing.high]
    step = money_step([numbers], locale) if unit.style == "money" else "one"
    head = _head("landing", "着地見込み", locale)
    words, basis = landing_words(landing, unit, step, locale), basis_words(landing, locale)
    yield f"{head}: {words} [{basis}]"


def _told(model: "Model", judged: "Judged", rolled: "RollUp | None", locale: "Locale") -> Iterator[str]:
    """Yield what decided a number's status, where it lands, what is ordinary for it and what was not."""
    from kpidsl.cli.tree_command import MARKS
    from kpidsl.report.naming import name_of
    from kpidsl.report.ordinary import ordinary_words
    from kpidsl.report.wording import rule_words, signal_rule
    from kpidsl.scorecard.periods import short_name
    from kpidsl.scorecard.words import status_word

    language = locale.language
    status = rolled.status if rolled is not None else judged.judgement.status
    yield f"{name_of(judged.metric).said(language)}  {MARKS[status]} {status_word(status, language)}".rstrip()
    yield f"  {_head('rule', '判定', locale)}: {rule_words(judged, locale)}"
    if rolled is not None and rolled.way != "own":
        yield f"  {_head('from its parts', '内訳から', locale)}: {_rolled(model, rolled, locale)}"
    for line in _landing(judged, locale):
        yield f"  {line}"
    ordinary = ordinary_words(judged, locale)
    if ordinary:
        yield f"  {_head('ordinary', '通常の変動', locale)}: {ordinary}"
    for period, reading in zip(judged.series.periods, judged.readings, strict=True):
        for each in reading.signals:
            yield f"  {short_name(period.label, locale)}: {signal_rule(each, locale)}"


def _rolled(model: "Model", rolled: "RollUp", locale: "Locale") -> str:
    from kpidsl.report.naming import name_of
    from kpidsl.scorecard.numbers import written
    from kpidsl.scorecard.words import status_word

    status = status_word(rolled.status, locale.language)
    if rolled.way == "worst" and rolled.by is not None:
        by = name_of(model.metrics[rolled.by]).said(locale.language)
        return _head(f"{status}, the worst is {by}", f"{status}（最も悪いのは{by}）", locale)
    score = written(rolled.score, 1, locale)
    return _head(f"{status}, a score of {score} of 10", f"{status}（10点満点で{score}点）", locale)


def _head(en: str, ja: str, locale: "Locale") -> str:
    """Return words in the language of the tree, which is that of the project."""
    return ja if locale.language == "ja" else en
