"""S01: a goal that names no number to reach."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "S01", "error",
    "the goal {name} says neither how much nor by when", "ゴール {name} に、いくつをいつまでに達するかがありません",
    "add a target, as in target 1.2億円 in FY2026", "target 1.2億円 in FY2026 のように目標を書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the goals without a target of the whole."""
    for metric in scene.managed:
        if metric.role == "kgi" and not any(each.slice is None for each in metric.targets):
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("A goal without a number and a date", "数値も期限もないゴール"),
    Said(
        'A goal such as "higher satisfaction" cannot be missed, so it decides nothing. A goal needs a metric, a number and '
        "a time; what lies below it in the tree is then reckoned back from them.",
        "「顧客満足度の向上」のようなゴールは、達したとも達しなかったとも言えず、何も決められません。ゴールには指標・数値・期限が要り、"
        "ツリーの下の数値はそこから逆算します。",
    ),
    bad="""
kgi 満足度 "Satisfaction" = share(deals where rating >= 4) {
  unit        %
  definition  "Share of the deals rated 4 or 5, of all that were rated: sample size 200."
  decision    "Below 60%: talk to ten customers."
  owner       "営業本部長"
  review      quarterly
}
""",
    good="""
kgi 満足度 "Satisfaction" = share(deals where rating >= 4) {
  unit        %
  target      70% in FY2026
  milestone   65% by 2026-09-30
  definition  "Share of the deals rated 4 or 5, of all that were rated: sample size 200."
  decision    "Below 60%: talk to ten customers."
  owner       "営業本部長"
  review      quarterly
}
""",
    each=check,
)
