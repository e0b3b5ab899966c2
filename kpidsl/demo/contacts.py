"""Calls and emails: what inside sales does all day to reach its leads."""

from collections.abc import Iterator, Mapping

from kpidsl.demo.chance import around, at_work, choice, dice, loaded, month_jitter, rows_per_day
from kpidsl.demo.days import END
from kpidsl.demo.leads import Leads, recent
from kpidsl.demo.story import BAD_MONTH, CALLS, CONNECT_RATE, EMAILS, OPEN_RATE, effect
from kpidsl.demo.warehouse import Row

_CALLERS = choice(dict.fromkeys(("青木", "石川", "上田", "遠藤", "岡本", "加藤", "木村", "小林"), 1))
_CALLER_SKILL: Mapping[str, float] = {"青木": 1.12, "上田": 1.05, "木村": 0.93, "小林": 0.90}
_MISSED = choice({"不在": 62, "受付": 31, "番号違い": 7})
_CAMPAIGNS = choice({"製品ニュース": 40, "導入事例": 32, "セミナー案内": 28})
_CAMPAIGN_APPEAL: Mapping[str, float] = {"製品ニュース": 0.85, "導入事例": 1.10, "セミナー案内": 1.10}
_CALL_WINDOW, _EMAIL_WINDOW = 2_400, 9_000


def calls(seed: int, leads: Leads) -> Iterator[Row]:
    """call_id, lead_id, called_at, caller, script, result, duration_seconds, loaded_at; no lead_id on a cold call."""
    rng = dice(seed, "calls")
    number = 0
    for day, count in rows_per_day(CALLS, seed):
        known, script = leads.before(day), _script(day.month)
        chance = CONNECT_RATE * effect(day.month, "connect") * month_jitter(seed, "connect", day.month)
        for called in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            lead = recent(rng, known, _CALL_WINDOW) if rng.random() > 0.04 else None
            caller = _CALLERS.draw(rng)
            reached = rng.random() < chance * _CALLER_SKILL.get(caller, 1.0)
            result, seconds = ("接続", round(around(rng, 190, 0.7))) if reached else (_MISSED.draw(rng), None)
            yield number, lead, called, caller, script, result, seconds, loaded(rng, called)


def emails(seed: int, leads: Leads) -> Iterator[Row]:
    """email_id, lead_id, sent_at, campaign, opened_at, loaded_at; opened_at is None when nobody opened it (so far)."""
    rng = dice(seed, "emails")
    number = 0
    for day, count in rows_per_day(EMAILS, seed):
        known = leads.before(day)
        chance = OPEN_RATE * month_jitter(seed, "open", day.month)
        for sent in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            campaign = _CAMPAIGNS.draw(rng)
            opened = None
            if rng.random() < chance * _CAMPAIGN_APPEAL[campaign]:
                opened = sent + int(around(rng, 7_200, 1.4))
            seen = opened if opened is not None and opened < END else None
            yield number, recent(rng, known, _EMAIL_WINDOW), sent, campaign, seen, loaded(rng, sent)


def _script(month: str) -> str:
    return "v3" if month >= BAD_MONTH else "v2" if month >= "2025-04" else "v1"
