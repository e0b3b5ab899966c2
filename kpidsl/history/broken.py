"""An earlier state of the files that has errors: what of it cannot be relied on."""

from collections.abc import Iterable, Iterator, Sequence

from kpidsl.model.records import Model
from kpidsl.project import MANIFEST
from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.source import Source

_NUMBERS = ("metric", "kpi", "kgi")
_NAMED = 5


def cannot_be_compared(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the errors that leave nothing to compare: those of the manifest, and those of no place in a spec."""
    errors = (each for each in found if each.severity == "error")
    return tuple(each for each in errors if each.span is None or each.span.file == MANIFEST)


def in_doubt(
    specs: Sequence[Source], model: Model, found: Iterable[Diagnostic], revision: str
) -> tuple[Diagnostic, ...]:
    """Return the finding that specs of a commit have errors, with the statements that were not read whole by them."""
    errors = [each for each in found if each.severity == "error" and each.span is not None]
    if not errors:
        return ()
    names = list(dict.fromkeys(_unread(specs, model, errors)))
    shown, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    what = Said(f"{shown} and {more} more", f"{shown} ほか {more} 件") if more > 0 else shown
    first = errors[0]
    place = first.span.file if first.span is not None else ""
    return (
        finding("K255", None, revision=revision, count=len(errors), names=what, first=f"{first.code} {place}".strip()),
    )


def _unread(specs: Sequence[Source], model: Model, errors: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield the names of statements that hold an error, or stand on one that does; of no statement, the file."""
    left = {each.span for each in errors if each.span is not None}
    for source in specs:
        for statement in read(source).value.statements:
            inside = {
                span
                for span in left
                if span.file == source.file and statement.span.start <= span.start < statement.span.end
            }
            left -= inside
            name = statement.name.text if statement.name is not None else statement.kind
            if inside or (statement.kind in _NUMBERS and name not in model.metrics):
                yield name
    yield from (span.file for span in sorted(left))
