"""A crash: one sentence for the person, and a log without local variables (they would hold passwords)."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from pathlib import Path

from srpscope.version import VERSION


def write_crash_log(error: BaseException) -> Path | str:
    """Write where it happened, file by line, and give the log's path; the message of the error may hold a value of
    the handshake and is left out."""
    from srpscope.places import state_folder

    lines = [
        f"srpscope {VERSION}, Python {platform.python_version()}, {sys.platform}",
        f"{type(error).__module__}.{type(error).__name__}",
    ]
    lines += [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
        return path
    except OSError:
        return "no log, since the state folder is not writable; " + " <- ".join(
            line.strip() for line in lines[1:][::-1]
        )
