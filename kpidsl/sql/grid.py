"""Equal cells of time: rows numbered by the day or hour that they lie in, where every bucket is made of whole ones.

Such a number takes one subtraction, where a search among many bounds takes several comparisons: on an engine that works
on whole columns that is what a scan of few aggregates mostly costs. The cells are then put into their buckets.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import gcd

from sqlglot import exp

from kpidsl.query.plan import Edge, Scan
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.making import named, number
from kpidsl.sql.rows import moment_of_edge
from kpidsl.sql.scans import bound, bucket_of, compared_time, kind_of
from kpidsl.sql.searching import searched

BUCKETS_AT_LEAST = 4
"""With fewer a search takes no more than two comparisons."""

LISTED_AT_MOST = 2048
"""So many cells are listed with their buckets; looking up costs more the longer the list is, a search hardly."""

_FINEST = timedelta(minutes=15)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Grid:
    """So many cells from `first` on, each as long as `step`; those of a date column are its days."""

    first: datetime | date
    step: timedelta
    cells: int


def grid_of(scan: Scan, lowering: Lowering) -> Grid | None:
    """Return the coarsest grid on which all bounds between a scan's buckets lie, where the dialect gains by one."""
    if lowering.dialect.cell is None or len(scan.edges) <= BUCKETS_AT_LEAST:
        return None
    kind = kind_of(scan.source, scan.time, lowering)
    if kind == "date":
        days = [each.day for each in scan.edges]
        return Grid(days[0], timedelta(days=1), (days[-1] - days[0]).days)
    moments = [_moment(each, scan, lowering) for each in scan.edges]
    # The last bound may lie anywhere: the rows end there, and nothing is cut.
    step = gcd(*((later - moments[0]) // _MICROSECOND for later in moments[1:-1])) * _MICROSECOND
    return Grid(moments[0], step, -((moments[0] - moments[-1]) // step)) if step >= _FINEST else None


def cell_of(grid: Grid, scan: Scan, lowering: Lowering) -> exp.Expr:
    """Return the cell of a row: of a date column the day itself, else a number from 0; -1 before the first."""
    column = compared_time(scan.source, scan.time, lowering)
    if not isinstance(grid.first, datetime):
        return column
    assert lowering.dialect.cell is not None
    taken = column
    if not lowering.types.get((scan.source.name, scan.time.name)):
        # Nothing is known of it and it is taken for a timestamp: here it has to be one.
        taken = exp.cast(column, "TIMESTAMP")
    cell = lowering.dialect.cell(taken, kind_of(scan.source, scan.time, lowering), grid.first, grid.step)
    if not scan.floor:
        return cell
    begun = bound(scan.edges[0], scan.time, scan.source, lowering)
    before = exp.LT(this=column.copy(), expression=begun)
    return exp.Case(ifs=[exp.If(this=before, true=number(-1))], default=cell)


def bucket_of_row(scan: Scan, lowering: Lowering) -> exp.Expr:
    """Return the number of a row's bucket: looked up by its cell, where the dialect gains by that, or searched."""
    grid = grid_of(scan, lowering)
    if grid is None or not _listed(grid, scan, lowering):
        return bucket_of(scan.edges, scan.floor, scan.time, scan.source, lowering)
    return _looked_up(grid, cell_of(grid, scan, lowering), scan, lowering)


def bucket_of_cell(grid: Grid, cell: str, scan: Scan, lowering: Lowering) -> exp.Expr:
    """Return the number of the bucket that a cell belongs to."""
    if _listed(grid, scan, lowering):
        return _looked_up(grid, named(cell), scan, lowering)
    between = scan.edges[(0 if scan.floor else 1) : -1]

    def before(item: int) -> exp.Expr:
        begin = between[item - 1]
        if not isinstance(grid.first, datetime):
            return exp.LT(this=named(cell), expression=lowering.dialect.day(begin.day))
        place = (_moment(begin, scan, lowering) - grid.first) // grid.step
        return exp.LT(this=named(cell), expression=number(place))

    return searched(0, len(between), before, lambda item: number(item - scan.floor), lowering.dialect.branches)


def _listed(grid: Grid, scan: Scan, lowering: Lowering) -> bool:
    """Say whether the cells are few enough to list; what lies before the first one has no place in a list."""
    return lowering.dialect.listed is not None and not scan.floor and grid.cells <= LISTED_AT_MOST


def _looked_up(grid: Grid, cell: exp.Expr, scan: Scan, lowering: Lowering) -> exp.Expr:
    """Return the bucket of a cell from the list of all cells' buckets."""
    assert lowering.dialect.listed is not None
    if not isinstance(grid.first, datetime):
        cell = lowering.dialect.days_from(lowering.dialect.day(grid.first), cell)
        starts = [(each.day - grid.first).days for each in scan.edges[:-1]]
    else:
        starts = [(_moment(each, scan, lowering) - grid.first) // grid.step for each in scan.edges[:-1]]
    return lowering.dialect.listed(cell, [end - start for start, end in pairwise([*starts, grid.cells])])


def _moment(edge: Edge, scan: Scan, lowering: Lowering) -> datetime:
    return moment_of_edge(edge, scan.time.zone, kind_of(scan.source, scan.time, lowering), lowering)
