"""M09: rows that are too old, or too few to say anything."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "M09", "warning",
    "{what}", "{what}",
    "see that the rows arrive, or read the number over a longer period", "行が届いているか確かめるか、より長い期間で見てください",
)  # fmt: skip
FEWEST = Option("fewest_rows", 20, Said("rows that a rate or a mean of one month rests on at least", "一か月の率や平均の元になる行数の下限"))  # fmt: skip


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the sources that are older than they ask, and the KPIs and goals of too few rows in the last period."""
    for each in facts.stale:
        source = facts.model.sources[each.source]
        latest = each.latest.isoformat() if each.latest is not None else f"< {each.since.isoformat()}"
        day = facts.as_of.isoformat()
        what = Said(
            f"the newest rows of {source.name} are of {latest}, older than its fresh within allows on {day}",
            f"{source.name} の最新の行は {latest} で、{day} の時点で fresh within より古くなっています",
        )
        yield offence(WORDS, "", source.span, what=what)
    fewest = number(facts.settings, WORDS, FEWEST)
    for name, one in facts.numbers.items():
        if one.tries is not None and 0 < one.tries < fewest:
            what = Said(
                f"{name} rests on {one.tries} rows in {one.period.label}, and fewer than {fewest} tell chance from "
                "change badly",
                f"{one.period.label} の {name} の元は {one.tries} 行で、{fewest} 行未満では偶然と変化を見分けにくくなります",
            )
            yield offence(WORDS, name, one.metric.span, what=what)


RULE = Rule(
    WORDS,
    Said("Stale data, or too few rows", "古いデータ、少なすぎる行"),
    Said(
        "A source whose rows are older than its fresh within allows gives numbers of the past under today's date. And a "
        "rate or a mean of a few rows jumps with each of them: of 10 deals, one more won is 10 points. A month without "
        "any rows has no value at all, and is not told here.",
        "fresh within より古いソースの数値は、今日の日付で過去を示します。また、数行から計算した率や平均は 1 行ごとに"
        "大きく動きます。商談 10 件なら受注 1 件で 10 ポイントです。行が一つもない月は値がないので、ここでは扱いません。",
    ),
    data=check,
    options=(FEWEST,),
    bad="""
kgi 滞在率 "Visitors who stay" = count(visitors where guide = 'B' and minutes >= 10) / count(visitors where guide = 'B') {
  unit        %
  target      at least 30% per month
  definition  "Visitors with guide B who stay for ten minutes, over all with that guide."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
    good="""
kgi 滞在率 "Visitors who stay" = share(visitors where minutes >= 10) {
  unit        %
  target      at least 30% per month
  definition  "Visitors who stay for ten minutes, over all."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
)
