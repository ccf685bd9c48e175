"""A live session written down as it happens: one line a thing, flushed at once, readable by nobody else."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from srpscope.capture import Capture, Line
from srpscope.errors import OutputError

SUFFIX = ".srp.jsonl"


def recordings_folder() -> Path:
    """The user's own recordings: where the settings say, else in the data folder."""
    from srpscope.settings import load

    return load().recordings_folder


def client_header(where: str, dialect: str, own: str | None = None) -> Line:
    """The header of a session as the client. own: the dialect this side computes in, where it is another one."""
    header: Line = {
        "title": f"live session over {where}",
        "dialect": dialect,
        "group": None,
        "hash": None,
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "origin": "recorded",
        "secrets": True,
    }
    return header if own in (None, dialect) else {**header, "client_dialect": own}


def new_path(kind: str, folder: Path | None = None) -> Path:
    """A fresh file name in the folder (the user's recordings), which is made (0700) where it is missing.

    Raises OutputError where the folder cannot be made.
    """
    folder = folder or recordings_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror or error}.") from error
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    for number in range(1, 100_000):
        path = folder / f"{stamp}-{kind}-{number}{SUFFIX}"
        if not path.exists():
            return path
    raise OutputError(f"{folder}: too many recordings of one second.")


class Recording:
    """A capture that grows in a file. Each line is one write, so a killed program loses at most the one being written.

    path: must not exist yet, unless force is set; None keeps the capture in memory only. clock: seconds, for "t".
    """

    def __init__(
        self,
        path: Path | None,
        header: Mapping[str, object],
        force: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self.problem = ""
        self._clock = clock
        self._start = clock()
        self._file: int | None = None
        self._closed = False
        self.capture = Capture(dict(header), name=path.name if path else str(header.get("title", "")))
        if path is not None:
            self._file = _create(path, force)
        self._write({"type": "header", "srpscope": 1, **header})

    @property
    def now(self) -> float:
        """Seconds since the recording began."""
        return round(self._clock() - self._start, 4)

    def message(self, sender: str, via: str, endpoint: str, data: bytes, **more: object) -> Line:
        """A message as it crossed the wire."""
        keys = {"t": self.now, "from": sender, "via": via, "endpoint": endpoint, "bytes": data.hex(), **more}
        return self.add("message", keys)

    def event(self, what: str, text: str = "", **more: object) -> Line:
        """Something that happened on the transport, or a log line."""
        return self.add("event", {"t": self.now, "what": what, "text": text, **more})

    def values(self, side: str, values: Mapping[str, str]) -> Line:
        """What a side is known to hold; hex, or text for I and P."""
        return self.add("values", {"side": side, "values": dict(values)})

    def add(self, kind: str, keys: Mapping[str, object]) -> Line:
        """Any line."""
        line: Line = {"type": kind, **keys}
        self.capture.lines.append(line)
        self._write(line)
        return line

    def _write(self, line: Mapping[str, object]) -> None:
        if self._closed and self.path is not None and not self.problem:
            self._closed = False
            with suppress(OSError):
                self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0))
        if self._file is None:
            return
        data = (json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n").encode("ascii")
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            # The session is worth more than its recording: it goes on, and says that nothing is kept any more.
            self.problem = f"{self.path}: {error.strerror or error}. The recording stops here."
            self.close()

    def close(self) -> None:
        """Let go of the file; a further line opens it again."""
        self._closed = True
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
            self._file = None


def _create(path: Path, force: bool) -> int:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags, 0o600)
        if force:
            os.fchmod(descriptor, 0o600)
        return descriptor
    except FileExistsError:
        raise OutputError(f"{path}: exists already; --force overwrites it.") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from error
