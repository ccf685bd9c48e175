"""Live soak: handshakes with chosen leading zeros against a peer, as the client.

A is chosen: private values are tried until g^a starts with 00. u, S, K and M1 depend on the peer's B, which comes
after A; so handshakes are begun and dropped before the proof until one has what is wanted. Salt, user name and
password belong to the credential and cannot be chosen here. Bounded by the number of handshakes begun.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from srpscope.answers.parting import parting
from srpscope.answers.soak import CREDENTIAL, shown
from srpscope.answers.zeros import ZeroPlace, places, starts_with_zero
from srpscope.capture.capture import Capture
from srpscope.errors import PeerError, SrpscopeError
from srpscope.live.driving import Transport, Unwatched, converse
from srpscope.live.party import SheetParty
from srpscope.srp.dialect import Dialect
from srpscope.srp.sheet import Sheet
from srpscope.why.engine.early import SearchPowers
from srpscope.wire.exchange import Exchange, HttpAnswer, Send

SESSION = ("A", "B", "u", "S", "K", "M1")
"""Situations that differ from one session to the next; each comes once in 256."""

TRIES = 4000
"""Handshakes begun at the most. 584 are the mean for five situations that cannot be chosen."""

SECONDS = 900.0

_MOST_REFUSALS = 3
"""Refused ordinary handshakes before the soak gives up: then leading zeros are not the cause."""


class Kept:
    """A transport that stays open from one handshake to the next, until something goes wrong on it: to look for a
    device takes seconds, and a new Cmd0 begins anew in the same session. end() lets go of it."""

    def __init__(self, make: Callable[[], Transport]) -> None:
        self._make = make
        self._transport: Transport | None = None
        self._broken = False
        self.name = ""
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.answered: HttpAnswer | None = None

    async def open(self) -> None:
        """Reach the peer, unless it is reached already. Raises PeerError."""
        if self._transport is None:
            transport = self._make()
            self.name = transport.name
            self._broken = True
            self._transport = transport
            await transport.open()
            self._broken = False

    async def send(self, endpoint: str, data: bytes) -> None:
        """As the transport does."""
        assert self._transport is not None
        try:
            await self._transport.send(endpoint, data)
        except PeerError:
            self._broken = True
            raise

    async def receive(self, endpoint: str) -> bytes:
        """As the transport does."""
        assert self._transport is not None
        try:
            return await self._transport.receive(endpoint)
        except PeerError:
            self._broken = True
            raise

    async def close(self) -> None:
        """Let go of it only where it is of no more use."""
        if self._broken:
            await self.end()

    async def end(self) -> None:
        """Let go of the peer."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()


@dataclass(frozen=True)
class SoakPeer:
    """How to reach the other side. party: this side's values with a given a. exchange: a new one a handshake.
    transport: a new one, or the one that is kept. expects: the dialect that the peer speaks, which says what is
    right."""

    party: Callable[[int], SheetParty]
    exchange: Callable[[SheetParty], Exchange]
    transport: Callable[[], Transport]
    expects: Dialect
    private_bytes: int = 32


@dataclass
class SoakOutcome:
    """One situation: how often it was tried, how often it was refused, and why."""

    situation: str
    handshakes: int = 0
    refused: int = 0
    said: str = ""
    cause: str = ""
    suspects: tuple[str, ...] = ()
    captures: list[Capture] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Whether any of its handshakes was refused."""
        return self.refused > 0


@dataclass
class Report:
    """What a live soak found. ordinary: handshakes without zeros. credential: situations that this credential has.

    begun: handshakes begun. unseen: situations that did not come up in time. absent: those that the dialect has not,
    or that are ordinary in its group.
    """

    ordinary: SoakOutcome
    outcomes: dict[str, SoakOutcome]
    credential: tuple[str, ...] = ()
    begun: int = 0
    absent: tuple[str, ...] = ()
    problem: str = ""

    @property
    def unseen(self) -> tuple[str, ...]:
        """Situations without a handshake."""
        return tuple(one.situation for one in self.outcomes.values() if not one.handshakes)

    @property
    def failing(self) -> tuple[str, ...]:
        """Situations that fail."""
        return tuple(one.situation for one in self.outcomes.values() if one.fails)


class _Chooser(Unwatched):
    """Lets a handshake go on to its proof only where it has what is wanted; keeps what was said."""

    def __init__(self, wants: Callable[[SheetParty], bool], capture: Capture) -> None:
        self._wants = wants
        self._capture = capture
        self.dropped = False

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """Drop the message after B came, unless the handshake is wanted."""
        party = exchange.party
        assert isinstance(party, SheetParty)
        if "B" in party.knowledge.received and not self.dropped and not self._wants(party):
            self.dropped = True
            return None
        return data

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Added to the capture of this handshake."""
        self._capture.add("message", from_=sender, via=via, endpoint=endpoint, bytes=data.hex())


class LiveSoak:
    """The run. handshakes: how many of each situation. progress is told each handshake that went to its end."""

    def __init__(
        self,
        peer: SoakPeer,
        situations: tuple[str, ...] = SESSION,
        *,
        handshakes: int = 1,
        tries: int = TRIES,
        seconds: float = SECONDS,
        seed: str | None = None,
        progress: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._peer = peer
        self._handshakes = handshakes
        self._tries = tries
        self._deadline = time.monotonic() + seconds
        self._seed = seed if seed is not None else secrets.token_hex(16)
        self._progress = progress
        self._drawn = 0
        self._party = peer.party(2)
        spoken = self._party.knowledge.dialect
        self._places = places(spoken, self._party.number("N"))
        wanted = [one for one in SESSION if one in situations]
        self.report = Report(
            SoakOutcome("none"),
            {one: SoakOutcome(one) for one in wanted if one in self._places},
            absent=tuple(one for one in wanted if one not in self._places),
        )
        self._powers = SearchPowers()
        self._chosen = self._private_values(zero_in_A=True)
        self._ordinary = self._private_values(zero_in_A=False)

    async def run(self) -> Report:
        """Go through it. Raises PeerError where the peer is not reached at all."""
        try:
            return await self._run()
        finally:
            transport = self._peer.transport()
            if isinstance(transport, Kept):
                await transport.end()

    async def _run(self) -> Report:
        report = self.report
        while report.ordinary.handshakes < 1 and self._may_go_on():
            await self._attempt(next(self._ordinary), lambda zeros: not zeros)
            if report.ordinary.refused >= _MOST_REFUSALS:
                break
        if report.ordinary.fails:
            report.problem = "an ordinary handshake is refused too, so leading zeros are not the cause."
            return report
        A = report.outcomes.get("A")
        while A is not None and A.handshakes < self._handshakes and self._may_go_on():
            await self._attempt(next(self._chosen), lambda zeros: zeros == {"A"})
        while self._open() and self._may_go_on():
            await self._attempt(next(self._ordinary), self._still_wanted)
        if self._open():
            report.problem = f"stopped after {report.begun:,} handshakes begun, before everything had come up."
        return report

    def _open(self) -> bool:
        return any(one.handshakes < self._handshakes for one in self.report.outcomes.values() if one.situation != "A")

    def _may_go_on(self) -> bool:
        return self.report.begun < self._tries and time.monotonic() < self._deadline

    def _still_wanted(self, zeros: frozenset[str]) -> bool:
        # One at a time: a refusal is to have one cause.
        outcome = self.report.outcomes.get(next(iter(zeros))) if len(zeros) == 1 else None
        return outcome is not None and outcome.handshakes < self._handshakes

    # Private values

    def _draw(self) -> int:
        self._drawn += 1
        data = b"".join(hashlib.sha512(f"{self._seed}|{self._drawn}|{part}".encode()).digest() for part in range(2))
        bits = 8 * self._peer.private_bytes
        return int.from_bytes(data[: self._peer.private_bytes]) | 1 << (bits - 1)

    def _private_values(self, zero_in_A: bool) -> Iterator[int]:
        N, g = self._party.number("N"), self._party.number("g")
        width = 8 * ((N.bit_length() + 7) // 8 - 1)
        while True:
            a = self._draw()
            if (self._powers(g % N, a, N).bit_length() <= width) == zero_in_A:
                yield a

    # One handshake

    async def _attempt(self, a: int, wants: Callable[[frozenset[str]], bool]) -> None:
        peer, report = self._peer, self.report
        party = peer.party(a)
        exchange = peer.exchange(party)
        capture = self._capture(party)
        chooser = _Chooser(lambda current: wants(self._zeros(current)), capture)
        report.begun += 1
        try:
            await converse(exchange, peer.transport(), chooser)
        except PeerError:
            if report.begun == 1:
                raise
            report.problem = "the peer was not reached any more."
            self._deadline = 0.0
            return
        now = exchange.party
        assert isinstance(now, SheetParty)
        if not report.credential and "B" in now.knowledge.received:
            report.credential = tuple(
                one for one in CREDENTIAL if one in self._places and self._holds(self._places[one], now.sheet)
            )
        if chooser.dropped or exchange.accepted is None:
            return
        zeros = self._zeros(now)
        if not wants(zeros) and "B" in now.knowledge.received:
            return
        outcome = report.outcomes.get(next(iter(zeros)), report.ordinary) if zeros else report.ordinary
        self._note(outcome, exchange, now, capture)

    def _note(self, outcome: SoakOutcome, exchange: Exchange, party: SheetParty, capture: Capture) -> None:
        outcome.handshakes += 1
        if exchange.accepted:
            self._progress(f"{outcome.situation}: accepted")
            return
        outcome.refused += 1
        outcome.said = str(exchange.refusal) if exchange.refusal is not None else ""
        found = parting(party.sheet, self._peer.expects)
        outcome.cause = found.sentence if found is not None else ""
        outcome.suspects = _suspects(capture)
        outcome.captures.append(capture)
        self._progress(f"{outcome.situation}: refused")

    def _zeros(self, party: SheetParty) -> frozenset[str]:
        return frozenset(one for one in SESSION if one in self._places and self._holds(self._places[one], party.sheet))

    def _holds(self, place: ZeroPlace, sheet: Sheet) -> bool:
        return starts_with_zero(place, sheet, sheet)

    def _capture(self, party: SheetParty) -> Capture:
        spoken, known = self._peer.expects, party.knowledge
        header = {
            "title": "live soak",
            "dialect": spoken.id,
            "hash": known.hash,
            "origin": "recorded",
            "secrets": True,
        }
        capture = Capture(header, name="soak")
        given: Mapping[str, object] = known.given
        N, g = party.number("N"), party.number("g")
        capture.add_values("both", {"N": shown(N), "g": shown(g)})
        capture.add_values("client", {name: shown(known.given[name]) for name in ("I", "P", "a") if name in given})
        return capture


def _suspects(capture: Capture) -> tuple[str, ...]:
    """What `why` proves of the handshake: the client's a is known, so it can."""
    from srpscope.answers.diagnosis import diagnose_session
    from srpscope.session import Session

    try:
        found = diagnose_session(Session(capture), seconds=10.0).findings
    except SrpscopeError:
        return ()
    return found[0].suspects if found else ()
