"""The records of reviews, and the tombstones of KPIs: from statements to records."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kpidsl.model.calendar import Calendar
from kpidsl.model.chronicle import Retirement, ReviewRecord
from kpidsl.model.dates import day_of
from kpidsl.model.declared import clause
from kpidsl.model.metrics import measured
from kpidsl.model.numbers import Numbers, managed
from kpidsl.model.quantities import check_quantity
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

_FIRST = Said("the first one", "1 つ目")
_REVIEW = Said("what is reviewed", "レビューの対象")
_SUCCESSOR = Said("what replaces a kpi", "後継")


def build_reviews(
    statements: Iterable[tree.Statement],
    numbers: Numbers,
    metrics: Mapping[str, Metric],
    calendar: Calendar,
    found: list[Diagnostic],
) -> tuple[ReviewRecord, ...]:
    """Return the records of reviews in the order of their days; a retired KPI keeps its records."""
    first: dict[tuple[str, date], tree.Word] = {}
    reviews = []
    for statement in statements:
        word, on = statement.name, clause(statement, "on")
        if statement.kind != "review" or word is None:
            continue
        day = day_of(calendar, on.value, found) if on is not None and isinstance(on.value, tree.Period) else None
        kpi = word.text if _only_retired(word.text, numbers) else managed(word, numbers, found, _REVIEW)
        if kpi is not None and kpi in metrics:
            found += _wrong_result(statement, metrics[kpi])
        if kpi is None or day is None:
            continue
        earlier = first.setdefault((kpi, day), word)
        if earlier is not word:
            label = Label(earlier.span, _FIRST)
            found.append(finding("K643", word.span, label, name=kpi, day=day.isoformat()))
        reviews.append(_review(statement, kpi, day))
    return tuple(sorted(reviews, key=lambda each: (each.on, each.kpi)))


def _only_retired(name: str, numbers: Numbers) -> bool:
    return name in numbers.retired and name not in numbers.roles


def _wrong_result(statement: tree.Statement, metric: Metric) -> Iterator[Diagnostic]:
    result = clause(statement, "result")
    if result is not None and isinstance(result.value, tree.Number):
        yield from check_quantity("result", result.value, measured(metric))


def _review(statement: tree.Statement, kpi: str, day: date) -> ReviewRecord:
    result = clause(statement, "result")
    match result.value if result else None:
        case tree.Number() as seen:
            outcome: tree.Number | str | None = seen
        case tree.Text(value=words):
            outcome = words
        case _:
            outcome = None
    texts = {keyword: _text(statement, keyword) for keyword in ("cause", "decision", "by", "note")}
    return ReviewRecord(kpi, day, outcome, **texts, span=statement.span)


def _text(statement: tree.Statement, keyword: str) -> str | None:
    each = clause(statement, keyword)
    match each.value if each else None:
        case tree.Text(value=text) | tree.Word(text=text):
            return text
    return None


def build_retirements(
    statements: Iterable[tree.Statement], numbers: Numbers, calendar: Calendar, found: list[Diagnostic]
) -> tuple[Retirement, ...]:
    """Return the tombstones in the order of their days."""
    first: dict[str, tree.Word] = {}
    retirements = []
    for statement in statements:
        word, on, because = statement.name, clause(statement, "on"), clause(statement, "because")
        if statement.kind != "retire" or word is None:
            continue
        day = day_of(calendar, on.value, found) if on is not None and isinstance(on.value, tree.Period) else None
        successor = _successor(statement, word, numbers, found)
        if word.text in numbers.roles:
            found.append(finding("K223", word.span, name=word.text))
        earlier = first.setdefault(word.text, word)
        if earlier is not word:
            found.append(finding("K644", word.span, Label(earlier.span, _FIRST), name=word.text))
        elif day is not None and because is not None and isinstance(because.value, tree.Text):
            retirements.append(Retirement(word.text, day, because.value.value, successor, statement.span))
    return tuple(sorted(retirements, key=lambda each: (each.on, each.kpi)))


def _successor(statement: tree.Statement, word: tree.Word, numbers: Numbers, found: list[Diagnostic]) -> str | None:
    each = clause(statement, "replaced_by")
    if each is None:
        return None
    if isinstance(each.value, tree.Word | tree.Reference):
        span = each.value.span
        name = each.value.text if isinstance(each.value, tree.Word) else each.value.parts[-1].text
        if name == word.text:
            found.append(finding("K630", span, name=name, clause="replaced by"))
        elif not _only_retired(name, numbers):
            return managed(each.value, numbers, found, _SUCCESSOR)
        else:
            return name
    return None
