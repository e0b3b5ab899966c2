"""What random specs found once, made small: each with the engine and the seed that found it, held on every engine."""

from datetime import UTC, date, datetime

from tests.engines.places import Place
from tests.engines.test_adversarial import MANIFEST, request
from tests.engines.test_random_specs import compare
from tests.oracle.specs import Case

LEADS = {"id": "integer", "日付": "date", "unit": "integer", "ref": "integer"}
DEALS = {"id": "integer", "opened_at": "timestamp", "amount": "integer", "stage": "text", "is_new": "boolean"}


def test_slices_seen_by_several_windows(place: Place) -> None:
    """Sail, `--hypothesis-seed=51` of the wide specs: a union whose parts were distinct by themselves."""
    spec = (
        "source leads from t_leads {\n  key id\n  time 日付\n  join deals on ref = id\n}\n"
        "source deals from t_deals {\n  key id\n  time opened_at\n  dimension stage\n}\n"
        "metric n = sum(leads.unit)\nmetric before = previous(sum(leads.unit))\n"
        "metric held = latest(deals.amount where is_new is null)\n"
    )
    leads = [{"id": at, "日付": date(2025, 1, 1), "unit": 1, "ref": 1} for at in range(6)]
    deals = [{"id": 1, "opened_at": datetime(2025, 1, 1, 12), "amount": 1, "stage": "a", "is_new": False}]
    asked = request(
        *("held", "before", "n"), by=("stage",), first=None, last=None, as_of=datetime(2025, 1, 1, 3, tzinfo=UTC)
    )
    tables, types = {"t_leads": leads, "t_deals": deals}, {"t_leads": LEADS, "t_deals": DEALS}
    compare(place, Case(spec, MANIFEST, tables, types, asked))
