"""Calls as written, held against the table of functions."""

from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.near import meant
from kpidsl.model.row_names import Broken
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding

_MEANT = {
    "distinct_count": "count_distinct", "countd": "count_distinct", "nunique": "count_distinct",
    "distinctcount": "count_distinct", "unique": "count_distinct", "average": "avg", "mean": "avg", "total": "sum",
    "counta": "count", "countrows": "count", "countif": "count", "countifs": "count", "sumif": "sum", "sumifs": "sum",
    "averageif": "avg", "rate": "share", "ratio": "share", "iff": "if", "iif": "if", "case": "if", "ifnull": "coalesce",
    "nvl": "coalesce", "isnull": "coalesce", "zeroifnull": "coalesce", "datediff": "days_between",
    "date_diff": "days_between", "datedif": "days_between", "lag": "previous", "prior": "previous", "last": "latest",
    "moving_average": "rolling", "running_total": "cumulative", "runningsum": "cumulative", "ytd": "to_date",
    "mtd": "to_date", "percentile_cont": "percentile", "quantile": "percentile",
    "件数": "count", "合計": "sum", "平均": "avg", "最大": "max", "最小": "min", "中央値": "median", "割合": "share",
    "累計": "cumulative", "前期": "previous", "前年": "previous",
}  # fmt: skip
"""What functions of other languages are called here."""


def unknown_function(word: tree.Word, on_rows: bool = False) -> Diagnostic:
    """Return the finding for a function that is not in the table; on rows the warehouse's own can be asked for."""
    names = [name for name, row in FUNCTIONS.items() if row.level == "values" or not on_rows]
    known = ", ".join(names)
    advice = Said(f"the functions are {known}", f"使える関数: {known}")
    if on_rows:
        raw = f"sql('{word.text}(…)')"
        advice = Said(f"there are {known}; any other goes into {raw}", f"使える関数: {known}。ほかは {raw} と書きます")
    here = _MEANT.get(word.text.lower())
    if here is not None and here in names:
        example = FUNCTIONS[here].example
        said = Said(f"here it is {here}, as in {example}", f"ここでは {here} です。例: {example}")
        return finding("K203", word.span, name=word.text, near=said)
    return finding("K203", word.span, name=word.text, near=meant(word.text, names, advice))


def check_arity(node: tree.Call) -> None:
    """Raise `Broken` where a call has too few or too many arguments."""
    row = FUNCTIONS[node.name.text]
    if not row.least <= len(node.arguments) <= row.most:
        if row.least == row.most:
            expected = Said(_things(row.least), f"{row.least} 個")
        else:
            expected = Said(f"{row.least} to {_things(row.most)}", f"{row.least} から {row.most} 個")
        given = len(node.arguments)
        raise Broken(finding("K406", node.span, name=row.name, found=given, expected=expected, example=row.example))


def _things(count: int) -> str:
    return "one thing" if count == 1 else f"{count} things"


def no_tails(node: tree.Call) -> None:
    """Raise `Broken` where a function that aggregates nothing has a condition, a time or a key."""
    for word, tail in (("where", node.where), ("at", node.at), ("by", node.by)):
        if tail is not None:
            raise Broken(finding("K409", tail.span, name=node.name.text, tail=word))
