"""Connections as dbt users have them: `dbt:PROFILE/TARGET` means an output of `profiles.yml`.

The file is looked for in the manifest's folder, then in DBT_PROFILES_DIR, then in ~/.dbt; the first one found counts.
Of its templating only `{{ env_var('NAME') }}`, with or without a default, is read: anything else is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpidsl.text.diagnostic import Diagnostic, Fact, Outcome, finding
from kpidsl.text.render.visible import visible
from kpidsl.text.source import Span
from kpidsl.warehouse.profile_types import HARMLESS, SECRETS, TYPES, ProfileType
from kpidsl.warehouse.url import Address

SCHEME = "dbt:"
_LARGEST = 1_000_000
_ENV_VAR = re.compile(
    r"\{\{-?\s*env_var\(\s*(?P<a>['\"])(?P<name>\w+)(?P=a)\s*(?:,\s*(?P<b>['\"])(?P<default>[^'\"{}]*)(?P=b)\s*)?\)\s*-?\}\}"
)
_TEMPLATE = re.compile(r"\{[{%#]|[}%#]\}")


@dataclass(frozen=True, slots=True)
class _Text:
    """A field: its text with the environment put in, and whether any of that stood in the file itself."""

    text: str
    plain: bool


class _Refused(Exception):
    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__()
        self.code, self.facts = code, facts


def read_profile(url: str, folder: Path, environment: Mapping[str, str], span: Span | None) -> Outcome[Address | None]:
    """Return the address that an output of `profiles.yml` means; without a target, that of the profile's own.

    `folder` is the manifest's. A secret in plain text is refused in a file of the project, which is in git.
    """
    try:
        return Outcome(_address(url, folder, environment))
    except _Refused as why:
        return Outcome(None, (_finding(why, span),))


def _finding(why: _Refused, span: Span | None) -> Diagnostic:
    return finding(why.code, span, **why.facts)


def _address(url: str, folder: Path, environment: Mapping[str, str]) -> Address:
    profile, _, target = url.removeprefix(SCHEME).partition("/")
    file = _file(folder, environment)
    named = _mapping(_root(file), file)
    outputs = _under(named, profile, "profile", file)
    wanted = target or _filled(_scalar(outputs.get("target"), "target", file), environment, file).text or "default"
    fields = _mapping(_under(_outputs(outputs, file), wanted, "target", file), file)
    texts = {
        name: _filled(_scalar(node, name, file), environment, file) for name, node in fields.items() if _plain(node)
    }
    kind = texts.pop("type", _Text("", False)).text
    known = TYPES.get(kind)
    if known is None:
        raise _Refused("K852", field="type", value=visible(kind), file=file.name, known=", ".join(sorted(TYPES)))
    for name in fields:
        if name != "type" and name not in known.places and name not in HARMLESS:
            names = ", ".join(sorted(known.places))
            raise _Refused("K852", field=visible(name), value=kind, file=file.name, known=names)
    return _placed(known, texts, f"{SCHEME}{profile}/{wanted}", file.parent == folder, file)


def _placed(kind: ProfileType, texts: Mapping[str, _Text], shown: str, in_project: bool, file: Path) -> Address:
    places: dict[str, str] = {}
    options: list[tuple[str, str]] = []
    secrets = []
    for name, field in texts.items():
        place = kind.places.get(name)
        if place is None or not field.text:
            continue
        if name in SECRETS:
            if field.plain and in_project:
                raise _Refused("K853", field=name, file=file.name, placeholder=f"{{{{ env_var('{name.upper()}') }}}}")
            secrets.append(field.text)
        if place.startswith("?"):
            options.append((place[1:], kind.format.get(place[1:], "{}").format(field.text)))
        else:
            places[place] = field.text
    port = places.get("port", "")
    if port and not (port.isascii() and port.isdigit()):
        raise _Refused("K852", field="port", value=kind.scheme, file=file.name, known="0-65535")
    return Address(
        scheme=kind.scheme,
        user=places.get("user", ""),
        password=places.get("password", ""),
        host=places.get("host", ""),
        port=int(port) if port else None,
        database=places.get("database", ""),
        options=tuple(options),
        shown=visible(shown),
        secrets=tuple(secrets),
    )


# --- the file ---------------------------------------------------------------------------------------------------------


def _file(folder: Path, environment: Mapping[str, str]) -> Path:
    for place in _places(folder, environment):
        file = place / "profiles.yml"
        try:
            if not file.is_file():
                continue
            if place == folder and not file.resolve().is_relative_to(folder.resolve()):
                raise _Refused("K851", file="profiles.yml", problem="it leads out of the project")
            return file
        except OSError:
            continue
    raise _Refused("K850", kind="file", name="profiles.yml", known="., $DBT_PROFILES_DIR, ~/.dbt")


def _places(folder: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    yield folder
    if named := environment.get("DBT_PROFILES_DIR"):
        yield Path(named)
    if home := environment.get("HOME") or environment.get("USERPROFILE"):
        yield Path(home) / ".dbt"


def _root(file: Path) -> Any:
    import yaml

    try:
        if file.stat().st_size > _LARGEST:
            raise _Refused("K851", file=file.name, problem=f"it is larger than {_LARGEST} bytes")
        return yaml.compose(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        raise _Refused("K851", file=file.name, problem=_where(error)) from None


def _where(error: Exception) -> str:
    # Never the words of the error: they may quote a line, and a line may hold a password.
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else type(error).__name__


def _mapping(node: Any, file: Path) -> dict[str, Any]:
    if node is None or not hasattr(node, "value") or node.id != "mapping":
        raise _Refused("K851", file=file.name, problem="a mapping is missing")
    found: dict[str, Any] = {}
    for key, value in node.value:
        if key.id != "scalar" or key.value in found:
            raise _Refused("K851", file=file.name, problem=f"line {key.start_mark.line + 1}")
        found[str(key.value)] = value
    return found


def _under(named: Mapping[str, Any], name: str, kind: str, file: Path) -> Any:
    known = [each for each in named if each != "config"]
    if name not in known:
        raise _Refused("K850", kind=kind, name=visible(name), known=visible(", ".join(sorted(known))))
    return _mapping(named[name], file) if kind == "profile" else named[name]


def _outputs(profile: Mapping[str, Any], file: Path) -> dict[str, Any]:
    return _mapping(profile.get("outputs"), file)


def _plain(node: Any) -> bool:
    return bool(node.id == "scalar")


def _scalar(node: Any, name: str, file: Path) -> str:
    if node is None:
        return ""
    if not _plain(node):
        raise _Refused("K851", file=file.name, problem=visible(name))
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)


# --- templating -------------------------------------------------------------------------------------------------------


def _filled(text: str, environment: Mapping[str, str], file: Path) -> _Text:
    plain = bool(_ENV_VAR.sub("", text))
    pieces: list[str] = []
    at = 0
    for found in _ENV_VAR.finditer(text):
        pieces.append(_untemplated(text[at : found.start()], file))
        value = environment.get(found["name"])
        if value is None:
            if found["default"] is None:
                raise _Refused("K803", name=found["name"])
            value = found["default"]
        plain = plain or bool(found["default"])
        pieces.append(value)
        at = found.end()
    pieces.append(_untemplated(text[at:], file))
    return _Text("".join(pieces), plain)


def _untemplated(text: str, file: Path) -> str:
    if _TEMPLATE.search(text):
        raise _Refused("K854", file=file.name)
    return text
