"""What becomes of a handshake at a played server when it is over: diagnosed, noted in its recording, told. One after
another, in the order in which they ended, so that what the next plan learns does not depend on which search was
faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.live.recording import Recording, new_path
from srpscope.wire.protocomm_device import LogLine

MOST_WAITING = 100
"""Handshakes that wait for their diagnosis; those beyond it are told without one."""

Answer = dict[str, Any]
"""The object of `why`, with what the host knows beside it."""

Diagnose = Callable[[Capture], Answer]
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
    """Something for a screen or a log. what: "opened", "request", "reply", "refused", "held", "log", "note" or
    "ended"."""

    what: str
    session: int
    text: str = ""
    endpoint: str = ""
    data: bytes = b""
    line: LogLine | None = None
    ended: Ended | None = None


class Concluding:
    """The recordings of a server's handshakes, and their diagnosis. What is over comes out of `ended`.

    folder: where captures go; None keeps them in memory. diagnose: gives the object of `why` for a capture.
    """

    def __init__(self, folder: Path | None, diagnose: Diagnose | None, tell: Callable[[Seen], None]) -> None:
        self.folder = folder
        self.ended: asyncio.Queue[Ended] = asyncio.Queue()
        self._diagnose = diagnose
        self._tell = tell
        self._running: set[asyncio.Task[None]] = set()
        self._order = asyncio.Lock()
        self._hurried = False

    def recording(self, number: int, header: dict[str, object]) -> Recording:
        """A handshake's recording: a new file in the folder, or in memory where there is none."""
        if self.folder is None:
            return Recording(None, header)
        try:
            return Recording(new_path("serve", self.folder), header)
        except SrpscopeError as error:
            # A full disk must not stop the listener: the session is kept in memory only, and that is said.
            self._tell(Seen("log", number, str(error)))
            return Recording(None, header)

    def over(self, number: int, recording: Recording, accepted: bool | None, learn: Learn | None = None) -> None:
        """A handshake has ended: diagnose it off the event loop. learn: what is made of the answer, in that thread."""
        task = asyncio.get_running_loop().create_task(self._conclude(number, recording, accepted, learn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def hurry(self) -> None:
        """Whoever stops the server does not wait for the searches of many refused sessions: diagnose only the last."""
        self._hurried = True

    async def concluded(self) -> None:
        """Wait until every handshake that has ended is diagnosed."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _conclude(self, number: int, recording: Recording, accepted: bool | None, learn: Learn | None) -> None:
        async with self._order:
            capture = Capture(
                dict(recording.capture.header), list(recording.capture.lines), name=recording.capture.name
            )
            answer = await asyncio.to_thread(self._answer, capture, learn)
            record = str(recording.path) if recording.path else None
            answer |= {"session": number, "accepted": accepted, "record": record}
            ended = Ended(number, accepted, recording.path, capture, answer)
            for finding in answer.get("findings", []):
                recording.add("finding", {"suspects": finding["suspects"], "side": finding["side"]})
            recording.close()
            if recording.problem:
                self._tell(Seen("log", number, recording.problem))
            self._tell(Seen("ended", number, str(answer.get("verdict", "")), ended=ended))
            await self.ended.put(ended)

    def _answer(self, capture: Capture, learn: Learn | None) -> Answer:
        answer: Answer = {}
        try:
            if self._diagnose is not None:
                put_off = self._put_off()
                answer = {"verdict": "cannot-tell", "notes": [put_off]} if put_off else self._diagnose(capture)
            if learn is not None:
                answer = learn(capture, answer)
        except SrpscopeError as error:
            answer = {**answer, "verdict": "cannot-tell", "problem": str(error)}
        except Exception as error:  # our own fault must not stop the listener, nor lose the session
            answer = {**answer, "verdict": "cannot-tell", "problem": f"our own error ({type(error).__name__})"}
        return answer

    def _put_off(self) -> str | None:
        if self._hurried and len(self._running) > 1:
            return "The server was stopped first: use why on the recording."
        if len(self._running) > MOST_WAITING:
            return "Too many sessions at once: use why on the recording."
        return None


__all__ = ["Answer", "Concluding", "Diagnose", "Ended", "Seen"]
