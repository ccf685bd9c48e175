"""How far a learner is: a small JSON file in the state folder. What cannot be read counts as nothing done."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from srpscope import places
from srpscope.errors import OutputError

MOST_BYTES = 64 * 1024


def _path() -> Path:
    return places.state_folder() / "lessons.json"


def load() -> dict[str, int]:
    """Lesson -> how many of its steps are done."""
    try:
        with _path().open("rb") as file:
            found = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: count
        for name, count in found.items()
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= 1_000
    }


def save(name: str, done: int) -> None:
    """Remember that so many steps of a lesson are done; never fewer than before. A full disk stops no lesson."""
    found = load()
    if found.get(name, -1) >= done:
        return
    found[name] = done
    with contextlib.suppress(OSError):
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(found, indent=1), "utf-8")
        fresh.replace(path)


def reset() -> None:
    """Forget everything. Raises OutputError."""
    try:
        _path().unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"the progress cannot be removed: {(error.strerror or str(error)).lower()}.") from None
