"""Work of seconds, shared out to other processes.

A share is every n-th of what is to be tried. The processes are new ones (never forked: a terminal screen runs
threads), are told the case over a pipe, answer with the names of what hit, and are killed when nobody wants to know any
more. A share whose process fails is done by the one that asked.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TypeVar

from srpscope.srp.primitives.child import started
from srpscope.why.budget import Budget, Stopped
from srpscope.why.workers import Crew, Task

WAIT = 0.02
"""Seconds between two looks at what others have found, where nothing is left to do here."""

_CHILD = "from srpscope.why.engine.shares import work; work()"


Hit = TypeVar("Hit")


@dataclass(frozen=True)
class ShareFound:
    """A set that hit: its mistakes before S, then those after it."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class ShareFinished:
    """A share is done to its end."""

    tried: int


class Shares:
    """Processes at work on shares; as a context manager it ends them. tried: by those that came to their end. crew:
    where the shares go instead of to processes of this machine."""

    def __init__(self, tasks: Sequence[Task], crew: Crew | None = None) -> None:
        self._crew = crew
        self._failed: list[int] = []
        self.tried = 0
        self._count = len(tasks)
        self._said: SimpleQueue[tuple[int, object]] = SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[Thread] = []
        self._stops: list[Callable[[], None]] = []
        self._open: set[int] = set()
        for task in tasks:
            self._start(task)

    def __enter__(self) -> Shares:
        return self

    def __exit__(self, *reason: object) -> None:
        for stop in self._stops:
            stop()
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        for thread in self._threads:
            thread.join()

    def _start(self, task: Task) -> None:
        if self._crew is not None:
            index = task.index
            self._open.add(index)
            self._stops.append(self._crew.take(task, lambda what: self._said.put((index, what))))
            return
        try:
            process = started(_CHILD)
        except OSError:
            self._failed.append(task.index)
            return
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError):
            process.stdin.write(pickle.dumps(task))
        with suppress(OSError):
            process.stdin.close()
        thread = Thread(target=self._listen, args=(task.index, process.stdout), daemon=True)
        self._processes.append(process)
        self._threads.append(thread)
        self._open.add(task.index)
        thread.start()

    def _listen(self, index: int, stream: IO[bytes]) -> None:
        with stream:
            try:
                while True:
                    answer = pickle.load(stream)
                    self._said.put((index, answer))
            except (EOFError, OSError, pickle.UnpicklingError, AttributeError, ImportError):
                self._said.put((index, None))

    def beside(
        self,
        own: Iterable[Iterable[Hit]],
        made_anew: Callable[[tuple[str, ...]], Hit | None],
        again: Callable[[int, int], Iterable[Hit]],
        budget: Budget,
    ) -> Iterator[Hit]:
        """The hits of the own share, those of the other processes between them, made anew here from their ids; the
        share of a process that failed is done here in the end. The budget is looked at while others are waited for."""
        for hits in own:
            yield from hits
            yield from self._answers(made_anew)
        while self._open:
            budget.check()
            with budget.elsewhere():
                time.sleep(WAIT)
            yield from self._answers(made_anew)
        for index in self._failed:
            yield from again(index, self._count + 1)

    def _answers(self, made_anew: Callable[[tuple[str, ...]], Hit | None]) -> Iterator[Hit]:
        """What came in."""
        while True:
            try:
                index, answer = self._said.get_nowait()
            except Empty:
                return
            if isinstance(answer, ShareFound):
                hit = made_anew(answer.ids)
                if hit is not None:
                    yield hit
            elif index in self._open:
                self._open.discard(index)
                if isinstance(answer, ShareFinished):
                    self.tried += answer.tried
                else:
                    self._failed.append(index)

    def __len__(self) -> int:
        return self._count


def answers(task: Task) -> Iterator[ShareFound | ShareFinished]:
    """What a share gives: every hit as it comes, and its end. Raises Stopped where the time is over."""
    hits = task.run()
    while True:
        try:
            yield ShareFound(next(hits))
        except StopIteration as end:
            yield ShareFinished(end.value)
            return


def work() -> None:
    """What a process does: the share that is read from standard input, its answers on standard output."""
    # It makes hundreds of thousands of objects, none of them in circles, and ends soon.
    gc.disable()
    task: Task = pickle.load(sys.stdin.buffer)
    out = sys.stdout.buffer
    with suppress(BrokenPipeError, Stopped):
        for what in answers(task):
            out.write(pickle.dumps(what))
            out.flush()
