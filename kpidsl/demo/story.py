"""What happens in the demo data, as numbers: how much of what comes in, and the month in which it goes wrong.

September 2026: a hurried move to a new CRM loses phone numbers, and a new talk script goes out untested. Calls go on
(the team even dials more), but fewer are answered, leads wait, and deals are not won. October is nearly well again.
"""

from collections.abc import Mapping

from kpidsl.demo.streams import Stream

BAD_MONTH = "2026-09"

# What each month does to a stream of rows or to a chance; what is not named stays as it is (factor 1).
EFFECTS: Mapping[str, Mapping[str, float]] = {
    BAD_MONTH: {"connect": 0.64, "deals": 0.75, "orders": 0.39, "response": 2.3, "decision_maker": 0.90},
    "2026-10": {"connect": 0.97, "deals": 0.95, "orders": 0.93, "response": 1.08, "decision_maker": 0.97},
}

# The KPIs of the pack `inside_sales` for which the bad month is outside the natural process limits, and the side.
SIGNALS: Mapping[str, str] = {"接続率": "below", "接続数": "below", "受注率": "below", "初回対応時間": "above"}

CONNECT_RATE = 0.300
OPEN_RATE = 0.262
RESPONSE_MINUTES = 170.0


def effect(month: str, name: str) -> float:
    """The factor of a month on a stream or a chance; 1 where the story says nothing."""
    return EFFECTS.get(month, {}).get(name, 1.0)


def _months(name: str) -> Mapping[str, float]:
    """The factors of a stream in the months in which the story says something of it."""
    return {month: factors[name] for month, factors in EFFECTS.items() if name in factors}


_WEEK = (0.96, 1.06, 1.08, 1.04, 0.86, 1.0, 0.9)
_WORK = (0.98, 1.00, 1.03, 0.99, 1.00, 1.00, 1.00, 0.93, 1.02, 1.01, 1.01, 0.95)
_DEMAND = (0.98, 1.01, 1.04, 0.99, 1.01, 1.01, 1.00, 0.93, 1.02, 1.02, 1.02, 0.94)
_CLOSING = (0.95, 1.00, 1.18, 0.95, 0.98, 1.02, 0.99, 0.88, 1.15, 1.00, 1.00, 0.91)

CALLS = Stream("calls", 268, 0.05, _WEEK, _WORK, 0.01)
EMAILS = Stream("emails", 246, 0.06, (1.0, 1.15, 1.0, 1.1, 0.75, 1.0, 1.0), _WORK, 0.02)
LEADS = Stream("leads", 38, 0.08, _WEEK, _DEMAND, 0.12)
DEALS = Stream("deals", 19.6, 0.06, _WEEK, _DEMAND, 0.01, months=_months("deals"))
ORDERS = Stream("orders", 3.45, 0.07, (0.9, 0.95, 1.0, 1.0, 1.15, 1.0, 1.0), _CLOSING, 0.0, 1.5, _months("orders"))
