"""Terminals in human words: what was found, what was expected, and what people of other languages may have meant."""

from collections.abc import Iterable

from kpidsl.syntax.clauses import STATEMENT
from kpidsl.syntax.lexer import SIGNS
from kpidsl.syntax.parser import END
from kpidsl.syntax.scene import Scene
from kpidsl.text.diagnostic import Said

_SIGN = {kind: sign for sign, kind in SIGNS.items() if sign != "<>"}
_KINDS = {
    "NAME": Said("a name", "名前"),
    "NUMBER": Said("a number", "数"),
    "TEXT": Said('text in "…"', '"…" で囲んだ文'),
    "DATA": Said("a value in '…'", "'…' で囲んだ値"),
    "PERIOD": Said("a period such as FY2026 or 2026-09-30", "FY2026 や 2026-09-30 のような期間"),
    "TIMES": Said("a factor such as `x2`", "`x2` のような倍率"),
    "UNIT": Said("a unit", "単位"),
    END: Said("the end", "終わり"),
}
_EXPRESSION = frozenset({"NAME", "NUMBER", "LPAR", "DATA"})
_OPERATORS = frozenset({"PLUS", "MINUS", "STAR", "SLASH"})
_HIDDEN_IN_EXPRESSION = _EXPRESSION | {"MINUS", "DATE", "W_NOT", "W_NULL", "W_TRUE", "W_FALSE"}
_COMPARES = frozenset(
    {"EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "MORE", "MORE_EQUAL", "W_LIKE", "W_IN", "W_IS", "W_BETWEEN", "W_NOT"}
)
_JOURNEYS = frozenset({"W_AT", "W_BY", "W_ON", "W_WITHIN", "W_AFTER", "ARROW"})
_MOST = 6


def like(scene: Scene) -> Said:
    """Show how the clause that is being read looks; nothing for a formula, which has too many looks."""
    row = scene.clause
    if row is None or row.value in ("formula", "text"):
        return Said("", "")
    example = row.example_in("kpi" if scene.passage.lines else "yaml")
    return Said(f"write it like `{example}`", f"`{example}` のように書く")


def words(kinds: Iterable[str]) -> list[str]:
    """Return the keywords among terminals."""
    return [kind[2:].lower() for kind in kinds if kind[:2] in ("W_", "T_", "C_", "S_")]


def found(scene: Scene) -> Said:
    """Say what was met."""
    text = scene.passage.text[scene.at : scene.end]
    shown = text if len(text) <= 30 else f"{text[:27]}..."
    return Said(f"`{shown}`", f"`{shown}`")


def expected(kinds: frozenset[str]) -> Said:
    """Say what could have stood there, in a few words."""
    said: list[Said] = []
    left = set(kinds) - {"DATE", "UNIT"} or {"UNIT"}
    if kinds >= _EXPRESSION:
        said.append(Said("a formula", "式"))
        left -= _HIDDEN_IN_EXPRESSION
    if kinds >= _OPERATORS:
        said.append(Said("an operator", "演算子"))
        left -= _OPERATORS | {"W_AND", "W_OR"}
        if kinds >= _COMPARES:
            left -= _COMPARES
        left -= {"DOT", "LPAR"}
    if "W_WHERE" in kinds:
        left -= _JOURNEYS
    if "NUMBER" in kinds or "DATA" in kinds:
        left -= {"MINUS", "DOT"}
    for role, words_of in (("C_", Said("the next clause", "次の句")), ("S_", Said("the next statement", "次の文"))):
        many = {kind for kind in left if kind.startswith(role)}
        if len(many) > 3:
            said.append(words_of)
            left -= many
    said += [_KINDS[kind] for kind in _KINDS if kind in left and not (kind == END and said)]
    literal = sorted({_literal(kind) for kind in left if kind not in _KINDS})
    said += [Said(f"`{each}`", f"`{each}`") for each in literal]
    return _joined(said[:_MOST])


def _literal(kind: str) -> str:
    return _SIGN.get(kind) or kind[2:].lower()


def _joined(said: list[Said]) -> Said:
    english = [each.en for each in said]
    text = (
        english[0]
        if len(english) == 1
        else f"{', '.join(english[:-1])} or {english[-1]}"
        if english
        else "nothing more"
    )
    return Said(text, "、".join(each.ja for each in said) or "何も続かないこと")


def meant(near: str) -> Said:
    """Ask whether the nearest word was meant."""
    return Said(f"did you mean `{near}`?", f"`{near}` のことか")


def statement_advice(near: str | None) -> Said:
    """Say which statement was meant, or which there are."""
    if near:
        return meant(near)
    return Said(
        f"a statement begins with one of {', '.join(STATEMENT)}", f"文は {', '.join(STATEMENT)} のいずれかで始まる"
    )


STATEMENTS = {
    "table": "source", "model": "source", "view": "source", "measure": "metric", "goal": "kgi", "filter": "segment",
    "dashboard": "scorecard", "report": "scorecard", "delete": "retire", "remove": "retire", "assert": "expect",
    "test": "expect", "note": "event", "task": "action", "initiative": "action", "指標": "kpi", "目標": "kgi",
}  # fmt: skip

STAR = Said("count the rows of a source by its name: `count(deals)`", "行数はソース名で数える: `count(deals)`")
SQL = {
    "select": Said("write the formula alone, such as `sum(deals.amount)`", "`sum(deals.amount)` のように式だけを書く"),
    "distinct": Said("write `count_distinct(deals.customer_id)`", "`count_distinct(deals.customer_id)` と書く"),
    "case": Said("write `if(cond, a, b)`", "`if(条件, a, b)` と書く"),
    "when": Said("write `if(cond, a, b)`", "`if(条件, a, b)` と書く"),
    "then": Said("write `if(cond, a, b)`", "`if(条件, a, b)` と書く"),
    "else": Said("write `if(cond, a, b)`", "`if(条件, a, b)` と書く"),
    "group": Said("leave it out: `--by` slices when the number is asked for", "書かない。切り口は `--by` で選ぶ"),
    "having": Said("write it after `where`, inside the parentheses", "条件は括弧の中の `where` に書く"),
    "over": Said("write `rolling(m, 28 days)` or `cumulative(m)`", "`rolling(m, 28 days)` か `cumulative(m)` を使う"),
    "cast": Said("write `sql('cast(…)')`", "`sql('cast(…)')` と書く"),
    "from": Said("name the source inside: `sum(deals.amount)`", "ソース名は中に書く: `sum(deals.amount)`"),
    "where": Said("write it inside the parentheses: `count(deals where …)`", "括弧の中に書く: `count(deals where …)`"),
}  # fmt: skip
