"""A plan asked of a warehouse: surveyed, compiled, run."""

from kpidsl.answer.reads import reads_of_plan
from kpidsl.answer.result import Result, read_rows
from kpidsl.answer.survey import repeated_keys, survey
from kpidsl.model.records import FileRows, Manifest
from kpidsl.query.plan import Plan
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.statement import compile_plan, key_statements
from kpidsl.text.diagnostic import Outcome, finding
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse


def ask(plan: Plan, manifest: Manifest, warehouse: Warehouse) -> Outcome[Result | None]:
    """Return the numbers of a plan; nothing is run where a column is missing or a joined key is not unique."""
    row = dialect(warehouse.dialect)
    if row is None:
        return Outcome(None, (finding("K701", None, dialect=warehouse.dialect, known=", ".join(NAMES)),))
    missing = [each for each in plan.sources if not isinstance(each.origin, FileRows)]
    if missing and warehouse.shown.endswith(":memory:"):
        return Outcome(None, (finding("K822", missing[0].origin.span, source=missing[0].name),))
    surveyed = survey(reads_of_plan(plan), warehouse)
    if surveyed.failed:
        return Outcome(None, surveyed.diagnostics)
    found = [*surveyed.diagnostics, *repeated_keys(plan, warehouse, key_statements(plan, row))]
    if found:
        return Outcome(None, tuple(found))
    statement = compile_plan(plan, manifest.calendar, row, surveyed.value)
    if statement.value is None:
        return Outcome(None, statement.diagnostics)
    rows = fetch(warehouse, statement.value.sql)
    if rows.value is None:
        return Outcome(None, rows.diagnostics)
    spans = {each.name: each.value.span for each in plan.outputs}
    unreal = [finding("K829", spans.get(name), name=name) for name in rows.value.unreal if name in spans]
    return Outcome(read_rows(plan, rows.value.rows, statement.value.sql), (*rows.diagnostics, *unreal))
