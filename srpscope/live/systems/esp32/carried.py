"""What is behind the encrypted endpoints of a device that stands in another one's place: that other one's answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from srpscope.capture.events import PASSED_ON
from srpscope.wire.exchange import RefusedError
from srpscope.wire.protocomm.device import FAIL, Answered, Device, Failed
from srpscope.wire.protocomm.provisioning import Provisioning
from srpscope.wire.protocomm.scan import decode
from srpscope.wire.protocomm.schema import SESSION, VERSION

ANSWER_SECONDS = 60.0
"""How long the answer of the other device may take; its own session has a time limit below that."""


class _Everything(frozenset[str]):
    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


EVERYTHING = _Everything({VERSION, SESSION})
"""Any endpoint: which there are, only the other device knows."""


class CarriedOn(Provisioning):
    """Decrypted requests carried on, and their answers back. carry: the way to the other device; None for an answer
    that it refuses. Made on the event loop, asked in a thread."""

    def __init__(self, carry: Callable[[str, bytes], Coroutine[Any, Any, bytes | None]]) -> None:
        super().__init__(())
        self._carry = carry
        self._loop = asyncio.get_running_loop()

    def knows(self, endpoint: str) -> bool:
        """Any."""
        return True

    def answer(self, endpoint: str, data: bytes) -> bytes | None:
        """What the other device answers."""
        return asyncio.run_coroutine_threadsafe(self._carry(endpoint, data), self._loop).result(ANSWER_SECONDS)


class PassedDevice(Device):
    """A device that decides nothing: every request is carried to another one, and its answer back."""

    takes = PASSED_ON

    def request(self, endpoint: str, session_id: int, data: bytes) -> Answered | Failed:
        """The other device's answer; a refusal where it gave none."""
        try:
            answer = self.provisioning.answer(endpoint, data)
        except RefusedError as refusal:
            return Failed(
                FAIL, http=refusal.http, att=refusal.att, said=str(refusal), dropped=refusal.cause == "dropped"
            )
        if answer is None:
            return Failed(FAIL)
        read = decode("server", answer, endpoint) if endpoint == SESSION else None
        if read is not None and read.name == "Resp1" and read.refusal is None:
            self.accepted = True
        return Answered(answer)
