"""Small files that srpscope keeps for itself (recent files, progress), changed safely by several programs at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

LOCK_SECONDS = 2.0
"""How long one program waits for another's change, which takes milliseconds."""


def update(path: Path, change: Callable[[], bytes]) -> None:
    """Write what CHANGE gives, made while no other program writes this file, so that neither's entry is lost.

    The new file takes the old one's place whole, readable by its owner alone. Raises OSError, TimeoutError among them,
    where the folder cannot be written or the lock is not had.
    """
    from filelock import FileLock  # only who writes waits for its import

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS, mode=0o600):
        replace_whole(path, change())


def replace_whole(path: Path, data: bytes) -> None:
    """A file with a new content, or with its old one where that cannot be written: a unique name beside it, then a
    replace. Readable by its owner alone. Raises OSError."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(fresh).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(fresh).unlink()
        raise
