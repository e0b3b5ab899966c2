"""`check --warehouse` on every proven engine: what is wrong with a hostile warehouse, each at its line of the spec."""

from datetime import UTC, date, datetime

from kpidsl import pipeline
from kpidsl.text.diagnostic import Diagnostic
from tests.engines.loading import project_of
from tests.engines.places import Place
from tests.engines.test_adversarial import MANIFEST, request
from tests.oracle.specs import Case

SPEC = """\
source leads from leads {
  key        id
  time       made
  dimension  word
  fresh      within 1 day
}
source deals from deals {
  key        id
  time       opened
  join       leads on lead = id
}
source none from nowhere {
  key        id
}
metric n = count(leads where word = 'a')
metric won = sum(deals.amount where stage = 'won')
metric lost = sum(deals.word)
"""
TYPES = {
    "leads": {"id": "integer", "made": "timestamp", "word": "text"},
    "deals": {"id": "integer", "opened": "date", "lead": "integer", "amount": "decimal", "word": "text"},
}

FOUND = [
    ("K842", 2),  # a key that is null
    ("K843", 3),  # a time that is null
    ("K846", 5),  # no row of the last day
    ("K841", 8),  # a key twice
    ("K819", 10),  # a key twice, of what others join
    ("K844", 10),  # rows that name no partner
    ("K817", 12),  # a table that is not there
    ("K818", 16),  # a column that is not there
    ("K824", 17),  # a sum of texts
]


def test_what_is_wrong_is_said_at_its_line(place: Place) -> None:
    leads = [
        {"id": 1, "made": datetime(2026, 1, 5, 10), "word": "a"},
        {"id": 1, "made": datetime(2026, 1, 6, 10), "word": None},
        {"id": 2, "made": None, "word": "A"},
        {"id": None, "made": datetime(2026, 1, 6, 10), "word": "a "},
    ]
    met = ((1, 1), (1, 2), (2, None), (3, 99))
    deals = [{"id": at, "opened": date(2026, 1, 5), "lead": lead, "amount": 1, "word": "x"} for at, lead in met]
    case = Case(SPEC, MANIFEST, {"leads": leads, "deals": deals}, TYPES, request("n"))
    project = project_of(case)
    with place.hold(case.tables, case.types) as warehouse:
        looked = pipeline.check_warehouse(project, warehouse, datetime(2026, 1, 31, tzinfo=UTC), lambda _: None)
    found = [(each.code, line_of(project, each)) for each in looked.diagnostics]
    assert found == FOUND


def line_of(project: pipeline.Project, found: Diagnostic) -> int:
    assert found.span is not None
    return project.folder.texts[found.span.file].position(found.span.start).line


def test_the_last_instant_is_told_in_the_calendars_time(place: Place) -> None:
    spec = "source leads from leads {\n  key id\n  time made\n  fresh within 1 day\n}\nmetric n = count(leads)\n"
    rows = [{"id": 1, "made": datetime(2026, 1, 5, 23, 30, tzinfo=UTC)}]
    types = {"leads": {"id": "integer", "made": "timestamptz"}}
    case = Case(spec, MANIFEST, {"leads": rows}, types, request("n"))
    with place.hold(case.tables, case.types) as warehouse:
        asked = project_of(case), warehouse, datetime(2026, 1, 31, tzinfo=UTC)
        (found,) = pipeline.check_warehouse(*asked, lambda _: None).diagnostics
    assert (found.code, dict(found.facts)["last"]) == ("K846", "2026-01-06 08:30")
