"""What a number is, in twelve digits: they change when its formula, its rows or anything it is made of does."""

from collections.abc import Iterable, Mapping
from datetime import date

from kpidsl.model.canonical import fingerprint, formula_text
from kpidsl.model.expression import Formula, references, row_sets
from kpidsl.model.records import FileRows, QueryRows, Source, TableRows, TimeColumn


def definition_print(
    formulas: Iterable[tuple[date | None, Formula]],
    sources: Mapping[str, Source],
    zone: str,
    prints: Mapping[str, str],
) -> str:
    """Return the fingerprint of a definition: its formulas, where their rows come from, and what they are made of."""
    parts = []
    for day, each in formulas:
        parts.append(f"{day or ''} {formula_text(each)}")
        for rows in row_sets(each):
            source = sources.get(rows.source)
            if source is not None:
                parts.append(f"{_origin_text(source)} {time_of(source, rows.time, zone).zone}")
        parts += [prints.get(ref.name, "") for ref in references(each)]
    return fingerprint(*parts)


def _origin_text(source: Source) -> str:
    match source.origin:
        case TableRows(parts=parts):
            return ".".join(each.name for each in parts)
        case FileRows(path=path):
            return path
        case QueryRows(sql=sql):
            return sql


def time_of(source: Source, name: str, zone: str) -> TimeColumn:
    """Return a source's time column; one that is only named by `at` is read in `zone`, the manifest's."""
    for each in source.times:
        if each.name == name:
            return each
    return TimeColumn(name, False, zone, source.span)
