"""V10: something out of the ordinary, and no word about it."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts, Measured, written
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.model.kpitree import names_under
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V10", "warning",
    "{name} at {value} in {period} lies outside of its ordinary variation ({low} to {high}), and nobody has said why", "{period} の {name}（{value}）は通常の変動（{low}〜{high}）の外ですが、説明がありません",
    "write the cause: review {name} on DATE {{ cause \"…\" }}, or event DATE \"…\" on {name}", "原因を書いてください: review {name} on 日付 {{ cause \"…\" }}、または event 日付 \"…\" on {name}",
)  # fmt: skip

_GOOD = {"higher": "above", "lower": "below"}


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the numbers outside of their natural limits in the last period, without a word since they left them."""
    for name, each in facts.numbers.items():
        found = each.ordinary
        if found is not None and found.side and not any(_said(facts, of) for of in _out(facts, name)):
            metric = each.metric
            value, low, high = (written(metric, part) for part in (found.value, found.low, found.high))
            yield offence(WORDS, name, metric.span, value=value, low=low, high=high, period=each.period.label)


def _out(facts: Facts, name: str) -> Iterator[Measured]:
    """Yield a number, and those under it in the tree that are out of their limits too: what is said of these says why."""
    for under in names_under(facts.model, name):
        each = facts.numbers.get(under)
        if each is not None and each.ordinary is not None and each.ordinary.side:
            yield each


def _said(facts: Facts, each: Measured) -> bool:
    """Say whether a review that gives a cause, or an event, is on record from the day on which its signal began.

    An action under way since says why its number got better, which is what it was for.
    """
    assert each.ordinary is not None
    name, since, day = each.metric.name, each.ordinary.since, facts.as_of
    if _GOOD.get(each.metric.better) == each.ordinary.side:
        days = [(one.first, one.last) for one in facts.model.actions.values() if name in one.kpis]
        if any(first is not None and last is not None and first <= day and since <= last for first, last in days):
            return True
    for review in facts.model.reviews:
        words = review.cause or review.note or isinstance(review.result, str)
        if review.kpi == name and words and since <= review.on <= day:
            return True
    return any(event.number in (name, None) and since <= event.on <= day for event in facts.model.events)


RULE = Rule(
    WORDS,
    Said("A signal without a comment", "コメントのない異常値"),
    Said(
        "A value outside of its natural limits (XmR) is not chance: something has changed, for better or worse, and "
        "whoever knows what it was will have forgotten by the next year. Only the strongest rule counts here, a point "
        "outside of the limits in the last period that is over. A review that gives a cause, a note or words for a "
        "result, or an event, answers it, and an action for the number answers what got better: from the first period on in which it has lain outside without a break, and of "
        "a number under it in the tree that lies outside too.",
        "管理限界（XmR）の外の値は偶然ではありません。良くも悪くも何かが変わったのであり、理由は書かなければ忘れられ"
        "ます。直近の締まった期間で限界の外に出た点だけを見ます。原因・メモ・言葉の結果を書いたレビューか、イベントが"
        "あれば説明済みとします。限界の外が続いている間は、その最初の期間からの記録を認めます。ツリーで下にあり、同じく限界"
        "の外にある数値の記録も認めます。",
    ),
    data=check,
    bad="""
kgi 来場者数 "Visitors" = count(visitors) {
  target      at least 5 per month
  definition  "Visitors of our stand at fairs."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
    good="""
kgi 来場者数 "Visitors" = count(visitors) {
  target      at least 5 per month
  definition  "Visitors of our stand at fairs."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

review 来場者数 on 2026-10-05 {
  cause     "The fair in Tokyo, which is held every third year."
  decision  keep
}
""",
)
