"""`kpidsl tree`: the KPI tree in the terminal, with values and status."""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.paging import document, judged, whole_tree
from kpidsl.cli.treetalk import print_more
from kpidsl.cli.working import working
from kpidsl.model.near import unknown_number

if TYPE_CHECKING:
    from kpidsl.analysis.rollup import RollUp, Way
    from kpidsl.scorecard.figures import Language, Number
    from kpidsl.scorecard.records import Node, Scorecard

MARKS = {
    "done": "✓",
    "on_track": "●",
    "at_risk": "▲",
    "behind": "✗",
    "no_data": "?",
    "stale": "⌛",
    "not_due": "○",
    "none": " ",
}
_SHORTER = "*"
FORMATS = ("table", "json")
WAYS = ("own", "worst", "weighted")
COLOURS = {"done": "green", "on_track": "green", "at_risk": "yellow", "behind": "red"}


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "tree",
        say,
        "Print the KPI tree under NAME (default: every goal), with values, targets and status.",
        "NAME（既定はすべての目標）から下の KPI ツリーを、値・目標・状態つきで表示します。",
        [
            click.Argument(["name"], required=False, metavar="[NAME]"),
            click.Option(
                ["--period", "text"], metavar="P", help=say("Default: the last one over.", "既定: 直近の期間")
            ),
            click.Option(
                ["--roll-up", "way"],
                type=click.Choice(WAYS),
                default="own",
                show_default=True,
                help=say(
                    "A parent's status: its own value's, its worst part's, or by the score of all its parts.",
                    "親の状態: own は自身の値、worst は最も悪い内訳、weighted は内訳の得点から",
                ),
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        tree,
    )


def tree(
    setting: Setting, name: str | None, text: str | None, way: "Way", form: str, connection: str | None, timeout: float
) -> None:
    """Print the tree of one metric, or of every goal."""
    from kpidsl.model.kpitree import roots
    from kpidsl.report.as_data import tree_as_data
    from kpidsl.report.naming import locale_of
    from kpidsl.report.rolled import rolled_up

    project = loaded(setting)
    metrics = project.model.metrics
    if name is not None and name not in metrics:
        told((unknown_number(name, metrics),), project, setting)
    calendar = project.model.manifest.calendar
    chosen = period(calendar, text) if text else None
    told(chosen.diagnostics if chosen else (), project, setting)
    names = (name,) if name is not None else roots(project.model)
    if not names:
        stop(setting.say("no goal and no breakdown: nothing to draw", "目標も分解もないため、描くものがありません"), 1)
    made = []
    with connected(setting, project, connection, timeout) as warehouse:
        for root in names:
            spec = whole_tree(root, _spoken(project.model.manifest.locale, setting.say.language))
            with working(setting, setting.say(f"measuring {root}…", f"{root} を計算中…"), warehouse):
                board = judged(
                    setting, project, warehouse, spec, chosen.value if chosen else None, as_of_day(setting, calendar)
                )
            rolled = rolled_up(project.model, root, board, way)
            if form == "json":
                locale = locale_of(project.model.manifest.locale)
                made.append(tree_as_data(project.model, root, board, locale, rolled))
                continue
            card = document(project, spec, board)
            print_tree(with_rolled(card, rolled), setting.say)
            print_more(project.model, root, board, card, rolled, setting)
    if form == "json":
        print(json.dumps(made, ensure_ascii=False, indent=2, allow_nan=False))


def _spoken(tag: str, language: "Language") -> str:
    """Return the project's locale where it is of the language that the commands speak, else one that is."""
    from kpidsl.report.naming import locale_of

    return tag if locale_of(tag).language == language else {"ja": "ja-JP", "en": "en-US"}[language]


def with_rolled(card: "Scorecard", rolled: "Mapping[str, RollUp]") -> "Scorecard":
    """Return the document with the statuses of parents as they roll up."""
    from dataclasses import replace

    nodes = tuple(
        replace(node, status=rolled[node.id].status, pending=None)
        if node.id in rolled and rolled[node.id].status != node.status
        else node
        for node in card.tree.nodes
    )
    return replace(card, tree=replace(card.tree, nodes=nodes))


def print_tree(card: "Scorecard", say: Say) -> None:
    """Print the tree of a document: one line a number, operators and beliefs before the names."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kpidsl.cli.table import needed_width

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    heads = say("KPI|value|target|achieved|status", "KPI|実績|目標|達成率|状態").split("|")
    for index, head in enumerate(heads):
        table.add_column(head, justify="right" if 1 <= index <= 3 else "left", no_wrap=True)
    nodes = {node.id: node for node in card.tree.nodes}
    for line, node in _lines(card, nodes):
        *numbers, status = _cells(node, card)
        colour = COLOURS.get(node.status, "")
        table.add_row(Text(line), *map(Text, numbers), Text(status, style=colour))
    console = Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=needed_width(table))
    from kpidsl.scorecard.periods import period_name

    title = card.tree.nodes[0].name.said(card.locale.language) if card.tree.nodes else card.title
    print(f"{title}  {period_name(card.tree.days, card.locale)}")
    console.print(table)
    for node in card.tree.nodes:
        if node.days:
            name, days = node.name.said(card.locale.language), period_name(node.days, card.locale)
            print(
                say(
                    f"{_SHORTER} {name}: {days}; what came later is still followed",
                    f"{_SHORTER} {name}: {days}の分。その後は追跡中で、まだ決まっていません",
                )
            )


def _lines(card: "Scorecard", nodes: "dict[str, Node]") -> "Iterator[tuple[str, Node]]":
    """Yield each line of the tree with its node; a node that stands twice is opened once."""
    children: dict[str, list[Any]] = {}
    for edge in card.tree.edges:
        children.setdefault(edge.parent, []).append(edge)
    language = card.locale.language
    opened: set[str] = set()

    def below(parent: str, before: str) -> "Iterator[tuple[str, Node]]":
        edges = children.get(parent, [])
        for number, edge in enumerate(edges):
            last = number == len(edges) - 1
            sign = "⇢ " if edge.kind == "drives" else f"{edge.operator} " if edge.operator else "  "
            node = nodes[edge.child]
            yield f"{before}{'└─' if last else '├─'}{sign}{node.name.said(language)}", node
            if edge.child not in opened:
                opened.add(edge.child)
                yield from below(edge.child, f"{before}{'  ' if last else '│ '}")

    if card.tree.nodes:
        root = card.tree.nodes[0]
        yield root.name.said(language), root
        yield from below(root.id, "")


def _cells(node: "Node", card: "Scorecard") -> tuple[str, str, str, str]:
    """Return a line's value, target, achievement and status; where the status is about other days, it says which."""
    from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, money_step, share_words
    from kpidsl.scorecard.periods import period_name
    from kpidsl.scorecard.words import status_word

    numbers = [node.value, node.target, *((node.apart.value, node.apart.target) if node.apart else ())]
    step = money_step([numbers], card.locale) if node.unit.style == "money" else "one"
    style = Style(card.locale, step)
    places = decimals(numbers, node.unit, style)

    def said(number: "Number | None") -> str:
        return "" if number is None else amount_with_unit(number, node.unit, places, style)

    # A constant of a breakdown stands in the tree by its own figure, and has no value beside it.
    constant = node.value is None and node.absent is None
    value = "" if constant else amount_with_unit(node.value, node.unit, places, style, node.absent)
    value += f" {_SHORTER}" if node.days else ""
    achieved = "" if node.achievement is None else share_words(node.achievement, style)
    status = "" if node.status == "none" else f"{MARKS[node.status]} {status_word(node.status, card.locale.language)}"
    if node.pending is not None:
        words = status_word(node.pending, card.locale.language)
        status += (
            f"（今期だけなら{words}）" if card.locale.language == "ja" else f" ({words.lower()} by this period alone)"
        )
    if node.apart is not None and node.status != "none":
        own = " / ".join(filter(None, (said(node.apart.value), said(node.apart.target))))
        part = "" if node.apart.achievement is None else f" {share_words(node.apart.achievement, style)}"
        status += f"  {period_name(node.apart.days, card.locale)}: {own}{part}"
    return value, said(node.target), achieved, status
