"""What a project declares, as the judge needs it: sources, segments and metrics by name, from the syntax tree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpidsl.syntax import tree


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to measure. `times` maps a time column to its zone as written, `joins` a source to (own, their) columns."""

    name: str
    table: str
    times: Mapping[str, str | None]
    joins: Mapping[str, tuple[tuple[str, str], ...]]
    dimensions: Mapping[str, tree.Expression | None]

    def default_time(self) -> str:
        """Return the time column that stands first."""
        return next(iter(self.times))


@dataclass(frozen=True, slots=True)
class Metric:
    """A number: its formula, and the formulas that were in force before a day, the earliest day first."""

    name: str
    formula: tree.Expression
    earlier: tuple[tuple[date, tree.Expression], ...]

    def in_force(self, last: date) -> tree.Expression:
        """Return the formula for a period that ends on a day."""
        return next((formula for day, formula in self.earlier if last < day), self.formula)


@dataclass(frozen=True, slots=True)
class Project:
    """Every declaration that decides a number. `segments` maps a name to its source and its condition."""

    sources: Mapping[str, Source]
    segments: Mapping[str, tuple[str, tree.Expression]]
    metrics: Mapping[str, Metric]


def project(files: Sequence[tree.File]) -> Project:
    """Collect the declarations of all files."""
    statements = [each for file in files for each in file.statements if each.name is not None]
    return Project(
        {name_of(each): source(each) for each in statements if each.kind == "source"},
        {name_of(each): (word(clause(each, "of")), formula(each)) for each in statements if each.kind == "segment"},
        {name_of(each): metric(each) for each in statements if each.kind in ("metric", "kpi", "kgi")},
    )


def name_of(statement: tree.Statement) -> str:
    """Return the name that a statement defines."""
    assert statement.name is not None
    return statement.name.text


def values(statement: tree.Statement, keyword: str) -> Iterator[tree.Value]:
    """Yield the values of a clause that may repeat."""
    return (each.value for each in statement.clauses if each.keyword == keyword)


def clause(statement: tree.Statement, keyword: str) -> tree.Value:
    """Return the value of a clause that must be there."""
    return next(values(statement, keyword))


def formula(statement: tree.Statement) -> tree.Expression:
    """Return what stands after `=`."""
    return clause(statement, "formula")  # type: ignore[return-value]


def word(value: tree.Value) -> str:
    """Return a name as text, however the reader wraps it."""
    match value:
        case tree.Word(text=text):
            return text
        case tree.Reference(parts=(part,)):
            return part.text
        case tree.Names(items=(item,)):
            return word(item)
    raise ValueError(f"not one name: {value!r}")


def origin(value: tree.Value) -> str:
    """Return what a source reads, as the tables of a test name it: `crm.leads`, the path of a file, or the query."""
    match value:
        case tree.Table(parts=parts):
            return ".".join(part.text for part in parts)
        case tree.DataFile(path=path):
            return path.value
        case tree.Query(sql=tree.Text(value=text)) | tree.Text(value=text):
            return text
    raise ValueError(f"not an origin: {value!r}")


def source(statement: tree.Statement) -> Source:
    """Read one source statement."""
    times = [each for each in values(statement, "time") if isinstance(each, tree.TimeColumn)]
    joins = [each for each in values(statement, "join") if isinstance(each, tree.Join)]
    dimensions = [each for each in values(statement, "dimension") if isinstance(each, tree.Dimension)]
    return Source(
        name_of(statement),
        origin(next(each.value for each in statement.clauses if each.keyword in ("from", "query"))),
        {each.column.text: each.zone.value if each.zone else None for each in times},
        {each.source.text: tuple((own.text, (theirs or own).text) for own, theirs in each.pairs) for each in joins},
        {each.name.text: each.formula for each in dimensions},
    )


def metric(statement: tree.Statement) -> Metric:
    """Read one metric, kpi or kgi."""
    earlier = [
        (date.fromisoformat(each.date.text), each.formula)
        for each in values(statement, "before")
        if isinstance(each, tree.Earlier)
    ]
    return Metric(name_of(statement), formula(statement), tuple(sorted(earlier, key=lambda pair: pair[0])))


def join_paths(project: Project, start: str, target: str) -> list[tuple[str, ...]]:
    """Return every way to walk from one source to another along declared joins; () where they are the same."""
    if start == target:
        return [()]
    return [(step, *rest) for step in project.sources[start].joins for rest in join_paths(project, step, target)]


def join_path(project: Project, start: str, target: str) -> tuple[str, ...]:
    """Return the one way between two sources; `LookupError` where there is none or a choice."""
    paths = join_paths(project, start, target)
    if len(paths) != 1:
        raise LookupError(f"{len(paths)} join paths from {start} to {target}")
    return paths[0]


def dimension_path(project: Project, start: str, name: str) -> tuple[str, ...]:
    """Return the joins that lead from a source to a dimension: none where it is its own, else the only ones."""
    if name in project.sources[start].dimensions:
        return ()
    paths = [
        path
        for other, source in project.sources.items()
        if name in source.dimensions
        for path in join_paths(project, start, other)
    ]
    if len(paths) != 1:
        raise LookupError(f"{len(paths)} ways from {start} to the dimension {name}")
    return paths[0]
