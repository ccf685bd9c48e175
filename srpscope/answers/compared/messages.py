"""The messages and events of two handshakes, paired in order: the same one, by who sends it and what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from srpscope.answers.compared.values import Attempt, State, ValueRow
from srpscope.capture.events import Event
from srpscope.session import Message

MOST = 500
"""Messages, and events, of each that are looked at."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class MessagePair:
    """One message in both. number: its place, from 1. fields: value -> how it stands. after: seconds since the first
    message of its own handshake, or None. why: the field that makes it what it is."""

    number: int
    left: Message | None
    right: Message | None
    state: State
    fields: Mapping[str, State]
    after: tuple[float | None, float | None]
    why: str = ""

    @property
    def any(self) -> Message:
        """One of the two."""
        found = self.left or self.right
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """What the protocol calls it; its endpoint where it is none of the handshake's."""
        message = self.any
        if message.decoded is not None and message.decoded.name:
            return message.decoded.name
        endpoint = message.line.get("endpoint")
        return endpoint if isinstance(endpoint, str) else "message"

    @property
    def read(self) -> bool:
        """It is known what is in it."""
        return self.any.decoded is not None


@dataclass(frozen=True)
class EventPair:
    """What happened in both, or in one."""

    left: Event | None
    right: Event | None
    state: State


def paired_messages(left: Attempt, right: Attempt, values: Mapping[str, ValueRow]) -> tuple[MessagePair, ...]:
    """Every message of either."""
    one, other = left.session.messages[:MOST], right.session.messages[:MOST]
    begun = _begun(one), _begun(other)
    found = []
    for number, (mine, theirs) in enumerate(_paired(one, other, [_key(m) for m in one], [_key(m) for m in other]), 1):
        fields = _fields(mine, theirs, values)
        state, why = _state(mine, theirs, fields)
        found.append(
            MessagePair(number, mine, theirs, state, fields, (_after(mine, begun[0]), _after(theirs, begun[1])), why)
        )
    return tuple(found)


def paired_events(left: Attempt, right: Attempt) -> tuple[EventPair, ...]:
    """Every event of either that decides something."""
    one, other = left.session.events[:MOST], right.session.events[:MOST]
    one, other = _once(one), _once(other)  # a message that refuses, and the line that says so, are one
    keys = [[(e.what, e.by, e.of) for e in events] for events in (one, other)]
    return tuple(
        EventPair(mine, theirs, "same" if mine is not None and theirs is not None else "missing")
        for mine, theirs in _paired(one, other, keys[0], keys[1])
    )


def _once(events: Sequence[Event]) -> list[Event]:
    return [
        event
        for event, before in zip(events, (None, *events), strict=False)
        if before is None
        or (event.what, event.by, event.of, event.text) != (before.what, before.by, before.of, before.text)
    ]


def _paired(
    left: Sequence[Item], right: Sequence[Item], keys: Sequence[object], others: Sequence[object]
) -> Iterator[tuple[Item | None, Item | None]]:
    for kind, a, b, c, d in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(left[a:b], right[c:d], strict=True)
        else:
            yield from ((one, None) for one in left[a:b])
            yield from ((None, one) for one in right[c:d])


def _key(message: Message) -> tuple[str, str]:
    decoded = message.decoded
    return message.sender, decoded.name if decoded is not None else str(message.line.get("endpoint"))


def _begun(messages: Sequence[Message]) -> float | None:
    return next((one.time for one in messages if one.time is not None), None)


def _after(message: Message | None, begun: float | None) -> float | None:
    return None if message is None or message.time is None or begun is None else message.time - begun


def _fields(left: Message | None, right: Message | None, values: Mapping[str, ValueRow]) -> dict[str, State]:
    if left is None or right is None or left.decoded is None or right.decoded is None:
        return {}
    mine, theirs = left.decoded.values, right.decoded.values
    found: dict[str, State] = {}
    for name in dict.fromkeys([*mine, *theirs]):
        if name not in mine or name not in theirs:
            found[name] = "missing"
        elif mine[name] == theirs[name]:
            found[name] = "same"
        else:
            row = values.get(name)
            column = None if row is None else row.columns.get("wire")
            # The same value in another form, as with a 00 in front, is a difference of the message.
            found[name] = "differ" if row is None else column.state if column is not None else row.state
            if found[name] == "same":
                found[name] = "differ"
    return found


def _state(left: Message | None, right: Message | None, fields: Mapping[str, State]) -> tuple[State, str]:
    if left is None or right is None:
        return "missing", ""
    if left.data == right.data:
        return "same", ""
    if left.decoded is not None and right.decoded is not None and left.decoded.refusal != right.decoded.refusal:
        return "differ", "refusal"
    for state in ("differ", "missing", "follows", "drawn"):
        name = next((one for one, found in fields.items() if found == state), None)
        if name is not None:
            return ("differ" if state == "missing" else state), name
    return "differ", "frame" if fields else ""
