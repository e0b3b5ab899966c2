"""Page sets: from statements to records."""

from collections.abc import Mapping

from kpidsl.model.chronicle import ScorecardSpec
from kpidsl.model.declared import Declared, clause, clauses
from kpidsl.model.kpitree import names_below
from kpidsl.model.near import meant
from kpidsl.model.numbers import Numbers, linked
from kpidsl.model.reach import Reach
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.syntax.build.values import PAGE_LENGTHS
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

_FIRST = Said("the first one", "1 つ目")
COMPARED = ("plan", "last_period", "last_year")
LANGUAGES = ("ja", "en")


def build_scorecards(
    declared: Declared, numbers: Numbers, metrics: Mapping[str, Metric], reach: Reach
) -> tuple[dict[str, ScorecardSpec], list[Diagnostic]]:
    """Return the page sets by name."""
    found: list[Diagnostic] = []
    scorecards = {
        name: _scorecard(name, statement, numbers, metrics, reach, found)
        for name, statement in declared.others.items()
        if statement.kind == "scorecard"
    }
    return scorecards, found


def _scorecard(
    name: str,
    statement: tree.Statement,
    numbers: Numbers,
    metrics: Mapping[str, Metric],
    reach: Reach,
    found: list[Diagnostic],
) -> ScorecardSpec:
    shows = _shows(statement, numbers, found)
    if not shows and not statement.broken and clause(statement, "show") is None:
        found.append(finding("K650", statement.name.span if statement.name else statement.span, name=name))
    locale = _plain(statement, "locale")
    if locale is not None and locale.value.split("-")[0] not in LANGUAGES:
        found.append(finding("K652", locale.span, locale=locale.value))
    audience, template = _plain(statement, "for"), _plain(statement, "template")
    return ScorecardSpec(
        name=name,
        label=statement.label.value if statement.label else None,
        shows=shows,
        audience=audience.value if audience else None,
        locale=locale.value if locale else None,
        template=template.value if template else None,
        every=_every(statement, found),
        by=_dimensions(statement, shows, metrics, reach, found),
        compare=_compared(statement, found),
        span=statement.span,
    )


def _shows(statement: tree.Statement, numbers: Numbers, found: list[Diagnostic]) -> tuple[tuple[str, bool], ...]:
    shows: dict[str, bool] = {}
    first: dict[str, tree.Reference] = {}
    for each in clauses(statement, "show"):
        if not isinstance(each.value, tree.Shown):
            continue
        name = linked(each.value.kpi, numbers, found)
        if name is None:
            continue
        if name in first:
            label = Label(first[name].span, _FIRST)
            found.append(finding("K631", each.value.kpi.span, label, name=name, clause="show"))
            continue
        first[name], shows[name] = each.value.kpi, each.value.tree
    return tuple(shows.items())


def _plain(statement: tree.Statement, keyword: str) -> tree.Text | None:
    each = clause(statement, keyword)
    return each.value if each is not None and isinstance(each.value, tree.Text) else None


def _every(statement: tree.Statement, found: list[Diagnostic]) -> str | None:
    each = clause(statement, "every")
    if each is None or not isinstance(each.value, tree.Duration):
        return None
    length = each.value
    if length.count != 1 or length.unit not in PAGE_LENGTHS:
        text = length.unit if length.count == 1 else f"{length.count} {length.unit}s"
        found.append(finding("K653", length.span, found=text))
        return None
    return length.unit


def _names(statement: tree.Statement, keyword: str, found: list[Diagnostic]) -> dict[str, tree.Reference]:
    """Return the names of a list by their text, each once."""
    first: dict[str, tree.Reference] = {}
    each = clause(statement, keyword)
    for item in each.value.items if each is not None and isinstance(each.value, tree.Names) else ():
        text = ".".join(word.text for word in item.parts)
        if text in first:
            found.append(finding("K631", item.span, Label(first[text].span, _FIRST), name=text, clause=keyword))
        first.setdefault(text, item)
    return first


def _compared(statement: tree.Statement, found: list[Diagnostic]) -> tuple[str, ...]:
    known = []
    for text, item in _names(statement, "compare", found).items():
        if text in COMPARED:
            known.append(text)
            continue
        advice = Said(f"write any of {', '.join(COMPARED)}", f"書けるのは {', '.join(COMPARED)} です")
        found.append(finding("K651", item.span, word=text, near=meant(text, COMPARED, advice)))
    return tuple(known)


def _dimensions(
    statement: tree.Statement,
    shows: tuple[tuple[str, bool], ...],
    metrics: Mapping[str, Metric],
    reach: Reach,
    found: list[Diagnostic],
) -> tuple[str, ...]:
    """Return the dimensions that all numbers of the page can be sliced by; for each other one, the first that
    cannot be.
    """
    names: dict[str, None] = {}
    for name, whole in shows:
        if name in metrics:
            names |= dict.fromkeys(names_below(metrics, name) if whole else (name,))
    kept = []
    for text, item in _names(statement, "by", found).items():
        wrong: list[Diagnostic] = []
        for name in names:
            if not wrong:
                reach.check(item, name, metrics[name].sources, wrong)
        found += wrong
        if not wrong:
            kept.append(text)
    return tuple(kept)
