"""G02: rows that reach a sum twice."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene, terms
from kpidsl.model.canonical import aggregate_text, row_text
from kpidsl.model.expression import Aggregate, Apply, RowExpression
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "G02", "error",
    "{name} adds up {inner} and {outer}, and every row of the first is in the second", "{name} は {inner} と {outer} を足していますが、前者の行はすべて後者にも含まれます",
    "leave one out, or take the part out of the whole by a condition", "どちらかを外すか、条件で部分を除いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield sums in which the rows of one term lie among those of another, as their conditions alone show."""
    for metric in scene.numbers:
        summed = [each for term in terms(metric.formula) if isinstance(each := scene.opened(term), Aggregate)]
        seen: dict[tuple[str, str, str, str], list[tuple[frozenset[str], Aggregate]]] = {}
        for each in summed if len(summed) > 1 else ():
            if each.function not in ("count", "sum"):
                continue
            value = row_text(each.argument) if each.argument is not None else ""
            alike = seen.setdefault((each.function, each.source, each.time, value), [])
            own = frozenset(_conditions(each.where))
            twice = next((other for theirs, other in alike if own <= theirs or theirs <= own), None)
            if twice is not None:
                inner, outer = (each, twice) if len(own) >= len(_all(twice)) else (twice, each)
                yield offence(WORDS, metric.name, metric.span, inner=aggregate_text(inner), outer=aggregate_text(outer))
                break
            alike.append((own, each))


def _all(each: Aggregate) -> frozenset[str]:
    return frozenset(_conditions(each.where))


def _conditions(where: RowExpression | None) -> Iterator[str]:
    match where:
        case None:
            return
        case Apply(function="and", arguments=arguments):
            for each in arguments:
                yield from _conditions(each)
        case _:
            yield row_text(where)


RULE = Rule(
    WORDS,
    Said("Rows counted twice", "二重計上"),
    Said(
        "A total made of parts is right when each row is in one part. Where the condition of one part holds "
        "all that of the other does, its rows are in both. Breakdowns are held against their formulas by "
        "K601, and against the data by K620.",
        "内訳から作る合計は、各行が一つの内訳だけに入るときに正しくなります。一方の条件が他方の条件を含め"
        "ば、その行は両方に入ります。breakdown は式と K601 で、データと K620 で照らされます。",
    ),
    bad="""
kpi 対応リード数 "Leads handled" = count(leads where score >= 60) + count(leads where score >= 60 and called) {
  drives      商談数
  target      600 in FY2026
  definition  "Leads that score 60 or more, and those that were called."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}

kpi 有効リード率 "Share qualified" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 対応リード数 "Leads handled" = count(leads where score >= 60) + count(leads where score < 60 and called) {
  drives      商談数
  target      600 in FY2026
  definition  "Leads that score 60 or more, and those below that were called."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}

kpi 有効リード率 "Share qualified" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
