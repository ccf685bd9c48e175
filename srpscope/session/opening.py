"""The one way in: files, bytes, a paste or standard input become handshakes, and one of them a session.

Pieces of one handshake are joined, pages of private values are brought to their handshake, lines of a key log that
belong to none are dropped, open questions are said, and a capture that names no dialect gets the one that fits. Every
command, screen, lesson and answer opens what it looks at here, so that none of them sees another handshake.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read, read_beside
from srpscope.capture.questions import remind
from srpscope.capture.source import Source
from srpscope.capture.text.text_lines import is_text
from srpscope.errors import FileError, UserError
from srpscope.nearest import did_you_mean
from srpscope.session.declaring import declared
from srpscope.session.reading import usable
from srpscope.session.session import Session
from srpscope.srp.dialect import Dialect, dialect, shipped_ids
from srpscope.srp.values import ORDER


@dataclass(frozen=True)
class Handshakes:
    """What sources hold: every handshake in them. leading: how many of the first ones the source named first has a
    piece of; those are meant, and what other sources hold beside is only at hand.
    apart: whether another source has handshakes and a part in none of those; who named it means it no less.
    unread: places of pages that name a value and were not read. barren: a sentence for each text beside a handshake in
    which nothing could be read."""

    captures: list[Capture]
    leading: int
    apart: bool = False
    unread: tuple[str, ...] = ()
    barren: tuple[str, ...] = ()

    @property
    def meant(self) -> list[Capture]:
        """The handshakes of the source named first."""
        return self.captures[: self.leading]

    @property
    def offered(self) -> list[Capture]:
        """Those that a person is asked to choose from: what is meant, and all where a source named beside is apart."""
        return self.captures if self.apart else self.meant


_OF_PLACES = re.compile(r"lines? \d|Read from the page: |\d+ places? w")
"""A note that names lines, which are those of one of several files."""


def read_sources(sources: Sequence[Source], adding: bool = False) -> Handshakes:
    """Every handshake in the sources, pieces of one handshake merged, those of the first source in front.

    adding: it is for a handshake that is open, and so may be a TLS key log alone. Raises FileError where a source is
    nothing that can be read; an empty list where no handshake is in them.
    """
    pieces, barren = _read_each(sources)
    if not adding:
        _refuse_keys_alone(pieces)
    if len(sources) > 1:
        for one in (capture for found in pieces for capture in found):
            one.notes[:] = [f"{one.name}: {note}" if _OF_PLACES.match(note) else note for note in one.notes]
    captures = [one for found in pieces for one in found]
    unread = (
        *(f"{one.name}: {place}" for one in captures for place in one.unread),
        *(sentence.rstrip(".") for sentence in barren),
    )
    for sentence in barren:
        captures[0].notes.append(sentence)
    leading, apart = len(captures), False
    if len(captures) > 1:
        apart = _is_apart(pieces)
        captures, leading = _joined(captures, pieces[0] if len(sources) > 1 else captures)
        apart = apart and leading < len(captures)
    return Handshakes([remind(one) for one in captures], min(leading, len(captures)), apart, unread, barren)


def _refuse_keys_alone(pieces: Sequence[Sequence[Capture]]) -> None:
    """A TLS key log says nothing of SRP: its secrets are of whatever connections there were."""
    from srpscope.capture.merge import is_only_a_key

    captures = [one for found in pieces for one in found]
    if captures and all(is_only_a_key(one) for one in captures):
        raise FileError(
            f"{captures[0].name}: a TLS key log alone holds no handshake, whatever its connections were. Open it "
            "together with the packets: srpscope PACKETS KEYLOG."
        )


def _read_each(sources: Sequence[Source]) -> tuple[list[list[Capture]], tuple[str, ...]]:
    """What each source holds, and a sentence for each text of several in which nothing can be read.

    A page may hold too little to show that it is of SRP: beside a handshake it need not, and where it holds nothing,
    the handshake is looked at without it. Raises FileError where no other source has a handshake.
    """
    from srpscope.capture.identity import identity

    pieces: list[list[Capture]] = []
    failed: dict[int, FileError] = {}
    for index, source in enumerate(sources):
        try:
            pieces.append(read(source))
        except FileError as error:
            failed[index] = error
            pieces.append([])
    first = next(iter(failed.values()), None)
    if first is not None and not any(one.messages or any(identity(one).values()) for found in pieces for one in found):
        raise first
    barren: list[str] = []
    for index, failure in failed.items():
        if not sources[index].size or not is_text(sources[index].head):
            raise failure
        try:
            pieces[index] = read_beside(sources[index])
        except FileError as still:
            barren.append(str(still))
    return pieces, tuple(barren)


def _is_whole(capture: Capture) -> bool:
    """Whether it says which handshake it is of: a page of private values or a key log does not."""
    from srpscope.capture.identity import identity
    from srpscope.capture.merge import is_only_a_key

    return not is_only_a_key(capture) and bool(any(identity(capture).values()) or capture.messages)


def _is_apart(pieces: Sequence[Sequence[Capture]]) -> bool:
    """Whether a source has handshakes, and none of them is one of the first source's."""
    from srpscope.capture.merge import pieces_of_each

    whole = [{id(one) for one in found if _is_whole(one)} for found in pieces]
    groups = [{id(one) for one in group} for group in pieces_of_each([one for found in pieces for one in found])]
    led: set[int] = set().union(*(group for group in groups if group & whole[0]))
    return bool(led) and any(found and not found & led for found in whole)


def _joined(captures: list[Capture], first: list[Capture]) -> tuple[list[Capture], int]:
    """Pieces of one handshake merged, and pages brought to theirs; those that the first source has a piece of stand in
    front, and how many they are."""
    from srpscope.capture.companions import join_companions
    from srpscope.capture.merge import is_only_a_key, merge, merged, pieces_of_each

    if first is captures:
        found, leading = merge(captures), len(captures)
    else:
        whole = {id(one) for one in first if _is_whole(one)}
        groups = pieces_of_each(captures)
        led = [group for group in groups if any(id(one) in whole for one in group)]
        others = [group for group in groups if group not in led]
        found, leading = [merged(group) for group in (*led, *others)], len(led) or len(groups)
    found = join_companions(found, one_page=first is captures and not any(one.messages for one in found))
    # Lines of a key log that belong to no handshake at hand only stand in the way of those that do.
    return [one for one in found if not is_only_a_key(one)] or found, leading


def read_path(path: Path, adding: bool = False) -> Handshakes:
    """Every handshake in a file. Raises FileError, where there is none too."""
    return _some(read_sources([Source.of_path(path)], adding), path.name)


def read_text(text: str, name: str, adding: bool = False) -> Handshakes:
    """Every handshake in a paste. Raises FileError, where there is none too."""
    return _some(read_sources([Source.of_text(text, name)], adding), name)


def _some(found: Handshakes, name: str) -> Handshakes:
    if not found.captures:
        raise FileError(f"{name}: no handshake was found in it.")
    return found


def session_of(
    capture: Capture,
    spoken: str | dict[str, Any] | None = None,
    settings: Sequence[tuple[str, str, str]] = (),
    declare: bool = True,
) -> Session:
    """The session over a capture.

    spoken: the dialect of both sides whatever the file names, by its id or as the settings object that Nimbus
    publishes. settings: more values, (side, name, content) each. declare: a capture that names no dialect gets the one
    that fits it. Raises UserError for an unknown dialect that a person named, and for a value of `settings` that no
    dialect has.
    """
    if isinstance(spoken, dict):
        capture = replace(capture, header={**capture.header, "dialect": spoken})
    dialects = {"both": spoken} if isinstance(spoken, str) else {}
    session = Session(capture, dialects=dialects, settings=list(settings))
    session = declared(session) if declare else session
    for said in session.statement.values[len(session.statement.values) - len(settings) :]:
        _known(said.name, session.dialect("server" if said.side == "server" else "client"))
    return session


def _known(name: str, spoken: Dialect) -> None:
    """Raises UserError for a value that neither this dialect nor any other has: nothing would ever use it."""
    if usable(name, spoken) or any(usable(name, dialect(one)) for one in shipped_ids()):
        return
    names = (*ORDER, *spoken.inputs, *spoken.own_values)
    raise UserError(f"{name[:40]!r} is no value of SRP.{did_you_mean(name, names)}")
