"""Standard output and standard error. No character that acts on a terminal leaves through them, whatever was printed;
a reader that went away is no fault, a full disk is one (73)."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TextIO

from srpscope.errors import OutputError, reason
from srpscope.printable import harmless, printable


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
            raise OutputError(f"standard output: {reason(error)}.") from error

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor below."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Never: a terminal is left as it is."""
        return False


class Harmless(io.TextIOBase):
    """A text stream over another one, to which it gives only what `harmless` leaves."""

    def __init__(self, below: TextIO) -> None:
        self.below = below

    def write(self, text: str) -> int:
        """All of it, made harmless."""
        self.below.write(harmless(text))
        return len(text)

    def flush(self) -> None:
        """Of the stream below."""
        self.below.flush()

    def isatty(self) -> bool:
        """Of the stream below."""
        return self.below.isatty()

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor of the stream below."""
        return self.below.fileno()

    @property
    def buffer(self) -> BinaryIO:
        """The bytes below: for a file that goes to standard output as it is."""
        return self.below.buffer

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Of the stream below."""
        return self.below.encoding


@contextmanager
def guarded() -> Iterator[None]:
    """Both streams guarded while a command runs. Where there is none (pythonw), there is nothing to guard."""
    before = sys.stdout, sys.stderr
    _guard_standard_output()
    if sys.stdout is not None:
        sys.stdout = Harmless(sys.stdout)
    if sys.stderr is not None:
        sys.stderr = Harmless(sys.stderr)
    try:
        yield
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()
        sys.stdout, sys.stderr = before


_COLOURS = {"title": "1", "agree": "32", "differ": "1;31", "follows": "33", "warn": "33"}
"""The name of a colour -> its number; those that every terminal has, on its own background."""


def print_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Lines with the names of their colours to standard output: in colour on a terminal, plain in a pipe, and where
    NO_COLOR is set or the terminal has none."""
    stream = sys.stdout
    coloured = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for colour, text in lines:
        code = _COLOURS.get(colour)
        if not coloured or code is None:
            print(text)
            continue
        below = stream.below if isinstance(stream, Harmless) else stream
        below.write(f"\x1b[{code}m{harmless(text)}\x1b[0m\n")


def tell(sentences: Iterable[str]) -> None:
    """What is to be said beside the answer, a line each, on standard error."""
    for sentence in sentences:
        print(f"srpscope: {printable(sentence)}", file=sys.stderr)


def progress_line(text: str) -> None:
    """One line on standard error that the next one replaces; "" takes it away. For a terminal only."""
    stream = sys.stderr.below if isinstance(sys.stderr, Harmless) else sys.stderr
    stream.write(f"\r{harmless(text)}\x1b[K" if text else "\r\x1b[K")
    stream.flush()


def _guard_standard_output() -> None:
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
