"""What a format reads from: a file, standard input or a paste, with its first bytes at hand and its progress told."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from srpscope.errors import FileError

HEAD_BYTES = 65_536
"""How many bytes a format may look at to recognise itself."""

STANDARD_INPUT_LIMIT = 256 * 1024 * 1024
"""Bytes taken from standard input or a paste at the most."""


class CancelledError(FileError):
    """The person stopped the reading; what was read before stays."""

    exit_status = 130


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

    def open(self) -> BinaryIO:
        """A new binary stream from the first byte on; the caller closes it."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.path is not None
        try:
            return self.path.open("rb")
        except OSError as error:
            raise FileError(f"{self.name}: {error.strerror or error}.") from error

    def read_all(self, limit: int) -> bytes:
        """The whole content, refused above limit bytes: FileError."""
        if self.size > limit:
            raise FileError(
                f"{self.name}: {self.size:,} bytes are too many for this kind of file; the limit is {limit:,}."
            )
        with self.open() as stream:
            return stream.read(limit)

    @classmethod
    def of_path(cls, path: Path | str, progress: Progress = _silent) -> Source:
        """A file on disk. Raises FileError where it is missing, a folder, or not readable."""
        path = Path(path)
        try:
            if path.is_dir():
                raise FileError(f"{path}: this is a folder; name a file in it.")
            with path.open("rb") as stream:
                head = stream.read(HEAD_BYTES)
            size = path.stat().st_size
            if not path.is_file():  # a pipe or a device: its bytes can be read only once
                return cls.of_bytes(head + path.open("rb").read(STANDARD_INPUT_LIMIT), str(path), progress)
        except OSError as error:
            raise FileError(f"{path}: {(error.strerror or str(error)).lower()}.") from error
        except ValueError as error:  # a NUL byte in the name
            raise FileError(f"{str(path)!r}: this is not a file name.") from error
        return cls(name=path.name, head=head, size=size, path=path, progress=progress)

    @classmethod
    def of_bytes(cls, data: bytes, name: str, progress: Progress = _silent) -> Source:
        """Bytes that are already in memory: a paste, or standard input."""
        return cls(name=name, head=data[:HEAD_BYTES], size=len(data), data=data, progress=progress)

    @classmethod
    def of_standard_input(cls) -> Source:
        """All of standard input, spooled to disk when it is large."""
        import tempfile  # costs more than reading a small file, and only standard input needs it

        spool = tempfile.SpooledTemporaryFile(max_size=16 * 1024 * 1024)  # noqa: SIM115
        total = 0
        while chunk := sys.stdin.buffer.read(1024 * 1024):
            total += len(chunk)
            if total > STANDARD_INPUT_LIMIT:
                raise FileError(f"standard input: more than {STANDARD_INPUT_LIMIT:,} bytes; save it to a file first.")
            spool.write(chunk)
        spool.seek(0)
        return cls.of_bytes(spool.read(), "standard input")
