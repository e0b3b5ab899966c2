"""KPI management as plain text: the front door for programs.

`load` reads and checks a project, `check` does the same at the speed of what has changed, `connect` opens its
warehouse, `compile_request` and `run_request` answer a `Request`, `judge_scorecard` judges a scorecard. Each returns an
`Outcome`: a value and its findings. Nothing is imported before it is asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpidsl.pipeline import check, compile_request, connect, judge_scorecard, load, run_request
    from kpidsl.query.plan import Request
    from kpidsl.text.diagnostic import Outcome

__version__ = "0.1.0"
__all__ = [
    "Outcome",
    "Request",
    "check",
    "compile_request",
    "connect",
    "judge_scorecard",
    "load",
    "run_request",
]

_ROOMS = {"Outcome": "kpidsl.text.diagnostic", "Request": "kpidsl.query.plan"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_ROOMS.get(name, "kpidsl.pipeline")), name)
