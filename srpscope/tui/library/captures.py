"""What the library lists: files opened lately, then the captures that come with srpscope."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from srpscope.bounded import beginning
from srpscope.errors import FileError
from srpscope.places import captures_folder
from srpscope.tui.library.recent import recent

MOST_BUNDLED = 200
_HEADER_LIMIT = 65_536


@dataclass(frozen=True)
class Entry:
    """One row. state: "=", "●", "·" or "" where it is not known yet; verdict: its words; when: time or way."""

    path: Path
    title: str
    dialect: str
    state: str
    verdict: str
    role: str
    when: str
    bundled: bool


def entries() -> list[Entry]:
    """All rows: recent files first."""
    return [*_recent(), *bundled()]


def count_words() -> str:
    """How many captures there are."""
    count = len(_recent()) + len(bundled())
    return f"{count} capture{'' if count == 1 else 's'}"


def _recent() -> list[Entry]:
    glyphs = {"agree": "=", "differ": "●", "warn": "·"}
    now = time.time()
    return [
        Entry(
            Path(one.path),
            one.title,
            one.dialect,
            glyphs.get(one.role, ""),
            one.verdict,
            one.role if one.role in glyphs else "dim",
            _when(one.opened, now),
            False,
        )
        for one in recent()
    ]


def _when(opened: float, now: float) -> str:
    age = now - opened
    moment = time.localtime(opened)
    if age < 18 * 3600:
        return time.strftime("%H:%M", moment)
    if age < 6 * 86_400:
        return time.strftime("%a", moment)
    return time.strftime("%m-%d" if age < 330 * 86_400 else "%Y", moment)


@cache
def bundled() -> tuple[Entry, ...]:
    """The captures that come with srpscope, by their headers alone; what they give is worked out when one is chosen."""
    found = []
    for path in sorted(captures_folder().glob("*.srp.jsonl"))[:MOST_BUNDLED]:
        header = _header(path)
        title = header.get("title")
        spoken = header.get("dialect")
        found.append(
            Entry(
                path,
                title if isinstance(title, str) and title else path.name.removesuffix(".srp.jsonl"),
                spoken if isinstance(spoken, str) else "",
                "",
                "",
                "dim",
                str(header.get("origin", "")),
                True,
            )
        )
    return tuple(found)


def _header(path: Path) -> dict[str, Any]:
    try:
        line = json.loads(beginning(path, _HEADER_LIMIT).partition(b"\n")[0])
    except (FileError, ValueError, RecursionError):
        return {}
    return line if isinstance(line, dict) else {}


def found_by(text: str, among: list[Entry]) -> Iterator[Entry]:
    """The entries that hold every word of a text in their title, dialect or file name."""
    words = text.lower().split()
    for entry in among:
        hay = f"{entry.title} {entry.dialect} {entry.path.name} {entry.verdict}".lower()
        if all(word in hay for word in words):
            yield entry
