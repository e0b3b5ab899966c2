"""Findings that were accepted on a day: a file to check against, so that only what is new is reported.

A finding is known by its code, its file, the statement and clause that it stands in, and that clause's text without
blanks: it stays known when lines move, clauses change their order or the file is formatted, and is new when what it is
about is written otherwise. Where several look alike, their number counts.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from kpidsl.syntax import tree
from kpidsl.syntax.folding import fold
from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.render import message
from kpidsl.text.source import Source, Span

VERSION = 1
_MOST_OCTETS = 50_000_000
_KEYS = {"code": str, "file": str, "name": str, "clause": str, "print": str, "count": int}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What a finding is known by; `print` is the fingerprint of what it is about, the rest is for people."""

    file: str
    name: str
    clause: str
    code: str
    print: str


def marks(found: Sequence[Diagnostic], texts: Mapping[str, Source]) -> tuple[Mark, ...]:
    """Return the mark of each finding, in their order; files in which there are none are not read."""
    trees: dict[str, _Statements] = {}
    made = []
    for each in found:
        file = each.span.file if each.span is not None else ""
        source = texts.get(file)
        if each.span is None or source is None:
            # What stands nowhere is known by its words, which hold its facts.
            made.append(_mark(each.code, file, "", "", message(each, "en")[0]))
            continue
        if file not in trees:
            trees[file] = _Statements.of(source)
        made.append(trees[file].mark(each.code, each.span))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of a file, for finding that which holds a place."""

    source: Source
    statements: tuple[tree.Statement, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: Source) -> "_Statements":
        statements = tuple(sorted(read(source).value.statements, key=lambda each: each.span.start))
        return cls(source, statements, tuple(each.span.start for each in statements))

    def mark(self, code: str, span: Span) -> Mark:
        file = self.source.file
        at = bisect_right(self.starts, span.start) - 1
        if at < 0 or span.start >= self.statements[at].span.end:
            line = self.source.line(self.source.position(min(span.start, len(self.source.text))).line)
            return _mark(code, file, "", "", line)
        statement = self.statements[at]
        name = statement.name.text if statement.name is not None else ""
        for clause in statement.clauses:
            if clause.span.file == file and clause.span.start <= span.start < max(
                clause.span.end, clause.span.start + 1
            ):
                return _mark(code, file, name, clause.keyword, self.source.text[clause.span.start : clause.span.end])
        # Of the statement as a whole: it may be written otherwise and still be the same that lacks an owner.
        return _mark(code, file, name, "", statement.kind)


def _mark(code: str, file: str, name: str, clause: str, text: str) -> Mark:
    about = "".join(fold(text).split())
    parts = (code, file, name, clause, about)
    digest = sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return Mark(file, name, clause, code, digest[:16])


def written(found: Sequence[Diagnostic], texts: Mapping[str, Source]) -> str:
    """Return the file that accepts findings: JSON, a line for each mark, sorted, so that changes read well."""
    counted = Counter(marks(found, texts))
    lines = [
        json.dumps(
            {"file": each.file, "name": each.name, "clause": each.clause, "code": each.code}
            | {"print": each.print, "count": counted[each]},
            ensure_ascii=False,
        )
        for each in sorted(counted)
    ]
    inner = ",\n".join(lines)
    return f'{{"kpidsl_baseline": {VERSION}, "findings": [\n{inner}\n]}}\n' if lines else _NOTHING


_NOTHING = f'{{"kpidsl_baseline": {VERSION}, "findings": []}}\n'


def read_baseline(name: str, data: bytes) -> Outcome[Counter[Mark]]:
    """Return what a file accepts and how often; `name` is that of the file."""
    try:
        if len(data) > _MOST_OCTETS:
            raise ValueError("too long")
        whole = json.loads(data.decode("utf-8-sig"))
        if not isinstance(whole, dict) or whole.get("kpidsl_baseline") != VERSION:
            raise ValueError(f"kpidsl_baseline is not {VERSION}")
        accepted: Counter[Mark] = Counter()
        for entry in whole["findings"]:
            if not all(isinstance(entry[key], kind) for key, kind in _KEYS.items()) or entry["count"] < 1:
                raise ValueError("an entry is not one of a baseline")
            accepted[Mark(entry["file"], entry["name"], entry["clause"], entry["code"], entry["print"])] += entry[
                "count"
            ]
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        why = str(wrong) if type(wrong) is ValueError else type(wrong).__name__
        return Outcome(Counter(), (finding("K930", None, file=name, why=why),))
    return Outcome(accepted)


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings held against a baseline: those that are new, how many it accepts, and its entries that are gone."""

    new: tuple[Diagnostic, ...]
    accepted: int
    gone: tuple[Mark, ...]


def compared(found: Sequence[Diagnostic], texts: Mapping[str, Source], accepted: Mapping[Mark, int]) -> Compared:
    """Hold findings against what is accepted; of several that look alike the first ones are the accepted ones."""
    left = Counter(accepted)
    new = []
    for each, mark in zip(found, marks(found, texts), strict=True):
        if left[mark] > 0:
            left[mark] -= 1
        else:
            new.append(each)
    gone = tuple(sorted(mark for mark, count in left.items() for _ in range(count)))
    return Compared(tuple(new), len(found) - len(new), gone)


def gone_finding(file: str, gone: Iterable[Mark]) -> Diagnostic:
    """Return the information that a baseline accepts what is no longer there."""
    entries = list(gone)
    first = entries[0]
    what = " ".join(filter(None, (first.code, first.file, first.name, first.clause)))
    return finding("K931", None, file=file, count=len(entries), first=what)
