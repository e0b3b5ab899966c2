"""S05: an owner that is no one person or role."""

import re
from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Option, Rule, offence, texts
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "S05", "warning",
    "the owner of {name} is {owner}, {what}", "{name} の owner は {owner} で、{what}",
    "name one person or one role that answers for it", "責任を持つ一人の人か一つの役割を書いてください",
)  # fmt: skip
LEFT = Option("left", (), Said("people who have left", "すでにいない人"))
_GROUP = re.compile(
    r"(?:チーム|グループ|全員|みんな|各自|一同|部署|部門|委員会|部|課|室|係)$"
    r"|\b(?:team|group|everyone|everybody|all|department|dept|committee|staff)\.?$",
    re.IGNORECASE,
)


def check(project: Whole) -> Iterator[Offence]:
    """Yield the KPIs and goals that are owned by a team, by all, or by somebody who has left."""
    teams = {each.sketch.team for each in project.managed} - {""}
    left = set(texts(project.settings, WORDS, LEFT))
    for each in project.managed:
        owner = each.sketch.owner.strip()
        if owner in left:
            what = Said("who has left", "すでにいない人です")
        elif owner and (owner in teams or _GROUP.search(owner)):
            what = Said("which is a group", "個人や役割ではなく集団です")
        else:
            continue
        yield offence(WORDS, each.sketch.name, each.at(each.sketch.owner_span), owner=owner, what=what)


RULE = Rule(
    WORDS,
    Said("A group as the owner", "集団が owner になっている"),
    Said(
        "A team as the owner means that nobody in it has to answer. The finding looks for the name of a declared team and for "
        "words such as team, 部, 全員; people who have left are listed in the manifest.",
        "チームが owner だと、中の誰も答える必要がありません。team に書かれた名前や「チーム」「部」「全員」などの言葉を見つけます。"
        "すでにいない人はマニフェストに列挙できます。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング部"
  review      monthly
}
""",
    good="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング部長"
  review      monthly
}
""",
    whole=check,
    options=(LEFT,),
)
