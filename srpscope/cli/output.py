"""Standard output that says what went wrong: a reader that went away is no fault, a full disk is one (73)."""

from __future__ import annotations

import io
import sys
from typing import Any

from srpscope.errors import OutputError


class Answer(io.RawIOBase):
    """The raw stream under standard output. When its reader goes away the rest is dropped in silence, so that the
    command still ends with the status of its answer. Raises OutputError for every other fault, once."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._gone = False

    def write(self, data: Any) -> int:
        """All of it is taken, or dropped."""
        if self._gone:
            return len(data)
        try:
            return self._raw.write(data) or 0
        except BrokenPipeError:
            self._gone = True
            return len(data)
        except OSError as error:
            self._gone = True
            raise OutputError(f"standard output: {(error.strerror or str(error)).lower()}.") from error

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor below."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Never: a terminal is left as it is."""
        return False


def guard_standard_output() -> None:
    """Put Answer under standard output where that is a pipe or a file; a terminal, or a test's stream, stays."""
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper) or stream.isatty():
        return
    # With python -u the stream stands on the descriptor itself; what is printed then goes out line by line.
    unbuffered = isinstance(stream.buffer, io.FileIO)
    raw = stream.buffer if unbuffered else getattr(stream.buffer, "raw", None)
    if not isinstance(raw, io.FileIO):
        return
    stream.flush()
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(Answer(raw)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering or unbuffered,
    )
