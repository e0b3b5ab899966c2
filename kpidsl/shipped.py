"""Where the files lie that come along with kpidsl: packs, ready-made KPIs, the pages of findings."""

from pathlib import Path


def shipped(*parts: str) -> Path:
    """Return a folder that comes along, by its path in the repository: inside the installed package, else there."""
    package = Path(__file__).resolve().parent
    installed = package.joinpath("_share", *parts)
    return installed if installed.is_dir() else package.parent.joinpath(*parts)
