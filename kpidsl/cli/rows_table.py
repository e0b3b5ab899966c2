"""The rows behind a number, and how their values are spread, on paper: tables, bars, CSV, JSON."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kpidsl.cli.language import Say
from kpidsl.cli.numbers import as_csv
from kpidsl.pipeline import Project

if TYPE_CHECKING:
    from kpidsl.report.behind import Behind
    from kpidsl.report.spread import Spread


def put_rows(behind: "Behind", form: str, project: Project, say: Say) -> None:
    """Print rows as a table, CSV or JSON."""
    heads = (
        *behind.columns,
        "day",
        "age",
        *(("value",) if behind.valued else ()),
        *(("share",) if behind.adds else ()),
    )
    listed = [
        (
            *each.cells,
            each.day,
            each.age,
            *((each.value,) if behind.valued else ()),
            *((behind.share(each),) if behind.adds else ()),
        )
        for each in behind.rows
    ]
    if form == "csv":
        sys.stdout.write(as_csv(heads, listed))
        return
    if form == "json":
        from kpidsl.cli.numbers import as_json

        facts = {
            "name": behind.metric.name,
            "from": behind.first.isoformat(),
            "to": behind.last.isoformat(),
            "as_of": behind.day.isoformat(),
            "order": behind.order,
            "count": behind.count,
        }
        body = json.dumps(facts, ensure_ascii=False)[1:-1]
        total = as_json(("total",), [(behind.total,)])[3:-4]
        sys.stdout.write(f'{{{body}, {total}, "rows": {as_json(heads, listed).rstrip()}}}\n')
        return
    _print_rows(behind, project, say)


def _print_rows(behind: "Behind", project: Project, say: Say) -> None:
    from kpidsl.cli.table import print_table
    from kpidsl.report.naming import name_of, unit_of
    from kpidsl.scorecard.figures import Unit

    print(_head(behind, say))
    if not behind.rows:
        return
    at = len(behind.columns)
    units = {at + 1: Unit("number", say("days", "日"))}
    heads = [*behind.columns, say("day", "日付"), say("ago", "経過")]
    if behind.valued:
        units[len(heads)] = unit_of(behind.metric)
        heads.append(name_of(behind.metric).said(say.language))
    if behind.adds:
        units[len(heads)] = Unit("percent")
        heads.append(say("of the total", "構成比"))
    listed = [
        (
            *each.cells,
            each.day,
            each.age,
            *((each.value,) if behind.valued else ()),
            *((behind.share(each),) if behind.adds else ()),
            True,
        )
        for each in behind.rows
    ]
    print_table((*heads, ""), listed, units, say, project.model.manifest.locale)
    if behind.adds and behind.total:
        part = sum(float(each.value or 0) for each in behind.rows) / float(behind.total)
        count = len(behind.rows)
        mean = _amount(behind, float(behind.total) / behind.count, project, say)
        print(
            say(
                f"these {count} of {behind.count}: {part:.1%} of the total; mean of all {mean}",
                f"上の {count} 行で全体（{behind.count} 行）の {part:.1%}。全体の平均は {mean}",
            )
        )


def _amount(behind: "Behind", value: float, project: Project, say: Say) -> str:
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals

    unit, style = unit_of(behind.metric), Style(Locale(say.language, project.model.manifest.locale))
    values = [each.value for each in behind.rows if each.value is not None]
    return amount_with_unit(value, unit, decimals(values, unit, style), style)


def _head(behind: "Behind", say: Say) -> str:
    from kpidsl.report.naming import name_of

    order = say("largest first", "大きい順") if behind.order == "largest" else say("oldest first", "古い順")
    rows_ = say(f"{behind.count} rows", f"{behind.count} 行")
    if behind.count == 0:
        order = say("none", "該当なし")
    return (
        f"{name_of(behind.metric).said(say.language)}  {behind.first} – {behind.last}: {rows_}{say(', ', '、')}{order}"
    )


_WIDTH = 40


def put_spread(spread: "Spread", form: str, project: Project, say: Say) -> None:
    """Print how values are spread, as words and bars, CSV or JSON."""
    if form == "csv":
        bars = [(each.low, each.high, each.count) for each in spread.bars]
        sys.stdout.write(as_csv(("from", "below", "count"), bars))
    elif form == "json":
        from kpidsl.cli.plan_rows import pretty

        sys.stdout.write(pretty(_spread_object(spread)))
    else:
        _print_spread(spread, project, say)


def _spread_object(spread: "Spread") -> dict[str, Any]:
    return {
        "name": spread.metric.name,
        "from": spread.first.isoformat(),
        "to": spread.last.isoformat(),
        "count": spread.count,
        "missing": spread.missing,
        "min": spread.least,
        **{f"p{each}": value for each, value in spread.quantiles},
        "max": spread.most,
        "mean": spread.mean,
        "bars": [{"from": each.low, "below": each.high, "count": each.count} for each in spread.bars],
    }


def _print_spread(spread: "Spread", project: Project, say: Say) -> None:
    from kpidsl.report.naming import name_of, unit_of
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.numbers import Style, amount, amount_with_unit, decimals

    unit, style = unit_of(spread.metric), Style(Locale(say.language, project.model.manifest.locale))
    rows_ = say(f"{spread.count} rows with a value", f"値のある行 {spread.count}")
    without = say(f", {spread.missing} without", f"、値のない行 {spread.missing}") if spread.missing else ""
    print(f"{name_of(spread.metric).said(say.language)}  {spread.first} – {spread.last}: {rows_}{without}")
    known = [value for value in (spread.least, spread.most, spread.mean) if value is not None]
    if not known:
        return
    places = decimals([*known, *(value for _, value in spread.quantiles)], unit, style)
    named: Sequence[tuple[str, Any]] = (
        (say("least", "最小"), spread.least),
        *(
            (say(f"{each}%", f"{each}%点") if each != 50 else say("median", "中央値"), value)
            for each, value in spread.quantiles
        ),
        (say("most", "最大"), spread.most),
        (say("mean", "平均"), spread.mean),
    )
    print(
        "  " + say(", ", "、").join(f"{word} {amount_with_unit(value, unit, places, style)}" for word, value in named)
    )
    if not spread.bars:
        return
    edges = [each.low for each in spread.bars]
    at = decimals([each for each in edges if each is not None], unit, style)
    lows = [amount(each.low, unit, at, style) for each in spread.bars]
    highs = [*lows[1:], ""]
    wide, most = max(map(len, lows)), max(each.count for each in spread.bars) or 1
    print()
    for low, high, each in zip(lows, highs, spread.bars, strict=True):
        bar = "█" * round(each.count / most * _WIDTH) or ("▏" if each.count else "")
        print(f"  {low:>{wide}} – {high:>{wide}} {each.count:>7}  {each.count / spread.count:>6.1%}  {bar}".rstrip())
