"""What was answered last when a live session was begun from the screen, for each way: address, port, user name. Never a
password."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from srpscope.bounded import read_file
from srpscope.errors import FileError
from srpscope.live.system import SystemWay
from srpscope.places import state_folder
from srpscope.state_files import update

_LIMIT = 65_536
_LONGEST = 512


def _file() -> Path:
    return state_folder() / "live.json"


def _all() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(read_file(_file(), _LIMIT))
    except (FileError, ValueError, RecursionError):
        return {}
    ways = found.items() if isinstance(found, dict) else ()
    return {
        title: {str(heading): str(text)[:_LONGEST] for heading, text in answers.items()}
        for title, answers in ways
        if isinstance(answers, dict)
    }


def remembered(way: SystemWay, heading: str, default: str) -> str:
    """What was answered last, else the default. A file that cannot be read remembers nothing."""
    return default if heading == "Password" else _all().get(way.title, {}).get(heading, default)


def remember(way: SystemWay, answers: list[str]) -> None:
    """Keep the answers but the password. A state folder that cannot be written is no reason to stop."""
    said = {heading: text for (heading, _, _), text in zip(way.asks, answers, strict=True) if heading != "Password"}

    def with_answers() -> bytes:
        return json.dumps({**_all(), way.title: said}, ensure_ascii=True).encode()

    if said:
        with contextlib.suppress(OSError):
            update(_file(), with_answers)


def ways_remembered() -> list[str]:
    """The titles of the ways into a live session of which answers are kept."""
    return list(_all())


def forget() -> None:
    """Remember nothing of any way. Raises OutputError."""
    from srpscope.errors import OutputError, reason

    try:
        _file().unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{_file()}: {reason(error)}.") from error
