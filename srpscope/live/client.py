"""A live session as the client: an exchange driven over a transport, held before any message if asked to.

A screen makes a ClientSession, gives it an observer, and awaits run() in a task. While `held` is set the session
waits: edit, then release() or drop().
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from srpscope.capture.events import event
from srpscope.errors import PeerError, SrpscopeError, UnsentError, UserError
from srpscope.live.driving import ANSWER_SECONDS, ClosedWithoutAnswerError, Held, Hold, Transport, drive, give, take
from srpscope.live.editing import Editing
from srpscope.live.party import SheetParty, computing
from srpscope.live.recording import Recording
from srpscope.srp.formula import Formula
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import Value
from srpscope.statuses import DISAGREE
from srpscope.wire.asking import Asks, Tree
from srpscope.wire.exchange import Exchange, Send

What = Literal[
    "opened",
    "held",
    "sent",
    "unsent",
    "received",
    "dropped",
    "refused",
    "accepted",
    "note",
    "transport",
    "encrypted",
    "closed",
]


@dataclass(frozen=True)
class LiveEvent:
    """One thing that happened. t: seconds since the start; seconds: how long it took; data: a message's bytes. Of
    "accepted" and "refused" sender is who said so, and name how it is recorded ("broken-off"). Of "sent" text is what
    ended the sending, where the connection did not hold; "unsent" went out not at all."""

    what: What
    t: float
    text: str = ""
    name: str = ""
    sender: str = ""
    endpoint: str = ""
    data: bytes = b""
    seconds: float | None = None


@dataclass(frozen=True)
class PlainTrip:
    """A request and its reply, as they travel."""

    endpoint: str
    request: bytes
    reply: bytes
    tree: Tree
    counters: tuple[int | None, int | None] = (None, None)


Observer = Callable[[LiveEvent], None]


@dataclass(frozen=True)
class Further:
    """A further proof to try in the same session: what is different, in words, and how."""

    label: str
    given: Mapping[str, Value] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)


class Trip(Protocol):
    """A request after the handshake and its reply, decrypted where they travel so. counters: the nonce counters used;
    None where the nonce stays, or where there is none."""

    @property
    def endpoint(self) -> str:
        """Where it was asked."""
        ...

    @property
    def request(self) -> bytes:
        """What was asked."""
        ...

    @property
    def reply(self) -> bytes:
        """What came back."""
        ...

    @property
    def counters(self) -> tuple[int | None, int | None]:
        """Of the request and of the reply."""
        ...

    @property
    def tree(self) -> Tree:
        """The reply, field by field."""
        ...


@dataclass(frozen=True)
class Afterwards:
    """What comes once both sides are satisfied. conclude: what is sent. asks: what can be asked. ends: of a protocol
    that has nothing behind its handshake, a sentence that says so."""

    conclude: Callable[[Transport], Awaitable[None]] | None = None
    asks: Asks | None = None
    ends: str = ""


NOTHING_MORE = Afterwards()


class ClientSession(Editing):
    """One session as the client.

    wire: the name of the messages' decoder. holds: names of the messages to hold before ("Cmd0", "Cmd1"), or "*" for
    all; session.hold.names may be changed while it runs. reply_seconds: how long one message may take.
    problem: what was wrong after a right handshake. gate: awaited before each message of the exchange, arrived: after
    each answer that another message follows; for a proxy.
    """

    def __init__(
        self,
        exchange: Exchange,
        transport: Transport,
        recording: Recording,
        wire: str,
        observe: Observer = lambda event: None,
        holds: Iterable[str] = (),
        reply_seconds: float = ANSWER_SECONDS,
        afterwards: Afterwards = NOTHING_MORE,
    ) -> None:
        super().__init__(recording, Hold(holds, self._held_changed), wire)
        self.exchange = self.driven = exchange
        self.transport = transport
        self.observe = observe
        self.events: list[LiveEvent] = []
        self.problem, self.address = "", ""
        self.ends = afterwards.ends
        party = computing(exchange)
        self._at_first = party.knowledge if party is not None else None
        self._reply_seconds = reply_seconds
        self._conclude = afterwards.conclude
        self._asks = afterwards.asks
        self.gate: Callable[[], Awaitable[None]] | None = None
        self.arrived: Callable[[], Awaitable[None]] | None = None
        self._sent = 0
        transport.tell = self._tell
        recording.on_problem = self._cannot_record

    @property
    def party(self) -> SheetParty:
        """This side's values."""
        party = self.computes
        assert party is not None
        return party

    # For the screen, while a message is held

    @property
    def _begun(self) -> Knowledge:
        assert self._at_first is not None
        return self._at_first

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """As the witness does, once a proxy lets it come to that."""
        if self.arrived is not None and self._sent:
            await self.arrived()
        self._sent += 1
        if self.gate is not None:
            await self.gate()
        return await super().before_sending(exchange, step, data)

    @property
    def was_edited(self) -> bool:
        """Whether values of this side stand otherwise than it began."""
        knowledge, overrides = self.party.state()
        begun = self._begun
        edited = knowledge.formulas != begun.formulas or any(
            knowledge.given.get(name) != value for name, value in begun.given.items() if name != "P"
        )
        return edited or bool(overrides)

    def drop_edits(self) -> None:
        """This side computes from now on as it began; what it received stays. The recording says so."""
        for keys in self.sent_edits:
            self.recording.add("edit", {**keys, "off": True})
        self.sent_edits.clear()
        known = self.party.knowledge
        self.party.restore(
            (replace(known, formulas=self._begun.formulas, given=self._begun.given, typed=self._begun.typed), {})
        )

    # Running

    async def run(self) -> bool | None:
        """The whole exchange. True: both sides are satisfied; False: one refused; None: cut off before that.

        The transport stays open for what comes after. Raises PeerError where the peer is not reached.
        """
        await self.reach()
        return await self.shake()

    async def reach(self) -> None:
        """Connect. Raises PeerError."""
        await self.transport.open()
        self._emit("opened", self.transport.name)

    async def shake(self) -> bool | None:
        """The exchange, once the peer is reached; what is returned as by run."""
        await drive(self.exchange, self.transport, self, self._reply_seconds)
        if self.exchange.accepted and self._conclude is not None:
            try:
                await self._conclude(self.transport)
            except SrpscopeError as error:
                self.problem = str(error)
                self.happened(event("error", "server", "session", self.problem))
        if self.exchange.accepted and self.ends:
            self._emit("note", self.ends)
        return self.exchange.accepted

    def record_in(self, recording: Recording) -> None:
        """Write into this recording from now on, what there is so far with it."""
        for line in self.recording.capture.lines:
            recording.add(line["type"], {key: value for key, value in line.items() if key != "type"})
        self.recording = recording

    async def ask(self, name: str, endpoint: str, data: bytes, reply: str) -> bytes:
        """A request beside the exchange, and its reply; both recorded. Raises PeerError."""
        await give(self.transport, self, "client", name, endpoint, data, self._reply_seconds)
        return await take(self.transport, self, "server", reply, endpoint, self._reply_seconds)

    # After the handshake, where the protocol goes on

    @property
    def may_try_further(self) -> bool:
        """Whether the peer still waits for a proof in this session."""
        return False

    async def try_further(self, candidates: Iterable[Further]) -> Further | None:
        """Send further proofs until one is accepted. Raises UserError where the session does not allow it."""
        raise UserError("This session takes no further proof.")

    def _need(self) -> Asks:
        if self._asks is None:
            raise UserError(self.ends or "Nothing is asked after this handshake.")
        return self._asks

    async def request(self, endpoint: str, plain: bytes, *, force: bool = False) -> Trip:
        """A request and its reply. Raises UserError where there is none, PeerError."""
        asks = self._need()
        reply = await self.ask("request", endpoint, plain, "answer")
        asks.took(reply)
        return PlainTrip(endpoint, plain, reply, asks.tree(reply, endpoint))

    def read_request(self, text: str) -> None:
        """Raises UserError for what is no request of this protocol."""
        self._need().read(text)

    def would_ask(self, text: str) -> tuple[str, bytes, Tree]:
        """What read_request takes: where it goes (of several requests the first), its bytes before they are encrypted,
        and their fields. Raises UserError."""
        asks = self._need()
        endpoint, plain = asks.build(asks.read(text))
        return endpoint, plain, asks.tree(plain, endpoint)

    async def perform(self, text: str, *, force: bool = False) -> Sequence[Trip]:
        """What a person asks for, in words; some need several requests. Raises UserError, PeerError."""
        endpoint, plain, _ = self.would_ask(text)
        return [await self.request(endpoint, plain, force=force)]

    @property
    def seals(self) -> bool:
        """Whether what is asked after the handshake travels encrypted."""
        return self._need().seals

    @property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """What can be asked after the handshake by name, and the fields of each."""
        return {} if self._asks is None else self._asks.forms

    @property
    def field_hints(self) -> Mapping[str, str]:
        """Of a field of forms: what it takes; of any other request "endpoint" and "bytes"."""
        return {} if self._asks is None else self._asks.hints

    @property
    def secret_fields(self) -> frozenset[str]:
        """The fields of forms that hold a secret."""
        return frozenset() if self._asks is None else self._asks.secret

    @property
    def goes_on(self) -> bool:
        """Whether more can be asked now."""
        return self._asks is not None

    def said(self) -> dict[str, Any]:
        """What the peer said of itself, as JSON has it."""
        return {}

    def introduced(self) -> tuple[str, Mapping[str, str]]:
        """The same for a person: the message it was said in, and what that calls each thing; "" where nothing was."""
        return "", {}

    def means(self, judged: Mapping[str, Any]) -> str:
        """What follows from the judgement for whoever else uses these credentials; "" where it says it all."""
        return ""

    @property
    def lost(self) -> bool:
        """Whether the outcome is that the peer was lost."""
        return False

    def exit_status(self, judged: int, problem: str = "") -> int:
        """With what a command ends that ran it. judged: what its judgement stands for; problem: what went wrong after
        a right handshake."""
        if not self.exchange.accepted and self.lost:
            return PeerError.exit_status
        return DISAGREE if problem or self.problem else judged

    async def close(self) -> None:
        """Let go of the peer and end the recording."""
        with suppress(SrpscopeError):
            await self.transport.close()
        self.event("closed", "")

    # Telling: this session is the witness of its own exchange

    def passed(
        self, sender: str, name: str, endpoint: str, data: bytes, seconds: float, failed: PeerError | None = None
    ) -> None:
        """Show a message that has gone or arrived, or could not go."""
        what: What = "sent" if sender == self.exchange.side else "received"
        if isinstance(failed, UnsentError):
            what = "unsent"
        cut = failed is not None and not isinstance(failed, ClosedWithoutAnswerError)
        self._emit(what, str(failed) if cut else "", name, endpoint, data, seconds)

    def note(self, text: str) -> None:
        """Say a sentence, and record it."""
        self.event("note", text)

    def event(self, what: str, text: str, **more: Any) -> None:
        """Something happened: recorded and shown."""
        super().event(what, text, **more)
        self._emit(what, text)

    def happened(self, keys: Mapping[str, Any]) -> None:
        """Who accepted or refused what: recorded and shown."""
        super().happened(keys)
        what, text = str(keys["what"]), str(keys["text"])
        self._emit("accepted" if what == "accepted" else "refused", text, what, sender=str(keys.get("by", "")))

    def _tell(self, what: str, text: str) -> None:
        self.recording.event(what, text)
        self._emit("transport", text, what)

    def _cannot_record(self, problem: str) -> None:
        self._emit("note", problem)

    def _held_changed(self, what: str, held: Held) -> None:
        self._emit("held", what, held.step.name, held.step.endpoint, held.data)

    def _emit(
        self,
        what: str,
        text: str = "",
        name: str = "",
        endpoint: str = "",
        data: bytes = b"",
        seconds: float | None = None,
        sender: str = "",
    ) -> None:
        sender = sender or {"sent": "client", "unsent": "client", "held": "client", "received": "server"}.get(what, "")
        event = LiveEvent(what, self.recording.now, text, name, sender, endpoint, data, seconds)  # type: ignore[arg-type]
        self.events.append(event)
        self.observe(event)
