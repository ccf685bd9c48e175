"""A live session that a screen looks at: run on the screen's own loop, its events drawn as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from srpscope.errors import PeerError, SrpscopeError, UserError
from srpscope.live.concluding import Seen
from srpscope.printable import printable
from srpscope.statuses import CANNOT_TELL
from srpscope.tui.live.devices import DeviceList
from srpscope.wire import wires
from srpscope.wording import listed

if TYPE_CHECKING:
    from srpscope.live.ble.scanning import FoundDevice
    from srpscope.live.client import ClientSession, LiveEvent, Trip
    from srpscope.live.concluding import Ended, PlayedHost
    from srpscope.live.driving import Held
    from srpscope.live.editing import Editing
    from srpscope.live.listening import Listening
    from srpscope.live.system import Start
    from srpscope.session.judgement import Judgement
    from srpscope.wire.exchange import Side

PROOF, EVERYTHING, NOTHING = "proof", "every message", "nothing"

HOLDS = (PROOF, EVERYTHING, NOTHING)
"""Where a client holds, in the order of the key."""

HOST_HOLDS = (NOTHING, PROOF, EVERYTHING)
"""The same for a played server."""


def held_names(what: str, side: str, spoken: str) -> set[str]:
    """The messages to hold before: the proof is that of the wire, whatever it calls the message."""
    if what == PROOF:
        said = wires.wire(spoken)
        return set(said.client_proof if side == "client" else said.server_proof)
    return {"*"} if what == EVERYTHING else set()


def holds_before(what: str, sides: Sequence[Side], spoken: str) -> str:
    """The same in words; where M1 and M2 are other messages, by the names of those with the proofs."""
    if what != PROOF:
        return what
    if wires.declared(spoken).proofs is None:
        return listed("M1" if side == "client" else "M2" for side in sides)
    return listed(name for side in sides for name in sorted(held_names(what, side, spoken)))


class ClientFeed:
    """This side is the client. requests: encrypted ones to make after a good handshake. anew: another session with the
    same settings."""

    def __init__(
        self,
        session: ClientSession,
        requests: Sequence[str] = (),
        anew: Callable[[], ClientSession] | None = None,
    ) -> None:
        self.session = session
        self.requests = requests
        self._anew = anew
        self.followed_by: ClientFeed | None = None
        self._before = ""
        self.changed: Callable[[], None] = lambda: None
        self.accepted: bool | None = None
        self.over = False
        self.judgement: Judgement | None = None
        self._error: SrpscopeError | None = None
        self.trips: list[tuple[int, Trip]] = []
        """Requests after the handshake, each with how many events had happened when its answer was there."""
        self._closed = False
        self._held_at = 0
        self.devices = DeviceList()
        self._chosen: asyncio.Future[FoundDevice] | None = None
        self.session.observe = self._seen
        self._set_hold(0)

    @property
    def may_begin_again(self) -> bool:
        """Whether it is over, and can be had once more."""
        return self.over and self._anew is not None

    def again(self) -> ClientFeed:
        """The same once more. Raises UserError, OutputError."""
        if self._anew is None:
            raise UserError("This session cannot be begun again from here.")
        self.followed_by = ClientFeed(self._anew(), self.requests, self._anew)
        chosen = self._chosen
        if chosen is not None and chosen.done() and not chosen.cancelled():
            self.followed_by._before = chosen.result().address
        return self.followed_by

    @property
    def latest(self) -> ClientFeed:
        """The last one that followed this one; itself where none did."""
        feed = self
        while feed.followed_by is not None:
            feed = feed.followed_by
        return feed

    def _seen(self, _event: LiveEvent) -> None:
        self.changed()

    def _set_hold(self, at: int) -> None:
        self._held_at = at % len(HOLDS)
        self.session.hold.names = held_names(HOLDS[self._held_at], "client", self.session.wire)

    @property
    def hold_words(self) -> str:
        """Before what it holds."""
        return holds_before(HOLDS[self._held_at], ("client",), self.session.wire)

    def hold_at_next(self) -> str:
        """Hold before something else."""
        self._set_hold(self._held_at + 1)
        return self.hold_words

    holds_for: Side = "client"
    """Whose message waits."""

    @property
    def holding(self) -> Editing | None:
        """The session, while a message of it waits."""
        return self.session if self.session.held is not None else None

    @property
    def held(self) -> Held | None:
        """The message that waits."""
        return self.session.held

    def release(self, go_on: bool = False) -> None:
        """Send it; go_on: and hold nothing more. Raises UserError where none is held."""
        self.session.hold.release(go_on=go_on)

    def drop(self) -> None:
        """Do not send it. Raises UserError where none is held."""
        self.session.hold.drop()

    async def run(self) -> None:
        """The handshake and what comes after it; what goes wrong is a sentence."""
        try:
            await self._scan()
            self.accepted = await self.session.run()
            if self.accepted:
                for text in self.requests:
                    await self._perform(text)
        except SrpscopeError as error:
            self._error = error
        finally:
            await self._judge()
            self.over = True
            if not self.may_try and not self.stays:
                await self.close()
            self.changed()

    @property
    def fault(self) -> str:
        """What went wrong, in a sentence; "" where nothing did."""
        return "" if self._error is None else printable(str(self._error), 300)

    @property
    def exit_status(self) -> int:
        """With what a command ends that showed it: as without a screen; 2 where it was left before anything could be
        told."""
        if self._error is not None and self.accepted is None:
            return self._error.exit_status
        if self.judgement is None:
            return CANNOT_TELL
        return self.session.exit_status(self.judgement.exit_status, self.fault)

    async def _judge(self) -> None:
        """What may be said of the session as it was recorded, off the loop: the sums of both sides are in it."""
        from srpscope.session.judgement import judge
        from srpscope.session.opening import session_of

        with suppress(SrpscopeError):
            recorded = self.session.recording.capture
            self.judgement = await asyncio.to_thread(lambda: judge(session_of(recorded, declare=False)))

    @property
    def scanning(self) -> bool:
        """Whether a device is still to be chosen."""
        return self._chosen is not None and not self._chosen.done()

    async def _scan(self) -> None:
        """Where the transport hears several devices, wait until the person chooses one; the list fills meanwhile."""
        from srpscope.live.ble.scanning import Scanning

        transport = self.session.transport
        if not isinstance(transport, Scanning):
            return
        self._chosen = asyncio.get_running_loop().create_future()
        listening = asyncio.create_task(self._listen(transport.scan()))
        try:
            either: list[asyncio.Future[Any]] = [listening, self._chosen]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not self._chosen.done():
                listening.result()  # there is no Bluetooth: this says so
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, SrpscopeError):
                await listening
        transport.choose(await self._chosen)
        self.changed()

    async def _listen(self, scan: AsyncGenerator[FoundDevice]) -> None:
        async with aclosing(scan) as found:
            async for one in found:
                self.devices.hear(one)
                if one.address == self._before and self.scanning and self._chosen is not None:
                    self._chosen.set_result(one)
                self.changed()
        raise PeerError("The scan ended by itself; is Bluetooth still on?")

    def choose(self) -> bool:
        """Take the device under the cursor; False where none was heard yet."""
        here = self.devices.here
        if not self.scanning or here is None or self._chosen is None:
            return False
        self._chosen.set_result(here)
        return True

    @property
    def may_try(self) -> bool:
        """Whether the peer would take a further proof in this session."""
        return self.session.may_try_further

    @property
    def stays(self) -> bool:
        """Whether more can be asked in this session."""
        return bool(self.accepted) and not self._closed and self.session.goes_on

    async def ask(self, text: str) -> None:
        """What a person asks for after the handshake, in words. Raises UserError, PeerError."""
        await self._perform(text)
        self.changed()

    async def _perform(self, text: str) -> None:
        made = await self.session.perform(text)
        self.trips += [(len(self.session.events), one) for one in made]

    async def further(self, password: str) -> bool:
        """One more proof with another password."""
        from srpscope.live.client import Further

        found = await self.session.try_further([Further("another password", {"P": password})])
        self.accepted = found is not None or self.accepted
        await self._judge()
        self.changed()
        return found is not None

    async def close(self) -> None:
        """Let go of the peer; once."""
        if not self._closed:
            self._closed = True
            await self.session.close()


class HostFeed:
    """This side is the device or the server; peers come and go."""

    over = False

    def __init__(self, host: PlayedHost, listen: Start) -> None:
        self.host = host
        self._listen = listen
        self.changed: Callable[[], None] = lambda: None
        self.where = ""
        self.log: list[tuple[str, str]] = []
        """(text, role); what shows b, S or K has the role "secret"."""
        self.ended: list[Ended] = []
        self._seen_sessions: set[int] = set()
        self.fault = ""
        self._server: Listening | None = None
        held = (at for at, what in enumerate(HOST_HOLDS) if held_names(what, "server", host.wire) == host.hold)
        self._held_at = next(held, 0)
        host.observe = self._seen

    @property
    def hold_words(self) -> str:
        """Before what it holds."""
        sides: tuple[Side, ...] = ("server",) if self.host.behind is None else ("client", "server")
        return holds_before(HOST_HOLDS[self._held_at], sides, self.host.wire)

    def hold_at_next(self) -> str:
        """Hold before something else."""
        self._hold_at((self._held_at + 1) % len(HOST_HOLDS))
        return self.hold_words

    def _hold_at(self, at: int) -> None:
        self._held_at = at
        self.host.hold.clear()
        self.host.hold.update(held_names(HOST_HOLDS[at], "server", self.host.wire))
        if self.host.behind is not None:
            self.host.behind.hold.clear()
            self.host.behind.hold.update(held_names(HOST_HOLDS[at], "client", self.host.wire))

    @property
    def _holders(self) -> list[Editing]:
        behind = self.host.behind
        return [*self.host.running.values(), *(behind.sessions.values() if behind is not None else ())]

    @property
    def holds_for(self) -> Side:
        """Whose message waits: the server's, or, in a proxy, the client's to the device."""
        return "server" if any(one is self.holding for one in self.host.running.values()) else "client"

    @property
    def holding(self) -> Editing | None:
        """The handshake whose message waits, the oldest first."""
        return next((one for one in self._holders if one.hold.held is not None), None)

    @property
    def held(self) -> Held | None:
        """The message that waits."""
        found = self.holding
        return None if found is None else found.hold.held

    def _served(self) -> Editing:
        found = self.holding
        if found is None:
            raise UserError("No message is held now.")
        return found

    def release(self, go_on: bool = False) -> None:
        """Send it; go_on: and hold nothing more. Raises UserError where none is held."""
        first = self._served()
        if go_on:
            self._hold_at(0)
            for one in self._holders:
                if one is not first and one.hold.held is not None:
                    one.hold.release()
        first.hold.release()

    def drop(self) -> None:
        """Do not send it; that handshake ends. Raises UserError where none is held."""
        self._served().hold.drop()

    @property
    def concluding(self) -> bool:
        """Whether a session is over and what it means is still being worked out."""
        told = {one.session for one in self.ended}
        return bool(self._seen_sessions - told - self.host.running.keys())

    def _seen(self, seen: Seen) -> None:
        if seen.ended is not None:
            self.ended.append(seen.ended)
        if seen.what == "request":
            self._seen_sessions.add(seen.session)
        line = seen.line
        words = (seen.what, seen.endpoint, seen.text)
        text = str(line) if line is not None else " ".join(word for word in words if word)
        role = "differ" if seen.what == "refused" or text.startswith("E ") else "dim"
        if line is not None and line.secret:
            role = "secret"
        self.log.append((printable(text, 240), role))
        del self.log[:-400]
        self.changed()

    async def run(self) -> None:
        """Listen until the screen is left."""
        try:
            self._server = await self._listen(self.host)
            self.where = printable(self._server.url or "in the air", 80)
        except SrpscopeError as error:
            self.fault = printable(str(error), 300)
        self.changed()
        while self._server is not None:
            ended = await self.host.ended.get()
            self.host.ended.task_done()
            if ended not in self.ended:
                self.ended.append(ended)
            self.changed()

    async def close(self) -> None:
        """Stop listening."""
        server, self._server = self._server, None
        if server is not None:
            with_close = asyncio.wait_for(server.close(), 5)
            try:
                await with_close
            except (SrpscopeError, TimeoutError) as error:
                self.fault = printable(str(error), 200)
