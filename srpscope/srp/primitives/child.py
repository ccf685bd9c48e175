"""Another Python, for work that should not hold this one: it sees the same modules, and no terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def started(code: str) -> subprocess.Popen[bytes]:
    """A process that runs code of ours; standard input and output are pipes, and Ctrl+C in the terminal does not reach
    it. Raises OSError where none can be started."""
    paths = [one or str(Path.cwd()) for one in sys.path]
    begin = "import sys; sys.path[:] = sys.argv[1:]; "
    return subprocess.Popen(
        [sys.executable, "-P", "-c", begin + code, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
