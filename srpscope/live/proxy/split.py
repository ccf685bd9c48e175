"""Split: the device to the app and the client to the device at once, so that both halves are fully known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.live.client import ClientSession, LiveEvent
from srpscope.live.concluding import Answer, Concluding, Diagnose, Learn, Seen
from srpscope.live.driving import ANSWER_SECONDS, Lending
from srpscope.live.editing import Editing
from srpscope.live.http_client import beside_the_message
from srpscope.live.proxy.legs import LegRecording, legs_of
from srpscope.live.recording import Recording
from srpscope.live.verdict import put_off, verdict
from srpscope.wire.exchange import LINE_ENDED, HttpAnswer, HttpAsked

LEG_SECONDS = 3 * ANSWER_SECONDS
"""How long the device's handshake may go on once the app's is over."""

NO_CLIENT = "A salt and a verifier make no client: with the device only the password can speak."


@dataclass
class BothLegs:
    """One handshake on both legs, in step: the device is sent its n-th message when the app has sent its own, and the
    app is answered when the device has answered.

    session: with the device; None where nothing is known to speak with. problem: why the device was not reached.
    asked, sent, answered: messages of the app, those to the device, and the device's answers.
    """

    app: LegRecording
    device: LegRecording
    session: ClientSession | None
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    reached: bool = False
    asked: int = 0
    sent: int = 0
    answered: int = 0
    free: bool = False
    over: bool = False
    speaking: asyncio.Task[None] | None = None
    problem: str = ""
    ending: bool = False
    told: bool = False
    left: bool = False

    @property
    def lost(self) -> str:
        """Why the device can say nothing more, where it went before its handshake was over; else ""."""
        if self.session is None:
            return ""
        refusal = self.session.exchange.refusal
        if refusal is not None and refusal.cause in LINE_ENDED:
            return str(refusal)
        return self.problem

    async def speak(self, problem: Callable[[str], None]) -> None:
        """Reach the device at once, then go on in step with the app."""
        session = self.session
        try:
            if session is not None:
                session.gate = self._step
                session.arrived = self._answer
                await session.reach()
                self.reached = True
                await self._moved()
                await session.shake()
        except SrpscopeError as error:
            self.problem = str(error)
            problem(self.problem)
        finally:
            self.reached = self.over = True
            await self._moved()

    async def _moved(self) -> None:
        async with self.moved:
            self.moved.notify_all()

    async def _step(self) -> None:
        async with self.moved:
            self.sent += 1
            await self.moved.wait_for(lambda: self.free or self.asked >= self.sent)

    async def _answer(self) -> None:
        async with self.moved:
            self.answered += 1
            self.moved.notify_all()

    async def ask(self) -> None:
        """The app has sent a message of the handshake: wait for the device's answer to its own."""
        async with self.moved:
            self.asked += 1
            self.moved.notify_all()
            await self.moved.wait_for(lambda: self.over or self.answered >= self.asked)

    async def be_reached(self) -> None:
        """Wait until the device is reached, or is known not to be."""
        async with self.moved:
            await self.moved.wait_for(lambda: self.reached)

    async def go_on(self) -> None:
        """The app asks nothing more: let the device's handshake go on to its end."""
        self.free = True
        await self._moved()


class Split(Concluding):
    """The conclusions of a played server that stands in another one's place: each handshake of the app has one with
    the device beside it, and is told when both are over.

    client: makes a session with the device, None where there is no password.
    """

    kind = "proxy"
    between = True

    def __init__(
        self,
        folder: Path | None,
        diagnose: Diagnose | None,
        tell: Callable[[Seen], None],
        *,
        client: Callable[[], ClientSession | None],
    ) -> None:
        super().__init__(folder, diagnose, tell)
        self.pairs: dict[int, BothLegs] = {}
        self._search = diagnose is not None
        self._client = client
        self._tell_all = tell

    # While both handshakes run

    def recording(self, number: int, header: dict[str, object], asked: HttpAsked | None = None) -> Recording:
        """The app's leg of a new recording; the device's begins beside it."""
        whole = super().recording(number, header)
        self.both = number, whole.capture
        app, device = legs_of(whole)
        session = self._client()
        if session is not None:
            session.record_in(device)
            session.hold.names = self.hold  # shared: what is held on the screen, each session holds
            session.observe = partial(self._seen, number)
        self.pairs[number] = BothLegs(app, device, session)
        self._lend(session, asked)
        pair = self.pair(number)

        def not_reached(problem: str) -> None:
            device.event("note", problem)
            self._tell_all(Seen("log", number, problem))

        pair.speaking = asyncio.get_running_loop().create_task(pair.speak(not_reached))
        return app

    @property
    def sessions(self) -> Mapping[int, Editing]:
        """Those with the device."""
        return {number: one.session for number, one in self.pairs.items() if one.session is not None}

    def _seen(self, number: int, event: LiveEvent) -> None:
        text = " ".join(part for part in (event.name, event.text) if part)
        self._tell_all(Seen("held" if event.what == "held" else "device", number, text, event.endpoint, event.data))

    def pair(self, number: int) -> BothLegs:
        """A pair that has just been made, before it speaks."""
        return self.pairs[number]

    def behind(self, number: int) -> ClientSession | None:
        """The session with the device."""
        pair = self.pairs.get(number)
        return None if pair is None else pair.session

    async def ready(self, number: int, shakes: bool, asked: HttpAsked | None = None) -> str:
        """Once the device has answered, or is known not to. Where it vanished the app's leg ends too."""
        pair = self.pairs.get(number)
        if pair is None:
            return ""
        await pair.be_reached()
        self._lend(pair.session, asked)
        if shakes:
            await pair.ask()
        return self.gone(number)

    def _lend(self, session: ClientSession | None, asked: HttpAsked | None) -> None:
        if asked is not None and session is not None and isinstance(session.transport, Lending):
            session.transport.lent = beside_the_message(asked.headers)

    def lent(self, number: int) -> HttpAnswer | None:
        """The device's last one, without what is of its message."""
        session = self.behind(number)
        answered = None if session is None else session.transport.answered
        return None if answered is None else HttpAnswer(answered.status, beside_the_message(answered.headers))

    def gone(self, number: int) -> str:
        """Where the device vanished."""
        pair = self.pairs.get(number)
        lost = "" if pair is None else pair.lost
        return f"The device's leg ended, and this one with it: {lost}" if lost else ""

    async def carry(self, number: int, endpoint: str, plain: bytes) -> bytes | None:
        """Encrypted anew for the device, once its handshake is over; its answer, decrypted."""
        pair = self.pairs.get(number)
        if pair is None or pair.session is None or pair.speaking is None:
            return None
        await asyncio.wait([pair.speaking])
        try:
            return (await pair.session.request(endpoint, plain, force=True)).reply
        except SrpscopeError as error:
            pair.device.event("note", f"{endpoint} was not carried across: {error}")
            return None

    # When they are over

    def over(self, number: int, recording: Recording, accepted: bool | None, learn: Learn | None = None) -> None:
        """The app's handshake is over: told with the device's, which goes on to its end unless the app has vanished."""
        self.pairs[number].ending = True
        self._background.begin(self._both_over(number, recording, accepted, learn))

    async def _both_over(self, number: int, recording: Recording, accepted: bool | None, learn: Learn | None) -> None:
        pair = self.pairs[number]
        if pair.speaking is not None:
            if accepted is None:
                pair.speaking.cancel()
            else:
                await pair.go_on()
            await asyncio.wait([pair.speaking], timeout=LEG_SECONDS)
            pair.speaking.cancel()
        await self._conclude(number, recording, accepted, learn)
        pair.told = True
        self._forget(number, pair)

    def left(self, number: int) -> None:
        """The app is gone: let go of the device, once both legs are told."""
        self._background.begin(self._let_go(number))

    async def _let_go(self, number: int) -> None:
        pair = self.pairs.get(number)
        if pair is None:
            return
        if pair.speaking is not None:
            if pair.ending:
                await asyncio.wait([pair.speaking], timeout=LEG_SECONDS)
            pair.speaking.cancel()
            await asyncio.wait([pair.speaking])
        if pair.session is not None:
            with suppress(SrpscopeError):
                await pair.session.close()
        pair.left = True
        self._forget(number, pair)

    def _forget(self, number: int, pair: BothLegs) -> None:
        if pair.left and (pair.told or not pair.ending):
            self.pairs.pop(number, None)

    def judged(self, number: int, capture: Capture, answer: Answer) -> Answer:
        """Both legs, and which of them is wrong."""
        from srpscope.session.legs import both

        device, app = self.device_told(self.pairs[number]), told_leg(answer or self.told_of(capture))
        legs = {"app": app, "device": device}
        return {**answer, "legs": legs, "judgement": both(app["judgement"], device["judgement"])}

    def device_told(self, pair: BothLegs) -> Answer:
        """What is told of the device's leg."""
        leg = pair.device.capture
        if not leg.messages:
            from srpscope.session.legs import not_spoken

            why = pair.problem or (NO_CLIENT if pair.session is None else "The app was gone before it began.")
            return told_leg({"judgement": not_spoken(why), "verdict": "cannot-tell", "findings": [], "problem": why})
        return told_leg(self.told_of(Capture(dict(leg.header), list(leg.lines), name=leg.name)))

    def told_of(self, capture: Capture) -> Answer:
        """The object of `why` for one leg."""
        return verdict(capture) if self._search else put_off(capture, "")


def told_leg(answer: Answer) -> dict[str, Any]:
    """What is told of one leg: its judgement, whose keys stand beside it too, and what `why` found."""
    from srpscope.session.legs import not_spoken

    judgement = answer.get("judgement") or not_spoken(str(answer.get("problem") or ""))
    more = {key: answer[key] for key in ("verdict", "findings", "problem") if key in answer}
    return {**judgement, **more, "judgement": judgement}
