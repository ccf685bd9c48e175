"""What a format reads from: a file, standard input or a paste, with its first bytes at hand and its progress told."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from srpscope.errors import FileError, reason
from srpscope.printable import HALF_A_PAIR, has_half_a_pair
from srpscope.statuses import INTERRUPTED

HEAD_BYTES = 65_536
"""How many bytes a format may look at to recognise itself."""

STANDARD_INPUT_LIMIT = 256 * 1024 * 1024
"""Bytes taken from standard input, a pipe or a paste at the most."""

DEVICE_LIMIT = 1024 * 1024
"""Bytes taken from a device: a terminal gives less, and what gives more has no end."""

IN_MEMORY_LIMIT = 16 * 1024 * 1024
"""Bytes of a pipe that are kept in memory; more go to disk."""

CHUNK = 1024 * 1024


class CancelledError(FileError):
    """The person stopped the reading; what was read before stays."""

    exit_status = INTERRUPTED


Progress = Callable[[int, int], None]
"""Called with (bytes read, bytes in all) a few times a second; may raise CancelledError."""


def _silent(_done: int, _total: int) -> None:
    return None


@dataclass
class Source:
    """One thing to read: its name for people, its first bytes, its size, and a fresh stream of it."""

    name: str
    head: bytes
    size: int
    path: Path | None = None
    data: bytes | None = None
    progress: Progress = field(default=_silent, repr=False)
    spool: object = field(default=None, repr=False)
    """Keeps the file alive that a pipe was written to."""

    def open(self) -> BinaryIO:
        """A new binary stream from the first byte on; the caller closes it."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None
        try:
            return self.path.open("rb")
        except OSError as error:
            raise FileError(f"{self.name}: {reason(error)}.") from error

    def read_all(self, limit: int) -> bytes:
        """The whole content, refused above limit bytes: FileError."""
        if self.size > limit:
            raise FileError(
                f"{self.name}: {self.size:,} bytes are too many for this kind of file; the limit is {limit:,}."
            )
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise FileError(f"{self.name}: it grew while it was read, beyond the limit of {limit:,} bytes.")
        return data

    @classmethod
    def of_path(cls, path: Path | str, progress: Progress = _silent) -> Source:
        """A file on disk. Raises FileError where it is missing, a folder, or not readable."""
        path = Path(path)
        try:
            if path.is_dir():
                raise FileError(f"{path}: this is a folder; name a file in it.")
            with path.open("rb") as stream:
                if not path.is_file():  # a pipe or a device: its bytes can be read only once
                    return cls.of_stream(stream, str(path), progress)
                head = stream.read(HEAD_BYTES)
            size = path.stat().st_size
        except OSError as error:
            raise FileError(f"{path}: {reason(error)}.") from error
        except ValueError as error:  # a NUL byte in the name
            raise FileError(f"{str(path)!r}: this is not a file name.") from error
        return cls(name=path.name, head=head, size=size, path=path, progress=progress)

    @classmethod
    def of_bytes(cls, data: bytes, name: str, progress: Progress = _silent) -> Source:
        """Bytes that are already in memory: a paste, or standard input."""
        return cls(name=name, head=data[:HEAD_BYTES], size=len(data), data=data, progress=progress)

    @classmethod
    def of_text(cls, text: str, name: str) -> Source:
        """A paste. Raises FileError for a character that has no bytes."""
        if has_half_a_pair(text):
            raise FileError(f"{name}: the text has {HALF_A_PAIR}.")
        return cls.of_bytes(text.encode("utf-8", "surrogateescape"), name)

    @classmethod
    def of_stream(cls, stream: BinaryIO, name: str, progress: Progress = _silent) -> Source:
        """All of a stream that can be read only once; on disk where it is large. Raises FileError for one too long."""
        data, file, total = bytearray(), None, 0
        if _is_device(stream):
            taken = stream.read(DEVICE_LIMIT + 1)
            if len(taken) > DEVICE_LIMIT:
                raise FileError(f"{name}: this is a device that goes on and on, no file.")
            return cls.of_bytes(taken, name, progress)
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > STANDARD_INPUT_LIMIT:
                raise FileError(f"{name}: more than {STANDARD_INPUT_LIMIT:,} bytes; save it to a file first.")
            if file is None and total > IN_MEMORY_LIMIT:
                file = _Spool()
                file.write(data)
            if file is None:
                data += chunk
            else:
                file.write(chunk)
        if file is None:
            return cls.of_bytes(bytes(data), name, progress)
        return cls(name, bytes(data[:HEAD_BYTES]), total, file.close(), progress=progress, spool=file)

    @classmethod
    def of_standard_input(cls) -> Source:
        """All of standard input."""
        return cls.of_stream(sys.stdin.buffer, "standard input")


def _is_device(stream: BinaryIO) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):  # no file at all
        return False
    return stat.S_ISCHR(mode) or stat.S_ISBLK(mode)


class _Spool:
    """A file of our own for what came out of a pipe; gone when nobody reads it any more."""

    def __init__(self) -> None:
        import tempfile  # costs more than reading a small file, and only long pipes need it
        import weakref

        handle, name = tempfile.mkstemp(prefix="srpscope-")
        self._file = os.fdopen(handle, "wb")
        self._path = Path(name)
        weakref.finalize(self, self._path.unlink, missing_ok=True)

    def write(self, data: bytes | bytearray) -> None:
        """More of it."""
        self._file.write(data)

    def close(self) -> Path:
        """All is written; where it lies."""
        self._file.close()
        return self._path
