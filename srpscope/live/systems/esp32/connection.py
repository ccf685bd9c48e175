"""One client's session with a played ESP32: its requests, the handshakes in it, each with a recording of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from srpscope.capture.events import event
from srpscope.capture.logs.said import said
from srpscope.live.concluding import Seen
from srpscope.live.driving import Hold
from srpscope.live.editing import Editing
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.live.systems.esp32.faults import Fault, corrupted
from srpscope.live.systems.esp32.settings import HostSettings, Plan, Strategy
from srpscope.srp.encodings import even_hex
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Memory
from srpscope.srp.values import Value
from srpscope.wire.exchange import HttpAsked, Party, Send
from srpscope.wire.protocomm.device import Answered, Device, Failed, LogLine
from srpscope.wire.protocomm.scan import decode
from srpscope.wire.protocomm.schema import SESSION, VERSION
from srpscope.wire.protocomm.server import Security2Server
from srpscope.wire.protocomm.wire import WIRE
from srpscope.wording import was

MOST_LINES = 20_000
"""Lines recorded of one handshake; what comes after is served, but not recorded."""


class Home(Protocol):
    """What a connection needs of the host that opened it."""

    settings: HostSettings
    strategy: Strategy
    memory: Memory
    hold: set[str]

    @property
    def milliseconds(self) -> int:
        """Since the device was switched on."""
        ...

    @property
    def logs(self) -> bool:
        """Whether the log is this device's."""
        ...

    def tell(self, seen: Seen) -> None:
        """Pass on what happened."""
        ...

    def begin(self, peer: str, via: str, asked: HttpAsked | None) -> EspHandshake:
        """A new handshake with its recording. asked: HTTP's own part of the request that begins it."""
        ...

    def end(self, handshake: EspHandshake) -> None:
        """A handshake is over."""
        ...

    async def concluded(self) -> None:
        """Wait until every handshake that has ended is diagnosed."""
        ...

    def forget(self, connection: Connection) -> None:
        """The connection is over."""
        ...

    def device_of(self, slot: Slot, party: Callable[[], Party], log: Callable[[LogLine], None]) -> Device:
        """The device that a connection meets."""
        ...

    def gone(self, handshake: EspHandshake) -> str:
        """Why what stands behind the device can say nothing more; "" while it can."""
        ...

    async def ready(self, handshake: EspHandshake, slot: Slot, endpoint: str) -> str:
        """Before a request is answered: why it cannot be, where what stands behind the device is gone."""
        ...

    def left(self, handshake: EspHandshake) -> None:
        """The client of a handshake is gone for good."""
        ...


class EspHandshake(Editing):
    """One Cmd0 and what follows, with its recording."""

    def __init__(self, host: Home, number: int, recording: Recording) -> None:
        hold = Hold(changed=lambda what, held: host.tell(Seen("held", number, held.step.name, "", held.data)))
        hold.names = host.hold  # shared: what the host holds, each of its sessions holds
        super().__init__(recording, hold, WIRE.name)
        self._shown = host.tell
        self.number = number
        self.exchange: Security2Server | None = None
        self.plan: Plan | None = None
        self.commands = 0
        self.spoke = False
        self.told = False
        self.accepted: bool | None = None
        self.why = "The client left before its proof was judged."

    @property
    def full(self) -> bool:
        """Whether so much was recorded that nothing more is."""
        return len(self.recording.capture.lines) >= MOST_LINES

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Record a message, within the limit."""
        if not self.full:
            super().message(sender, via, endpoint, data)

    def fault(self, text: str) -> None:
        """What goes wrong on order: recorded, and shown."""
        self.recording.event("fault", text, by="server")
        self._shown(Seen("fault", self.number, text))


class Connection:
    """One client's session with a played device."""

    def __init__(self, host: Home, slot: Slot, session_id: int, peer: str, via: str) -> None:
        self.session_id = session_id
        self.peer, self.via = peer, via
        self.closed = False
        self._host = host
        self._slot = slot
        self._handshake: EspHandshake | None = None
        self._lines: list[LogLine] = []
        self._notes: list[tuple[str, str]] = []
        self._orders: list[str] = []
        self._messages = 0
        self.requests = 0

    @property
    def number(self) -> int:
        """The number of the handshake that runs, 0 before the first."""
        return self._handshake.number if self._handshake else 0

    @property
    def over(self) -> bool:
        """Whether the outcome of its handshake is known."""
        return self._handshake is not None and self._handshake.accepted is not None

    def say(self, text: str, what: str = "note") -> None:
        """A sentence about this session, for the screen and the recording of its next handshake. what: its kind."""
        self._notes.append((what, text))
        self._host.tell(Seen("note", self.number, text))

    def ordered(self, text: str) -> None:
        """A fault on order, outside of a request: of the handshake that runs, else of the next one."""
        if self._handshake is None:
            self._orders.append(text)
            self._host.tell(Seen("fault", 0, text))
        else:
            self._handshake.fault(text)

    def log(self, line: LogLine) -> None:
        """Take a line of the device's log; shown when the request is done."""
        self._lines.append(line)

    async def request(self, endpoint: str, data: bytes, asked: HttpAsked | None = None) -> Answered | Failed:
        """One request. asked: its own part of HTTP. A Failure with code 0 is a fault on order: the connection drops
        without an answer."""
        self.requests += 1
        async with self._slot.lock:
            self._slot.current = self
            self._slot.asked = asked
            handshake = await self._handshake_for(endpoint, data)
            self._slot.number = handshake.number
            fault = self._fault(endpoint)
            notes, self._notes = self._notes, []
            for what, note in notes:
                handshake.recording.event(what, note)
            for text in self._orders:
                handshake.recording.event("fault", text, by="server")
            self._orders.clear()
            handshake.message("client", self.via, endpoint, data)
            self._host.tell(Seen("request", handshake.number, endpoint=endpoint, data=data))
            gone = await self._host.ready(handshake, self._slot, endpoint)
            if gone:
                handshake.why, handshake.spoke = gone, True
                return Failed(0)
            if fault is not None and fault.kind == "drop":
                return self._dropped(handshake, endpoint)
            if fault is not None and fault.kind == "lose":
                handshake.fault("The device forgets the session, on order.")
                self._slot.device.reboot()
                self._slot.device.open(self.session_id)
            result = await self._ask(handshake, endpoint, data)
            if result is None:  # a person dropped the answer
                return Failed(0)
            if isinstance(result, Failed) and (gone := self._host.gone(handshake)):
                handshake.why, handshake.spoke = gone, True
                return Failed(0)
            if fault is not None:
                result = await self._spoilt(handshake, fault, result)
            self._after(handshake, endpoint, result)
            if self.closed:
                await self._finish()
            return result

    async def _ask(self, handshake: EspHandshake, endpoint: str, data: bytes) -> Answered | Failed | None:
        """The device's answer, as the person lets it go; None where it was dropped."""
        device = self._slot.device
        if endpoint != SESSION:
            return await asyncio.to_thread(device.request, endpoint, self.session_id, data)
        exchange = handshake.exchange
        if exchange is None or exchange.step is None or exchange.device is not device:
            exchange = handshake.exchange = Security2Server(device, self.session_id)
        await asyncio.to_thread(exchange.received, data, endpoint)
        step = exchange.step
        if not isinstance(step, Send):
            return exchange.failure or Failed(0)
        if isinstance(device.party, SheetParty):
            _record_party(handshake.recording, device.party, device.accepted)
        self.flush()
        sent = await handshake.before_sending(exchange, step, step.build())
        if sent is None:
            handshake.recording.event("dropped", f"{step.name} {was(step.name)} not sent.", by="server")
            return None
        exchange.sent(sent)
        return Answered(sent)

    async def _spoilt(self, handshake: EspHandshake, fault: Fault, result: Answered | Failed) -> Answered | Failed:
        if fault.kind == "late":
            handshake.fault(f"The answer is {fault.amount:g} s late, on order.")
            await asyncio.sleep(fault.amount)
        if fault.kind == "corrupt" and isinstance(result, Answered):
            handshake.fault(f"One bit of byte {fault.amount:g} is flipped, on order.")
            return Answered(corrupted(result.data, int(fault.amount)))
        return result

    async def _handshake_for(self, endpoint: str, data: bytes) -> EspHandshake:
        old = self._handshake
        found = decode("client", data, endpoint) if endpoint == SESSION else None
        starts = found is not None and found.name == "Cmd0"
        if old is not None and starts and old.commands:
            await self._finish()
        elif old is not None and not (old.told and found is not None):
            if starts:
                old.commands += 1
                await self._plan(old)
            return old
        new = self._host.begin(self.peer, self.via, self._slot.asked)
        if old is not None and not starts:
            _copy_start(old.recording, new.recording)
            new.plan, new.commands = old.plan, old.commands
            new.recording.event("note", f"A further proof in the session of recording {old.number}.")
        if starts:
            new.commands = 1
            await self._plan(new)
        self._handshake = new
        return new

    async def _plan(self, handshake: EspHandshake) -> None:
        if handshake.plan is None:
            if self._host.strategy.waits:
                await self._host.concluded()
            handshake.plan = self._slot.plan = await asyncio.to_thread(self._host.strategy.next)
            handshake.plan.describe(handshake.recording, self._host.settings)

    def _fault(self, endpoint: str) -> Fault | None:
        if endpoint == VERSION:
            return None
        self._messages += 1
        return next((one for one in self._host.settings.faults if one.message == self._messages), None)

    def _dropped(self, handshake: EspHandshake, endpoint: str) -> Failed:
        handshake.fault(f"The connection drops at {endpoint}, on order.")
        return Failed(0)

    def _after(self, handshake: EspHandshake, endpoint: str, result: Answered | Failed) -> None:
        device = self._slot.device
        if endpoint != VERSION:
            handshake.spoke = True
        means = next((one for line in self._lines if (one := said(line.text)) is not None and not one.accepted), None)
        words = next((line.text for line in self._lines if means is not None and means.words.search(line.text)), "")
        self.flush()
        if isinstance(result, Answered):
            handshake.message("server", self.via, endpoint, result.data)
            self._host.tell(Seen("reply", handshake.number, endpoint=endpoint, data=result.data))
        elif result.dropped:  # by a person, as is recorded: the device was never asked
            self._host.tell(Seen("note", handshake.number, result.said, endpoint))
        else:
            refusal = handshake.exchange.refusal if handshake.exchange is not None and endpoint == SESSION else None
            of = means.of if means is not None else refusal.of if refusal is not None else "message"
            text = words or result.said or f"The device refuses the message ({_code(result)})."
            handshake.happened(event("refused", "server", of, text, code=result.code))
            self._host.tell(Seen("refused", handshake.number, _code(result), endpoint))
        if endpoint == SESSION and handshake.accepted is None:
            if isinstance(result, Failed):
                handshake.accepted = False
                self._host.end(handshake)
            elif device.accepted:
                handshake.accepted = True
                handshake.happened(event("accepted", "server", "M1", device.takes))

    def flush(self) -> None:
        """Show and record the log lines that have come up."""
        lines, self._lines = self._lines if self._host.logs else [], []
        handshake = self._handshake
        for line in lines:
            if line.level != "D" and handshake is not None and not handshake.full:
                handshake.recording.event("log", line.at(self._host.milliseconds))
            self._host.tell(
                Seen("log", handshake.number if handshake else 0, line.at(self._host.milliseconds), line=line)
            )

    async def close(self) -> None:
        """The client has left, or is given up."""
        if not self.closed:
            self.closed = True
            async with self._slot.lock:
                self._slot.current = self
                if self._slot.device.session_id == self.session_id:
                    self._slot.device.close(self.session_id)
                self.flush()
                await self._finish()
            self._host.forget(self)

    async def settle(self) -> None:
        """Nothing has come for a while: tell the outcome, keep the session."""
        async with self._slot.lock:
            handshake = self._handshake
            if handshake is not None:
                self._host.end(handshake)

    async def _finish(self) -> None:
        handshake = self._handshake
        if handshake is not None:
            handshake.recording.event("closed", "")
            self._host.end(handshake)
            self._host.left(handshake)


class Slot:
    """A device and who talks to it now."""

    def __init__(self, host: Home) -> None:
        self.lock = asyncio.Lock()
        self.current: Connection | None = None
        self.asked: HttpAsked | None = None
        self.plan = Plan()
        self._host = host
        self.number = 0
        self.device = host.device_of(self, self._party, self._log)

    def _party(self) -> Party:
        return self.plan.party(self._host.settings, self._host.memory)

    def _log(self, line: LogLine) -> None:
        if self.current is not None:
            self.current.log(line)


def _record_party(recording: Recording, party: SheetParty, accepted: bool | None) -> None:
    known, spoken = party.knowledge.given, party.knowledge.dialect
    values = {name: _text(known[name]) for name in ("v", "b", "k") if name in known}
    values["s"] = party.raw("s").hex()
    if spoken.group is None or known.get("g") != group(spoken.group).g:
        values["g"] = _text(known["g"])
    if accepted:
        values["K"] = party.raw("K").hex()
    written = {name: text for line in recording.capture.of_type("values") for name, text in line["values"].items()}
    new = {name: text for name, text in values.items() if written.get(name) != text}
    if new:
        recording.values("server", new)


def _copy_start(old: Recording, new: Recording) -> None:
    for line in old.capture.lines:
        keys = {key: value for key, value in line.items() if key != "type"}
        if line["type"] == "values" and line["side"] == "server":
            new.add("values", keys)
        elif line["type"] == "message":
            found = decode(line["from"], bytes.fromhex(line["bytes"]), line["endpoint"])
            if found is not None and found.name in ("Cmd0", "Resp0"):
                new.add("message", {**keys, "t": 0.0})


def _text(value: Value) -> str:
    if isinstance(value, int):
        return even_hex(value)
    return value.hex() if isinstance(value, bytes) else value


def _code(failure: Failed) -> str:
    return "the device reboots" if failure.crashed else f"error {failure.code}"
