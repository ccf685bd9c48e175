"""Plays ESP32 devices: connections in, each handshake a capture with the device's secrets known. No sockets here.

A transport (HTTP, BLE) opens a Connection per client session, hands requests in, and shows the client what a refusal
looks like on it. A handshake is over when its proof was refused, when the client leaves, or when a new one begins.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from srpscope.capture import Capture
from srpscope.errors import UserError
from srpscope.live.concluding import Answer, Concluding, Diagnose, Ended, Seen
from srpscope.live.faults import Fault, corrupted
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.encodings import even_hex
from srpscope.srp.groups import group
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.wire.exchange import Party
from srpscope.wire.protocomm_device import Device, Failure, LogLine, Reply
from srpscope.wire.protocomm_firmware import FIRMWARES, STACKS, Firmware, Stack
from srpscope.wire.protocomm_provisioning import Provisioning
from srpscope.wire.protocomm_scan import decode

DIALECT = "esp-idf-security2"
SALT_BYTES = 16

MOST_LINES = 20_000
"""Lines recorded of one handshake; what comes after is served, but not recorded."""

MOST_CONNECTIONS = 1_000
"""Sessions kept at a time; beyond it the oldest is closed, so that a peer cannot fill the memory."""

COOKIE_SECONDS = 3.0
"""How long a session without a socket waits for its cookie before its outcome is told. It can be continued after."""


@dataclass(frozen=True)
class Credential:
    """What the device holds: salt and verifier; and the user name and password, where they are known."""

    salt: bytes
    verifier: int
    username: str = ""
    password: str | None = None


def make_credential(username: str, password: str, salt: bytes | None = None, dialect_id: str = DIALECT) -> Credential:
    """A salt (drawn where not given) and its verifier, with the device's own formulas. Raises UserError."""
    speaks = dialect(dialect_id)
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    found = group(speaks.group or "rfc5054-3072")
    given: dict[str, Value] = {"N": found.N, "g": found.g, "I": username, "P": password, "s": salt}
    cell = Sheet(Knowledge("enroller", speaks, given), record=False)["v"]
    if not isinstance(cell.value, int):
        raise UserError(f"no verifier can be made: {cell.problem or 'something is missing'}.")
    return Credential(salt, cell.value, username, password)


@dataclass(frozen=True)
class HostSettings:
    """How the played device behaves. single: one session at a time, as on the chip; else each client has its own
    device, so that many can try at once. b: fixed, else drawn for each handshake."""

    credential: Credential
    b: int | None = None
    stack: Stack = STACKS["http"]
    firmware: Firmware = FIRMWARES["v5.5"]
    dialect: Dialect = field(default_factory=lambda: dialect(DIALECT))
    faults: tuple[Fault, ...] = ()
    single: bool = False


class Plan:
    """What the device does at the next Cmd0; a sweep gives other ones."""

    def party(self, settings: HostSettings, memory: Memory) -> SheetParty:
        """The device's side of one handshake."""
        given: dict[str, Value] = {"s": settings.credential.salt, "v": settings.credential.verifier}
        if settings.b is not None:
            given["b"] = settings.b
        return SheetParty("server", settings.dialect, given, memory=memory)

    def describe(self, recording: Recording, settings: HostSettings) -> None:
        """Lines that the capture needs besides the device's own values."""


class Strategy:
    """Decides what each handshake is to test. The plain one always plays the device as it is."""

    waits = False
    """Whether the next plan depends on the answer of the last handshake."""

    def next(self) -> Plan:
        """The plan of the next handshake."""
        return Plan()

    def learn(self, plan: Plan, capture: Capture, accepted: bool | None, answer: Answer) -> Answer:
        """Take the answer of a handshake in; what is returned is printed. May take long, runs in a thread."""
        return answer


class _Handshake:
    """One Cmd0 and what follows, with its recording."""

    def __init__(self, number: int, recording: Recording) -> None:
        self.number = number
        self.recording = recording
        self.plan: Plan | None = None
        self.commands = 0
        self.spoke = False
        self.told = False
        self.accepted: bool | None = None

    @property
    def full(self) -> bool:
        """Whether so much was recorded that nothing more is."""
        return len(self.recording.capture.lines) >= MOST_LINES

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Record a message, within the limit."""
        if not self.full:
            self.recording.message(sender, via, endpoint, data)


class Connection:
    """One client's session with a played device."""

    def __init__(self, host: Host, slot: _Slot, session_id: int, peer: str, via: str) -> None:
        self.session_id = session_id
        self.peer, self.via = peer, via
        self.closed = False
        self._host = host
        self._slot = slot
        self._handshake: _Handshake | None = None
        self._lines: list[LogLine] = []
        self._notes: list[str] = []
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

    def say(self, text: str) -> None:
        """A sentence about this session, for the screen and the recording of its next handshake."""
        self._notes.append(text)
        self._host.tell(Seen("note", self.number, text))

    def log(self, line: LogLine) -> None:
        """Take a line of the device's log; shown when the request is done."""
        self._lines.append(line)

    async def request(self, endpoint: str, data: bytes) -> Reply | Failure:
        """One request. A Failure with code 0 is a fault on order: the connection drops without an answer."""
        self.requests += 1
        async with self._slot.lock:
            self._slot.current = self
            handshake = await self._handshake_for(endpoint, data)
            fault = self._fault(endpoint)
            notes, self._notes = self._notes, []
            for note in notes:
                handshake.recording.event("note", note)
            handshake.message("client", self.via, endpoint, data)
            self._host.tell(Seen("request", handshake.number, endpoint=endpoint, data=data))
            if fault is not None and fault.kind == "drop":
                return self._dropped(handshake, endpoint)
            if fault is not None and fault.kind == "lose":
                handshake.recording.event("fault", "The device forgets the session, on order.")
                self._slot.device.reboot()
                self._slot.device.open(self.session_id)
            result = await asyncio.to_thread(self._slot.device.request, endpoint, self.session_id, data)
            if fault is not None and fault.kind == "late":
                handshake.recording.event("fault", f"The answer is {fault.amount:g} s late, on order.")
                await asyncio.sleep(fault.amount)
            if fault is not None and fault.kind == "corrupt" and isinstance(result, Reply):
                handshake.recording.event("fault", f"One bit of byte {fault.amount:g} is flipped, on order.")
                result = Reply(corrupted(result.data, int(fault.amount)))
            self._after(handshake, endpoint, data, result)
            if self.closed:
                await self._finish()
            return result

    async def _handshake_for(self, endpoint: str, data: bytes) -> _Handshake:
        old = self._handshake
        found = decode("client", data, endpoint) if endpoint == "prov-session" else None
        starts = found is not None and found.name == "Cmd0"
        if old is not None and starts and old.commands:
            await self._finish()
        elif old is not None and not (old.told and found is not None):
            if starts:
                old.commands += 1
                await self._plan(old)
            return old
        new = self._host.begin(self.peer, self.via)
        if old is not None and not starts:
            _copy_start(old.recording, new.recording)
            new.plan, new.commands = old.plan, old.commands
            new.recording.event("note", f"A further proof in the session of recording {old.number}.")
        if starts:
            new.commands = 1
            await self._plan(new)
        self._handshake = new
        return new

    async def _plan(self, handshake: _Handshake) -> None:
        if handshake.plan is None:
            if self._host.strategy.waits:
                await self._host.concluded()
            handshake.plan = self._slot.plan = await asyncio.to_thread(self._host.strategy.next)
            handshake.plan.describe(handshake.recording, self._host.settings)

    def _fault(self, endpoint: str) -> Fault | None:
        if endpoint == "proto-ver":
            return None
        self._messages += 1
        return next((one for one in self._host.settings.faults if one.message == self._messages), None)

    def _dropped(self, handshake: _Handshake, endpoint: str) -> Failure:
        handshake.recording.event("fault", f"The connection drops at {endpoint}, on order.")
        return Failure(0)

    def _after(self, handshake: _Handshake, endpoint: str, data: bytes, result: Reply | Failure) -> None:
        recording, device = handshake.recording, self._slot.device
        if endpoint != "proto-ver":
            handshake.spoke = True
        if isinstance(device.party, SheetParty) and isinstance(result, Reply) and endpoint == "prov-session":
            _record_party(recording, device.party, device.accepted)
        self.flush()
        if isinstance(result, Reply):
            handshake.message("server", self.via, endpoint, result.data)
            self._host.tell(Seen("reply", handshake.number, endpoint=endpoint, data=result.data))
        else:
            recording.event("refused", f"The device refuses the message ({_code(result)}).", code=result.code)
            self._host.tell(Seen("refused", handshake.number, _code(result), endpoint))
        if endpoint == "prov-session" and handshake.accepted is None:
            if isinstance(result, Failure):
                handshake.accepted = False
                self._host.end(handshake)
            elif device.accepted:
                handshake.accepted = True

    def flush(self) -> None:
        """Show and record the log lines that have come up."""
        lines, self._lines = self._lines, []
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
                handshake.recording.close()

    async def _finish(self) -> None:
        handshake = self._handshake
        if handshake is not None:
            handshake.recording.event("closed", "")
            self._host.end(handshake)
            handshake.recording.close()


class _Slot:
    """A device and who talks to it now."""

    def __init__(self, host: Host) -> None:
        self.lock = asyncio.Lock()
        self.current: Connection | None = None
        self.plan = Plan()
        self._host = host
        self.device = Device(self._party, self._log, secrets.token_bytes, host.settings.firmware, Provisioning())

    def _party(self) -> Party:
        return self.plan.party(self._host.settings, self._host.memory)

    def _log(self, line: LogLine) -> None:
        if self.current is not None:
            self.current.log(line)


class Host:
    """All played devices of one server. observe is told everything; ended handshakes come out of `ended`.

    folder: where captures go; None keeps them in memory. diagnose: gives the object of `why` for a capture.
    """

    def __init__(
        self,
        settings: HostSettings,
        folder: Path | None = None,
        observe: Callable[[Seen], None] = lambda seen: None,
        diagnose: Diagnose | None = None,
        strategy: Strategy | None = None,
    ) -> None:
        self.settings = settings
        self.strategy = strategy or Strategy()
        self.memory = Memory()
        self.connections: dict[int, Connection] = {}
        self.observe = observe
        self._concluding = Concluding(folder, diagnose, self.tell)
        self._count = 0
        self._start = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self._shared = _Slot(self) if settings.single else None

    @property
    def milliseconds(self) -> int:
        """Since the device was switched on, as its log counts."""
        return int((time.monotonic() - self._start) * 1000)

    @property
    def ended(self) -> asyncio.Queue[Ended]:
        """Every handshake that is over, diagnosed."""
        return self._concluding.ended

    def tell(self, seen: Seen) -> None:
        """Pass on what happened."""
        self.observe(seen)

    def log(self, line: LogLine) -> None:
        """A line of the device's log that belongs to no session."""
        self.tell(Seen("log", 0, line.at(self.milliseconds), line=line))

    def open(self, peer: str, via: str, session_id: int | None = None) -> Connection:
        """A client's new session. session_id: the transport's own number for it; drawn where not given."""
        while len(self.connections) >= MOST_CONNECTIONS:
            oldest = next(iter(self.connections.values()))
            self.forget(oldest)
            self._run(oldest.close())
        if session_id is None:
            session_id = secrets.randbits(32)
        slot = self._shared or _Slot(self)
        connection = Connection(self, slot, session_id, peer, via)
        slot.current = connection
        slot.device.open(session_id)
        self.connections[session_id] = connection
        self.tell(Seen("opened", 0, f"{peer} opens session {session_id}"))
        connection.flush()
        return connection

    @property
    def endpoints(self) -> frozenset[str]:
        """Everything that can be asked."""
        return frozenset({"proto-ver", "prov-session", *Provisioning().endpoints})

    def leave(self, connection: Connection) -> None:
        """The client's socket is gone, but a cookie could continue the session: it ends if nothing comes."""
        self._run(self._give_up(connection))

    async def _give_up(self, connection: Connection) -> None:
        seen = connection.requests
        try:
            async with asyncio.timeout(COOKIE_SECONDS):
                await self._closing.wait()
        except TimeoutError:
            pass
        if connection.requests == seen:
            await connection.settle()

    def forget(self, connection: Connection) -> None:
        """The connection is over."""
        if self.connections.get(connection.session_id) is connection:
            del self.connections[connection.session_id]

    def begin(self, peer: str, via: str) -> _Handshake:
        """A new handshake with its recording."""
        self._count += 1
        settings = self.settings
        header: dict[str, object] = {
            "title": f"{via} session {self._count} with {peer}",
            "dialect": settings.dialect.id,
            "group": None,
            "hash": None,
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "origin": "recorded",
            "secrets": True,
            "device": f"played: ESP-IDF {settings.firmware.name}, {settings.stack.name}",
        }
        recording = self._concluding.recording(self._count, header)
        credential = settings.credential
        if credential.password is not None:
            recording.values("enroller", {"I": credential.username, "P": credential.password})
            recording.values("client", {"P": credential.password})
        return _Handshake(self._count, recording)

    def end(self, handshake: _Handshake) -> None:
        """A handshake is over: diagnose it, once, off the event loop, in the order in which they ended."""
        if not handshake.told and handshake.spoke:
            handshake.told = True
            self._concluding.over(handshake.number, handshake.recording, handshake.accepted, self._learn(handshake))

    def _learn(self, handshake: _Handshake) -> Callable[[Capture, Answer], Answer] | None:
        plan = handshake.plan
        if plan is None:
            return None
        return lambda capture, answer: self.strategy.learn(plan, capture, handshake.accepted, answer)

    async def concluded(self) -> None:
        """Wait until every handshake that has ended is diagnosed."""
        await self._concluding.concluded()

    def _run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End every session, and wait until all are diagnosed."""
        self._closing.set()
        self._concluding.hurry()
        for connection in list(self.connections.values()):
            await connection.close()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._concluding.concluded()


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


def _code(failure: Failure) -> str:
    return "the device reboots" if failure.crashed else f"error {failure.code}"


__all__ = ["Connection", "Credential", "Host", "HostSettings", "Plan", "Strategy", "make_credential"]
