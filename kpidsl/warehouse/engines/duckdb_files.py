"""Data files as DuckDB's views: the first line of a CSV names its columns, and only what can mean one day is a date.

That is a day with its year first: 2026-09-02, and in text files 2026/9/2 and 2026年9月2日 too, where all values of a
column are so.
"""

import re
from pathlib import Path

from kpidsl.warehouse.engines.row import Connection, Unreadable
from kpidsl.warehouse.files import DataFiles

_READERS = {
    "csv": ("read_csv", "header = true, dateformat = '%Y-%m-%d'"),
    "parquet": ("read_parquet", ""),
    "json": ("read_json", ""),
}
_GUESSED = re.compile(r"DATE$|TIMESTAMP")
_HOUR = r"[ T]\d\d:\d\d(:\d\d([.,]\d+)?)?"
_ISO = rf"\s*\d{{4}}-\d\d-\d\d({_HOUR})?( ?(Z|UTC|[+-]\d\d(:?\d\d)?))?\s*"
_YEAR_FIRST = r"\s*\d{4}([-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)\s*"
_YEAR_FIRST_AT = rf"{_YEAR_FIRST[:-3]}([ T]+\d{{1,2}}:\d\d(:\d\d)?)?\s*"
_NUMBERED = re.compile(r"_\d+$")
_SAMPLE = 1000


def declare(connection: Connection, files: DataFiles) -> None:
    """Make a view under the path as written, so that the same SQL runs in DuckDB's own shell in that folder."""
    if twice := _twice(connection, files):
        raise Unreadable(files, twice)
    view = quoted(files.written)
    _view(connection, view, _rows(files))
    if files.format == "parquet":
        return
    columns = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {view}").fetchall()}
    if not connection.execute(f"SELECT 1 FROM {view} LIMIT 1").fetchall():
        _view(connection, view, _empty(columns))
        return
    wrong = _not_iso(connection, files, columns)
    rows = _rows(files, columns | dict.fromkeys(wrong, "VARCHAR"), wrong)
    if wrong:
        _view(connection, view, rows)
    texts = [name for name, kind in columns.items() if kind == "VARCHAR" or name in wrong]
    bare = _bare(connection, view, texts)
    read = dict.fromkeys(bare, "NULL")
    if files.format == "csv":
        read |= _days(connection, view, [name for name in texts if name not in bare])
    if read:
        made = ", ".join(f"{value} AS {quoted(name)}" for name, value in read.items())
        _view(connection, view, rows.replace("SELECT *", f"SELECT * REPLACE ({made})", 1))


def _twice(connection: Connection, files: DataFiles) -> str:
    """Return a column that the first line of a file names twice, "" where none does: the reader would give the second
    one a name of its own, which changes when a third one comes.
    """
    for path in files.paths if files.format == "csv" else ():
        names = [name.lower() for name, *_ in connection.execute(f"DESCRIBE {_rows_of(files, path)}").fetchall()]
        if not any(_NUMBERED.sub("", name) in names for name in names if _NUMBERED.search(name)):
            continue
        first = connection.execute(
            f"{_read('csv', (path,), ['header = false, all_varchar = true'])} LIMIT 1"
        ).fetchall()
        seen: set[str] = set()
        for word in (str(each or "").strip() for each in (first[0] if first else ())):
            if word.lower() in seen and word:
                return word
            seen.add(word.lower())
    return ""


def _rows_of(files: DataFiles, path: Path) -> str:
    return _read(files.format, (path,), [_READERS[files.format][1]])


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def no_pattern(path: Path) -> str:
    """Return a path in which no letter stands for others."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _view(connection: Connection, view: str, select: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {select}")


def _rows(files: DataFiles, columns: dict[str, str] | None = None, texts: tuple[str, ...] = ()) -> str:
    """Return the select of files' rows, with the columns of `texts` left as they stand there."""
    options = ["union_by_name = true", _READERS[files.format][1]]
    if texts and files.format == "csv":
        options.append(f"types = {_struct(dict.fromkeys(texts, 'VARCHAR'))}")
    elif texts:
        options.append(f"columns = {_struct(columns or {})}")
    return _read(files.format, files.paths, options)


def _read(form: str, paths: tuple[Path, ...], options: list[str]) -> str:
    listed = ", ".join(literal(no_pattern(path)) for path in paths)
    return f"SELECT * FROM {_READERS[form][0]}({', '.join([f'[{listed}]', *filter(None, options)])})"


def _struct(types: dict[str, str]) -> str:
    return "{" + ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items()) + "}"


def _empty(columns: dict[str, str]) -> str:
    # Without a row the reader calls every column text, and no sum or date comparison would be accepted.
    return f"SELECT {', '.join(f'NULL AS {quoted(name)}' for name in columns)} WHERE false"


def _bare(connection: Connection, view: str, names: list[str]) -> list[str]:
    """Return the columns without a single value: the reader calls them text, and they are nothing yet."""
    seen = (f"SELECT 1 FROM {view} WHERE {quoted(name)} IS NOT NULL LIMIT 1" for name in names)
    return [name for name, sql in zip(names, seen, strict=True) if not connection.execute(sql).fetchall()]


def _days(connection: Connection, view: str, names: list[str]) -> dict[str, str]:
    """Return how the columns are read that hold days with the year first, in every row; an empty text is no value."""
    found = {}
    for name in names:
        column = quoted(name)
        there = f"SELECT {column} AS found FROM {view} WHERE trim({column}) <> ''"
        for form, kind in ((_YEAR_FIRST, "DATE"), (_YEAR_FIRST_AT, "TIMESTAMP")):
            odd = f"WHERE NOT regexp_full_match(found, {literal(form)})"
            if connection.execute(f"SELECT 1 FROM ({there} LIMIT {_SAMPLE}) {odd} LIMIT 1").fetchall():
                continue
            day = _day("found", kind)
            wrong = f"SELECT 1 FROM ({there}) {odd} OR {day} IS NULL LIMIT 1"
            if not connection.execute(wrong).fetchall():
                found[name] = _day(column, kind)
            break
    return found


def _day(column: str, kind: str) -> str:
    """Return the reading of a day with its year first, no value where there is no such day."""
    plain = f"regexp_replace(regexp_replace(trim({column}), '日', ''), '[年月./]', '-', 'g')"
    forms = ("%Y-%m-%d",) if kind == "DATE" else ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
    listed = ", ".join(map(literal, forms))
    return f"CAST(try_strptime(regexp_replace({plain}, '[ T]+', ' '), [{listed}]) AS {kind})"


def _not_iso(connection: Connection, files: DataFiles, columns: dict[str, str]) -> tuple[str, ...]:
    """Return the columns that the reader took for times by a form that could mean another day (09/02/2026).

    It settles on one form a file, so that the first rows of each file tell.
    """
    times = [name for name, kind in columns.items() if _GUESSED.match(kind)]
    return tuple(name for name in times if any(_guessed(connection, files, path, name) for path in files.paths))


def _guessed(connection: Connection, files: DataFiles, path: Path, name: str) -> bool:
    as_text = "header = true, all_varchar = true"
    if files.format == "json":
        as_text = f"columns = {_struct({name: 'VARCHAR'})}"
    rows = _read(files.format, (path,), [as_text])
    if name not in [each for each, *_ in connection.execute(f"DESCRIBE {rows}").fetchall()]:
        return False
    first = f"SELECT {quoted(name)} AS found FROM ({rows}) WHERE {quoted(name)} IS NOT NULL LIMIT {_SAMPLE}"
    odd = f"SELECT 1 FROM ({first}) WHERE NOT regexp_full_match(found, {literal(_ISO)}) LIMIT 1"
    return bool(connection.execute(odd).fetchall())
