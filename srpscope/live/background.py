"""Work that goes on beside what began it: a handshake that is diagnosed, a link that is dropped after its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Background:
    """Tasks that nobody waits for now. They are held until they are done (an event loop holds none itself) and end with
    whoever began them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let it go on by itself. Raises RuntimeError outside an event loop."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def ended(self) -> None:
        """Wait until all are done, those that they begin meanwhile too. What they raise is theirs."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def cancel(self) -> None:
        """End all of them now."""
        for task in self._tasks:
            task.cancel()
        await self.ended()

    def __len__(self) -> int:
        """How many are under way."""
        return len(self._tasks)
