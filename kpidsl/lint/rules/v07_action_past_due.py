"""V07: an action whose end nobody has noted."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.sketch import day_of
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V07", "warning",
    "the action {action} ended on {last}, and nothing says what came of it", "施策 {action} は {last} に終わりましたが、結果が書かれていません",
    "add outcome worked \"…\", failed or unknown; or move its last day", "outcome worked \"…\"（failed、unknown も可）を書くか、最終日を延ばしてください",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the actions whose last day has passed and that have no outcome."""
    for each in project.actions:
        last = day_of(each.sketch.last)
        if project.today is not None and last is not None and project.today > last and not each.sketch.outcome:
            yield offence(WORDS, "", each.span, action=each.sketch.name, last=last.isoformat())


RULE = Rule(
    WORDS,
    Said("An action without its outcome", "結果の書かれていない施策"),
    Said(
        "A measure whose outcome nobody writes down is tried again next year. Failed is an outcome, and "
        "unknown is one too. It depends on the day: --as-of.",
        "結果を書き残さない施策は、翌年また試されます。失敗も、分からなかったことも結果です。判定は --as-"
        "of の日によります。",
    ),
    bad="""
action 電話台本の改訂 {
  for      受注率
  owner    "営業企画課長"
  from     2026-04-01 to 2026-06-30
  expects  +3pt on 受注率
}
""",
    good="""
action 電話台本の改訂 {
  for      受注率
  owner    "営業企画課長"
  from     2026-04-01 to 2026-06-30
  expects  +3pt on 受注率
  outcome  worked "+2pt in the quarter after it."
}
""",
    whole=check,
)
