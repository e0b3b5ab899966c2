"""Values of clauses in the YAML spelling: text as it is, lists where a clause may repeat, all else by the grammar."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kpidsl.syntax import hygiene, outline
from kpidsl.syntax.clauses import ClauseRow
from kpidsl.syntax.mistake import Mistake, mistake
from kpidsl.syntax.nodes import Entries, Items, Node, Scalar
from kpidsl.syntax.query_text import query_of
from kpidsl.syntax.reading import read_as
from kpidsl.syntax.scalars import scalar_passage
from kpidsl.syntax.tree import Clause, Comment, DataFile, Flag, Names, Reference, Text, Value
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.source import Span

MAP = Said("a map, one `name:` a line", "1 行に 1 つの `名前:` を並べたマップ")
LIST = Said("a list, one `- ` a line", "1 行に 1 つの `- ` を並べたリスト")
CLAUSES = Said("clauses, such as `formula: count(deals)`", "`formula: count(deals)` のような句")
ONE = Said("one value", "1 つの値")

_FILE = re.compile(r"[/\\*]|\.(?:csv|tsv|txt|parquet|json|jsonl|ndjson|xlsx|gz|zst)$", re.IGNORECASE)
_TICKED = re.compile(r"`[^`\r\n]*`")
_LITERAL = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*"')
_AMOUNT = re.compile(r"[-−－]?[0-9０-９][0-9０-９_.,，]*[ \u3000]*(?:[^\W\d_]{0,4}|[%％])(?:[ \u3000]+[^\s、。,]+)?")
"""What may be meant as a number and its unit; `8月から下がった` and `17.9%, below the target` are sentences."""


@dataclass(slots=True)
class Reading:
    """One file being read: its text, and what has been found so far."""

    file: str
    text: str
    findings: list[Diagnostic]
    comments: list[Comment] = field(default_factory=list)

    def trimmed(self, span: Span) -> Span:
        """Return a span without the blanks and comments that YAML counts to the end of a block."""
        lines = self.text[span.start : span.end].splitlines(keepends=True)
        end = span.end
        while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            end -= len(lines.pop())
        while end > span.start and self.text[end - 1] in " \t\r\n":
            end -= 1
        return Span(span.file, span.start, end)


def clauses(reading: Reading, row: ClauseRow, keyword: Scalar, node: Node) -> Iterator[Clause]:
    """Give the clauses that stand under a key: one, or one for each item of a list."""
    nodes = node.items if isinstance(node, Items) and row.repeatable else [node]
    if not nodes:
        reading.findings.append(_nothing(reading, row, keyword, keyword.span))
    for each in nodes:
        try:
            value = _value(reading, row, keyword, each)
        except Mistake as wrong:
            reading.findings.append(wrong.diagnostic)
            continue
        if value is not None:
            yield Clause(row.keyword, keyword.span, value, keyword.span.to(reading.trimmed(each.span)))


def _value(reading: Reading, row: ClauseRow, keyword: Scalar, node: Node) -> Value | None:
    if isinstance(node, Items) and row.value == "names" and node.items:
        return _names(reading, keyword, node)
    if not isinstance(node, Scalar):
        what = Said(f"`{keyword.value}`", f"`{keyword.value}`")
        raise mistake("K174", keyword.span, what=what, expected=ONE)
    if node.empty:
        raise Mistake(_nothing(reading, row, keyword, node.span))
    if rule := rule_of(row, node.value):
        return grammar_value(reading, rule, node)  # type: ignore[no-any-return]
    if row.value == "flag":
        return _flag(node)
    text = _text(node)
    match row.value:
        case "query":
            span = node.span
            passage = scalar_passage(reading.file, reading.text, node.value, span.start, span.end, node.style)
            return query_of(text, passage)
        case "table_or_file":
            return DataFile(text, node.span)
    return text


def rule_of(row: ClauseRow, text: str) -> str | None:
    """Return the rule of the grammar that a clause's scalar is read by, None where it is text as it stands."""
    match row.value:
        case "text" | "plain" | "query" | "flag":
            return None
        case "table_or_file" if _LITERAL.fullmatch(text) is None and _FILE.search(_TICKED.sub("", text)):
            return None
        case "result" if not _AMOUNT.fullmatch(text) and _LITERAL.fullmatch(text) is None:
            return None
    return row.value


def grammar_value(reading: Reading, rule: str, node: Scalar) -> Any:
    """Return what a scalar says as a rule of the grammar; raise `Mistake` where it does not."""
    span = node.span
    if hidden := hygiene.hidden(node.value):
        raise mistake("K120", span, character=hidden)
    passage = scalar_passage(reading.file, reading.text, node.value, span.start, span.end, node.style)
    if "#" in passage.folded:
        reading.comments += outline.comments(passage)
    return read_as(rule, passage)


def text_value(reading: Reading, keyword: Scalar, node: Node) -> Text:
    """Return a scalar as text for people; raise `Mistake` where there is none."""
    if not isinstance(node, Scalar):
        what = Said(f"`{keyword.value}`", f"`{keyword.value}`")
        raise mistake("K174", keyword.span, what=what, expected=ONE)
    if node.empty:
        raise mistake("K113", keyword.span, clause=keyword.value, example=f"{keyword.value}: …")
    return _text(node)


def _text(node: Scalar) -> Text:
    """Return a scalar as text; raise `Mistake` where an escape brought in what may not be written as it is."""
    if hidden := hygiene.hidden(node.value):
        raise mistake("K120", node.span, character=hidden)
    return Text(node.value, node.span)


def _flag(node: Scalar) -> Flag | None:
    if node.value not in ("true", "false"):
        raise mistake("K177", node.span, value=node.value)
    return Flag(node.span) if node.value == "true" else None


def _names(reading: Reading, keyword: Scalar, node: Items) -> Names:
    found: list[Reference] = []
    for item in node.items:
        if not isinstance(item, Scalar) or item.empty:
            what = Said(f"an item of `{keyword.value}`", f"`{keyword.value}` の項目")
            raise mistake("K174", item.span, what=what, expected=ONE)
        found += grammar_value(reading, "names", item).items
    return Names(tuple(found), node.span)


def _nothing(reading: Reading, row: ClauseRow, keyword: Scalar, span: Span) -> Diagnostic:
    line = re.compile(r"[ \t]*:?[ \t]*(#\S.*)?").match(reading.text, keyword.span.end)
    if line and line[1]:
        start = line.start(1)
        value = line[1].rstrip()
        return finding("K178", Span(span.file, start, start + len(value)), clause=keyword.value, value=value)
    return finding("K113", keyword.span, clause=keyword.value, example=row.example_in("yaml"))


def cut_by_comma(body: Entries) -> Diagnostic | None:
    """Return the finding about a formula that lost its tail because a comma ended it inside `{ … }`."""
    if not body.flow:
        return None
    for keyword, node in body.entries:
        if isinstance(node, Scalar) and node.style is None and node.value.count("(") > node.value.count(")"):
            return finding("K179", node.span, clause=keyword.value, value=node.value)
    return None
