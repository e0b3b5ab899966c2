"""The formatter on random specs: a fixed point, the same meaning, and the way to the other spelling and back."""

import os
import re
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENTS, ClauseRow, StatementRow
from kpidsl.syntax.formatting.format import formatted
from kpidsl.syntax.formatting.pieces import quoted
from kpidsl.syntax.formatting.same import said
from kpidsl.syntax.lexer import SIGNS
from kpidsl.syntax.passage import whole
from kpidsl.syntax.read import read
from kpidsl.syntax.recording import tokens
from kpidsl.text.source import Source

EXAMPLES = int(os.environ.get("KPIDSL_EXAMPLES", "120"))
SIGN = {kind: sign for sign, kind in SIGNS.items()}
NAMES = st.sampled_from(["a", "商談数", "ｶﾅ", "ﾊﾟｰﾄ", "owner", "key", "per", "csv", "on", "ＡＢ"])
NAMES |= st.sampled_from(["`Lead ID`", "`a: b`", "`# c`", "`q\"\\'`", "`a/b`"])
PEOPLE = st.text(st.sampled_from("aあ 　#:\"'\\\n\t-|>%{[&*!~0.,`｜＃"), max_size=12)
PEOPLE |= st.sampled_from(["null", "true", "12", "2026-09-30", "on", "board", "ja-JP", "- x", "a: b", "x # y"])
PEOPLE |= st.sampled_from(["select 1\nfrom t\n", "data", "a/b.csv", '"a/b"'])
TEXTS = PEOPLE.map(quoted)
DATA = PEOPLE.map(lambda text: "'" + text.replace("\n", "").replace("'", "''") + "'")
NUMBERS = st.sampled_from(["0", "120_000_000", "0.25", "25%", "25 %", "3 pt", "1.2億円", "5000万円", "２５％", "1.5M"])
AMOUNTS = NUMBERS | st.sampled_from(["120 円", "5 件", "100 JPY", "3 days", "１００ 円"])
SIGNED = AMOUNTS | AMOUNTS.map(lambda text: f"-{text}")
PERIODS = st.sampled_from(["FY2026", "FY2026H1", "2026年度", "2026年度上期", "2026年度第3四半期", "2026", "2026年"])
PERIODS |= st.sampled_from(["2026年上期", "2026年下半期", "2026-09", "2026年9月", "2026年9月5日", "2026-W38"])
PERIODS |= st.sampled_from(["2026-09-30", "2027年3月期", "２０２６年度"])
LENGTHS = st.sampled_from(["1 day", "30 days", "3 business_days", "1 year"])
REFERENCES = st.lists(NAMES, min_size=1, max_size=2).map(" . ".join)


def formulas() -> st.SearchStrategy[str]:
    leaves = NUMBERS | DATA | REFERENCES | st.sampled_from(["null", "true", "2026-09-30", "100 円", "28 days"])

    def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        calls = st.builds(
            lambda name, items, tails: f"{name}({' , '.join(items)}{''.join(tails)})",
            NAMES,
            st.lists(inner, min_size=1, max_size=2),
            st.lists(inner.map(lambda each: f" where ({each})"), max_size=1),
        )
        signs = st.sampled_from(["+", "-", "*", "/", "×", "÷", "＋"])
        compares = st.sampled_from(["=", "<>", "!=", "<=", ">", "like", "not like"])
        return st.one_of(
            calls,
            st.builds(lambda a, sign, b: f"({a}) {sign} {b}", inner, signs, st.one_of(leaves, calls)),
            st.builds(lambda a, sign, b: f"(({a}) {sign} ({b}))", inner, compares, inner),
            st.builds(lambda a, b: f"({a} in ({b}, 'x') or not {a} is not null)", leaves, leaves),
            st.builds(lambda a, b: f"(({a}) between {b} and - {b})", inner, leaves),
            inner.map(lambda each: f"-({each})"),
            st.just("converted(leads -> deals where stage = 'won' on lead_id within 30 days)"),
        )

    return st.recursive(leaves, wider, max_leaves=4)


FORMULAS = formulas()


def joined(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(" ".join)


def targets() -> st.SearchStrategy[str]:
    aims = (
        AMOUNTS
        | joined(st.sampled_from(["at least", "at most", "hold"]), SIGNED)
        | joined("between", SIGNED, "and", SIGNED)
        | joined(st.sampled_from(["+", "-", "＋"]), AMOUNTS, st.sampled_from(["", "relative"]))
        | st.sampled_from(["x2", "1 every 2 days"])
    )
    when = st.just("") | joined(st.sampled_from(["in", "by"]), PERIODS) | st.just("per month")
    return joined(aims, when, st.just("") | joined("vs", PERIODS), st.just("") | joined("for", REFERENCES, DATA))


NAME_LISTS = st.lists(REFERENCES, min_size=1, max_size=3).map(" , ".join)
VALUES: dict[str, st.SearchStrategy[str]] = {
    "formula": FORMULAS,
    "table_or_file": REFERENCES | TEXTS,
    "query": TEXTS,
    "text": TEXTS,
    "plain": TEXTS | st.sampled_from(["board", "ja-JP", "key"]),
    "names": NAME_LISTS,
    "name": NAMES,
    "time": NAMES | joined(NAMES, "in", TEXTS),
    "join": joined(NAMES, "on", NAMES) | joined(NAMES, "on", NAMES, "=", NAMES, ",", NAMES),
    "dimension": NAMES | joined(NAMES, TEXTS) | joined(NAMES, TEXTS, "=", FORMULAS),
    "fresh": joined("within", LENGTHS),
    "unit": NAMES | st.sampled_from(["%", "円", "％"]),
    "better": st.sampled_from(["higher", "lower"]),
    "earlier": joined(PERIODS, "=", FORMULAS),
    "target": targets(),
    "milestone": joined(SIGNED, "by", PERIODS),
    "limit": SIGNED | joined(SIGNED, "because", TEXTS),
    "number": SIGNED,
    "amount": SIGNED,
    "cadence": st.sampled_from(["daily", "weekly on monday", "monthly on 5", "monthly on business_day 3"]),
    "path": st.just("linear"),
    "bands": joined("at_risk below", SIGNED, ", behind below", SIGNED),
    "stable": joined("from", PERIODS, "because", TEXTS),
    "duration": LENGTHS,
    "rate": joined(AMOUNTS, "per day"),
    "advice": joined(st.sampled_from(["low", "high"]), TEXTS),
    "allow": joined("T04 until", PERIODS, "because", TEXTS),
    "dates": joined(PERIODS, "to", PERIODS),
    "how_often": st.sampled_from(["2 days", "day", "5 per day", "5 件 per day"]),
    "expected": joined("+", AMOUNTS, "on", REFERENCES),
    "outcome": st.just("worked") | joined("failed", TEXTS),
    "period": PERIODS,
    "result": TEXTS | SIGNED,
    "verdict": st.just("keep"),
    "slice": joined(REFERENCES, DATA),
    "tolerance": SIGNED | joined(SIGNED, "±", SIGNED),
    "shown": REFERENCES | joined(REFERENCES, "tree"),
    "each": st.just("month") | LENGTHS,
}


@st.composite
def statements(draw: Callable[[Any], Any], row: StatementRow, name: str) -> str:
    rows = list(CLAUSES_OF[row.kind].values())
    heads = [each for each in rows if each.head is not None]
    text = row.kind + (f" {name}" if row.named else "")
    if row.labelled and draw(st.booleans()):
        text += f" {draw(TEXTS)}"
    for each in heads:
        rivals = [
            other for other in heads if other.head and each.head and other.head.split()[0] == each.head.split()[0]
        ]
        if rivals[1:] and each is not rivals[len(name) % 2]:
            continue
        if each.required or rivals[1:] or draw(st.booleans()):
            words = (SIGN.get(word) or word.removeprefix("W_").lower() for word in (each.head or "").split())
            text += f" {' '.join(words)} {draw(VALUES[each.value])}"
    if not row.body or draw(st.integers(0, 3)) == 0:
        return text
    chosen: list[ClauseRow] = draw(st.lists(st.sampled_from([each for each in rows if each.head is None]), max_size=6))
    kept = [each for at, each in enumerate(chosen) if each.repeatable or each not in chosen[:at]]
    body = "".join(
        f"\n{each.keyword}" + ("" if each.value == "flag" else f" {draw(VALUES[each.value])}") for each in kept
    )
    return f"{text} {{{body}\n}}"


@st.composite
def specs(draw: Callable[[Any], Any]) -> str:
    kinds = draw(st.lists(st.sampled_from(STATEMENTS), max_size=4))
    return "\n".join(draw(statements(row, f"n{number}")) for number, row in enumerate(kinds))


GAPS = st.sampled_from([" ", " ", " ", "\t", "　", "  "])
BREAKS = st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n", "\n\n\n"])
BREAKS |= st.sampled_from([" # behind\n", "\n# own\n", " # 後\n  ＃ own\n\n"])


@st.composite
def noisy(draw: Callable[[Any], Any]) -> str:
    """Give a spec with blanks, line breaks and comments wherever they may stand."""
    text = draw(specs())
    parts = []
    for kind, value in tokens("file", whole("a.kpi", text)):
        word = text[value.span.start : value.span.end]
        if kind[:2] in ("C_", "S_"):
            parts.append(draw(BREAKS) + word)
        elif kind == "UNIT" or kind.startswith("T_"):
            parts.append(draw(GAPS) + word)
        else:
            parts.append(draw(GAPS | BREAKS if draw(st.integers(0, 4)) == 0 else GAPS) + word)
    return "".join(parts) + draw(BREAKS)


def fmt(text: str, spelling: str, to: str | None = None) -> str:
    outcome = formatted(Source(f"a.{spelling}", text), to)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


@settings(max_examples=EXAMPLES, deadline=None)
@given(noisy())
def test_a_spec_is_laid_out_once_and_back_from_yaml(text: str) -> None:
    once = fmt(text, "kpi")
    assert fmt(once, "kpi") == once
    assert said(read(Source("a.kpi", once)).value) == said(read(Source("a.kpi", text)).value)
    yaml = fmt(text, "kpi", "yaml")
    assert fmt(yaml, "yaml") == yaml
    assert fmt(once, "kpi", "yaml") == yaml
    assert fmt(yaml, "yaml", "kpi") == once


REMARKS = st.sampled_from([["# top"], [""], ["", "  # entry", ""], ["    # clause"], ["      # item"]])
BLOCK = re.compile(r"^( *)(?:- |[^#]*: )\|-?(?:  #.*)?$")


@st.composite
def noisy_yaml(draw: Callable[[Any], Any]) -> str:
    """Give a spec in YAML with comments and blank lines between its lines."""
    written, inside = [], -1
    for line in fmt(draw(specs()), "kpi", "yaml").splitlines():
        depth = len(line) - len(line.lstrip())
        if inside < 0 or (line and depth <= inside):
            inside = -1
            if draw(st.integers(0, 3)) == 0:
                written += draw(REMARKS)
        opened = BLOCK.match(line)
        if inside < 0 and draw(st.integers(0, 4)) == 0:
            line += "  # behind"
        if opened and inside < 0:
            inside = len(opened[1])
        written.append(line)
    return "\n".join(written)


@settings(max_examples=EXAMPLES, deadline=None)
@given(noisy_yaml())
def test_a_spec_in_yaml_is_laid_out_once_and_loses_nothing_on_its_way(text: str) -> None:
    once = fmt(text, "yaml")
    assert fmt(once, "yaml") == once
    kpi = fmt(text, "yaml", "kpi")
    assert fmt(kpi, "kpi") == kpi
    back = fmt(kpi, "kpi", "yaml")
    assert fmt(back, "yaml", "kpi") == kpi
