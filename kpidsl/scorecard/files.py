"""Writing files whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Outcome, Said


def write_whole(path: Path, data: bytes) -> Outcome[Path | None]:
    """Write `data` beside `path` and move it into place, so that no reader ever sees half of it; folders are made.

    What stands there and is no plain file (a folder, a device, a pipe) stays; that, or no room, is a finding.
    """
    if why := unfit(path):
        return Outcome(None, (problem("K911", file=str(path), what=why),))
    made = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = draft(path, data)
        made.replace(path)
    except OSError as wrong:
        return Outcome(None, (problem("K911", file=str(path), what=wrong.strerror or str(wrong)),))
    finally:
        if made is not None:
            with contextlib.suppress(OSError):
                made.unlink(missing_ok=True)
    return Outcome(path)


def unfit(path: Path) -> Said | None:
    """Say why a path cannot become a file, where something stands there that is none; None where it can."""
    if path.is_dir():
        return Said("it is a folder", "フォルダーです")
    try:
        stands = path.exists() and not path.is_file()
    except OSError:
        return None
    return Said("it is no plain file", "通常のファイルではありません") if stands else None


def draft(path: Path, data: bytes) -> Path:
    """Write `data` to a hidden file beside `path` and return its path; it is gone again where that fails (OSError)."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kpidsl-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(path))
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _mode(path: Path) -> int:
    """Return the mode of the file that is replaced, or what the process would give a new one."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
