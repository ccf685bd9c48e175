"""Pass through: every message of both ways recorded as it happens, and carried on as it is, or as a person lets it go.

Nothing is known but what the messages say: the proofs are the app's and the device's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from srpscope.capture import Capture
from srpscope.capture.events import event
from srpscope.errors import PeerError
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Answer
from srpscope.live.driving import ClosedWithoutAnswerError, Transport
from srpscope.live.proxy.split import BothLegs, Split, told_leg
from srpscope.live.recording import Recording
from srpscope.wire.decoders import Wire
from srpscope.wire.exchange import Exchange, Receive, RefusedError, Send, Steps
from srpscope.wire.wires import wire

ANSWER_SECONDS = 60.0
"""How long an answer may take in all; the way to the device has a shorter limit of its own."""


class PassedOn(Exchange):
    """The client's side that computes nothing: what it sends comes from the app."""

    side = "client"

    def steps(self) -> Steps:
        """None of its own."""
        return
        yield


class PassedBack(Exchange):
    """The server's side that computes nothing: what it answers comes from the real one. carry: the way there and back,
    from another thread than the event loop's; None where there is no answer."""

    side = "server"

    def __init__(self, spoken: Wire, carry: Callable[[str, bytes], bytes | None]) -> None:
        self._spoken = spoken
        self._carry = carry
        self._endpoint = ""
        super().__init__(None)

    def received(self, data: bytes, endpoint: str = "") -> None:
        """A message of the app."""
        self._endpoint = endpoint
        super().received(data, endpoint)

    def steps(self) -> Steps:
        """Answer whatever comes, until the server's proof has gone."""
        while self.accepted is None:
            data = yield Receive("message")
            answer = self._carry(self._endpoint, data)
            if answer is None:
                raise RefusedError("The server behind gave no answer.", "transport")
            read = self._spoken.decode("server", answer, self._endpoint or None)
            if read is not None and read.refusal is not None:
                raise RefusedError(read.refusal, "behind", answer=answer, of=_of(self._spoken, data, self._endpoint))
            name = "message" if read is None else read.name
            if name in self._spoken.server_proof:
                self.accepted = True
            yield Send(name, lambda answer=answer: answer, self._endpoint)  # type: ignore[misc]


def _of(spoken: Wire, data: bytes, endpoint: str) -> str:
    asked = spoken.decode("client", data, endpoint or None)
    return "M1" if asked is not None and asked.name in spoken.client_proof else "message"


class Passing(Split):
    """The conclusions of a played server that only passes on."""

    passes = True

    def pair(self, number: int) -> BothLegs:
        """Nothing of the device's leg waits for the app: it sends when the app has."""
        pair = super().pair(number)
        pair.free = True
        return pair

    async def ready(self, number: int, shakes: bool) -> str:
        """Once the device is reached, or is known not to be."""
        pair = self.pairs.get(number)
        if pair is None:
            return ""
        await pair.be_reached()
        return self.gone(number)

    def instead(self, number: int, made: Exchange) -> Exchange:
        """An exchange that asks the server behind."""
        loop = asyncio.get_running_loop()

        def carry(endpoint: str, data: bytes) -> bytes | None:
            asking: Coroutine[Any, Any, bytes | None] = self.carry(number, endpoint, data)
            return asyncio.run_coroutine_threadsafe(asking, loop).result(ANSWER_SECONDS)

        pair = self.pairs[number]
        assert pair.session is not None
        return PassedBack(wire(pair.session.wire), carry)

    async def carry(self, number: int, endpoint: str, plain: bytes) -> bytes | None:
        """A message of the app to the device, as it is unless a person changed it, and the answer. Raises RefusedError
        where the device refuses without one."""
        pair = self.pairs.get(number)
        if pair is None or pair.session is None or not await self._reached(pair):
            return None
        session = pair.session
        asked = session.decoded("client", endpoint, plain)
        name = endpoint if asked is None else asked.name
        step = Send(name or "message", lambda: plain, endpoint)
        sent = await session.before_sending(session.exchange, step, plain)
        if sent is None:
            session.event("dropped", f"{step.name} was not sent on.", by="client")
            return None
        spoken = wire(session.wire)
        of = "M1" if name in spoken.client_proof else "message"
        try:
            reply = await session.ask(step.name, endpoint, sent, f"answer to {step.name}")
        except (ClosedWithoutAnswerError, RefusedError) as error:
            session.happened(event("refused", "server", of, str(error)))
            raise RefusedError(str(error), "behind", of=of, status=403) from None
        except PeerError as error:
            pair.problem = str(error)
            session.happened(event("broken-off", "", text=str(error)))
            return None
        answer = session.decoded("server", endpoint, reply)
        if answer is not None and answer.refusal is not None:
            session.happened(event("refused", "server", of, answer.refusal))
        elif answer is not None and answer.name in spoken.server_proof:
            session.happened(event("accepted", "server", "M1", "The device accepted the proof."))
        return reply

    async def _reached(self, pair: BothLegs) -> bool:
        await pair.be_reached()
        return not pair.problem

    def judged(self, number: int, capture: Capture, answer: Answer) -> Answer:
        """Both legs carry the same messages unless one was changed: the app's is the judgement of the whole, where the
        device does not say worse."""
        from srpscope.session.legs import passed

        app, device = told_leg(answer or self.told_of(capture)), self.device_told(self.pairs[number])
        legs = {"app": app, "device": device}
        return {**answer, "legs": legs, "judgement": passed(app["judgement"], device["judgement"])}


def passing_session(transport: Transport, spoken: str) -> ClientSession:
    """What a pair passes messages on with. transport: to the device; spoken: the wire."""
    return ClientSession(PassedOn(None), transport, Recording(None, {}), spoken)
