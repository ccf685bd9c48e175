"""Files opened lately, kept in the state folder: newest first, at most twenty."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from srpscope.bounded import read_file
from srpscope.errors import FileError
from srpscope.places import state_folder
from srpscope.state_files import update

MOST = 20
_LIMIT = 262_144
_LAST = 2.0**36
"""Seconds since 1970, in the year 4147: clocks and calendars of all systems know it."""


@dataclass(frozen=True)
class Recent:
    """One file as it was when it was last opened. role, verdict: of its badge."""

    path: str
    title: str
    dialect: str
    role: str
    verdict: str
    opened: float


def _file() -> Path:
    return state_folder() / "recent.json"


def recent() -> list[Recent]:
    """The files that still exist. A list that cannot be read is an empty one."""
    try:
        entries = json.loads(read_file(_file(), _LIMIT))
        found = [
            Recent(
                str(one["path"]),
                str(one["title"]),
                str(one["dialect"]),
                str(one["role"]),
                str(one["verdict"]),
                _moment(one["opened"]),
            )
            for one in entries[:MOST]
        ]
    except (FileError, OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return []
    return [one for one in found if Path(one.path).is_file()]


def _moment(said: object) -> float:
    """Seconds since 1970 of a moment that a clock can show. Raises ValueError."""
    moment = float(str(said))
    if not 0 <= moment < _LAST:
        raise ValueError("no moment that a clock shows")
    return moment


def remember(path: Path, title: str, dialect: str, role: str, verdict: str) -> None:
    """Put a file on top. A state folder that cannot be written is no reason to stop."""
    entry = Recent(str(path.resolve()), title, dialect, role, verdict, time.time())

    def with_entry() -> bytes:
        kept = [entry, *(one for one in recent() if one.path != entry.path)][:MOST]
        return json.dumps([asdict(one) for one in kept]).encode()

    with contextlib.suppress(OSError):
        update(_file(), with_entry)
