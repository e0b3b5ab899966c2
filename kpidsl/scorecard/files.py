"""Writing files whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Outcome


def write_whole(path: Path, data: bytes) -> Outcome[Path | None]:
    """Write `data` beside `path` and move it into place, so that no reader ever sees half of it; folders are made."""
    made = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(_mode(path))
        Path(made).replace(path)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            Path(made).unlink()
        return Outcome(None, (problem("K911", file=str(path), what=wrong.strerror or str(wrong)),))
    return Outcome(path)


def _mode(path: Path) -> int:
    """Return the mode of the file that is replaced, or what the process would give a new one."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
