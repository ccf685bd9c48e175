"""What is brought while a handshake is open is offered to it: what is new, what is the same, what contradicts.

Nothing is replaced. What contradicts is left out when the rest is added, and somebody who means it opens it apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Literal

from srpscope.capture.capture import Capture, Line, fill_header
from srpscope.session.declaring import declared
from srpscope.session.session import Session, View
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure
from srpscope.srp.values import BOTH_SIDES, ORDER, Value, same
from srpscope.srp.written import FORMS, written, written_on_wire

_MADE_TO_CHECK = frozenset([("server", "M1"), ("client", "M2")])
"""A proof that a side makes to compare it with the one that arrived: another one is why it refuses, and contradicts
nothing."""

Standing = Literal["new", "same", "contradicts"]
_HEADER = ("dialect", "client_dialect", "server_dialect", "enroller_dialect", "group", "group_by", "hash", "wire")


@dataclass(frozen=True)
class OfferedValue:
    """One value that was brought. side: whose, or wire, or both. beside: how it stands to what was known, in words.
    odd: it is new, and what it gives is not what was known (g^a is not A)."""

    side: str
    name: str
    value: Value
    standing: Standing
    beside: str
    odd: bool = False


@dataclass(frozen=True)
class Offer:
    """What can be added to a session. messages, others: how many messages and how many events and hash calls are new.
    notes: what could not be read."""

    capture: Capture
    items: tuple[OfferedValue, ...]
    messages: int
    others: int
    notes: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it can be of this handshake: nothing that names one (A, B) contradicts."""
        return not any(item.standing == "contradicts" and item.name in ("A", "B") for item in self.items)

    @property
    def adds(self) -> bool:
        """Whether anything is new."""
        return bool(self.messages or self.others) or any(item.standing == "new" for item in self.items)


def named(session: Session) -> tuple[str, ...]:
    """The values that a capture itself names or sends, in order: not those that follow from them."""
    said = {one.name for one in session.statement.values} | session.view.wire.keys()
    return tuple(name for name in dict.fromkeys([*ORDER, *session.view.comparison.rows]) if name in said)


def offer(session: Session, captures: Sequence[Capture]) -> Offer:
    """How what was read stands to a session. One exponentiation where an a is brought. Raises UserError."""
    whole = _together(captures)
    known = session.evaluate([])
    header = {key: value for key in _HEADER if (value := session.capture.header.get(key)) is not None}
    fill_header(header, whole.header)
    brought = Session(replace(whole, header=header), session.dialects).evaluate([])
    items = tuple(_items(whole, brought, known, session.memory.allowance))
    lines = {_key(line) for line in session.capture.lines}
    fresh = [line for line in whole.lines if line.get("type") != "values" and _key(line) not in lines]
    messages = sum(line.get("type") == "message" for line in fresh)
    # What a page leaves open (its group, its dialect) the handshake says; what was passed over it does not.
    return Offer(whole, items, messages, len(fresh) - messages, unread(whole))


def unread(capture: Capture) -> tuple[str, ...]:
    """What a reader says that it did not read."""
    return tuple(note for note in capture.notes if "not read" in note or note.endswith(" It is left out."))


def added(session: Session, offered: Offer) -> Session:
    """The session with what is new in an offer; its edits stay as they are."""
    new = {(item.side, item.name) for item in offered.items if item.standing == "new"}
    lines = {_key(line) for line in session.capture.lines}
    more: list[Line] = []
    for line in offered.capture.lines:
        if line.get("type") == "values":
            values = {key: text for key, text in _values(line) if (str(line.get("side")), _name(key)) in new}
            if values:
                more.append({**deepcopy(line), "values": values})
        elif _key(line) not in lines:
            more.append(deepcopy(line))
    header = dict(session.unguessed.capture.header)
    brought = offered.capture.header
    fill_header(header, {key: brought[key] for key in (*_HEADER, "printed_by") if brought.get(key) is not None})
    header["secrets"] = bool(header.get("secrets") or offered.capture.header.get("secrets"))
    return _with(session, header, more)


def seen(session: Session, side: str, name: str, form: str, content: str) -> Session:
    """The session with one value that a person says was so: evidence, and no edit. Raises UserError."""
    spoken = session.dialect("server" if side == "server" else "client")
    if side == "wire":
        written_on_wire(spoken, name, form, content)
    else:
        written(spoken, name, form, content)
    key = name if form in ("", "hex") and spoken.kind(name) != "text" else f"{name}.{form or 'text'}"
    line = {"type": "values", "side": side, "by": "typed", "values": {key: content}}
    return _with(session, dict(session.unguessed.capture.header), [line])


def as_spoken(session: Session, key: str, content: str | None) -> Session:
    """The session with another word in its header: the dialect of both or of a side, the group, the hash, the language
    of the accused program; None takes the word out. It wins over what the command line chose. Raises UserError."""
    plain = session.unguessed
    header = {name: value for name, value in plain.capture.header.items() if name != key}
    chosen = dict(plain.dialects)
    if key == "dialect":
        chosen.clear()
        header = {name: value for name, value in header.items() if not name.endswith("_dialect")}
    elif key.endswith("_dialect"):
        own, other = key.removesuffix("_dialect"), "server" if key == "client_dialect" else "client"
        # A choice for both wins over a side's own word: what the other side speaks is kept as its own.
        header.setdefault(f"{other}_dialect", session.dialect(other).id)
        chosen.pop(own, None)
        chosen.pop("both", None)
    if content is not None:
        header[key] = content
    made = _with(session, header, [], chosen)
    made.dialect("client"), made.dialect("server")
    return made


def _with(session: Session, header: Line, lines: list[Line], dialects: dict[str, str] | None = None) -> Session:
    """The session as it would have been opened with these: what was guessed without them is guessed anew."""
    plain = session.unguessed
    capture = replace(plain.capture, header=header, lines=[*plain.capture.lines, *lines], numbers=[])
    spoken = plain.dialects if dialects is None else dialects
    made = declared(Session(capture, dict(spoken), list(session.settings), memory=session.memory))
    if made.edits != session.edits:
        made.replace_edits(list(session.edits))
    return made


def _together(captures: Sequence[Capture]) -> Capture:
    first, *others = captures
    header = dict(first.header)
    for one in others:
        header |= {key: value for key, value in one.header.items() if header.get(key) is None}
    lines = [line for one in captures for line in one.lines if line.get("type") != "edit"]
    notes = [note for one in captures for note in one.notes]
    return replace(first, header=header, lines=lines, notes=notes, numbers=[])


def _values(line: Line) -> list[tuple[str, str]]:
    values = line.get("values")
    if not isinstance(values, dict):
        return []
    return [(str(key), text) for key, text in values.items() if isinstance(text, str)]


def _name(key: str) -> str:
    name, dot, form = key.rpartition(".")
    return name if dot and form in FORMS else key


def _key(line: Line) -> str:
    """What makes two lines the same: everything but when."""
    return str(sorted((key, str(value)) for key, value in line.items() if key != "t"))


def _items(whole: Capture, brought: View, known: View, allowance: Allowance) -> Iterable[OfferedValue]:
    done: set[tuple[str, str]] = set()
    for line in whole.of_type("values"):
        side = str(line.get("side"))
        for key, _ in _values(line):
            name = _name(key)
            value = _brought(brought, side, name)
            if value is not None and (side, name) not in done:
                done.add((side, name))
                yield _item(side, name, value, known, allowance)


def _brought(view: View, side: str, name: str) -> Value | None:
    if side == "wire":
        return view.wire.get(name)
    if side == "enroller":
        return None if view.enroller is None else view.enroller.knowledge.given.get(name)
    sheet = view.server if side == "server" else view.client
    return sheet.knowledge.given.get(name)


def _item(side: str, name: str, value: Value, known: View, allowance: Allowance) -> OfferedValue:
    sent = known.wire.get(name) if (side, name) not in _MADE_TO_CHECK else None
    if sent is not None:
        if same(value, sent):
            return OfferedValue(side, name, value, "same", "as on the wire")
        return OfferedValue(side, name, value, "contradicts", "another stands on the wire")
    for one in BOTH_SIDES if side in ("both", "wire", "enroller") else (side,):
        cell = known.sheet(one)[name]
        if cell.value is None:
            continue
        equal = same(value, cell.value)
        if cell.source in ("given", "received"):
            if equal:
                return OfferedValue(side, name, value, "same", "as known")
            return OfferedValue(side, name, value, "contradicts", "another is known")
        said = "as its formula gives" if equal else f"the {one}'s formula gives another"
        return OfferedValue(side, name, value, "new", said, odd=not equal)
    if name == "a":
        return _private(side, value, known, allowance)
    return OfferedValue(side, name, value, "new", "")


def _private(side: str, value: Value, known: View, allowance: Allowance) -> OfferedValue:
    N, g, A = (known.client[name].value for name in ("N", "g", "A"))
    if not (isinstance(value, int) and isinstance(N, int) and isinstance(g, int) and A is not None):
        return OfferedValue(side, "a", value, "new", "")
    try:
        public = allowance.power(g, value, N)
    except Failure as failure:
        return OfferedValue(side, "a", value, "new", f"g^a was not computed: {failure}")
    if same(public, A):
        return OfferedValue(side, "a", value, "new", "g^a is the A that was sent")
    return OfferedValue(side, "a", value, "new", "g^a is not the A that was sent", odd=True)
