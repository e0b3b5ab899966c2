"""G05: a tree that nobody can look down."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.lint.scene import Scene, parts_of
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "G05", "warning",
    "the tree under {name} is more than {most} levels deep: {path}", "{name} の下のツリーが {most} 段を超えています: {path}",
    "leave out a level that decides nothing", "何も決めない段を省いてください",
)  # fmt: skip
LEVELS = Option("max_levels", 5, Said("levels under a goal", "ゴールの下の段数"))


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the goals with a line of breakdowns below them that is too long."""
    most = number(scene.settings, WORDS, LEVELS)
    for metric in scene.numbers:
        if metric.role != "kgi":
            continue
        above: list[dict[str, str]] = []
        level = {metric.name: ""}
        while level and len(above) <= most:
            above.append(level)
            level = {
                part: name
                for name in level
                if (each := scene.model.metrics.get(name)) is not None
                for part in parts_of(each)
            }
        if level:
            path = [next(iter(level))]
            for names in [level, *reversed(above)]:
                if names[path[-1]]:
                    path.append(names[path[-1]])
            yield offence(WORDS, metric.name, metric.span, most=most, path=" -> ".join(reversed(path)))


RULE = Rule(
    WORDS,
    Said("A tree that is too deep", "深すぎるツリー"),
    Said(
        "Each level of a tree is a question that is answered by the one below. After five of them nobody sees "
        "any more what a leaf does for the goal.",
        "ツリーの各段は、下の段が答える問いです。5 段を超えると、末端がゴールにどう効くかが見えなくなります。",
    ),
    bad="""
kgi 契約数 "Contracts" = 訪問経由数 + 電話経由数 {
  breakdown   訪問経由数 + 電話経由数
  target      50 in FY2026
  milestone   25 by 2026-09-30
  definition  "Contracts."
  decision    "Behind by a month: look at the offers."
  owner       "営業本部長"
  review      quarterly
}

metric 電話経由数 = count(deals where way = 'phone')
metric 訪問経由数 = 東日本数 + 西日本数 {
  breakdown  東日本数 + 西日本数
}
metric 西日本数 = count(deals where way = 'visit' and area = 'west')
metric 東日本数 = 東京都数 + 東日本他数 {
  breakdown  東京都数 + 東日本他数
}
metric 東日本他数 = count(deals where way = 'visit' and area = 'east')
metric 東京都数 = 港区数 + 東京他数 {
  breakdown  港区数 + 東京他数
}
metric 東京他数 = count(deals where way = 'visit' and area = 'tokyo')
metric 港区数 = 芝数 + 港区他数 {
  breakdown  芝数 + 港区他数
}
metric 港区他数 = count(deals where way = 'visit' and area = 'minato')
metric 芝数 = 新規芝数 + 既存芝数 {
  breakdown  新規芝数 + 既存芝数
}
metric 新規芝数 = count(deals where way = 'visit' and area = 'shiba' and new)
metric 既存芝数 = count(deals where way = 'visit' and area = 'shiba' and not new)
""",
    good="""
kgi 契約数 "Contracts" = 訪問経由数 + 電話経由数 {
  breakdown   訪問経由数 + 電話経由数
  target      50 in FY2026
  milestone   25 by 2026-09-30
  definition  "Contracts."
  decision    "Behind by a month: look at the offers."
  owner       "営業本部長"
  review      quarterly
}

metric 電話経由数 = count(deals where way = 'phone')
metric 訪問経由数 = 東日本数 + 西日本数 {
  breakdown  東日本数 + 西日本数
}
metric 西日本数 = count(deals where way = 'visit' and area = 'west')
metric 東日本数 = 東京都数 + 東日本他数 {
  breakdown  東京都数 + 東日本他数
}
metric 東日本他数 = count(deals where way = 'visit' and area = 'east')
metric 東京都数 = 港区数 + 東京他数 {
  breakdown  港区数 + 東京他数
}
metric 東京他数 = count(deals where way = 'visit' and area = 'tokyo')
metric 港区数 = 芝数 + 港区他数 {
  breakdown  芝数 + 港区他数
}
metric 港区他数 = count(deals where way = 'visit' and area = 'minato')
metric 芝数 = count(deals where way = 'visit' and area = 'shiba')
""",
    each=check,
    options=(LEVELS,),
)
