"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kpidsl.cli.language import Say
from kpidsl.cli.options import stop

_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_") | {chr(code): "_" for code in range(32)})
_LONGEST = 80


def write_files(files: Mapping[Path, bytes], say: Say) -> None:
    """Write all files beside their places, then move them in; on trouble nothing has changed, and the command ends."""
    made: dict[Path, Path] = {}
    try:
        for goal, data in files.items():
            goal.parent.mkdir(parents=True, exist_ok=True)
            made[goal] = _beside(goal, data)
        for goal, draft in made.items():
            draft.replace(goal)
    except OSError as error:
        what = error.strerror or type(error).__name__
        stop(say(f"{error.filename or ''} cannot be written: {what}", f"{error.filename or ''} に書けません: {what}"))
    finally:
        for draft in made.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def file_name(name: str, ending: str, taken: set[str]) -> str:
    """Return a file name that every system takes for a metric, differing from those `taken`, to which it is added."""
    stem = name.translate(_UNFIT).lstrip(".")[:_LONGEST] or "_"
    chosen, number = f"{stem}{ending}", 2
    while chosen.casefold() in taken:
        chosen, number = f"{stem}_{number}{ending}", number + 1
    taken.add(chosen.casefold())
    return chosen


def _beside(goal: Path, data: bytes) -> Path:
    if goal.is_dir():
        raise IsADirectoryError(21, "it is a folder", str(goal))
    handle, name = tempfile.mkstemp(dir=goal.parent, prefix=".kpidsl-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    draft = Path(name)
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(goal.stat().st_mode & 0o777 if goal.exists() else 0o666 & ~mask)
    return draft
