"""Which of several handshakes: what tells one from another, and two of them laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from srpscope.capture.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.session.opening import session_of
from srpscope.session.outcome import outcome_of
from srpscope.srp.encodings import bytes_text
from srpscope.tui.flows.asking import Ask

MOST_LOOKED_INTO = 60
"""Handshakes whose messages are read for the chooser; of later ones only their title and length are shown."""

ENDINGS = {"broken-off": "broken off", "unknown": ""}


@dataclass(frozen=True)
class Choice:
    """The handshakes that a source holds, and a row for each: (what it is called, how it ended, whose it is, when)."""

    captures: Sequence[Capture]
    rows: Sequence[tuple[str, str]]


def choice_of(captures: Sequence[Capture]) -> Choice:
    """Look into each. Reads their messages, and works nothing out: called off the UI thread all the same."""
    rows = []
    for number, capture in enumerate(captures, 1):
        detail = _detail(capture) if number <= MOST_LOOKED_INTO and len(captures) > 1 else _length(capture)
        rows.append((capture.title or f"handshake {number}", detail))
    return Choice(captures, rows)


def _detail(capture: Capture) -> str:
    try:
        session = session_of(capture, declare=False)
        ended = outcome_of(session)
        words = ENDINGS.get(ended.ending, ended.ending)
        if ended.ending == "refused" and ended.of:
            words = f"{printable(ended.of, 12)} refused"
        parts = [words, _user(session), _time(session), _length(capture)]
    except SrpscopeError:
        parts = [_length(capture)]
    return ", ".join(part for part in parts if part)


def _user(session: Session) -> str:
    for message in session.messages:
        if message.decoded is not None and "I" in message.decoded.values:
            return printable(bytes_text(message.decoded.values["I"]), 16)
    said = (one for one in session.statement.values if one.name == "I")
    return next((printable(str(one.content), 16) for one in said), "")


def _time(session: Session) -> str:
    """When it began: the clock's time where the file says so, else since the recording began."""
    created = session.capture.header.get("created")
    if isinstance(created, str) and len(created) >= 19 and not created.startswith("1970"):
        return printable(created[11:19], 8)
    first = next((message.time for message in session.messages if message.time is not None), None)
    return "" if first is None else f"at {first:.1f} s"


def _length(capture: Capture) -> str:
    count = len(capture.messages)
    return f"{count} message{'' if count == 1 else 's'}" if count else ""


def choose(ask: Ask, found: Choice, chosen: Callable[[Capture], None], left: Callable[[], None]) -> None:
    """Ask which one, where there are several. left: what is done where nobody says."""
    captures = found.captures
    if len(captures) == 1:
        chosen(captures[0])
        return

    def answered(index: int | None) -> None:
        if index is None:
            left()
        else:
            chosen(captures[index])

    def two(one: int, other: int) -> None:
        ask.open_two(lambda: session_of(captures[one]), lambda: session_of(captures[other]))

    keys = "enter choose  space mark  m compare two  esc leave it open"
    ask.ask_which(f"{len(captures)} handshakes", "Which one?", found.rows, answered, keys, two)
