"""A live session that a screen looks at: run on the screen's own loop, its events drawn as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from srpscope.errors import PeerError, SrpscopeError, UserError
from srpscope.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from srpscope.live.ble_central import Found
    from srpscope.live.session import ClientSession, Held, LiveEvent
    from srpscope.live.system_host import Served

HOLDS = (("M1", ("Cmd1", "M1")), ("every message", ("*",)), ("nothing", ()))
"""Where to hold, in the order of the key: words, and the messages' names."""

HOST_HOLDS = (("nothing", ()), ("M2", ("M2", "CONFIRM")), ("every message", ("*",)))
"""The same for a played server."""


class ClientFeed:
    """This side is the client. requests: encrypted ones to make after a good handshake."""

    def __init__(self, session: ClientSession, requests: Sequence[tuple[str, bytes]] = ()) -> None:
        self.session = session
        self.requests = requests
        self.changed: Callable[[], None] = lambda: None
        self.accepted: bool | None = None
        self.over = False
        self.fault = ""
        self.trips: list[Any] = []
        self._closed = False
        self._held_at = 0
        self.devices: list[Found] = []
        self.at = 0
        self._chosen: asyncio.Future[Found] | None = None
        self.session.observe = self._seen
        self._set_hold(0)

    def _seen(self, _event: LiveEvent) -> None:
        self.changed()

    def _set_hold(self, at: int) -> None:
        self._held_at = at % len(HOLDS)
        names = set(HOLDS[self._held_at][1])
        if "Cmd1" in names:  # the proof, whatever the protocol calls its message
            names |= {"Cmd1", "evidence", "ACCEPT", "proof", "step 2", "step 3", "Step2"}
        self.session.hold = names

    @property
    def hold_words(self) -> str:
        """Before what it holds."""
        return HOLDS[self._held_at][0]

    def hold_at_next(self) -> str:
        """Hold before something else."""
        self._set_hold(self._held_at + 1)
        return self.hold_words

    @property
    def held(self) -> Held | None:
        """The message that waits."""
        return self.session.held

    def release(self, go_on: bool = False) -> None:
        """Send it; go_on: and hold nothing more. Raises UserError where none is held."""
        self.session.release(go_on=go_on)

    def drop(self) -> None:
        """Do not send it. Raises UserError where none is held."""
        self.session.drop()

    async def run(self) -> None:
        """The handshake and what comes after it; what goes wrong is a sentence."""
        try:
            await self._scan()
            self.accepted = await self.session.run()
            if self.accepted:
                for endpoint, plain in self.requests:
                    self.trips.append(await self.session.request(endpoint, plain))  # type: ignore[attr-defined]
        except SrpscopeError as error:
            self.fault = printable(str(error), 300)
        finally:
            self.over = True
            if not self.may_try:
                await self.close()
            self.changed()

    @property
    def scanning(self) -> bool:
        """Whether a device is still to be chosen."""
        return self._chosen is not None and not self._chosen.done()

    async def _scan(self) -> None:
        """Where the transport hears several devices, wait until the person chooses one; the list fills meanwhile."""
        scan = getattr(self.session.transport, "scan", None)
        if scan is None:
            return
        self._chosen = asyncio.get_running_loop().create_future()
        listening = asyncio.create_task(self._listen(scan))
        try:
            either: list[asyncio.Future[Any]] = [listening, self._chosen]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not self._chosen.done():
                listening.result()  # there is no Bluetooth: this says so
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, SrpscopeError):
                await listening
        self.session.transport.choose(await self._chosen)  # type: ignore[attr-defined]
        self.changed()

    async def _listen(self, scan: Callable[[], AsyncGenerator[Found]]) -> None:
        heard: dict[str, Found] = {}
        async with aclosing(scan()) as found:
            async for one in found:
                heard[one.address] = one
                chosen = self.devices[self.at].address if self.devices and self.at else None
                self.devices = sorted(heard.values(), key=lambda each: (not each.looks, -each.rssi))
                if chosen is not None:
                    self.at = next(i for i, each in enumerate(self.devices) if each.address == chosen)
                self.changed()
        raise PeerError("The scan ended by itself; is Bluetooth still on?")

    def choose(self) -> bool:
        """Take the device under the cursor; False where none was heard yet."""
        if not self.scanning or not self.devices or self._chosen is None:
            return False
        self._chosen.set_result(self.devices[min(self.at, len(self.devices) - 1)])
        return True

    @property
    def may_try(self) -> bool:
        """Whether the peer would take a further proof in this session."""
        return bool(getattr(self.session, "may_try_further", False))

    async def further(self, password: str) -> bool:
        """One more proof with another password."""
        from srpscope.live.protocomm_session import Candidate

        found = await self.session.try_further([Candidate("another password", {"P": password})])  # type: ignore[attr-defined]
        self.accepted = found is not None or self.accepted
        self.changed()
        return found is not None

    async def change(self, text: str) -> None:
        """NAME=VALUE in the held message: hex for a field, a formula with brackets for how it is made, bytes= for all.

        Raises UserError in plain words.
        """
        session = self.session
        name, equals, content = (part.strip() for part in text.partition("="))
        if not equals or not name or not content:
            raise UserError("write NAME=VALUE: M1=00ff.., M1=H(A | B | K), or bytes=.. for the whole message.")
        if name == "bytes":
            session.edit_bytes(_bytes(content))
        elif "(" in content or "|" in content:
            await session.edit_value(name, formula=session.party.knowledge.dialect.parse(content))
        elif name in ("A", "M1", "I") and name != "I":
            await session.edit_field(name, _bytes(content))
        else:
            from srpscope.srp.edit import read_value

            spoken = session.party.knowledge.dialect
            await session.edit_value(name, read_value(spoken.kind(name), "", content, spoken.order))

    async def close(self) -> None:
        """Let go of the peer; once."""
        if not self._closed:
            self._closed = True
            await self.session.close()


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex("".join(text.split()).removeprefix("0x"))
    except ValueError:
        raise UserError("not hex with two digits a byte.") from None


class HostFeed:
    """This side is the device or the server; peers come and go."""

    def __init__(self, host: Any, listen: Callable[[Any], Awaitable[Any]]) -> None:
        self.host = host
        self._listen = listen
        self.changed: Callable[[], None] = lambda: None
        self.where = ""
        self.log: list[tuple[str, str]] = []
        """(text, role); what shows b, S or K has the role "secret"."""
        self.ended: list[Any] = []
        self.fault = ""
        self._server: Any = None
        self._held_at = next((at for at, (_, names) in enumerate(HOST_HOLDS) if set(names) == self._holding()), 0)
        host.observe = self._seen

    def _holding(self) -> set[str]:
        return set(getattr(self.host, "hold", ()))

    @property
    def may_hold(self) -> bool:
        """Whether its messages can be held; a played ESP32 answers at once, as the real one does."""
        return hasattr(self.host, "hold")

    @property
    def hold_words(self) -> str:
        """Before what it holds."""
        return HOST_HOLDS[self._held_at][0]

    def hold_at_next(self) -> str:
        """Hold before something else. Raises UserError where nothing can be held."""
        if not self.may_hold:
            raise UserError("This device answers at once, as the real one does: nothing of it is held.")
        self._held_at = (self._held_at + 1) % len(HOST_HOLDS)
        self.host.hold = set(HOST_HOLDS[self._held_at][1])
        return self.hold_words

    @property
    def holding(self) -> Served | None:
        """The handshake whose message waits, the oldest first."""
        running = getattr(self.host, "running", {}) if self.may_hold else {}
        return next((one for one in running.values() if one.held is not None), None)

    @property
    def held(self) -> Held | None:
        """The message that waits."""
        found = self.holding
        return None if found is None else found.held

    def _served(self) -> Served:
        found = self.holding
        if found is None:
            raise UserError("No message is held now.")
        return found

    def release(self, go_on: bool = False) -> None:
        """Send it; go_on: and hold nothing more. Raises UserError where none is held."""
        first = self._served()
        if go_on:
            self._held_at, self.host.hold = 0, set()
            for one in list(self.host.running.values()):
                if one is not first and one.held is not None:
                    one.release()
        first.release()

    def drop(self) -> None:
        """Do not send it; that handshake ends. Raises UserError where none is held."""
        self._served().drop()

    async def change(self, text: str) -> None:
        """bytes=HEX in the held message. Raises UserError in plain words."""
        name, equals, content = (part.strip() for part in text.partition("="))
        if not equals or name != "bytes":
            raise UserError("write bytes=HEX: what is sent instead of the held message.")
        self._served().edit_bytes(_bytes(content))
        self.changed()

    def _seen(self, seen: Any) -> None:
        if seen.ended is not None:
            self.ended.append(seen.ended)
        line = getattr(seen, "line", None)
        words = (seen.what, seen.endpoint, seen.text)
        text = str(line) if line is not None else " ".join(word for word in words if word)
        role = "differ" if seen.what == "refused" or text.startswith("E ") else "dim"
        if getattr(line, "secret", False):
            role = "secret"
        self.log.append((printable(text, 240), role))
        del self.log[:-400]
        self.changed()

    async def run(self) -> None:
        """Listen until the screen is left."""
        try:
            self._server = await self._listen(self.host)
            self.where = printable(str(getattr(self._server, "url", "") or "in the air"), 80)
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
