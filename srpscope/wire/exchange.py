"""An exchange of messages written as the protocol's text reads: send this, receive that, check, go on. No sockets.

A side is a generator of Send and Receive. Whoever drives it (a live session, a test) builds what is to be sent, may
change it, says what really went out, and hands in what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from srpscope.errors import PeerError, SrpscopeError

Side = Literal["client", "server"]


class Party(Protocol):
    """The SRP values of one side, whoever computes them. All may take long and belong off an event loop.

    Each raises a SrpscopeError where the value cannot be had (no password, a formula that fails)."""

    def raw(self, name: str) -> bytes:
        """The value as this side sends it."""
        ...

    def number(self, name: str) -> int:
        """The value as a number."""
        ...

    def text(self, name: str) -> str:
        """I as text."""
        ...

    def receive(self, name: str, value: bytes) -> None:
        """Take a value from the peer, as it came."""
        ...

    def agrees(self, name: str, received: bytes) -> bool:
        """Whether this side's own formula gives what was received."""
        ...

    def renew(self, name: str) -> None:
        """Draw the private value (a or b) anew."""
        ...


OpenParty = Callable[[str], Party]
"""How a server comes to the values of a user, by the name that the client sent. Raises a SrpscopeError for an unknown
one where the protocol says so; elsewhere made-up values serve, so that the name's absence does not show."""


@dataclass(frozen=True)
class Send:
    """This side sends now. build makes the bytes from the values as they stand; maybe again after an edit."""

    name: str
    build: Callable[[], bytes]
    endpoint: str = ""


@dataclass(frozen=True)
class Receive:
    """This side waits for the named message."""

    name: str
    endpoint: str = ""


Steps = Generator[Send | Receive, bytes, None]


LINE_ENDED = frozenset({"transport", "unsent"})
"""Causes by which the line between them ended, after a message went out or before it did: nobody refused anything."""

UNSPOKEN = LINE_ENDED | {"closed", "dropped"}
"""Causes after which the peer is told nothing: it is gone, or is to see silence."""


@dataclass(frozen=True)
class HttpAsked:
    """What a client asked over HTTP beside the message in it: the path with its query, and its headers but for those
    of the connection. closed: code and reason, of a WebSocket that it has closed."""

    target: str
    headers: Mapping[str, str]
    closed: tuple[int, bytes] | None = None


@dataclass(frozen=True)
class HttpAnswer:
    """What a server answered over HTTP beside the message in it: its status, its headers but for those of the
    connection, and the body. closed: code and reason, of a WebSocket that it has closed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    closed: tuple[int, bytes] | None = None


@dataclass(frozen=True)
class AttRefusal:
    """How a device refused a write over Bluetooth LE: the ATT error's number, and whether it let go of the link."""

    code: int
    drops: bool = False


class RefusedError(PeerError):
    """The exchange ends: one side refuses to go on.

    cause: a short name for it, the protocol's own where it has one.
    answer: what the peer is told before the end, where the protocol has such a message.
    status: the HTTP status of that answer, where it travels over HTTP.
    by_peer: the other side refused, and this is what it said.
    http, att: the answer as it came, where another server refused in this one's place.
    of: what was refused (M1, A, mac, token, session ..), where neither the cause nor the last message says it.
    """

    def __init__(
        self,
        sentence: str,
        cause: str = "malformed",
        *,
        answer: bytes | None = None,
        status: int = 400,
        by_peer: bool = False,
        of: str = "",
    ) -> None:
        super().__init__(sentence)
        self.cause = cause
        self.answer = answer
        self.status = status
        self.by_peer = by_peer
        self.of = of
        self.http: HttpAnswer | None = None
        self.att: AttRefusal | None = None


class Exchange:
    """One side of one handshake: the step it is at, and how it ended.

    step: what happens next, None at the end. accepted: True once this side is satisfied with the other's proof, False
    after a refusal. notes: what was odd but no reason to stop. mutual: the server proves itself too. known_party: whose
    values these are; None of a server before the first message says it, and of a side that computes nothing.
    """

    side: Side = "client"
    closes_to_refuse = False
    """The protocol has no message that says no: who refuses closes the connection."""
    mutual = True
    asked: HttpAsked | None = None
    """HTTP's own part of the request that is being answered, for an exchange that passes it on."""
    answered: HttpAnswer | None = None
    """HTTP's own answer, of an exchange that says what another server said."""
    lent: HttpAnswer | None = None
    """Of HTTP's answer of another server what may stand beside this exchange's own messages."""

    def __init__(self, party: Party | None) -> None:
        self.known_party = party
        self.notes: list[str] = []
        self.accepted: bool | None = None
        self.refusal: RefusedError | None = None
        self.step: Send | Receive | None = None
        self._steps = self.steps()
        self._advance(None)

    @property
    def party(self) -> Party:
        """Whose values these are, for the protocol, which asks for them where it has them."""
        assert self.known_party is not None
        return self.known_party

    @party.setter
    def party(self, party: Party) -> None:
        self.known_party = party

    def steps(self) -> Steps:
        """The protocol, from the first message to the last."""
        raise NotImplementedError

    def refusal_message(self, refusal: RefusedError) -> bytes | None:
        """What the peer is told of a refusal that brings no answer of its own; None: nothing."""
        return refusal.answer

    def sent(self, data: bytes) -> None:
        """The step's message went out as these bytes (edited or not)."""
        if self.refusal is not None:
            self.step = None
        elif isinstance(self.step, Send):
            self._advance(data)

    def received(self, data: bytes, endpoint: str = "") -> None:
        """A message arrived. Never raises: what is wrong with it becomes the refusal."""
        step = self.step
        if isinstance(step, Receive) and (not endpoint or not step.endpoint or endpoint == step.endpoint):
            self._advance(data)
        elif self.refusal is None:
            wanted = (
                "nothing more"
                if step is None
                else f"{step.name} to be " + ("received" if isinstance(step, Receive) else "sent")
            )
            self._refuse(RefusedError(f"A message came out of order: {wanted} was expected.", "order", status=409))

    def refuse(self, refusal: RefusedError) -> None:
        """End the exchange from outside: a time-out, a lost connection, a person who stops it. Said twice, nothing more
        is sent either."""
        if self.refusal is None:
            self._steps.close()
            self._refuse(refusal)
        else:
            self.step = None

    def _advance(self, data: bytes | None) -> None:
        try:
            self.step = next(self._steps) if data is None else self._steps.send(data)
        except StopIteration:
            self.step = None
        except RefusedError as refusal:
            self._refuse(refusal)
        except SrpscopeError as error:  # a value that cannot be had: the peer is not told why
            self._refuse(RefusedError(str(error), "value", status=500))

    def _refuse(self, refusal: RefusedError) -> None:
        self.refusal = refusal
        self.accepted = False
        silent = refusal.by_peer or refusal.cause in UNSPOKEN
        answer = None if silent else self.refusal_message(refusal)
        self.step = None if answer is None else Send("refusal", lambda: answer)
