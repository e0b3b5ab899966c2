"""R03: a part that is wanted where the whole gets worse."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.expression import Apply, Formula, MetricRef
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Label, Said
from kpidsl.text.source import Span

WORDS = Code(
    "R03", "error",
    "{part} is better {wanted}, and by its breakdown that makes {name} worse", "{part} は better {wanted} ですが、breakdown ではそれが {name} を悪くします",
    "turn one of the two round, or correct the breakdown", "どちらかの better か、breakdown を直してください",
)  # fmt: skip
_SIGNS = {"higher": 1, "lower": -1}


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the parts of a breakdown whose written direction is against that of the whole; a part counts as positive."""
    for metric in scene.numbers:
        if metric.breakdown is None or metric.better not in _SIGNS:
            continue
        signs: dict[str, set[int]] = {}
        spans: dict[str, Span] = {}
        for name, sign, span in _signed(metric.breakdown, 1):
            signs.setdefault(name, set()).add(sign)
            spans.setdefault(name, span)
        for name, found in signs.items():
            part = scene.model.metrics.get(name)
            better = part.clause("better") if part is not None else None
            if part is None or better is None or part.better not in _SIGNS or len(found) > 1:
                continue
            if found.pop() * _SIGNS[part.better] != _SIGNS[metric.better]:
                label = Label(better.value.span, Said(f"better {part.better}", f"better {part.better}"))
                yield offence(WORDS, metric.name, spans[name], label, part=name, wanted=part.better)


def _signed(formula: Formula, sign: int) -> Iterator[tuple[str, int, Span]]:
    match formula:
        case MetricRef(name=name, span=span):
            yield name, sign, span
        case Apply(function="-" | "/", arguments=(left, right)):
            yield from _signed(left, sign)
            yield from _signed(right, -sign)
        case Apply(function="neg", arguments=(operand,)):
            yield from _signed(operand, -sign)
        case Apply(arguments=arguments):
            for each in arguments:
                yield from _signed(each, sign)


RULE = Rule(
    WORDS,
    Said("A part that works against the whole", "全体に逆らう内訳"),
    Said(
        "Cost is subtracted from gross profit; a KPI that wants more of it works against the goal above. The "
        "sign of each part is read from the breakdown (behind - and / it is negative) and held against both "
        "directions.",
        "費用は粗利から引かれます。それを増やそうとする KPI は上のゴールに逆らいます。内訳の符号を breakd"
        "own から読み（- と / の後ろは負）、両方の better と照らします。",
    ),
    bad="""
kgi 貢献利益 "Contribution" = 受注金額 - 広告費 {
  unit        JPY
  breakdown   受注金額 - 広告費
  target      1億円 in FY2026
  milestone   5000万円 by 2026-09-30
  definition  "Booked revenue less advertising, tax excluded."
  decision    "Behind by a month: stop the weakest campaign."
  owner       "営業本部長"
  review      quarterly
}

kpi 広告費 "Advertising" = sum(leads.cost) {
  unit        JPY
  better      higher
  target      2000万円 in FY2026
  definition  "What the leads cost, tax excluded."
  decision    "Above 200万円 a month: ask the head of sales."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kgi 貢献利益 "Contribution" = 受注金額 - 広告費 {
  unit        JPY
  breakdown   受注金額 - 広告費
  target      1億円 in FY2026
  milestone   5000万円 by 2026-09-30
  definition  "Booked revenue less advertising, tax excluded."
  decision    "Behind by a month: stop the weakest campaign."
  owner       "営業本部長"
  review      quarterly
}

kpi 広告費 "Advertising" = sum(leads.cost) {
  unit        JPY
  better      lower
  target      2000万円 in FY2026
  definition  "What the leads cost, tax excluded."
  decision    "Above 200万円 a month: ask the head of sales."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
