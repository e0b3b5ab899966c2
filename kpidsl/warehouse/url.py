"""Connection URLs, as SQLAlchemy writes them: `scheme://user:password@host:port/database?option=value`.

Spark Connect writes its options as `sc://host:port/;option=value`, and both spellings are read there.

Secrets come from the environment as `${NAME}`. They are put in after the URL is taken apart, so that a password may
hold any character, and the URL that people see keeps the placeholder.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote

from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.render.visible import visible
from kpidsl.text.source import Span

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][\w+.-]*)://"
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>[^/]*))?@)?"
    r"(?:(?P<host>\[[^\]]*\]|[^:/?@]*)(?::(?P<port>[^/?]*))?)"
    r"(?:/(?P<database>[^?]*))?(?:\?(?P<options>.*))?",
    re.DOTALL,
)
# Up to the last @, for a password that was not escaped must not be shown either.
_PASSWORD = re.compile(r"(://[^:@/]*:)(?P<value>.*)@", re.DOTALL)
_SECRET_NAME = r"[^=&]*(?:password|passwd|pwd|secret|token|api[_-]?key)[^=&]*"
_SECRET_OPTION = re.compile(rf"((?:([?&])|;){_SECRET_NAME}=)(?P<value>(?(2)[^&]*|[^;?&]*))", re.IGNORECASE)
_SEMICOLONS = "sc"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a warehouse is. `shown` is fit to print; `secrets` must never be, and `repr` hides them."""

    scheme: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    host: str = field(repr=False)
    port: int | None
    database: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = field(repr=False)
    shown: str
    secrets: tuple[str, ...] = field(repr=False)


def read_address(url: str, environment: Mapping[str, str], span: Span | None) -> Outcome[Address | None]:
    """Take a URL apart and put the environment's values in; a password in plain text is refused."""
    shown = hidden(url)
    missing = [name for name in _PLACEHOLDER.findall(url) if not environment.get(name)]
    if missing:
        return Outcome(None, tuple(finding("K803", span, name=name) for name in dict.fromkeys(missing)))
    secrets = tuple(dict.fromkeys(environment[name] for name in _PLACEHOLDER.findall(url)))
    if _PLACEHOLDER.fullmatch(url):
        url = environment[url[2:-1]]
    elif wrong := _plain_secret(url, span):
        return Outcome(None, (wrong,))
    address = _address(url, lambda text: _filled(text, environment), shown, secrets)
    return Outcome(address) if address else Outcome(None, (finding("K801", span, url=shown),))


def hidden(url: str) -> str:
    """Return the URL fit to print: as written, with `***` for a password or token in plain text."""

    def stars(found: re.Match[str]) -> str:
        kept = found["value"] if _PLACEHOLDER.fullmatch(found["value"]) else "***"
        return found[1] + kept + found[0][len(found[1]) + len(found["value"]) :]

    return visible(_SECRET_OPTION.sub(stars, _PASSWORD.sub(stars, url)))


def _plain_secret(url: str, span: Span | None) -> Diagnostic | None:
    parts = _URL.fullmatch(url)
    values = [parts["password"] or ""] if parts else []
    values += [found["value"] for found in _SECRET_OPTION.finditer(url)]
    if any(value and not _PLACEHOLDER.fullmatch(value) for value in values):
        return finding("K804", span, url=hidden(url), placeholder="${KPIDSL_PASSWORD}")
    return None


def _address(url: str, filled: Callable[[str], str], shown: str, secrets: tuple[str, ...]) -> Address | None:
    parts = _URL.fullmatch(url)
    if not parts:
        return None
    port = filled(parts["port"] or "")
    if port and not (port.isascii() and port.isdigit()):
        return None
    password = filled(unquote(parts["password"] or ""))
    scheme = parts["scheme"].lower().partition("+")[0]
    database, given = parts["database"] or "", parse_qsl(parts["options"] or "", keep_blank_values=True)
    if scheme == _SEMICOLONS:
        database, _, rest = database.partition(";")
        given += parse_qsl(rest, keep_blank_values=True, separator=";")
    options = tuple((name, filled(value)) for name, value in given)
    hushed = (value for name, value in options if re.fullmatch(_SECRET_NAME, name, re.IGNORECASE))
    return Address(
        scheme=scheme,
        user=filled(unquote(parts["user"] or "")),
        password=password,
        host=filled(parts["host"] or "").strip("[]"),
        port=int(port) if port else None,
        database=filled(database),
        options=options,
        shown=shown,
        secrets=tuple(filter(None, (*secrets, password, *hushed))),
    )


def _filled(text: str, environment: Mapping[str, str]) -> str:
    pieces = _PLACEHOLDER.split(text)
    return "".join(environment[piece] if index % 2 else piece for index, piece in enumerate(pieces))


def spellings(secret: str) -> tuple[str, ...]:
    """Return the ways in which a client may print a secret back."""
    return secret, quote(secret), quote(secret, safe=""), repr(secret)[1:-1]
