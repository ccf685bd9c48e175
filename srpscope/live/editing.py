"""The message that a side holds, changed by a person: as bytes, as one of its fields, or as a value from which it is
made. Each change can be taken back until the message goes, and is recorded when it does, not before."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.errors import SrpscopeError, UserError
from srpscope.live.driving import Held, Hold
from srpscope.live.party import SheetParty, computing
from srpscope.live.recording import Recording
from srpscope.live.watching import Recorder
from srpscope.srp.encodings import even_hex
from srpscope.srp.formula import Formula
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import Value
from srpscope.wire.exchange import Exchange, Send


@dataclass(frozen=True)
class _Before:
    """A held message before an edit: this side's values, the message, and how many edits were made."""

    state: tuple[Knowledge, dict[str, bytes]] | None
    held: Held
    given: bytes
    unsent: int


class Editing(Recorder):
    """A side whose held messages can be changed. driven: the exchange whose message waits, or waited last.

    unsent: the edits of the message that waits, as they will be recorded when it is sent. sent_edits: those that went
    out and still stand.
    """

    driven: Exchange | None = None

    def __init__(self, recording: Recording, hold: Hold, wire: str) -> None:
        super().__init__(recording, hold, wire)
        self.unsent: list[dict[str, object]] = []
        self.sent_edits: list[dict[str, object]] = []
        self._before: list[_Before] = []

    @property
    def held(self) -> Held | None:
        """The message that waits."""
        return self.hold.held

    @property
    def computes(self) -> SheetParty | None:
        """The values that this side computes; None where it only passes on what another one says."""
        return computing(self.driven) if self.driven is not None else None

    @property
    def held_fields(self) -> tuple[str, ...]:
        """The values that the held message carries and that are bytes. Raises UserError where none waits."""
        held = self.hold.need()
        read = self.decoded(self._side, held.step.endpoint, held.data)
        return tuple(name for name in (read.values if read is not None else ()) if name != "I")

    @property
    def _side(self) -> str:
        return self.driven.side if self.driven is not None else "client"

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """As the witness does; the edits of the message are recorded when it is sent, and not before: until then they
        can be taken back."""
        self.driven = exchange
        sent = await super().before_sending(exchange, step, data)
        if sent is not None:
            for keys in self.unsent:
                self.recording.add("edit", keys)
            self.sent_edits += self.unsent
        self.unsent.clear()
        self._before.clear()
        return sent

    def _remember(self) -> None:
        held, party = self.hold.need(), self.computes
        state = party.state() if party is not None else None
        self._before.append(_Before(state, held, self.hold.given, len(self.unsent)))

    def undo_edit(self) -> bool:
        """Take the last edit of the held message back; False where there is none."""
        if not self._before or self.hold.held is None:
            return False
        before, party = self._before.pop(), self.computes
        if before.state is not None and party is not None:
            party.restore(before.state)
        del self.unsent[before.unsent :]
        self.hold.put_back(before.held, before.given)
        return True

    def edit_bytes(self, data: bytes) -> None:
        """Send these bytes instead of the held message."""
        self._remember()
        self.hold.edit(data)

    async def edit_field(self, name: str, data: bytes | None) -> None:
        """Put these bytes into the held message for one value, whatever the sheet says; None undoes it. What the
        message computes over the value (a MAC) is computed anew."""
        party = self.computes
        if party is None:  # nothing of it is made here
            if data is not None:
                self.edit_bytes(self.encoded(name, data))
            return
        self._remember()
        party.override(name, data)
        built = await self.hold.rebuild(by_hand=True)
        held = self.hold.need()
        read = self.decoded(self._side, held.step.endpoint, built)
        if data is None:
            self.recording.event("edit", f"{name} goes out again as the values give it.", by=self._side)
        elif read is None or read.values.get(name) != data:
            self.hold.edit(self.encoded(name, data))

    async def edit_value(self, name: str, value: Value | None = None, formula: Formula | None = None) -> None:
        """Change a value of the sheet or its formula; the held message is built anew from what follows from it.

        Raises UserError where nothing is held, or the message comes from another one."""
        self.hold.need()
        party = self.computes
        if party is None:
            raise UserError("This message is passed on as it came: only its fields and its bytes can be changed.")
        self._remember()
        party.edit(name, value, formula)
        keys: dict[str, object] = {"side": self._side, "value": name}
        if formula is not None:
            keys["formula"] = str(formula)
        elif isinstance(value, str):
            keys["text"] = value
        elif value is not None:
            keys["hex"] = even_hex(value) if isinstance(value, int) else value.hex()
        self.unsent.append(keys)
        try:
            await self.hold.rebuild()
        except SrpscopeError:
            self.undo_edit()  # a message that cannot be made stays as it was
            raise
