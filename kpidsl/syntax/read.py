"""The door of this room: a file in either spelling, read into the one tree."""

from kpidsl.syntax.from_kpi import read_kpi
from kpidsl.syntax.tree import File
from kpidsl.text.diagnostic import Outcome
from kpidsl.text.source import Source

__all__ = ["read", "read_kpi", "read_yaml"]


def read_yaml(source: Source) -> Outcome[File]:
    """Read a file in the YAML spelling."""
    from kpidsl.syntax import from_yaml

    return from_yaml.read_yaml(source)


def read(source: Source) -> Outcome[File]:
    """Read a file in the spelling that its ending says: `.yaml` and `.yml` are YAML, all else the own spelling."""
    return read_yaml(source) if source.file.lower().endswith((".yaml", ".yml")) else read_kpi(source)
