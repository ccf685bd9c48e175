"""The one reader of files that are read whole: settings, themes, dialects, lessons, progress, passwords, tables.

Whoever reads says how much such a file may hold. More is never taken into memory, whatever the name leads to: a device
that goes on and on, a file as large as the disk, a pipe that nobody writes to. A capture may be large; it has a reader
of its own, `capture/source`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from srpscope.errors import FileError, reason


class NoSuchFileError(FileError):
    """There is no file of that name."""


def read_file(path: Path, most: int, name: str | None = None) -> bytes:
    """All of a file of at most `most` bytes. name: what sentences call it. Raises FileError, NoSuchFileError."""
    called = path.name if name is None else name
    data = beginning(path, most + 1, called)
    if len(data) > most:
        raise FileError(f"{called}: such a file has at most {most:,} bytes.")
    return data


def beginning(path: Path, most: int, name: str | None = None) -> bytes:
    """The first bytes of a file, `most` at the most. Raises FileError, NoSuchFileError."""
    called = path.name if name is None else name
    try:
        with open(path, "rb", opener=_without_waiting) as stream:
            data = stream.read(most)
            if not data and stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode):
                raise FileError(f"{called}: a pipe that nobody writes to.")
            return data
    except FileNotFoundError as error:
        raise NoSuchFileError(f"{called}: {reason(error)}.") from None
    except OSError as error:
        raise FileError(f"{called}: {reason(error)}.") from None
    except ValueError:  # a NUL byte in the name
        raise FileError(f"{called!r}: this is not a file name.") from None


def _without_waiting(path: str, flags: int) -> int:
    """Opened at once, also where a pipe has no writer yet; what is read from it then is waited for."""
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(handle, True)
    return handle
