"""The pack of a meeting as Markdown: short enough to read aloud, with statements to paste into the specs."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from kpidsl.meetings.schedule import Standing
from kpidsl.model.canonical import spelt
from kpidsl.model.chronicle import Action, ReviewRecord
from kpidsl.model.unit import CURRENCIES
from kpidsl.report.agenda import Agenda, Item
from kpidsl.report.agenda_moves import effect_said, member_said
from kpidsl.report.agenda_words import TITLES, WORDS
from kpidsl.report.effect_words import outcome_said
from kpidsl.report.naming import every_word, own_language
from kpidsl.scorecard.figures import Locale, Number
from kpidsl.scorecard.numbers import Style, amount_with_unit, change, decimals, exact, money_step, rounded, share_words
from kpidsl.scorecard.periods import period_name
from kpidsl.scorecard.words import status_word
from kpidsl.syntax.formatting.format import formatted
from kpidsl.text.render.markdown import plain as md
from kpidsl.text.render.visible import visible
from kpidsl.text.source import Source

_MARKS = {"done": "◎", "on_track": "○", "at_risk": "△", "behind": "×", "no_data": "–", "not_due": "–", "none": ""}


def as_markdown(agenda: Agenda, locale: Locale) -> str:
    """Return the pack as a Markdown page; whatever specs hold in it is text, never markup."""
    words, said = WORDS[locale.language], agenda.sitting
    about = period_name(said.about.label, locale)
    lines = [f"# {TITLES[locale.language][said.every]} {said.on} ({about})", ""]
    lines += [words["head"].format(name=md(agenda.organisation), day=agenda.as_of, question=words[f"ask_{said.every}"])]
    if agenda.without is not None:
        why = words[agenda.without].format(period=about, day=agenda.as_of)
        lines += ["", words["no_numbers"].format(why=why)]
    elif agenda.as_of < said.about.last:
        lines += ["", words["running"].format(period=about, day=agenda.as_of)]
    lines += _due(agenda, locale)
    lines += _process(agenda, locale)
    lines += _signals(agenda, locale)
    lines += _reached(agenda, locale)
    lines += _actions(agenda, locale)
    lines += _decided(agenda, locale)
    lines += _others(agenda.others, locale)
    lines += _statements(agenda, locale)
    return "\n".join(lines).rstrip("\n") + "\n"


def _due(agenda: Agenda, locale: Locale) -> Iterator[str]:
    words = WORDS[locale.language]
    if agenda.items:
        yield from ("", f"## {words['due']}", "")
        yield from _table(agenda.items, locale, numbers=agenda.without is None)


def _process(agenda: Agenda, locale: Locale) -> Iterator[str]:
    words = WORDS[locale.language]
    if not agenda.process or agenda.without is not None:
        return
    yield from ("", f"## {words['process'].format(period=period_name(agenda.sitting.about.label, locale))}", "")
    yield from _table(agenda.process, locale, numbers=True)
    missed = [md(each.metric.name) for each in agenda.process if each.short or each.asked]
    yield from ("", words["missed"].format(names=", ".join(missed)) if missed else words["none_missed"])


def _table(items: Sequence[Item], locale: Locale, *, numbers: bool) -> Iterator[str]:
    words = WORDS[locale.language]
    heads = words["columns"] if numbers else words["columns_without"]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join(' --- ' for _ in heads)}|"
    for each in items:
        cells = [md(each.metric.name), md(each.metric.text("owner") or each.metric.text("team") or "–")]
        yield f"| {' | '.join([*cells, *(_numbers(each, locale) if numbers else _record(each.last, locale))])} |"


def _numbers(item: Item, locale: Locale) -> Iterator[str]:
    """Yield the period's value and its changes, what was due and reached over the target's days, status, variation."""
    row, judged, words = item.row, item.judged, WORDS[locale.language]
    if row is None or judged is None:
        yield from ("–",) * 6
        return
    values = [judged.value, row.actual, row.target]
    style = Style(locale, money_step([values], locale) if row.unit.style == "money" else "one")
    places = decimals(values, row.unit, style)

    def said(value: Number | None) -> str:
        return "–" if value is None else md(amount_with_unit(value, row.unit, places, style))

    # A number that is followed for a while is judged at an earlier period, which has to be said beside it.
    when = f" ({md(period_name(row.days, locale))})" if row.window == "within" and row.days else ""
    yield f"{said(judged.value)}{when}"
    yield change(row.vs_previous, row.change_style, locale) if row.vs_previous is not None else "–"
    yield change(row.vs_last_year, row.change_style, locale) if row.vs_last_year is not None else "–"
    share = "" if row.achievement is None else f" ({md(share_words(row.achievement, style))})"
    yield "–" if row.target is None else f"{said(row.actual)} / {said(row.target)}{share}"
    yield f"{_MARKS[row.status]} {status_word(row.status, locale.language)}" if row.status != "none" else "–"
    if row.signal is not None:
        yield f"**{md(row.signal.words)}**"
    else:
        yield words["ordinary"] if item.ordinary else words["unknown"]


def _record(last: ReviewRecord | None, locale: Locale) -> Iterator[str]:
    yield str(last.on) if last is not None else "–"
    yield (last.decision if last is not None else None) or "–"


def _signals(agenda: Agenda, locale: Locale) -> Iterator[str]:
    """Yield what a comment is asked for, and only that: all else is ordinary variation, or not known."""
    if agenda.without is not None:
        return
    words, asked = WORDS[locale.language], [each for each in agenda.items if each.asked]
    yield from ("", f"## {words['comments']}", "")
    if not asked:
        yield words["nothing_asked"]
    for each in asked:
        assert each.row is not None
        assert each.row.signal is not None
        decision = own_language(each.metric.text("decision") or "", locale)
        agreed = f" {words['agreed']} {md(decision)}" if decision else ""
        yield f"- **{md(each.metric.name)}**: {md(each.row.signal.words)}{words['stop']}{words['why']}{agreed}"
    if ordinary := [md(each.metric.name) for each in agenda.items if each.ordinary]:
        yield from ("", words["ordinary_ones"].format(names=", ".join(ordinary)))
    if unknown := [md(each.metric.name) for each in agenda.items if not each.asked and not each.ordinary]:
        yield from ("", words["unknown_ones"].format(names=", ".join(unknown)))


def _reached(agenda: Agenda, locale: Locale) -> Iterator[str]:
    """Yield what has come to its target since the period before: in which slices, and with which measures."""
    words = WORDS[locale.language]
    if not agenda.reached:
        return
    yield from ("", f"## {words['reached']}", "")
    items = {each.metric.name: each for each in (*agenda.items, *agenda.process)}
    for each in agenda.reached:
        item = items.get(each.metric.name)
        said = [*_numbers(item, locale)][3] if item is not None else "–"
        yield f"- **{md(each.metric.name)}**: {said}"
        between = f"{period_name(each.before.label, locale)} → {period_name(each.period.label, locale)}"
        for dimension, moved in each.slices:
            listed = words["comma"].join(member_said(one, each.metric, locale) for one in moved)
            yield f"  - {md(dimension)} ({between}): {listed}"
        effects = [one for one in agenda.effects if one.metric.name == each.metric.name]
        if not effects:
            yield f"  - {words['no_measure']}"
        for one in effects:
            yield f"  - {words['measure']} {effect_said(one, locale)}"


def _actions(agenda: Agenda, locale: Locale) -> Iterator[str]:
    words = WORDS[locale.language]
    actions = (*agenda.running, *agenda.closed)
    yield from ("", f"## {words['actions']}", "")
    if not actions:
        yield words["no_actions"]
        return
    yield f"| {' | '.join(words['action_columns'])} |"
    yield f"|{'|'.join(' --- ' for _ in words['action_columns'])}|"
    for each in actions:
        hoped = ", ".join(f"{one.change.text}{' relative' if one.relative else ''} {one.kpi}" for one in each.expects)
        cells = (each.name, ", ".join(each.kpis), each.owner or "–", _days(each), hoped or "–")
        yield f"| {' | '.join(map(md, cells))} | {action_state(each, agenda.as_of, locale)} |"
    if agenda.effects:
        yield from ("", words["effects"], "")
        yield from (f"- {effect_said(each, locale)}" for each in agenda.effects)


def _days(action: Action) -> str:
    return f"{action.first or ''} – {action.last or ''}" if action.first or action.last else "–"


def action_state(action: Action, day: date, locale: Locale) -> str:
    """Return how a measure stands at a day: its outcome with why, else running, still to come, or past its last day."""
    words = WORDS[locale.language]
    if action.outcome is not None:
        return md(outcome_said(action, locale))
    if action.last is not None and action.last < day:
        return f"**{words['past'].format(days=(day - action.last).days)}**"
    return str(words["to_come" if action.first is not None and action.first > day else "going_on"])


def _decided(agenda: Agenda, locale: Locale) -> Iterator[str]:
    words = WORDS[locale.language]
    decided = [(each.metric.name, each.last) for each in agenda.items if each.last is not None]
    yield from ("", f"## {words['decided']}", "")
    if not decided:
        yield words["no_records"]
    for name, last in decided:
        parts = [
            f"{last.on}",
            words[last.decision or "undecided"],
            *(md(own_language(each, locale)) for each in (last.cause, last.note) if each),
        ]
        yield f"- **{md(name)}**: {words['comma'].join(parts)}{f' ({md(last.by)})' if last.by else ''}"


def _others(others: Sequence[Standing], locale: Locale) -> Iterator[str]:
    words = WORDS[locale.language]
    if not others:
        return
    yield from ("", f"## {words['others']}", "")
    for each in others:
        owner = each.metric.text("owner") or each.metric.text("team")
        every = every_word(each.rhythm.every, locale)
        yield f"- {md(each.metric.name)} ({every}, {each.since}){f': {md(owner)}' if owner else ''}"


def _statements(agenda: Agenda, locale: Locale) -> Iterator[str]:
    """Yield the records to paste, in the one form of the formatter, inside a fence longer than any in them."""
    if not agenda.items:
        return
    text = statements(agenda, locale)
    fence = "`" * max(3, 1 + max((len(run) for run in _runs(text)), default=0))
    yield from ("", f"## {WORDS[locale.language]['paste']}", "", f"{fence}kpi", text.rstrip("\n"), fence)


def _runs(text: str) -> Iterator[str]:
    return (run for run in "".join(each if each == "`" else " " for each in text).split())


def statements(agenda: Agenda, locale: Locale) -> str:
    """Return a `review` statement for each KPI on the agenda, which checks as it stands."""
    made = "\n".join(_statement(each, agenda, locale) for each in agenda.items)
    return formatted(Source("agenda.kpi", made)).value or made


def _statement(item: Item, agenda: Agenda, locale: Locale) -> str:
    words = WORDS[locale.language]
    lines = [f"review {spelt(item.metric.name)} on {agenda.sitting.on} {{"]
    value = item.judged.value if item.judged is not None else None
    result = _quantity(value, item)
    lines += [f"  result {result}"] if result else [f"  # result {words['value_here']}"]
    if item.asked and item.row is not None and item.row.signal is not None:
        lines += [f"  # {visible(item.row.signal.words)}: {words['fill_cause']}", '  # cause "…"']
    elif item.ordinary:
        lines += [f"  note {quoted(words['ordinary_note'][agenda.sitting.every])}"]
    lines += [f"  # decision keep  # {words['choose']}"]
    if owner := item.metric.text("owner"):
        lines += [f"  by {quoted(owner)}"]
    return "\n".join([*lines, "}", ""])


def _quantity(value: Number | None, item: Item) -> str:
    """Return the period's value as a spec writes it: to the tenth of a percent, else to four digits or whole."""
    number = exact(value)
    if number is None or item.row is None:
        return ""
    unit = item.row.unit
    if unit.style == "percent":
        return "" if number < 0 else f"{_digits(number * 100, 1)}%"
    places = 0 if abs(number) >= 1000 or number == number.to_integral_value() else 2
    text = _digits(number, places)
    label = unit.label if unit.style == "number" or unit.label in CURRENCIES else ""
    return f"{text} {label}" if label.isidentifier() and not unit.per else text


def _digits(number: Decimal, places: int) -> str:
    return f"{rounded(number, places):,.{places}f}".replace(",", "_")


def quoted(text: str) -> str:
    """Return words for people as a spec writes them."""
    plain = " ".join(visible(text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
