"""G04: more first things than come first."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.lint.sketch import NumberSketch
from kpidsl.lint.whole import Placed, Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "G04", "warning",
    "{owner} has {count} key KPIs, and {most} is the most that comes first", "{owner} の key KPI は {count} 個で、上限の {most} 個を超えています",
    "take key off those that are only tracked; three to five are usual", "追うだけのものから key を外してください。3〜5 個が目安です",
)  # fmt: skip
PER_OWNER = Option("max_key_kpis_per_owner", 7, Said("key KPIs of one owner", "一人の owner の key KPI の数"))
PER_PAGE = Option("max_key_kpis_per_page", 12, Said("key KPIs on one page", "一ページの key KPI の数"))


def check(project: Whole) -> Iterator[Offence]:
    """Yield the owners, and the scorecards, with too many KPIs that are marked `key`."""
    keys = [each for each in project.managed if each.sketch.key]
    most = number(project.settings, WORDS, PER_OWNER)
    owners: dict[str, list[Placed[NumberSketch]]] = {}
    for each in keys:
        owners.setdefault(each.sketch.owner, []).append(each)
    for owner, own in owners.items():
        if owner and len(own) > most:
            last = own[most]
            yield offence(WORDS, last.sketch.name, last.span, owner=owner, count=len(own), most=most)
    if not keys:
        return
    most = number(project.settings, WORDS, PER_PAGE)
    for page in project.pages:
        shown = {*page.sketch.shows, *project.below(page.sketch.trees)}
        count = sum(each.sketch.name in shown for each in keys)
        if count > most:
            yield offence(WORDS, "", page.span, owner=page.sketch.name, count=count, most=most)


RULE = Rule(
    WORDS,
    Said("Too many key KPIs", "key が多すぎる"),
    Said(
        "Hundreds of numbers can be tracked; few can come first. Those are marked with key, and one person "
        "has at most seven of them, a page at most twelve. Common advice is three to five.",
        "数値は何百でも追えますが、最優先にできるのはわずかです。それに key を付け、一人あたり 7 個、一ペ"
        "ージあたり 12 個までとします。一般には 3〜5 個が勧められます。",
    ),
    bad="""
kpi 有効率20 "Scored 20 and more" = share(leads where score >= 20) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 20 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率30 "Scored 30 and more" = share(leads where score >= 30) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 30 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率40 "Scored 40 and more" = share(leads where score >= 40) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 40 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率50 "Scored 50 and more" = share(leads where score >= 50) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 50 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率60 "Scored 60 and more" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率70 "Scored 70 and more" = share(leads where score >= 70) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 70 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率80 "Scored 80 and more" = share(leads where score >= 80) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 80 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率90 "Scored 90 and more" = share(leads where score >= 90) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 90 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}
""",
    good="""
kpi 有効率40 "Scored 40 and more" = share(leads where score >= 40) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 40 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率60 "Scored 60 and more" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}

kpi 有効率80 "Scored 80 and more" = share(leads where score >= 80) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 80 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  key
}
""",
    whole=check,
    tree=True,
    options=(PER_OWNER, PER_PAGE),
)
