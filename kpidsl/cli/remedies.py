"""What mends a machine, by platform: the exact commands that `doctor` prints."""

import sys
from pathlib import Path

_PANGO = {
    "debian": "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "sudo dnf install -y pango harfbuzz",
    "macos": "brew install pango",
    "windows": "pacman -S mingw-w64-ucrt-x86_64-pango  (in MSYS2)",
}
_GIT = {
    "debian": "sudo apt-get install -y git",
    "fedora": "sudo dnf install -y git",
    "macos": "xcode-select --install",
    "windows": "winget install Git.Git",
}
_PYTHON = {
    "debian": "sudo apt-get install -y python3.11 python3.11-venv",
    "fedora": "sudo dnf install -y python3.13",
    "macos": "brew install python@3.13",
    "windows": "winget install Python.Python.3.13",
}
_ZONES = {
    "debian": "sudo apt-get install -y tzdata",
    "fedora": "sudo dnf install -y tzdata",
    "macos": "pip install tzdata",
    "windows": "pip install tzdata",
}
TABLE = {"pango": _PANGO, "git": _GIT, "python": _PYTHON, "zones": _ZONES}
FONTS = "pip install --force-reinstall --no-deps kpidsl"


def remedy(what: str, system: str) -> str:
    """Return the command that brings `what` (pango, git, python, zones) on a system."""
    return TABLE[what][system]


def system() -> str:
    """Return which of the four kinds of systems this is; a Linux that is not known is taken for a Debian."""
    if sys.platform == "darwin":
        return "macos"
    if sys.platform == "win32":
        return "windows"
    return linux(_release())


def linux(release: str) -> str:
    """Return the kind of a Linux from the text of /etc/os-release."""
    lines = dict(line.split("=", 1) for line in release.splitlines() if "=" in line)
    family = f"{lines.get('ID', '')} {lines.get('ID_LIKE', '')}".replace('"', "").split()
    return "fedora" if {"fedora", "rhel", "centos", "suse", "opensuse"} & set(family) else "debian"


def _release() -> str:
    try:
        return Path("/etc/os-release").read_text("utf-8")
    except OSError:
        return ""
