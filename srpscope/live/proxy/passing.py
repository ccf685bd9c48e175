"""Pass through: every message of both ways recorded as it happens, and carried on as it is, or as a person lets it go.

Nothing is known but what the messages say: the proofs are the app's and the device's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from srpscope.capture import Capture
from srpscope.capture.events import event
from srpscope.errors import PeerError, SrpscopeError
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Answer
from srpscope.live.driving import ANSWER_SECONDS, Asking, ClosedWithoutAnswerError, Headed, Transport, take
from srpscope.live.gate import quiet_logger
from srpscope.live.http_client import PostTransport, passed_on
from srpscope.live.listening import asked_of, body_of
from srpscope.live.proxy.split import BothLegs, Split, told_leg
from srpscope.live.recording import Recording
from srpscope.live.verdict import put_off
from srpscope.wire.decoders import Decoded, Wire
from srpscope.wire.exchange import AttRefusal, Exchange, HttpAsked, Receive, RefusedError, Send, Steps
from srpscope.wire.wires import wire
from srpscope.wording import was

if TYPE_CHECKING:
    from aiohttp import web

WAIT_SECONDS = 2 * ANSWER_SECONDS
"""How long an answer may take in all; sending and receiving have limits of their own."""


class PassedOn(Exchange):
    """The client's side that computes nothing: what it sends comes from the app."""

    side = "client"

    def steps(self) -> Steps:
        """None of its own."""
        return
        yield


Carry = Callable[[str, "bytes | None"], "bytes | None"]
"""A message to the server behind, with its endpoint, and the answer; b"" is a request without a message, or an answer
without one, None no request at all: what that server says of itself next. None where it gives no answer. From another
thread than the event loop's."""


class PassedBack(Exchange):
    """The server's side that computes nothing: what it answers comes from the real one. endpoint: where messages come
    that do not say it. behind: the way to the real one, which has HTTP's own part of what is asked and answered."""

    side = "server"

    def __init__(self, spoken: Wire, carry: Carry, endpoint: str = "", behind: Transport | None = None) -> None:
        self._spoken = spoken
        self._carry = carry
        self._endpoint = self._first = endpoint
        self._behind = behind
        super().__init__(None)

    @property
    def asked(self) -> HttpAsked | None:
        """HTTP's own part of the request that is being answered."""
        return self._behind.asked if isinstance(self._behind, Headed) else None

    @asked.setter
    def asked(self, asked: HttpAsked | None) -> None:
        if isinstance(self._behind, Headed):
            self._behind.asked = asked

    def received(self, data: bytes, endpoint: str = "") -> None:
        """A message of the app."""
        self._endpoint = endpoint or self._first
        super().received(data)

    def steps(self) -> Steps:
        """Answer whatever comes, until nothing more can."""
        over = False
        while not over:
            data: bytes | None = yield Receive("message")
            asked = self._spoken.decode("client", data or b"", self._endpoint or None)
            # Each message behind which another comes is sent once; a server that never stops is left.
            for _ in range(1 + len(self._spoken.followed)):
                answer = self._answer(data, asked)
                read = self._spoken.decode("server", answer, self._endpoint or None)
                over = self._looked_at(answer, read, asked)
                if answer:
                    name = "message" if read is None else read.name
                    yield Send(name, lambda answer=answer: answer, self._endpoint)  # type: ignore[misc]
                data = None
                if read is None or read.name not in self._spoken.followed:
                    break

    def _answer(self, data: bytes | None, asked: Decoded | None) -> bytes:
        self.answered = None
        try:
            answer = self._carry(self._endpoint, data)
        finally:
            self.answered = None if self._behind is None else self._behind.answered
        if answer is None and asked is not None and asked.refusal is not None:
            raise RefusedError(f"The client refuses: {asked.refusal}.", "behind", by_peer=True, of="message")
        if answer is None:
            raise RefusedError("The server behind gave no answer.", "transport")
        return answer

    def _looked_at(self, answer: bytes, read: Decoded | None, asked: Decoded | None) -> bool:
        """Whether the answer is the last one. Raises RefusedError for a last one that refuses."""
        status = self.answered.status if self.answered is not None else 200
        of = "M1" if asked is not None and asked.name in self._spoken.client_proof else "message"
        said = read.refusal if read is not None else None
        over = read is not None and self._spoken.ends(read)
        if said is None and status >= 400 and status != _MORE_IS_ASKED:
            said, over = f"The server answers {status}.", True
        if said is not None and over:
            raise RefusedError(said, "behind", answer=answer, of=of)
        if read is not None and (read.accepts or read.name in self._spoken.server_proof):
            self.accepted = True
        return (over or (read is None and self.accepted is True)) and status != _MORE_IS_ASKED


_MORE_IS_ASKED = 401
"""What HTTP says of a request that another one must follow."""


class Passing(Split):
    """The conclusions of a played server that only passes on."""

    passes = True

    def pair(self, number: int) -> BothLegs:
        """Nothing of the device's leg waits for the app: it sends when the app has. What is the same in every session
        and never sent is the only thing known beforehand."""
        pair = super().pair(number)
        pair.free = True
        assert pair.session is not None
        unsent = dict(wire(pair.session.wire).unsent)
        for leg in (pair.app, pair.device) if unsent else ():
            leg.values("both", unsent, by="assumed")
        return pair

    async def ready(self, number: int, shakes: bool, asked: HttpAsked | None = None) -> str:
        """Once the device is reached, or is known not to be."""
        pair = self.pairs.get(number)
        if pair is None:
            return ""
        await pair.be_reached()
        return self.gone(number)

    def instead(self, number: int, made: Exchange) -> Exchange:
        """An exchange that asks the server behind."""
        session = self.pairs[number].session
        assert session is not None
        first = made.step.endpoint if isinstance(made.step, Receive) else ""
        carry = carried(partial(self.carry, number))
        return PassedBack(wire(session.wire), carry, first, session.transport)

    async def carry(self, number: int, endpoint: str, plain: bytes | None) -> bytes | None:
        """As Carry says; a message goes as it is unless a person changed it. Raises RefusedError where the device
        refuses without an answer, or a person dropped the message."""
        pair = self.pairs.get(number)
        if pair is None or pair.session is None:
            return None
        session, spoken = pair.session, wire(pair.session.wire)
        if not await self._reached(pair):
            if session.transport.answered is None:
                return None
            raise _refused(session, "session", pair.problem)
        asked = session.decoded("client", endpoint, plain or b"")
        name = endpoint if asked is None else asked.name
        of = "M1" if name in spoken.client_proof else "message"
        try:
            reply = await self._reply(pair, session, name or "message", endpoint, plain)
        except (ClosedWithoutAnswerError, RefusedError) as error:
            raise _refused(session, of, str(error), error.att) from None
        except PeerError as error:
            if asked is not None and asked.refusal is not None:
                session.happened(event("refused", "client", "message", asked.refusal))
                return None
            pair.problem = str(error)
            session.happened(event("broken-off", "", text=str(error)))
            return None
        if reply is None:
            raise RefusedError(f"{name} {was(name)} dropped by hand.", "dropped")
        answer = session.decoded("server", endpoint, reply)
        if answer is not None and answer.refusal is not None:
            session.happened(event("refused", "server", of, answer.refusal))
        elif answer is not None and answer.name in spoken.server_proof:
            session.happened(event("accepted", "server", "M1", "The device accepted the proof."))
        return reply

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Passed on as it is, and its answer back; neither is recorded."""
        from aiohttp import web

        session = self._client()
        transport = None if session is None else session.transport
        if not isinstance(transport, PostTransport):
            return await super().forward(request)
        body = await body_of(request)
        try:
            await transport.open()  # which finds a server that is only named
            answer = await passed_on(transport.url, request.method, asked_of(request), body)
        except SrpscopeError as error:
            quiet_logger().warning("%s %s: %s", request.method, request.path, error)
            return web.Response(status=502, text=f"srpscope: {error}\n")
        finally:
            await transport.close()
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _reply(
        self, pair: BothLegs, session: ClientSession, name: str, endpoint: str, plain: bytes | None
    ) -> bytes | None:
        """The answer; None where a person dropped the message. Raises PeerError."""
        transport = session.transport
        if plain is None:
            return await take(transport, session, "server", "message", endpoint, ANSWER_SECONDS)
        if not plain and isinstance(transport, Asking):
            reply = await transport.ask(endpoint)
            if reply:
                session.message("server", transport.name, endpoint, reply)
            return reply
        step = Send(name, lambda: plain, endpoint)
        sent = await session.before_sending(session.exchange, step, plain)
        if sent is None:
            dropped = f"{name} {was(name)} not sent on."
            session.event("dropped", dropped, by="client")
            # What the app is told next comes of it, and not of the device.
            pair.app.event("dropped", dropped, by="client")
            return None
        return await session.ask(name, endpoint, sent, f"answer to {name}")

    async def _reached(self, pair: BothLegs) -> bool:
        await pair.be_reached()
        return not pair.problem

    def judged(self, number: int, capture: Capture, answer: Answer) -> Answer:
        """Both legs carry the same messages unless one was changed: the app's is the judgement of the whole, where the
        device does not say worse."""
        from srpscope.session.legs import passed

        app = told_leg(answer or self.told_of(capture))
        device = self._device_of(self.pairs[number], capture, app)
        legs = {"app": app, "device": device}
        return {**answer, "legs": legs, "judgement": passed(app["judgement"], device["judgement"])}

    def _device_of(self, pair: BothLegs, capture: Capture, app: dict[str, Any]) -> dict[str, Any]:
        """What is told of the device's leg: where the same bytes crossed both and both ended alike, what the app's is,
        which was searched already."""
        leg = pair.device.capture
        if leg.messages and _carried_by(leg) == _carried_by(capture):
            quick = put_off(Capture(dict(leg.header), list(leg.lines), name=leg.name), "", suspects=False)
            told = quick.get("judgement") or {}
            if told and all(told[key] == app["judgement"][key] for key in ("outcome", "by", "of")):
                return app
        return self.device_told(pair)


def _carried_by(capture: Capture) -> list[tuple[Any, Any]]:
    """Who sent what."""
    return [(line.get("from"), line.get("bytes")) for line in capture.messages]


def _refused(session: ClientSession, of: str, said: str, att: AttRefusal | None = None) -> RefusedError:
    """The device refused: recorded on its leg, and what the app is told."""
    session.happened(event("refused", "server", of, said))
    refusal = RefusedError(said, "behind", of=of)
    refusal.http, refusal.att = session.transport.answered, att
    return refusal


def carried(carry: Callable[[str, bytes | None], Coroutine[Any, Any, bytes | None]]) -> Carry:
    """From another thread what this event loop does."""
    loop = asyncio.get_running_loop()

    def wait(endpoint: str, data: bytes | None) -> bytes | None:
        return asyncio.run_coroutine_threadsafe(carry(endpoint, data), loop).result(WAIT_SECONDS)

    return wait


def passing_session(transport: Transport, spoken: str) -> ClientSession:
    """What a pair passes messages on with. transport: to the device; spoken: the wire."""
    return ClientSession(PassedOn(None), transport, Recording(None, {}), spoken)
