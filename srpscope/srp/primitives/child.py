"""Another Python, for work that should not hold this one: it sees the same modules, and no terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SAFE_PATH = "PYTHONSAFEPATH"
"""What Python reads of its environment: it then looks for no module in the folder that it is started in."""


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


@contextmanager
def safe_path() -> Iterator[None]:
    """What other libraries start meanwhile of Python takes no module from the folder that srpscope was called in: its
    files are a stranger's. `multiprocessing` starts its processes with `-c` and hands on nothing but the environment.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(SAFE_PATH, None)
        else:
            os.environ[SAFE_PATH] = before
