"""`kpidsl show`: the whole effective definition of one thing, defaults filled in, with where each value was written."""

from collections.abc import Iterable, Iterator
from datetime import date

import click

from kpidsl.cli.asking import loaded, told
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.meetings.schedule import last_review, open_actions
from kpidsl.model.canonical import formula_text, row_text
from kpidsl.model.expression import columns
from kpidsl.model.lineage import aggregates_under
from kpidsl.model.near import unknown_number
from kpidsl.model.records import FileRows, Metric, Model, QueryRows, ScorecardSpec, Source, TableRows
from kpidsl.model.words import condition_words, formula_words, label_of
from kpidsl.pipeline import Project
from kpidsl.syntax import tree
from kpidsl.text.render.visible import visible, width
from kpidsl.text.source import Span

Fact = tuple[str, str, Span | None]
"""What it is, how it stands, and where that was written (None: a default, or reckoned)."""

EMPTY = {
    "count": ("no rows: 0", "行がなければ 0"),
    "count_distinct": ("no rows: 0", "行がなければ 0"),
    "sum": ("no rows: 0", "行がなければ 0"),
    "latest": ("no row yet: n.a.; else the last value stays", "行がまだなければ値なし。あれば最後の値が続く"),
}
NOTHING = ("no rows: n.a.", "行がなければ値なし")


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "show",
        say,
        "Print everything that is known of a metric, kpi, kgi, source or scorecard.",
        "指標・ソース・スコアカードについて、分かることをすべて表示します。",
        [click.Argument(["name"])],
        show,
    )


def show(setting: Setting, name: str) -> None:
    """Print one thing; an unknown name is told the nearest."""
    project = loaded(setting)
    model, say = project.model, setting.say
    if name in model.metrics:
        facts = _metric(model.metrics[name], model, say)
    elif name in model.sources:
        facts = _source(model.sources[name], model, say)
    elif name in model.scorecards:
        facts = _scorecard(model.scorecards[name], say)
    else:
        known = [*model.metrics, *model.sources, *model.scorecards]
        told((unknown_number(name, known),), project, setting)
        return
    click.echo("\n".join(_lines(facts, project)))


def _lines(facts: Iterable[Fact], project: Project) -> Iterator[str]:
    kept = [each for each in facts if each[1]]
    margin = max(width(head) for head, _, _ in kept)
    for head, value, span in kept:
        place = f"  [{_place(span, project)}]" if span is not None else ""
        yield f"{head}{' ' * (margin - width(head))}  {visible(value)}{place}"


def _place(span: Span, project: Project) -> str:
    source = project.folder.texts.get(span.file)
    return f"{span.file}:{source.position(span.start).line}" if source is not None else span.file


def _metric(metric: Metric, model: Model, say: Say) -> Iterator[Fact]:
    language = say.language
    yield metric.role, metric.name, metric.span
    label = label_of(metric, language)
    yield say("label", "表示名"), label if label != metric.name else metric.label or "", None
    yield say("formula", "式"), metric.formula_text, None
    yield say("in words", "言葉で"), formula_words(metric.formula, model.metrics, model.sources, language), None
    yield say("unit", "単位"), metric.shown or say("a plain number", "単位なし"), _at(metric, "unit")
    yield say("kind", "種類"), _kind(metric, say), None
    yield say("better", "良い方向"), metric.better, _at(metric, "better")
    if metric.breakdown is not None:
        proof = say("proved", "証明済み") if metric.proof == "proved" else say("tested on the data", "データで検証")
        yield say("breakdown", "分解"), f"{formula_text(metric.breakdown)} ({proof})", _at(metric, "breakdown")
    yield say("drives", "効き先"), ", ".join(metric.drives), _at(metric, "drives")
    yield from _written(metric, model, say)
    yield from _judged_by(metric, model, say)
    yield from _met(metric, model, say)
    yield from _lineage(metric, model, say)
    yield (
        say("division", "割り算"),
        say("by zero: n.a.", "0 で割ると値なし") if "/" in metric.formula_text else "",
        None,
    )
    yield say("fingerprint", "指紋"), metric.fingerprint, None


def _kind(metric: Metric, say: Say) -> str:
    match metric.kind:
        case "flow":
            return say("flow: adds up over time", "flow: 期間で足し合わせる")
        case "stock":
            return say("stock: the last value counts", "stock: 最後の値")
    return say("rate: made anew in each period and slice", "rate: 期間・切り口ごとに計算し直す")


def _at(metric: Metric, keyword: str) -> Span | None:
    clause = metric.clause(keyword)
    return clause.span if clause is not None else None


def _written(metric: Metric, model: Model, say: Say) -> Iterator[Fact]:
    """Yield the other clauses as they were written, a target with what it means."""
    from kpidsl.report.target_words import target_words

    told_already = {"formula", "label", "unit", "better", "breakdown", "drives", "path", "status"}
    for clause in metric.clauses:
        source = model.texts.get(clause.span.file)
        if clause.keyword not in told_already and source is not None:
            span = clause.value.span
            text = source.text[span.start : span.end] if span.file == clause.span.file else ""
            yield clause.keyword, " ".join(text.split()), clause.span
        if isinstance(clause.value, tree.Target) and clause.value in metric.targets:
            yield say("  that is", "  つまり"), target_words(model, metric, clause.value, say.language), None


def _judged_by(metric: Metric, model: Model, say: Say) -> Iterator[Fact]:
    """Yield by which road what is due grows, and by which bands the status goes."""
    from kpidsl.report.target_words import bands_words, path_words
    from kpidsl.scorecard.figures import Locale

    locale = Locale(say.language, model.manifest.locale)
    yield say("path", "途中の計画"), path_words(model, metric, say.language), _at(metric, "path")
    yield say("status", "状態"), bands_words(model, metric, locale), _at(metric, "status")


def _met(metric: Metric, model: Model, say: Say) -> Iterator[Fact]:
    """Yield the last record of a review, and the measures that have no outcome yet."""
    last = last_review(model, metric, date.max)
    if last is not None:
        said = (last.on.isoformat(), last.decision, last.cause or last.note, f"({last.by})" if last.by else "")
        yield say("last review", "前回のレビュー"), " ".join(filter(None, said)), last.span
    for action in open_actions(model, frozenset({metric.name})):
        days = f"{action.first or ''}..{action.last or ''}" if action.first or action.last else ""
        parts = (action.name, days, f"({action.owner})" if action.owner else "")
        yield say("measure", "進行中の施策"), " ".join(filter(None, parts)), action.span


def _lineage(metric: Metric, model: Model, say: Say) -> Iterator[Fact]:
    """Yield every aggregate that the formula comes down to: rows, columns, time, condition, what no rows give."""
    for each in aggregates_under(model.metrics, metric.name):
        source = model.sources[each.source]
        zone = next((time.zone for time in source.times if time.name == each.time), model.manifest.calendar.timezone)
        read = sorted({column.name for part in (each.argument, each.where, each.by) for column in columns(part)})
        parts = [
            f"{each.function}({_origin(source)})",
            say(f"columns {', '.join(read)}", f"列 {', '.join(read)}") if read else "",
            say(f"by {each.time} ({zone})", f"時刻 {each.time}（{zone}）"),
            condition_words(each.where, say.language) if each.where is not None else "",
            say(*EMPTY.get(each.function, NOTHING)),
        ]
        yield say("measured from", "集計元"), "; ".join(part for part in parts if part), source.span


def _origin(source: Source) -> str:
    match source.origin:
        case TableRows(parts=parts):
            return ".".join(each.name for each in parts)
        case FileRows(path=path):
            return f'"{path}"'
        case QueryRows(sql=sql):
            return f'query "{" ".join(sql.split())}"'


def _source(source: Source, model: Model, say: Say) -> Iterator[Fact]:
    yield "source", source.name, source.span
    yield say("label", "表示名"), source.label or "", None
    yield say("rows from", "行の出所"), _origin(source), source.origin.span
    yield say("key", "キー"), ", ".join(each.name for each in source.keys), source.keys[0].span if source.keys else None
    for number, time in enumerate(source.times):
        first = say(", the default", "、既定") if number == 0 else ""
        yield say("time", "時刻"), f"{time.name} ({time.zone}{first})", time.span
    for join in source.joins:
        pairs = ", ".join(f"{own.name} = {theirs.name}" for own, theirs in join.pairs)
        yield (
            say("join", "結合"),
            say(f"many to one {join.target} on {pairs}", f"多対一 {join.target}（{pairs}）"),
            join.span,
        )
    for dimension in source.dimensions:
        formula = row_text(dimension.formula)
        label = f' "{dimension.label}"' if dimension.label else ""
        yield say("dimension", "切り口"), f"{dimension.name}{label} = {formula}", dimension.span
    used = [name for name, metric in model.metrics.items() if _uses(metric, source.name, model)]
    yield say("used by", "使う指標"), ", ".join(used), None


def _uses(metric: Metric, source: str, model: Model) -> bool:
    return any(each.source == source for each in aggregates_under(model.metrics, metric.name))


def _scorecard(spec: ScorecardSpec, say: Say) -> Iterator[Fact]:
    yield "scorecard", spec.name, spec.span
    yield say("label", "表示名"), spec.label or "", None
    for name, whole in spec.shows:
        yield say("shows", "載せる指標"), f"{name} {say('and its tree', 'とそのツリー')}" if whole else name, None
    yield say("every", "周期"), spec.every or say("month (default)", "month（既定）"), None
    yield say("compare", "比較"), ", ".join(spec.compare), None
    yield say("by", "切り口"), ", ".join(spec.by), None
    yield say("for", "読み手"), spec.audience or "", None
    yield say("template", "デザイン"), spec.template or "", None
    yield say("locale", "ロケール"), spec.locale or "", None
