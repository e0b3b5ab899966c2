"""R09: pay by the piece, where pieces can be cut."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.expression import Aggregate
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R09", "warning",
    "pay hangs on {name}, which counts rows: one piece of work entered as two counts double", "報酬に結び付いた {name} は行を数えるため、一つの仕事を二件に分けて入力すると倍になります",
    "count something that cannot be split, as in count_distinct(deals.customer_id) or sum(deals.amount)", "count_distinct(deals.customer_id) や sum(deals.amount) のように、分けても増えないものを数えてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the numbers with `incentive` that are a plain count of rows."""
    for metric in scene.managed:
        match scene.opened(metric.formula):
            case Aggregate(function="count") if metric.incentive:
                yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("Pay for what can be split", "分割できる仕事への報酬"),
    Said(
        "Whoever is paid by the number of deals will, without any bad will, enter one large deal as three. "
        "Distinct customers or an amount do not grow by splitting. Who enters a number is not known to the "
        "language, so that half of the rule is not looked at.",
        "商談の件数で報酬が決まると、悪意がなくても大きな一件が三件に分けて入力されます。顧客の数や金額な"
        "ら分けても増えません。誰が入力するかは言語にないため、その点は調べません。",
    ),
    bad="""
kpi 有効リード数 "Qualified leads" = count(leads where score >= 60) {
  drives      商談数
  target      300 in FY2026
  definition  "Leads that score 60 or more."
  decision    "Below 20 a month: look at the channels."
  guards      有効リード率
  incentive
  owner       "マーケティング課長"
  review      monthly
}

kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
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
kpi 有効リード数 "Qualified leads" = count_distinct(leads.company_id where score >= 60) {
  drives      商談数
  target      300 in FY2026
  definition  "Companies with a lead that scores 60 or more."
  decision    "Below 20 a month: look at the channels."
  guards      有効リード率
  incentive
  owner       "マーケティング課長"
  review      monthly
}

kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
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
