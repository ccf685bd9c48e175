"""A session's witness: writes it into its recording, holds its messages, and says how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srpscope.capture.events import ending
from srpscope.live.driving import Hold, Unwatched
from srpscope.live.recording import Recording
from srpscope.wire.decoders import Decoded
from srpscope.wire.exchange import Exchange, Send
from srpscope.wire.wires import decode, wire


class Recorder(Unwatched):
    """Writes one side's session down as it happens. hold: where it waits for a person.

    wire: the name of the messages' decoder.
    """

    def __init__(self, recording: Recording, hold: Hold, wire: str) -> None:
        self.recording = recording
        self.hold = hold
        self.wire = wire
        self._carried: tuple[str, ...] = ()

    def decoded(self, sender: str, endpoint: str, data: bytes) -> Decoded | None:
        """What a message of this session holds."""
        return decode(self.wire, sender, data, endpoint or None)

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """Wait for a person where this message is to be held; what the person changed is recorded."""
        if not self.hold.wants(step.name):
            return data
        sent = await self.hold.wait(step, data)
        if sent is not None and sent != self.hold.given:
            self.edited(exchange.side, step, self.hold.given, sent)
        return sent

    def edited(self, side: str, step: Send, built: bytes, sent: bytes) -> None:
        """A person changed a message before it was sent: each value of it that is another one now."""
        before, after = self.decoded(side, step.endpoint, built), self.decoded(side, step.endpoint, sent)
        old = before.values if before is not None else {}
        new = after.values if after is not None else {}
        changed = [name for name in new if new[name] != old.get(name)]
        for name in changed:
            text = f"{name} was set by hand in {step.name}."
            self.recording.event("edit", text, by=side, value=name, hex=new[name].hex(), of=name)
        if not changed:
            self.recording.event("edit", f"{step.name} was changed by hand.", by=side, of="message")

    def encoded(self, name: str, content: bytes) -> bytes:
        """The held message with another content of one value. Raises UserError where it has no such field."""
        return wire(self.wire).encode(self.hold.need().data, name, content)

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Record a message."""
        self.recording.message(sender, via, endpoint, data)
        self.carry(sender, endpoint, data)

    def carry(self, sender: str, endpoint: str, data: bytes) -> None:
        """Remember what the last message with values held: what a refusal after it refuses."""
        read = self.decoded(sender, endpoint, data)
        if read is not None and read.values:
            self._carried = tuple(read.values)

    def event(self, what: str, text: str, **more: Any) -> None:
        """Record an event."""
        self.recording.event(what, text, **more)

    def values(self, side: str, values: dict[str, str]) -> None:
        """Record values."""
        self.recording.values(side, values)

    def ended(self, exchange: Exchange) -> None:
        """Record who accepted or refused what, or that the session broke off."""
        self.happened(ending(exchange, self._carried))

    def happened(self, keys: Mapping[str, Any]) -> None:
        """Record an event in the one form of srpscope.capture.events."""
        self.recording.happened(keys)
