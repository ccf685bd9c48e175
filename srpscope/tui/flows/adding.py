"""What is brought while a handshake is open: read, offered to it, and added; or opened apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from srpscope.errors import SrpscopeError, UserError
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.session.adding import Offer, added, as_spoken, named, offer, seen
from srpscope.session.opening import read_path, read_text, session_of
from srpscope.srp.dialect import dialect_ids
from srpscope.tui.desk import Desk
from srpscope.tui.facts.forms import typed
from srpscope.tui.facts.moment.needed import DIALECT, SIDE_OF, Needed, needed
from srpscope.tui.flows.asking import Ask
from srpscope.tui.flows.opening import HowOpened, open_text, path_in
from srpscope.wording import listed

TEXTS = ("I", "P")

LEAST_HIDDEN = 3
"""Letters of a password that is worth hiding."""

MOST_NAMED = 4
"""Dialects that are named where several are meant."""


@dataclass(frozen=True)
class Brought:
    """What was read: how it stands to what is open (None where nothing is), the session with it, what is missing, and
    which values it names itself."""

    offered: Offer | None
    session: Session
    lacking: Needed | None
    names: tuple[str, ...] = ()

    @property
    def passwords(self) -> tuple[str, ...]:
        """Those that were brought: hidden where values are. One of a letter or two would hide half of what is read."""
        if self.offered is not None:
            texts = [one.value for one in self.offered.items if one.name == "P"]
        else:
            texts = [one.content for one in self.session.statement.values if one.name == "P"]
        return tuple(text for text in texts if isinstance(text, str) and len(text) >= LEAST_HIDDEN)


def readable(values: Mapping[str, str]) -> frozenset[str]:
    """Which of the values that somebody types are whole by now: a dialect by its name, bytes that are bytes."""
    found = set()
    for name, text in values.items():
        if name == DIALECT:
            whole = len(dialects_like(text)) == 1
        elif name in TEXTS:
            whole = bool(text)
        else:
            whole = _are_bytes(typed(text)[1])
        if whole:
            found.add(name)
    return frozenset(found)


def _are_bytes(digits: str) -> bool:
    try:
        return bool(bytes.fromhex(digits))
    except ValueError:
        return False


def dialects_like(text: str) -> list[str]:
    """The dialect of that name; else those whose names begin so, else those that hold it somewhere."""
    typed_name = text.strip().lower()
    names = dialect_ids()
    if not typed_name or typed_name in names:
        return [typed_name] if typed_name else []
    return [one for one in names if one.startswith(typed_name)] or [one for one in names if typed_name in one]


def _the_one(text: str) -> str:
    """The one dialect that a name means. Raises UserError."""
    like = dialects_like(text)
    if len(like) != 1:
        said = f"is like {listed(like[:MOST_NAMED])}" if like else "is the name of no dialect"
        raise UserError(f"{printable(text, 40)} {said}: ^l lists them all.")
    return like[0]


def read_brought(session: Session | None, text: str, spoken: str = "") -> Brought | None:
    """Read what was pasted, a file by its path, and see how it stands to a session; None where there is nothing.
    spoken: the dialect that was typed beside it; one that several are like is still being typed.

    Works both sides out: called off the UI thread. Raises FileError, UserError.
    """
    like = dialects_like(spoken)
    whole = like[0] if len(like) == 1 else ""
    if not text.strip():
        return None if session is None else _brought(None, session, whole)
    path, adding = path_in(text), session is not None
    found = read_text(text, "what was pasted", adding) if path is None else read_path(path, adding)
    if session is None:
        first = session_of(found.meant[0])
        return _brought(None, first, whole, named(first))
    offered = offer(session, found.meant)
    return _brought(offered, added(session, offered) if offered.fits else session, whole)


def _brought(offered: Offer | None, session: Session, spoken: str, names: tuple[str, ...] = ()) -> Brought:
    made = as_spoken(session, DIALECT, spoken) if spoken else session
    lacking = needed(made, made.view)
    if spoken and lacking is not None:
        lacking = lacking.with_dialect()
    return Brought(offered, made, lacking, names)


def with_typed(session: Session, values: Mapping[str, str]) -> Session:
    """The session with values that were typed into the blanks. Raises UserError naming the value."""
    if spoken := values.get(DIALECT, "").strip():
        session = as_spoken(session, DIALECT, _the_one(spoken))  # first: it says how the others are read
    for name, text in values.items():
        if text and name != DIALECT:
            form, content = ("text", text) if name in TEXTS else typed(text)
            session = seen(session, SIDE_OF.get(name, "both"), name, form, content)
    return session


@dataclass(frozen=True)
class Finished:
    """A session with what was brought, and what to say of it."""

    session: Session
    offered: Offer | None
    said: str


def finished(session: Session, text: str, values: Mapping[str, str]) -> Finished:
    """The session with what was pasted and typed. Raises FileError, UserError."""
    found = read_brought(session, text)
    offered = None if found is None else found.offered
    new = [] if offered is None else [item.name for item in offered.items if item.standing == "new"]
    out = with_typed(session if found is None else found.session, values)
    names = " ".join(printable(name, 24) for name in dict.fromkeys([*new, *values])) or "What was pasted"
    return Finished(out, offered, f"Added: {names}. u takes it back.")


def open_brought(
    desk: Desk,
    ask: Ask,
    text: str,
    values: Mapping[str, str],
    before: Callable[[], None],
    failed: Callable[[SrpscopeError], None],
) -> None:
    """Open what was pasted as a handshake of its own, with what was typed beside it. before: done once nothing can go
    wrong any more; failed: told what did, so that nothing that was pasted or typed is lost."""
    open_text(desk, ask, text, HowOpened(failed, more=lambda opened: with_typed(opened, values), before=before))
