"""From a Scorecard and a design to one self-contained HTML text: style and charts inside, nothing is fetched."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from kpidsl.scorecard.charts.glyph import status_glyph
from kpidsl.scorecard.charts.svg import data_uri
from kpidsl.scorecard.designs import PAGE, Design
from kpidsl.scorecard.figures import STATUSES
from kpidsl.scorecard.large_counts import with_steps
from kpidsl.scorecard.numbers import unit_label, written
from kpidsl.scorecard.periods import period_name
from kpidsl.scorecard.preflight import missing_glyphs
from kpidsl.scorecard.printed import Printed, printed
from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.records import Scorecard
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import status_word, trait, word
from kpidsl.text.diagnostic import Outcome


def render_html(card: Scorecard, design: Design) -> Outcome[str | None]:
    """Return the page of `card` in `design`, or findings: characters without a glyph, or a mistake in the design."""
    if problems := missing_glyphs(card, frozenset().union(*(each.codes for each in design.fonts))):
        return Outcome(None, problems)
    card = set_by(card, design)
    from jinja2 import TemplateError

    page = printed(card, design.room, landing=design.landing, tree=design.tree)
    try:
        return Outcome(_template(design.page, design.parts).render(**_seen(card, page, design)))
    except TemplateError as wrong:
        return Outcome(None, (problem("K910", design=design.name, what=_told(wrong)),))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as wrong:
        return Outcome(None, (problem("K910", design=design.name, what=f"{type(wrong).__name__}: {wrong}"),))


def set_by(card: Scorecard, design: Design) -> Scorecard:
    """Return the card as it is to be written: the sign of negatives and the step of money by the design, large counts
    in steps of their own.
    """
    negative, money = design.negative or card.locale.negative, design.money or card.locale.money
    return with_steps(replace(card, locale=replace(card.locale, negative=negative, money=money)))


@lru_cache(maxsize=8)
def _template(page: str, parts: tuple[tuple[str, str], ...]) -> Any:
    """Compile a page and its parts; of many documents in one design only the first waits for it."""
    from jinja2 import DictLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    loader = DictLoader({PAGE: page, **dict(parts)})
    environment = ImmutableSandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(PAGE)


def _seen(card: Scorecard, page: Printed, design: Design) -> dict[str, Any]:
    """Return what a design sees: the record, the printed page, and words, periods and numbers in its language."""
    from markupsafe import Markup

    locale = card.locale
    return {
        "card": card,
        "page": page,
        "language": locale.language,
        "paper": design.paper,
        "logo": design.logo,
        "style": Markup(f"{design.style}\n{mark_rules()}".replace("</", "<\\/")),
        "t": lambda key, **facts: word(key, locale.language, **facts),
        "period": lambda code: period_name(code, locale),
        "trait": lambda key: trait(key, locale.language),
        "status_word": lambda status: status_word(status, locale.language),
        "unit_of": lambda unit: unit_label(unit, page.style) or "%",
        "whole": lambda value: written(value, 0, locale),
        "fit": fit,
        "ems": ems,
        "running": not card.period.complete,
        "monthly": len(card.period.code) == 7 and card.period.code[4:5] == "-",
    }


def mark_rules() -> str:
    """Return one rule of CSS per status: the mark is a background, so that the word beside it is read only once."""
    rules = (
        f'.mark-{status}{{background-image:url("{data_uri(status_glyph(status, status))}")}}' for status in STATUSES
    )
    return "\n".join(rules)


def _told(wrong: Exception) -> str:
    line = getattr(wrong, "lineno", None)
    message = (str(wrong) or type(wrong).__name__).splitlines()[0]
    return f"{getattr(wrong, 'name', None) or PAGE}:{line}: {message}" if line else message
