"""From a Scorecard to one HTML file for a browser: a tree to fold, rows to sort, a KPI to open, also without script.

Its Content-Security-Policy lets run what comes with kpidsl and nothing else: style and script are named by their
hashes, pictures are data: addresses, and nothing may be fetched, sent or framed from it.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from kpidsl.scorecard.figures import STATUSES, Name, Number, Point
from kpidsl.scorecard.layout import Room
from kpidsl.scorecard.numbers import Style, amount, decimals, exact, share_words, unit_label
from kpidsl.scorecard.page import mark_rules
from kpidsl.scorecard.periods import period_name, short_name
from kpidsl.scorecard.printed import Printed, printed
from kpidsl.scorecard.printed_rows import PrintedRow
from kpidsl.scorecard.records import Definition, Node, Scorecard
from kpidsl.scorecard.words import NOT_SET, status_word, trait, word
from kpidsl.text.render.visible import visible

FOLDER = Path(__file__).parent
_ENDLESS = Room(first=1e9, further=1e9)
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Branch:
    """A box of the tree with those below it; one that stands in several places is unfolded in the first."""

    node: Node
    operator: str
    value: str
    share: str
    status: str
    below: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """All that is known of one KPI."""

    name: Name
    printed: PrintedRow | None
    facts: tuple[tuple[str, str], ...]
    points: tuple[tuple[Point, str], ...]


def on_one_sheet(card: Scorecard) -> Printed:
    """Return the page's texts as every design prints them, with all rows on one endless sheet."""
    return printed(card, _ENDLESS, landing=(150, 60), tree=(273, 160))


def browser_page(card: Scorecard) -> str:
    """Return the HTML text; characters that would act on the reader's screen are shown as signs."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    card = shown(card)
    page = on_one_sheet(card)
    style = f"{_own('style.css')}\n{mark_rules()}"
    script = _own("script.js")
    locale = card.locale
    rows = [(block.block.label, row) for sheet in page.sheets for block in sheet.blocks for row in block.rows]
    details = _details(card, {row.row.name.id: row for _, row in rows}, page.style)
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made: str = environment.from_string(_own("page.html.jinja")).render(
        card=card,
        page=page,
        rows=rows,
        details=details,
        branches=_branches(card, page.style),
        places={each.name.id: f"kpi-{number}" for number, each in enumerate(details, 1)},
        order={status: f"{number}" for number, status in enumerate(STATUSES)},
        language=locale.language,
        policy=policy(style, script),
        style=Markup(style),
        script=Markup(script),
        t=lambda key, **facts: word(key, locale.language, **facts),
        period=lambda code: period_name(code, locale),
        short=lambda code: short_name(code, locale),
        key=_key,
        running=not card.period.complete,
        monthly=len(card.period.code) == 7 and card.period.code[4:5] == "-",
    )
    return made


def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy of a page with one style and one script (CSP Level 3, W3C)."""
    named = {"style-src": style, "script-src": script}
    own = "; ".join(f"{part} 'sha256-{_hash(text)}'" for part, text in named.items())
    return f"default-src 'none'; img-src data:; {own}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _own(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def shown(value: Any) -> Any:
    """Return a record in whose texts no character changes the direction or hides others."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, tuple):
        return tuple(shown(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: shown(getattr(value, each.name)) for each in fields(value)})
    return value


def _key(value: Number | None) -> str:
    """Return what the script sorts by; "" where there is no value."""
    number = exact(value)
    return "" if number is None else f"{float(number):.17g}"


def _branches(card: Scorecard, style: Style) -> tuple[Branch, ...]:
    nodes = {node.id: node for node in card.tree.nodes}
    below: dict[str, list[tuple[str, str]]] = {}
    for edge in card.tree.edges:
        below.setdefault(edge.parent, []).append((edge.child, "→" if edge.kind == "drives" else edge.operator))
    unfolded: set[str] = set()

    def branch(id: str, operator: str, depth: int) -> Branch:
        again = id in unfolded or depth > _DEEPEST
        unfolded.add(id)
        node = nodes[id]
        places = decimals([node.value, node.target], node.unit, style)
        value = amount(node.value, node.unit, places, style, node.absent)
        label = unit_label(node.unit, style)
        known = [] if again else [pair for pair in below.get(id, ()) if pair[0] in nodes]
        return Branch(
            node,
            operator,
            f"{value} {label}" if label and node.value is not None else value,
            "" if node.achievement is None else share_words(node.achievement, style),
            status_word(node.status, style.locale.language),
            tuple(branch(child, sign, depth + 1) for child, sign in known),
        )

    return (branch(card.tree.nodes[0].id, "", 0),) if card.tree.nodes else ()


def _details(card: Scorecard, rows: dict[str, PrintedRow], style: Style) -> tuple[Opened, ...]:
    """Return every KPI of the page, the rows' order first, then those that only the definitions know."""
    defined = {each.name.id: each for each in card.definitions}
    names = {row.row.name.id: row.row.name for row in rows.values()} | {id: each.name for id, each in defined.items()}
    return tuple(_opened(name, rows.get(id), defined.get(id), style) for id, name in names.items())


def _opened(name: Name, row: PrintedRow | None, meant: Definition | None, style: Style) -> Opened:
    language = style.locale.language
    facts: list[tuple[str, str]] = []
    points: tuple[tuple[Point, str], ...] = ()
    if row is not None:
        places = decimals([point.value for point in row.row.series], row.row.unit, style)
        points = tuple(
            (point, amount(point.value, row.row.unit, places, style, point.absent)) for point in row.row.series
        )
        facts += [(word("target", language), row.target), (word("achievement", language), row.achievement)]
        facts += [(word("rule", language), row.row.rule), (word("signal", language), row.signal)]
    if meant is not None:
        words = f"{meant.words} ({', '.join(meant.filters)})" if meant.filters else meant.words
        traits = (unit_label(meant.unit, style) or "%", trait(meant.kind, language), trait(meant.direction, language))
        facts += [
            (word("meaning", language), meant.definition),
            (word("words", language), words),
            (word("formula", language), meant.formula),
            (word("because", language), meant.because),
            (word("traits", language), " · ".join(traits)),
            (word("responsible", language), " · ".join(filter(None, (meant.owner, meant.team, meant.review)))),
            (word("tables", language), " · ".join(filter(None, (", ".join(meant.tables), meant.time)))),
            (word("definition_fingerprint", language), f"{meant.fingerprint} · {meant.place}"),
        ]
    return Opened(name, row, tuple(fact for fact in facts if fact[1] and fact[1] != NOT_SET), points)
