"""A live session written down as it happens: one line a thing, flushed at once, readable by nobody else."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from srpscope.capture import Capture, Line
from srpscope.capture.srp_jsonl import refuse_link
from srpscope.errors import OutputError, reason
from srpscope.places import make_private

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


def new_path(kind: str, folder: Path | None = None, session: int | None = None) -> Path:
    """A fresh file name in the folder (the user's recordings), which is made (0700) where it is missing. session: of a
    server, which of its sessions it is.

    Raises OutputError where the folder cannot be made.
    """
    folder = folder or recordings_folder()
    try:
        make_private(folder)
    except OSError as error:
        raise OutputError(f"{folder}: {reason(error)}.") from error
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    head = f"{stamp}-{kind}" if session is None else f"{stamp}-{kind}-{session}"
    for number in range(1, 100_000):
        path = folder / f"{head}{'' if session is not None and number == 1 else f'-{number}'}{SUFFIX}"
        if not path.exists():
            return path
    raise OutputError(f"{folder}: too many recordings of one second.")


class Recording:
    """A capture that grows in a file. Each line is one write, so a killed program loses at most the one being written.

    path: must not exist yet, unless force is set; None keeps the capture in memory only. The file is made with the
    first message, so that a peer that was not reached, or never spoke, leaves none; it is open only while a line is
    written, so that many sessions need no descriptors. Where another program writes to it too, the whole session goes
    on in a file of its own, and that is said. clock: seconds, for "t". on_problem: told once what cannot be written;
    the session goes on in memory, and save keeps it elsewhere. again: another name, where somebody took path meanwhile.
    """

    def __init__(
        self,
        path: Path | None,
        header: Mapping[str, object],
        force: bool = False,
        clock: Callable[[], float] = time.monotonic,
        on_problem: Callable[[str], None] = lambda problem: None,
        again: Callable[[], Path] | None = None,
    ) -> None:
        self.path = path
        self.problem = ""
        self.on_problem = on_problem
        self._force = force
        self._again = again
        self.clock = clock
        self._start = clock()
        self._made = False
        self._last: tuple[int, int, int] | None = None
        self.capture = Capture(dict(header), name=path.name if path else str(header.get("title", "")))
        if path is not None:
            _check(path, force)

    @property
    def kept(self) -> Path | None:
        """The file with the whole session in it; None where there is none, or it stops in the middle."""
        return self.path if self._made and not self.problem else None

    @property
    def started(self) -> float:
        """When the recording began, by its clock."""
        return self._start

    @property
    def now(self) -> float:
        """Seconds since the recording began."""
        return round(self.clock() - self._start, 4)

    def message(self, sender: str, via: str, endpoint: str, data: bytes, **more: object) -> Line:
        """A message as it crossed the wire."""
        keys = {"t": self.now, "from": sender, "via": via, "endpoint": endpoint, "bytes": data.hex(), **more}
        return self.add("message", keys)

    def event(self, what: str, text: str = "", **more: object) -> Line:
        """Something that happened on the transport, or a log line."""
        return self.add("event", {"t": self.now, "what": what, "text": text, **more})

    def happened(self, keys: Mapping[str, object]) -> Line:
        """An event in the one form of srpscope.capture.events: who refused or accepted what."""
        return self.add("event", {"t": self.now, **keys})

    def values(self, side: str, values: Mapping[str, str], **more: object) -> Line:
        """What a side is known to hold; hex, or text for I and P."""
        return self.add("values", {"side": side, "values": dict(values), **more})

    def add(self, kind: str, keys: Mapping[str, object]) -> Line:
        """Any line."""
        line: Line = {"type": kind, **keys}
        self.capture.lines.append(line)
        if self.path is None or self.problem:
            return line
        if self._made:
            self._append([line])
        elif kind == "message":
            self._create()
        return line

    def _create(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if self._force else os.O_EXCL) | _NO_LINK
        if self._write(flags, [{"type": "header", "srpscope": 1, **self.capture.header}, *self.capture.lines]):
            self._made = True

    def _append(self, lines: Iterable[Line]) -> None:
        with suppress(_TakenError):
            self._write(os.O_WRONLY | os.O_APPEND | _NO_LINK, lines)
            return
        taken, self.path = self.path, self._elsewhere()
        self._made, self._force, self._last = False, False, None
        self._create()
        if self._made:
            self.on_problem(f"{taken}: another program writes to it. This session is whole in {self.path}.")

    def _elsewhere(self) -> Path:
        """A name that is free."""
        if self._again is not None:
            return self._again()
        assert self.path is not None
        stem = self.path.name.removesuffix(SUFFIX)
        names = (self.path.with_name(f"{stem}-{number}{SUFFIX}") for number in range(2, 100_000))
        return next((one for one in names if not one.exists()), self.path)

    def _write(self, flags: int, lines: Iterable[Line]) -> bool:
        assert self.path is not None
        text = "".join(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n" for line in lines)
        data = text.encode("ascii")
        try:
            descriptor = self._open(flags)
            try:
                if flags & os.O_TRUNC:
                    os.fchmod(descriptor, 0o600)
                if self._last not in (None, _state(descriptor)):
                    raise _TakenError
                while data:
                    data = data[os.write(descriptor, data) :]
                self._last = _state(descriptor)
            finally:
                os.close(descriptor)
        except (OSError, ValueError) as error:
            # The session is worth more than its recording: it goes on, and says that nothing is kept any more.
            self.problem = (
                f"{self.path}: {reason(error)}. The recording {'stops here' if self._made else 'is not kept'}."
            )
            self.on_problem(self.problem)
            return False
        return True

    def _open(self, flags: int) -> int:
        assert self.path is not None
        for _ in range(_NAMES):
            try:
                return os.open(self.path, flags, 0o600)
            except FileExistsError:
                if self._again is None:
                    raise
                self.path = self._again()
                self.capture.name = self.path.name
        return os.open(self.path, flags, 0o600)

    def save(self, path: Path, force: bool = False) -> None:
        """Keep the whole session in another file. Raises OutputError."""
        from srpscope.capture.srp_jsonl import write

        write(self.capture, path, force)


class _TakenError(Exception):
    """The file is not as it was left."""


def _state(descriptor: int) -> tuple[int, int, int]:
    """Which file it is, and how long."""
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino, found.st_size


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NAMES = 100


@dataclass(frozen=True)
class ClientRun:
    """How a session as the client is kept and held. record: None takes a new file among the user's recordings. force:
    a file that is there is written anew. kept: False keeps it in memory only. holds: names of the messages to hold
    before ("M1"), or "*" for all."""

    record: Path | None = None
    force: bool = False
    kept: bool = True
    holds: tuple[str, ...] = ()

    def recording(self, header: Mapping[str, object]) -> Recording:
        """Where the session is written down. Raises OutputError where it cannot be made."""
        path = (self.record or new_path("live")) if self.kept else None
        again = None if self.record is not None or not self.kept else partial(new_path, "live")
        return Recording(path, header, force=self.force, again=again)


KEPT = ClientRun()
"""A new file, nothing held."""


def _check(path: Path, force: bool) -> None:
    """What can be known of a place before there is something to write. Raises OutputError."""
    if "\0" in str(path):
        raise OutputError("A file name holds no NUL.")
    refuse_link(path)
    if path.exists() and not force:
        raise OutputError(f"{path}: exists already; --force overwrites it.")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: no such folder.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: the folder cannot be written to.")
