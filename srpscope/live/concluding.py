"""What becomes of a handshake at a played server when it is over: diagnosed, noted in its recording, told. One after
another, in the order in which they ended, so that what the next plan learns does not depend on which search was
faster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.live.background import Background
from srpscope.live.client import ClientSession
from srpscope.live.editing import Editing
from srpscope.live.listening import not_here
from srpscope.live.recording import Recording, new_path
from srpscope.live.verdict import put_off, verdict
from srpscope.wire.exchange import Exchange, HttpAnswer, HttpAsked

if TYPE_CHECKING:
    from aiohttp import web

GRACE = 2.0
"""Seconds for which the search of a server that is stopped goes on: what is likely is found by then."""

MOST_WAITING = 12
"""Handshakes that wait for their search, a minute in all; those beyond it are told by what they show without one."""


class Logged(Protocol):
    """A line of a played device's own log. secret: it shows b, S or K."""

    @property
    def level(self) -> str:
        """E, W, I or D."""
        ...

    @property
    def secret(self) -> bool:
        """Whether it shows a secret."""
        ...


Answer = dict[str, Any]
"""The object of `why`, with what the host knows beside it."""

Diagnose = Callable[[Capture, Callable[[], bool]], Answer]
"""Makes that object for a capture; what it is handed says when to end the search early."""

Conclude = Callable[["Path | None", "Diagnose | None", "Callable[[Seen], None]"], "Concluding"]
"""What makes the recordings of a host and diagnoses them: Concluding, unless something stands behind the host."""

Learn = Callable[[Capture, Answer], Answer]


@dataclass(frozen=True)
class Ended:
    """A handshake that is over."""

    session: int
    accepted: bool | None
    record: Path | None
    capture: Capture
    answer: Answer


@dataclass(frozen=True)
class Seen:
    """Something for a screen or a log. what: "opened", "request", "reply", "refused", "held", "log", "note",
    "fault" (on order) or "ended"."""

    what: str
    session: int
    text: str = ""
    endpoint: str = ""
    data: bytes = b""
    line: Logged | None = None
    ended: Ended | None = None


class PlayedHost(Protocol):
    """A played server or device as a screen sees it. hold: names of the messages to hold before, changed in place.
    running: the handshakes under way, by number. prints: what of it a terminal shows without a screen. plays: "server",
    or "device"."""

    wire: str
    plays: str
    prints: frozenset[str]
    hold: set[str]
    observe: Callable[[Seen], None]

    @property
    def running(self) -> Mapping[int, Editing]:
        """The handshakes under way, by number."""
        ...

    @property
    def ended(self) -> asyncio.Queue[Ended]:
        """Every handshake that is over, diagnosed."""
        ...

    @property
    def behind(self) -> Concluding | None:
        """Of a proxy, what stands behind it."""
        ...

    @property
    def enrolled(self) -> tuple[str, bytes] | None:
        """Of a device, the user name that its verifier is of, and the salt."""
        ...

    async def close(self) -> None:
        """End every session, and wait until all are diagnosed."""
        ...


class Concluding:
    """The recordings of a server's handshakes, and their diagnosis. What is over comes out of `ended`.

    folder: where captures go; None keeps them in memory. diagnose: gives the object of `why` for a capture.
    """

    def __init__(self, folder: Path | None, diagnose: Diagnose | None, tell: Callable[[Seen], None]) -> None:
        self.folder = folder
        self.both: tuple[int, Capture] | None = None
        self.hold: set[str] = set()
        self.ended: asyncio.Queue[Ended] = asyncio.Queue()
        self._diagnose = diagnose
        self._tell = tell
        self._background = Background()
        self._order = asyncio.Lock()
        self._hurried_at: float | None = None

    def recording(self, number: int, header: dict[str, object], asked: HttpAsked | None = None) -> Recording:
        """A handshake's recording: a new file in the folder, or in memory where there is none. asked: HTTP's own part
        of the request that begins it, where that is known by then."""
        if self.folder is None:
            return Recording(None, header)
        try:
            path = new_path(self.kind, self.folder, number)
        except SrpscopeError as error:
            # A full disk must not stop the listener: the session is kept in memory only, and that is said.
            recording = Recording(None, header)
            recording.problem = str(error)
            self._tell(Seen("log", number, recording.problem))
            return recording
        told = partial(self._cannot_record, number)
        return Recording(path, header, on_problem=told, again=partial(new_path, self.kind, self.folder, number))

    def _cannot_record(self, number: int, problem: str) -> None:
        self._tell(Seen("log", number, problem))

    def over(self, number: int, recording: Recording, accepted: bool | None, learn: Learn | None = None) -> None:
        """A handshake has ended: diagnose it off the event loop. learn: what is made of the answer, in that thread."""
        self._background.begin(self._conclude(number, recording, accepted, learn))

    kind = "serve"
    """What the recordings' names say of them."""

    between = False
    """Whether something stands behind the host: it is played to the client, and spoken to for it."""

    @property
    def sessions(self) -> Mapping[int, Editing]:
        """The handshakes under way with what stands behind, by number; hold: before which of their messages they wait.
        both: the latest recording of both legs, behind the number of its handshake."""
        return {}

    passes = False
    """Whether it only passes on what the other one says."""

    to = ""
    """The address of what stands behind, as it was named."""

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """A request that is none of the handshake's, of a host that passes on. Raises HTTP's own error where nothing
        behind it takes one."""
        return await not_here(request)

    def instead(self, number: int, made: Exchange) -> Exchange:
        """What is driven for a handshake in place of the server's own exchange."""
        return made

    def gone(self, number: int) -> str:
        """Why what stands behind a handshake can say nothing more; "" while it can."""
        return ""

    def behind(self, number: int) -> ClientSession | None:
        """The session with what stands behind a handshake."""
        return None

    async def ready(self, number: int, shakes: bool, asked: HttpAsked | None = None) -> str:
        """Before a client is answered: wait until what stands behind is reached, and, where it is a message of the
        handshake, as far. asked: HTTP's own part of the client's request. Why it is gone, and the handshake with it;
        else ""."""
        return ""

    def lent(self, number: int) -> HttpAnswer | None:
        """Of HTTP's answer of what stands behind, what may go with the played server's own."""
        return None

    async def carry(self, number: int, endpoint: str, plain: bytes) -> bytes | None:
        """The answer of what stands behind to a request after the handshake; None where it has none."""
        return None

    def left(self, number: int) -> None:
        """The client of a handshake is gone for good."""

    def hurry(self) -> None:
        """Whoever stops the server does not wait for the searches of many refused sessions: diagnose only the last, and
        tell what was found by then."""
        self._hurried_at = time.monotonic()

    def _enough(self) -> bool:
        """Whether a search has to end now."""
        return self._hurried_at is not None and time.monotonic() - self._hurried_at > GRACE

    async def concluded(self) -> None:
        """Wait until every handshake that has ended is diagnosed."""
        await self._background.ended()

    async def _conclude(self, number: int, recording: Recording, accepted: bool | None, learn: Learn | None) -> None:
        async with self._order:
            capture = Capture(
                dict(recording.capture.header), list(recording.capture.lines), name=recording.capture.name
            )
            answer = await asyncio.to_thread(self._answer, number, capture, learn)
            record = str(recording.kept) if recording.kept else None
            answer |= {"session": number, "accepted": accepted, "record": record}
            if recording.problem:
                answer["fault"] = recording.problem
            ended = Ended(number, accepted, recording.kept, capture, answer)
            for finding in answer.get("findings", []):
                recording.add("finding", {"suspects": finding["suspects"], "side": finding["side"]})
            if "sweep" in answer:  # what it knew then belongs to the recording: whoever opens it reads the same
                said = dict(answer["sweep"])
                recording.event("sweep", said.pop("text"), by="server", **said)
            self._tell(Seen("ended", number, str(answer.get("verdict", "")), ended=ended))
            await self.ended.put(ended)

    def judged(self, number: int, capture: Capture, answer: Answer) -> Answer:
        """What is told of a handshake, from the object of `why` for it. Runs in a thread."""
        return answer

    def _answer(self, number: int, capture: Capture, learn: Learn | None) -> Answer:
        answer: Answer = {}
        try:
            if self._diagnose is not None:
                why = self._put_off()
                answer = put_off(capture, why, suspects=False) if why else self._diagnose(capture, self._enough)
            answer = self.judged(number, capture, answer)
            if learn is not None:
                answer = learn(capture, answer)
        except SrpscopeError as error:
            answer = {**answer, "verdict": "cannot-tell", "problem": str(error)}
        except Exception as error:  # our own fault must not stop the listener, nor lose the session
            answer = {**answer, "verdict": "cannot-tell", "problem": f"our own error ({type(error).__name__})"}
        return answer

    def _put_off(self) -> str | None:
        if self._hurried_at is not None and len(self._background) > 1:
            return "The server was stopped first: use why on the recording."
        if len(self._background) > MOST_WAITING:
            return "Too many sessions at once: use why on the recording."
        return None


@dataclass(frozen=True)
class ServerRun:
    """How a played server's handshakes are kept, held and judged. folder: where recordings go; None keeps them in
    memory. holds: names of the messages to hold before ("M2"), or "*" for all. diagnose: is asked of each as it ends,
    where somebody is. conclude: makes the recordings; another one where something stands behind the server."""

    folder: Path | None = None
    holds: tuple[str, ...] = ()
    diagnose: Diagnose | None = verdict
    conclude: Conclude = Concluding


IN_MEMORY = ServerRun()
"""Kept in memory, nothing held, each judged."""


class ConcludingHost:
    """What every played server has, whatever its transport: who watches it, what it holds, what is over."""

    def __init__(self, folder: Path | None, diagnose: Diagnose | None, hold: Iterable[str], conclude: Conclude) -> None:
        self.observe: Callable[[Seen], None] = lambda seen: None
        self.hold = set(hold)
        self._concluding = conclude(folder, diagnose, self.tell)
        self._count = 0

    @property
    def behind(self) -> Concluding | None:
        """Of a proxy, what stands behind it."""
        return self._concluding if self._concluding.between else None

    @property
    def enrolled(self) -> tuple[str, bytes] | None:
        """A server has its users elsewhere."""
        return None

    @property
    def ended(self) -> asyncio.Queue[Ended]:
        """Every handshake that is over, diagnosed."""
        return self._concluding.ended

    def tell(self, seen: Seen) -> None:
        """Pass on what happened."""
        self.observe(seen)


__all__ = ["Answer", "Concluding", "Diagnose", "Ended", "Seen"]
