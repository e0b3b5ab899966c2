"""S02: words of intent where a number should stand."""

import re
from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.vague import nearest_numbers, vague_word
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said
from kpidsl.text.source import Span

WORDS = Code(
    "S02", "warning",
    "{name} says \"{word}\" and no number", "{name} は「{word}」と言うだけで、数値がありません",
    "{advice}", "{advice}",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield numbers and actions that are named by an intent and hold no number."""
    for number in project.managed:
        if not number.sketch.aimed:
            yield from _found(project, number.sketch.name, number.sketch.label, number.span, action=False)
    for action in project.actions:
        if not action.sketch.counted:
            yield from _found(project, action.sketch.name, action.sketch.label, action.span, action=True)


def _found(project: Whole, name: str, label: str, span: Span, *, action: bool) -> Iterator[Offence]:
    word = vague_word(name) or vague_word(label)
    if word is not None:
        advice = _advice(project, name, f"{name} {label}", word, action=action)
        yield offence(WORDS, name, span, word=word, advice=advice)


def _advice(project: Whole, name: str, text: str, word: str, *, action: bool) -> Said:
    near = nearest_numbers(re.sub(re.escape(word), " ", text, flags=re.IGNORECASE), project, name)
    if action:
        line = f"expects +3pt on {near[0]}" if near else "every 2 days"
        return Said(f"say what it comes to, as in {line}", f"{line} のように、何をどれだけ変えるかを書いてください")
    if not near:
        return Said(
            "name what is counted, and give it a target with a number and a time",
            "数えるものを名前にし、数値と期限のある target を書いてください",
        )
    line = f"target +5% vs FY2025 in FY2026 on {near[0]}"
    others = ", ".join(near)
    return Said(
        f"name what is counted and how much: {line} (at hand: {others})",
        f"数えるものと量を書いてください。例: {near[0]} に target +5% vs FY2025 in FY2026（使える指標: {others}）",
    )


RULE = Rule(
    WORDS,
    Said("A vague word and no number", "あいまいな言葉だけで数値がない"),
    Said(
        "Improve, strengthen, optimise, 向上, 改善, 強化, 推進, 徹底 say in which direction to look and not where to stop. A KPI "
        "or an action that is named so and holds no number cannot be checked by anyone. The finding proposes the metrics "
        "at hand whose words are nearest.",
        "「向上」「改善」「強化」「推進」「最大化」「意識」「徹底」「なるべく」は方向を示すだけで、どこまでかを言いません。名前がそうなっていて"
        "数値のない KPI や施策は、誰にも判定できません。言葉の近い指標を候補として示します。",
    ),
    bad="""
action 受注率の改善 {
  for    受注率
  owner  "営業企画課長"
  from   2026-10-01 to 2026-12-31
}
""",
    good="""
action 受注率の改善 {
  for      受注率
  owner    "営業企画課長"
  from     2026-10-01 to 2026-12-31
  expects  +2pt on 受注率
}
""",
    whole=check,
)
