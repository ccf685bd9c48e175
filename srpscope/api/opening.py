"""Handshakes from files and text, by the one way in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from srpscope.api.handshake import Handshake
from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.errors import FileError, UserError
from srpscope.session.opening import Handshakes, read_sources, session_of
from srpscope.srp.values import SIDES


def open(
    *files: str | Path, session: int = 1, dialect: str | None = None, values: Mapping[str, str] | None = None
) -> Handshake:
    """The handshake in the files: logs, captures, radio and network captures, pages of values, our own recordings.

    Several files that belong to one handshake are merged, the first one leads. session: which one, where they hold
    several (1 is the first). dialect: what both sides speak, whatever the file names; a capture that names none gets
    the one that fits. values: more of them, as {"client.a": "65f3..", "client.P": "secret"}.
    Raises FileError where nothing can be read or no handshake is found, UserError for a session or dialect that is not
    there.
    """
    found = _meant(read_sources([_source(one) for one in files]), files)
    return _chosen(found, session, dialect, values)


def open_all(*files: str | Path, dialect: str | None = None) -> list[Handshake]:
    """Every handshake in the files, pieces of one handshake merged. Raises FileError, where there is none too."""
    found = _meant(read_sources([_source(one) for one in files]), files)
    return [Handshake(session_of(one, dialect)) for one in found]


def parse(
    data: str | bytes,
    name: str = "text",
    *,
    session: int = 1,
    dialect: str | None = None,
    values: Mapping[str, str] | None = None,
) -> Handshake:
    """The handshake in a text or in the bytes of a file, as open() finds it. name: for sentences about it."""
    source = Source.of_text(data, name) if isinstance(data, str) else Source.of_bytes(data, name)
    return _chosen(_meant(read_sources([source]), [name]), session, dialect, values)


def _source(file: str | Path) -> Source:
    return Source.of_path(Path(file))


def _meant(found: Handshakes, files: Iterable[object]) -> list[Capture]:
    if not found.captures:
        named = ", ".join(map(str, files))
        raise FileError(f"{named or 'no file'}: no handshake was found in it.")
    return found.captures


def _chosen(captures: list[Capture], number: int, dialect: str | None, values: Mapping[str, str] | None) -> Handshake:
    if not 1 <= number <= len(captures):
        raise UserError(f"there {'is one handshake' if len(captures) == 1 else f'are {len(captures)} handshakes'}.")
    return Handshake(session_of(captures[number - 1], dialect, settings_of(values or {})))


def settings_of(values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """{"client.a": ..} as the (side, name, content) that a session takes. Raises UserError."""
    found = []
    for key, content in values.items():
        side, dot, name = key.partition(".")
        if not dot or not name or side not in SIDES:
            raise UserError(f"{key[:40]!r} is not SIDE.NAME, where SIDE is one of {', '.join(SIDES)}.")
        found.append((side, name, content))
    return found
