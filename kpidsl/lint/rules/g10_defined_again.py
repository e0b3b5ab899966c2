"""G10: one definition under two names."""

from collections.abc import Iterator

from kpidsl.lint.rule import Edit, Offence, Rule, offence
from kpidsl.lint.sketch import NumberSketch
from kpidsl.lint.whole import Placed, Whole
from kpidsl.model.canonical import spelt
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Label, Said

WORDS = Code(
    "G10", "warning",
    "{name} has the formula of {first}, written again", "{name} の式は {first} と同じものをもう一度書いています",
    "write {name} = {first}, or keep one of the two", "{name} = {first} と書くか、どちらか一方だけにしてください",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers whose formula stands under another name before, in the order of files and places."""
    first: dict[str, Placed[NumberSketch]] = {}
    for each in project.numbers.values():
        sketch = each.sketch
        if not sketch.same:
            continue
        other = first.setdefault(sketch.same, each)
        if other is not each:
            name = other.sketch.name
            label = Label(other.span, Said("the first one", "1 つ目"))
            edits = (Edit(each.at(sketch.same_span), spelt(name)),)
            yield offence(WORDS, sketch.name, each.at(sketch.same_span), label, edits=edits, first=name)


RULE = Rule(
    WORDS,
    Said("One definition under two names", "同じ定義が二つの名前で"),
    Said(
        "A formula that stands twice is changed once: from that day the two drift apart and nobody knows "
        "which is meant. One name holds the formula, the other one names it.",
        "二か所に書かれた式は、片方だけが直されます。その日から値がずれ、どちらが正しいか分からなくなりま"
        "す。式は一つの名前に書き、もう一方はその名前を参照します。",
    ),
    bad="""
kpi 成約件数 "Deals won" = count(deals where stage = 'won' at closed_at) {
  drives      受注金額
  target      50 in FY2026
  definition  "Deals won, by the day they closed."
  decision    "Below 4 a month: look at the offers."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 成約件数 "Deals won" = 受注数 {
  drives      受注金額
  target      50 in FY2026
  definition  "Deals won, by the day they closed."
  decision    "Below 4 a month: look at the offers."
  owner       "マーケティング課長"
  review      monthly
}
""",
    whole=check,
)
