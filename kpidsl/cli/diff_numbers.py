"""Numbers before and after a change, as a table for a terminal or for Markdown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpidsl.cli.diff_said import clean
from kpidsl.cli.language import Say

if TYPE_CHECKING:
    from kpidsl.cli.diff_command import Shown
    from kpidsl.report.before_after import SideBySide

_DIFFERS = "≠"
_SAME = "="


def text_lines(shown: "Shown", say: Say) -> Iterator[str]:
    """Yield a block for each number that differs, and one line for those that do not."""
    same = []
    for one in shown.numbers or ():
        if not any(one.differs):
            same.append(clean(one.name))
            continue
        yield f"{title(one, shown)}:"
        rows = list(table(one, shown, say))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        yield ""
    if same:
        names = ", ".join(same)
        yield say(f"the same numbers before and after: {names}", f"変更の前後で値が同じ指標: {names}")
        yield ""


def title(one: "SideBySide", shown: "Shown") -> str:
    """Return the name of a number, with that of before where it was another one."""
    was = shown.comparison.twins[one.name]
    return clean(one.name) if was == one.name else f"{clean(one.name)} ({clean(was)})"


def table(one: "SideBySide", shown: "Shown", say: Say) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of a number: period (with * where it is not over), before, after, whether they differ."""
    from kpidsl.report.naming import unit_of
    from kpidsl.scorecard.figures import Locale
    from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals

    style = Style(Locale(say.language, shown.new.model.manifest.locale))
    units = [
        unit_of(shown.old.model.metrics[shown.comparison.twins[one.name]]),
        unit_of(shown.new.model.metrics[one.name]),
    ]
    yield "", say("before", "変更前"), say("after", "変更後"), ""
    places = [decimals(values, unit, style) for values, unit in zip((one.before, one.after), units, strict=True)]
    for index, period in enumerate(one.periods):
        cells = [
            amount_with_unit(values[index], unit, place, style)
            for values, unit, place in zip((one.before, one.after), units, places, strict=True)
        ]
        label = period.label if one.complete[index] else f"{period.label}*"
        yield label, *cells, _DIFFERS if one.differs[index] else _SAME  # type: ignore[misc]
