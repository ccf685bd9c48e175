"""Plays ESP32 devices: connections in, each handshake a capture with the device's secrets known. No sockets here.

A transport (HTTP, BLE) opens a Connection per client session, hands requests in, and shows the client what a refusal
looks like on it. A handshake is over when its proof was refused, when the client leaves, or when a new one begins.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from functools import partial
from pathlib import Path

from srpscope.capture import Capture
from srpscope.capture.events import event
from srpscope.live.background import Background
from srpscope.live.concluding import Answer, Conclude, Concluding, ConcludingHost, Diagnose, Seen
from srpscope.live.driving import Headed
from srpscope.live.systems.esp32.carried import EVERYTHING, CarriedOn, PassedDevice
from srpscope.live.systems.esp32.connection import Connection, EspHandshake, Slot
from srpscope.live.systems.esp32.session import ProtocommSession
from srpscope.live.systems.esp32.settings import Enrolled, HostSettings, Plan, Strategy, make_credential
from srpscope.srp.allowance import Alone
from srpscope.srp.sheet import Memory
from srpscope.wire.exchange import HttpAnswer, HttpAsked, Party
from srpscope.wire.protocomm.device import Device, LogLine
from srpscope.wire.protocomm.provisioning import Provisioning
from srpscope.wire.protocomm.schema import SESSION, VERSION
from srpscope.wire.protocomm.wire import WIRE

MOST_CONNECTIONS = 1_000
"""Sessions kept at a time; beyond it the oldest is closed, so that a peer cannot fill the memory."""

COOKIE_SECONDS = 3.0
"""How long a session without a socket waits for its cookie before its outcome is told. It can be continued after."""


class Host(ConcludingHost):
    """All played devices of one server. observe is told everything; ended handshakes come out of `ended`.

    folder: where captures go; None keeps them in memory. diagnose: gives the object of `why` for a capture.
    """

    prints = frozenset({"log", "note", "fault"})
    plays = "device"

    def __init__(
        self,
        settings: HostSettings,
        folder: Path | None = None,
        observe: Callable[[Seen], None] = lambda seen: None,
        diagnose: Diagnose | None = None,
        strategy: Strategy | None = None,
        hold: Iterable[str] = (),
        conclude: Conclude = Concluding,
    ) -> None:
        super().__init__(folder, diagnose, hold, conclude)
        self.settings = settings
        self.wire = WIRE.name
        self._running: dict[int, EspHandshake] = {}
        self.strategy = strategy or Strategy()
        self.memory = Memory(allowance=Alone())
        self.connections: dict[int, Connection] = {}
        self.observe = observe
        self._start = time.monotonic()
        self._background = Background()
        self._closing = asyncio.Event()
        self._shared: Slot | None = None

    @property
    def enrolled(self) -> tuple[str, bytes] | None:
        """Whose verifier it has, and the salt."""
        return self.settings.credential.username, self.settings.credential.salt

    @property
    def milliseconds(self) -> int:
        """Since the device was switched on, as its log counts."""
        return int((time.monotonic() - self._start) * 1000)

    @property
    def running(self) -> Mapping[int, EspHandshake]:
        """The handshakes under way, by number."""
        return self._running

    def log(self, line: LogLine) -> None:
        """A line of the device's log that belongs to no session."""
        if self.logs:
            self.tell(Seen("log", 0, line.at(self.milliseconds), line=line))

    @property
    def logs(self) -> bool:
        """Whether the log is this device's: of one that only passes on, another one has it."""
        return not self._concluding.passes

    def open(self, peer: str, via: str, session_id: int | None = None) -> Connection:
        """A client's new session. session_id: the transport's own number for it; drawn where not given."""
        while len(self.connections) >= MOST_CONNECTIONS:
            oldest = next(iter(self.connections.values()))
            self.forget(oldest)
            self._background.begin(oldest.close())
        if session_id is None:
            session_id = secrets.randbits(32)
        slot = self._shared or Slot(self)  # made here: what carries on for a device needs the event loop
        if self.settings.single:
            self._shared = slot
        connection = Connection(self, slot, session_id, peer, via)
        slot.current = connection
        slot.device.open(session_id)
        self.connections[session_id] = connection
        self.tell(Seen("opened", 0, f"{peer} opens session {session_id}"))
        connection.flush()
        return connection

    @property
    def endpoints(self) -> AbstractSet[str]:
        """Everything that can be asked."""
        if self._concluding.between:
            return EVERYTHING
        return frozenset({VERSION, SESSION, *Provisioning().endpoints})

    def device_of(self, slot: Slot, party: Callable[[], Party], log: Callable[[LogLine], None]) -> Device:
        """A device of its own, one in another one's place, or one that only passes on."""
        between, firmware = self._concluding.between, self.settings.firmware
        kind = PassedDevice if self._concluding.passes else Device
        provisioning = CarriedOn(partial(self._carry, slot)) if between else Provisioning()
        return kind(party, log, secrets.token_bytes, firmware, provisioning)

    async def _carry(self, slot: Slot, endpoint: str, plain: bytes) -> bytes | None:
        session = self._concluding.behind(slot.number) if self._concluding.passes else None
        if session is not None and isinstance(session.transport, Headed):
            session.transport.asked = slot.asked
        return await self._concluding.carry(slot.number, endpoint, plain)

    def gone(self, handshake: EspHandshake) -> str:
        """Why the device behind can say nothing more; "" while it can."""
        return self._concluding.gone(handshake.number)

    async def ready(self, handshake: EspHandshake, slot: Slot, endpoint: str) -> str:
        """The device behind is reached, and this one says of itself what that one said."""
        gone = await self._concluding.ready(handshake.number, endpoint == SESSION, slot.asked)
        session = self._concluding.behind(handshake.number)
        if isinstance(session, ProtocommSession) and session.version is not None:
            slot.device.like(session.version_sent, session.version.patch)
        return gone

    def lent(self, number: int) -> HttpAnswer | None:
        """Of the answer of a device behind over HTTP, what may go with this one's own."""
        return self._concluding.lent(number)

    def left(self, handshake: EspHandshake) -> None:
        """Let go of the device behind."""
        self._concluding.left(handshake.number)

    def leave(self, connection: Connection) -> None:
        """The client's socket is gone, but a cookie could continue the session: it ends if nothing comes."""
        self._background.begin(self._give_up(connection))

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

    def begin(self, peer: str, via: str, asked: HttpAsked | None) -> EspHandshake:
        """A new handshake with its recording. asked: HTTP's own part of the request that begins it."""
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
        recording = self._concluding.recording(self._count, header, asked)
        credential = settings.credential
        if credential.password is not None:
            recording.values("enroller", {"I": credential.username, "P": credential.password})
            recording.values("client", {"P": credential.password}, by="assumed")
        begun = self._running[self._count] = EspHandshake(self, self._count, recording)
        return begun

    def end(self, handshake: EspHandshake) -> None:
        """A handshake is over: diagnose it, once, off the event loop, in the order in which they ended."""
        self._running.pop(handshake.number, None)
        if not handshake.told and handshake.spoke:
            handshake.told = True
            if handshake.accepted is None:
                handshake.happened(event("broken-off", "", text=handshake.why))
            self._concluding.over(handshake.number, handshake.recording, handshake.accepted, self._learn(handshake))

    def _learn(self, handshake: EspHandshake) -> Callable[[Capture, Answer], Answer] | None:
        plan = handshake.plan
        if plan is None:
            return None
        return lambda capture, answer: self.strategy.learn(plan, capture, handshake.accepted, answer)

    async def concluded(self) -> None:
        """Wait until every handshake that has ended is diagnosed."""
        await self._concluding.concluded()

    async def close(self) -> None:
        """End every session, and wait until all are diagnosed."""
        self._closing.set()
        self._concluding.hurry()
        for one in list(self._running.values()):
            if one.held is not None:
                one.hold.drop()
        for connection in list(self.connections.values()):
            await connection.close()
        await self._background.ended()
        await self._concluding.concluded()


__all__ = ["Connection", "Enrolled", "Host", "HostSettings", "Plan", "Strategy", "make_credential"]
