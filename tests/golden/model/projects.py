"""Cases as projects: what is written in a case, beside a few rows and numbers that every case may use."""

from datetime import date

from kpidsl.model.build import build
from kpidsl.model.calendar import parse_period, start_instant
from kpidsl.model.manifest import read_manifest
from kpidsl.model.records import Model
from kpidsl.query.plan import Request
from kpidsl.query.planning import plan
from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import message, terminal
from kpidsl.text.source import Source

MANIFEST = """kpidsl: 1
timezone: Asia/Tokyo
currency: JPY
calendar: {fiscal_year_starts: april}
"""

BASE = """
source leads "リード" from crm.leads { key lead_id  time created_at in "UTC"  dimension channel }
source deals "商談" from crm.deals {
  key deal_id
  time opened_at
  time closed_at
  join leads on lead_id
  dimension size = if(employees >= 1000, 'large', 'small')
}
source calls "架電" from crm.calls { key call_id  time called_at  dimension caller }
segment 成約 of deals = stage = 'won'
metric 売上 = sum(deals.amount where 成約) { unit JPY }
metric 米国売上 = sum(deals.usd_amount) { unit USD }
metric 商談数 = count(deals)
metric 受注数 = count(deals where 成約 at closed_at)
metric リード数 = count(leads)
metric 架電数 = count(calls)
metric 残高 = latest(deals.seats)
kpi 受注率 = 受注数 / 商談数 { unit % }
metric 平均単価 = 売上 / 受注数
metric 通話分 = sum(calls.minutes) { unit 分 }
metric 対応時間 = avg(hours_between(calls.called_at, ended_at))
"""
BASE_FILE = "specs/base.kpi"


def project(inputs: dict[str, str]) -> tuple[Model, dict[str, Source], tuple[Diagnostic, ...]]:
    """Return the model of a case with every finding in it; `alone` is a spec without the common rows and numbers."""
    manifest = Source("kpidsl.yaml", inputs.get("manifest", MANIFEST) + "\n")
    files = [Source(_path(label), text + "\n") for label, text in inputs.items() if label not in ("manifest", "ask")]
    if not any(label.startswith(("alone", "file ")) for label in inputs):
        files.append(Source(BASE_FILE, BASE))
    texts = {each.file: each for each in (manifest, *files)}
    settings, trees = read_manifest(manifest), [read(each) for each in files]
    model = build(settings.value, [each.value for each in trees], texts)
    found = (*settings.diagnostics, *(each for tree in trees for each in tree.diagnostics), *model.diagnostics)
    return model.value, texts, tuple(sorted(found, key=_place))


def _path(label: str) -> str:
    return {"kpi": "specs/sales.kpi", "yaml": "specs/sales.yaml", "alone": "specs/sales.kpi"}.get(
        label, label.removeprefix("file ")
    )


def _place(each: Diagnostic) -> tuple[str, int, str]:
    return (each.span.file, each.span.start, each.code) if each.span else ("", -1, each.code)


def runs(inputs: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return the projects of a case by the label under which they say something: each spelling is one of its own."""
    shared = {label: text for label, text in inputs.items() if label in ("manifest", "ask")}
    spelled = {label: text for label, text in inputs.items() if label not in ("manifest", "ask")}
    if any(label.startswith("file ") for label in spelled):
        return {"project": inputs}
    if "ask" in shared:
        return {"ask": inputs}
    return {label: {**shared, label: text} for label, text in spelled.items()} or {"manifest": shared}


def findings(inputs: dict[str, str]) -> tuple[dict[str, Source], tuple[Diagnostic, ...]]:
    """Return what is said of a project; where it is asked for numbers, what is said of that."""
    model, texts, found = project(inputs)
    if "ask" in inputs:
        found = (*found, *_asked(model, inputs["ask"]))
    return texts, found


def _asked(model: Model, text: str) -> tuple[Diagnostic, ...]:
    """Plan `NAME [grain G] [from P] [to P] [by DIM]`, as of the end of September 2026."""
    name, *rest = text.split()
    given = dict(zip(rest[::2], rest[1::2], strict=True))
    calendar = model.manifest.calendar
    periods = {key: parse_period(calendar, given[key]) for key in ("from", "to") if key in given}
    first, last = (getattr(periods.get(key), end, None) for key, end in (("from", "first"), ("to", "last")))
    end = start_instant(calendar, date(2026, 10, 1))
    by = (given["by"],) if "by" in given else ()
    return plan(
        model, Request((name,), end, date(2026, 9, 30), given.get("grain", "month"), first, last, by)
    ).diagnostics  # type: ignore[arg-type]


def said(texts: dict[str, Source], found: tuple[Diagnostic, ...]) -> str:
    """Return findings as a person reads them, in both languages."""
    lines = []
    for each in found:
        lines.append(terminal([each], texts, "en").rstrip())
        words, hint = message(each, "ja")
        lines.append(f"  ja: {words}" + (f" / {hint}" if hint else ""))
    return "\n".join(lines) or "nothing"
