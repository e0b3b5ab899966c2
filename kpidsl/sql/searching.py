"""Where a value falls among many bounds: a CASE of CASEs, so that each value takes few comparisons."""

from collections.abc import Callable

from sqlglot import exp


def searched(
    low: int, high: int, before: Callable[[int], exp.Expr], chosen: Callable[[int], exp.Expr], branches: int = 2
) -> exp.Expr:
    """Return what is chosen for the item, from `low` to `high`, that a value falls in.

    `before(item)` tests that the value lies before the item begins. Each CASE parts its items into so many `branches`:
    two take the fewest comparisons, more make a tree that is less deep.
    """
    if low == high:
        return chosen(low)
    step = -(-(high - low + 1) // branches)
    starts = range(low, high + 1, step)
    ifs = [
        exp.If(this=before(start + step), true=searched(start, start + step - 1, before, chosen, branches))
        for start in starts[:-1]
    ]
    return exp.Case(ifs=ifs, default=searched(starts[-1], high, before, chosen, branches))
