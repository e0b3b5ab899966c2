"""The shapes of scans in SQL, each in its own file."""

from collections.abc import Iterator

from kpidsl.query.plan import Scan
from kpidsl.sql.adding import added_parts
from kpidsl.sql.journeys import journey_parts
from kpidsl.sql.levels import level_parts
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.scans import Part
from kpidsl.sql.valued import valued_parts


def scan_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the selects of a scan; those of its windows' names have a row for each period and slice with a value."""
    match scan.shape:
        case "adds":
            return added_parts(scan, lowering)
        case "values":
            return valued_parts(scan, lowering)
        case "level":
            return level_parts(scan, lowering)
        case "journey":
            return journey_parts(scan, lowering)
