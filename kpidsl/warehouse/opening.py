"""From a URL to a warehouse that can only be read."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path

from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.render.visible import visible
from kpidsl.text.source import Span
from kpidsl.warehouse.engines import BY_SCHEME
from kpidsl.warehouse.engines.row import Connection, Engine, Place, Unreadable
from kpidsl.warehouse.files import DataFiles, data_files
from kpidsl.warehouse.url import Address, read_address, spellings
from kpidsl.warehouse.words import first_line

_NOT_UTF_8 = re.compile(r"not utf-?8", re.IGNORECASE)

ONLY_FILES = "duckdb:///:memory:"


Progress = Callable[[float | None], None]
"""Called some ten times a second while a query runs: the share done (0 to 1, None where the engine does not say)."""


@dataclass(slots=True)
class Warehouse:
    """An open, read-only connection; `shown` is its URL fit to print. Use it from one thread, and close it.

    Not frozen, for a connection has a life: `reconnect` gives a new one when it is lost (None: there is no other way to
    it), and whoever holds it says for how long a query may run (`time_limit`, in seconds) and who hears of `progress`.
    """

    engine: Engine
    shown: str
    connection: Connection = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    reconnect: Callable[[], Connection] | None = field(default=None, repr=False)
    time_limit: float | None = None
    progress: Progress | None = field(default=None, repr=False)

    @property
    def dialect(self) -> str:
        """Return the name under which SQL is written for it."""
        return self.engine.dialect

    def close(self) -> None:
        """Close the connection; a second time does nothing, and what is lost or busy is left as it is."""
        with suppress(self.engine.error(import_module(self.engine.client)), OSError):
            self.connection.close()

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_warehouse(
    url: str | None,
    folder: Path,
    files: Mapping[str, Span | None],
    environment: Mapping[str, str],
    span: Span | None = None,
) -> Outcome[Warehouse | None]:
    """Open the warehouse at a URL for reading, or say in one finding each why that cannot be.

    `url` is as SQLAlchemy writes it, a file relative to `folder` (the manifest's), secrets as `${NAME}` from
    `environment`, or `dbt:PROFILE/TARGET` (see `profiles`); None opens data files alone. `files` are the paths that
    the request's sources name, each with its place in the spec: only they are opened, and each is a table under its
    path as written (`FROM "data/leads.csv"`). `span` is where the URL stands.
    """
    address = _read(url or ONLY_FILES, folder, environment, span)
    if address.value is None:
        return Outcome(None, address.diagnostics)
    engine = BY_SCHEME.get(address.value.scheme)
    if engine is None:
        return _refuse("K802", span, scheme=visible(address.value.scheme), schemes=", ".join(sorted(BY_SCHEME)))
    declared = _declared(engine, folder, files)
    if declared.failed:
        return Outcome(None, declared.diagnostics)
    place = _place(address.value, engine, folder, declared.value, span)
    return place if isinstance(place, Outcome) else _connected(engine, place, files, span)


def _read(url: str, folder: Path, environment: Mapping[str, str], span: Span | None) -> Outcome[Address | None]:
    if url.startswith("dbt:"):
        from kpidsl.warehouse.profiles import read_profile

        return read_profile(url, folder, environment, span)
    return read_address(url, environment, span)


def _refuse(code: str, span: Span | None, **facts: str) -> Outcome[Warehouse | None]:
    return Outcome(None, (finding(code, span, **facts),))


def _declared(engine: Engine, folder: Path, files: Mapping[str, Span | None]) -> Outcome[tuple[DataFiles, ...]]:
    if files and not engine.reads_files:
        path, span = next(iter(files.items()))
        return Outcome((), (finding("K820", span, path=visible(path), engine=engine.name),))
    found = [data_files(folder, path, span) for path, span in files.items()]
    problems = [each for outcome in found for each in outcome.diagnostics]
    problems += _alike(files)
    return Outcome(tuple(each.value for each in found if each.value), tuple(problems))


def _alike(files: Mapping[str, Span | None]) -> list[Diagnostic]:
    seen: dict[str, str] = {}
    for each, span in files.items():
        if (other := seen.setdefault(each.lower(), each)) != each:
            return [finding("K814", span, path=visible(each), other=visible(other))]
    return []


def _place(
    address: Address, engine: Engine, folder: Path, files: tuple[DataFiles, ...], span: Span | None
) -> Place | Outcome[Warehouse | None]:
    if not engine.in_file or address.database in ("", ":memory:"):
        return Place(address, None, folder, files)
    if address.host or "\0" in address.database:
        return _refuse("K801", span, url=address.shown)
    file = folder / address.database
    if not _holds(file.exists):
        return _refuse("K805", span, url=address.shown)
    if not _holds(file.is_file):
        return _refuse("K807", span, url=address.shown, engine=engine.name)
    if not os.access(file, os.R_OK):
        return _refuse("K806", span, url=address.shown, words="permission denied")
    return Place(address, file.resolve(), folder, files)


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except OSError:
        return False


def _connected(
    engine: Engine, place: Place, files: Mapping[str, Span | None], span: Span | None
) -> Outcome[Warehouse | None]:
    secrets = tuple(word for secret in place.address.secrets for word in spellings(secret))
    try:
        client = import_module(engine.client)
    except ModuleNotFoundError:
        return _refuse("K808", span, engine=engine.name, package=engine.install)
    except ImportError as error:
        # It is there, but not what it needs of the system.
        return _refuse("K809", span, url=place.address.shown, engine=engine.name, words=first_line(error, secrets))
    try:
        connection = _session(engine, place)
    except Unreadable as refused:
        return Outcome(None, (_unreadable(place, refused, files[refused.file.written], secrets),))
    except (engine.error(client), OSError, ValueError) as error:
        return Outcome(None, (_complaint(engine, place, error, secrets, span),))
    reconnect = partial(_session, engine, place) if engine.lost is not None else None
    return Outcome(Warehouse(engine, place.address.shown, connection, secrets, reconnect))


def _session(engine: Engine, place: Place) -> Connection:
    """Return a connection with its session made ready; raises what the client raises."""
    connection = engine.connect(place)
    try:
        for statement in engine.session:
            engine.cursor(connection).execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def _complaint(
    engine: Engine, place: Place, error: Exception, secrets: tuple[str, ...], span: Span | None
) -> Diagnostic:
    words = _from_the_folder(place, first_line(error, secrets))
    code = next((code for pattern, code in engine.complaints if pattern.search(str(error))), "K809")
    return finding(code, span, url=place.address.shown, engine=engine.name, words=words)


def _unreadable(place: Place, refused: Unreadable, span: Span | None, secrets: tuple[str, ...]) -> Diagnostic:
    path = visible(refused.file.written)
    if refused.twice:
        return finding("K828", span, path=path, column=visible(refused.twice))
    if _NOT_UTF_8.search(str(refused.__cause__)):
        return finding("K830", span, path=path)
    return finding("K813", span, path=path, words=_from_the_folder(place, first_line(refused.__cause__, secrets)))


def _from_the_folder(place: Place, words: str) -> str:
    """Return what an engine says with paths as the project's people write them, not from the root of the disk."""
    for folder in {str(place.folder), str(place.folder.resolve())}:
        words = words.replace(folder + os.sep, "")
    return words
