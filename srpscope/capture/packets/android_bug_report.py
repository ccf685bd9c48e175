"""Android bug reports: ZIP files that hold the Bluetooth HCI snoop log, if it was switched on.

The log is FS/data/misc/bluetooth/logs/btsnoop_hci.log (and .last); makers' own names differ, so any btsnoop in it is
read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from srpscope.capture.capture import Capture
from srpscope.capture.packets import btsnoop
from srpscope.capture.source import HEAD_BYTES, CancelledError, Source
from srpscope.errors import FileError
from srpscope.printable import printable

TITLE = "Android bug report"

MOST_FILES: Final = 50_000
MOST_LOGS: Final = 16
LARGEST_LOG: Final = 1024 * 1024 * 1024
"""Bytes of all logs once unpacked; what claims to be larger is not unpacked."""
SMALL_LOG: Final = 16 * 1024 * 1024
MOST_TIMES: Final = 200
"""How many times larger than packed a log that is not small may be: a real one has times and keys, which do not shrink
so far."""

HOW: Final = (
    "Switch on the Bluetooth HCI snoop log in the developer options, switch Bluetooth off and on, repeat the session, "
    "and take another bug report."
)

_LOG_NAME: Final = re.compile(r"btsnoop|hci_snoop|bt_hci|\.cfa$|\.btsnoop$", re.IGNORECASE)
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises for files that are broken, encrypted or packed in a way that it does not know."""


@dataclass
class _PackedLog(Source):
    """A log inside the archive, unpacked while it is read."""

    archive: Source | None = None
    member: str = ""

    def open(self) -> BinaryIO:
        """A stream of the unpacked log."""
        assert self.archive is not None
        return cast(BinaryIO, zipfile.ZipFile(self.archive.open()).open(self.member))


def sureness(head: bytes, name: str) -> float:
    """0.9 for a ZIP whose first names are a bug report's, 0.3 for any other ZIP."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    known = b"btsnoop" in head or b"bugreport" in head or b"main_entry.txt" in head or "bugreport" in name.lower()
    return 0.9 if known else 0.3


def read(source: Source) -> list[Capture]:
    """Every handshake of every snoop log in it. Raises FileError where there is none, saying what to switch on."""
    try:
        with zipfile.ZipFile(source.open()) as archive:
            files = archive.infolist()[:MOST_FILES]
    except _BROKEN as error:
        raise FileError(f"{source.name}: this ZIP file cannot be read: {_reason(error)}.") from error
    logs = [one for one in files if _LOG_NAME.search(PurePosixPath(one.filename).name)]
    captures: list[Capture] = []
    faults: list[str] = []
    left = LARGEST_LOG
    for log in logs[:MOST_LOGS]:
        try:
            packed = _packed(source, log, left)
            left -= log.file_size
            captures += btsnoop.read(packed)
        except CancelledError:
            raise
        except FileError as error:
            faults.append(str(error))
        except _BROKEN as error:
            faults.append(f"{_name(log)}: unpacking it fails: {_reason(error)}.")
    if not captures:
        told = " ".join(faults) or "no Bluetooth snoop log is in it."
        raise FileError(f"{source.name}: {told} {HOW}")
    for capture in captures:
        capture.notes += faults
    return captures


def _packed(source: Source, log: zipfile.ZipInfo, left: int) -> Source:
    if log.file_size > SMALL_LOG and log.file_size > MOST_TIMES * log.compress_size:
        raise FileError(f"{_name(log)}: {log.file_size:,} bytes packed into {log.compress_size:,} are no snoop log.")
    if log.file_size > LARGEST_LOG:
        raise FileError(f"{_name(log)}: {log.file_size:,} bytes are too many for a snoop log.")
    if log.file_size > left:
        raise FileError(
            f"{_name(log)}: {log.file_size:,} bytes are not read: all logs of a report may have "
            f"{LARGEST_LOG:,} together."
        )
    packed = _PackedLog(_name(log), b"", log.file_size, progress=source.progress, archive=source, member=log.filename)
    with packed.open() as stream:
        packed.head = stream.read(HEAD_BYTES)
    return packed


def _name(log: zipfile.ZipInfo) -> str:
    return printable(PurePosixPath(log.filename).name[-100:])


def _reason(error: BaseException) -> str:
    return printable(str(error)[:100]).rstrip(".") or type(error).__name__
