"""A file seen through a sliding window, so that a reader's memory does not grow with the file."""

from __future__ import annotations

from time import monotonic
from types import TracebackType

from srpscope.capture.source import Source
from srpscope.errors import FileError, reason

CHUNK_BYTES = 256 * 1024
"""Bytes taken from the file at a time."""

SECONDS_BETWEEN_PROGRESS = 0.2


class Window:
    """The bytes at hand, and where in the file they stand.

    data: the bytes; data[i] is byte offset + i of the file. more() replaces it.
    """

    def __init__(self, source: Source) -> None:
        self.data = b""
        self.offset = 0
        self._source = source
        self._stream = source.open()
        self._told = monotonic()

    def __enter__(self) -> Window:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def more(self, keep_from: int) -> bool:
        """Drop what stands before data[keep_from] and add a chunk behind; False at the end of the file, where nothing
        changes. keep_from may lie behind the bytes at hand. Tells the progress about five times a second, and lets
        through what that raises."""
        try:
            if keep_from > len(self.data):
                self._stream.seek(self.offset + keep_from)
            chunk = self._stream.read(CHUNK_BYTES)
        except (OSError, ValueError) as error:
            raise FileError(f"{self._source.name}: reading stops at byte {self.end:,}: {reason(error)}.") from error
        if not chunk:
            return False
        self.data = self.data[keep_from:] + chunk
        self.offset += keep_from
        now = monotonic()
        if now - self._told >= SECONDS_BETWEEN_PROGRESS:
            self._told = now
            self._source.progress(self.end, self._source.size)
        return True

    @property
    def end(self) -> int:
        """Bytes of the file read so far."""
        return self.offset + len(self.data)
