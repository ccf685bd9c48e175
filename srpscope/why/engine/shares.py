"""Work of seconds, shared out to other processes.

A share is every n-th of what is to be tried. The processes are new ones (never forked: a terminal screen runs
threads), are told the case over a pipe, answer with the names of what hit, and are killed when nobody wants to know any
more. A share whose process fails is done by the one that asked.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Protocol, TypeVar

from srpscope.srp.primitives.child import started
from srpscope.why.budget import Budget, Stopped

MOST = 8
"""Processes at the most, the asking one included."""

WORTH = 2.0
"""Seconds of work from which a second process is worth its start: a third of one, and tables that it makes anew."""

WAIT = 0.02
"""Seconds between two looks at what others have found, where nothing is left to do here."""

_CHILD = "from srpscope.why.engine.shares import work; work()"


Hit = TypeVar("Hit")


class Task(Protocol):
    """A share of some work, as it is told to another process."""

    @property
    def index(self) -> int:
        """The number of the share; that of the asking process is 0."""

    def run(self) -> Generator[tuple[str, ...], None, int]:
        """The ids of every set that hits; at the end, how many were tried. Raises Stopped."""


@dataclass(frozen=True)
class ShareFound:
    """A set that hit: its mistakes before S, then those after it."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class ShareFinished:
    """A share is done to its end."""

    tried: int


class Crew(Protocol):
    """Processes of other machines. workers: how many of them can be at work at a time."""

    workers: int

    def take(self, task: Task, say: Callable[[object], None]) -> Callable[[], None]:
        """Begin a share elsewhere. say: told each answer of `answers`, in the end Finished, or None where it failed.
        What comes back stops it."""


PIECES = 4
"""Shares for each worker of a crew, so that what they find comes in pieces and none waits long for the last."""

_alone = False
_crew: Crew | None = None


@contextmanager
def shared_with(crew: Crew) -> Iterator[None]:
    """Whatever is worth sharing out goes to this crew, for as long as it lasts."""
    global _crew
    before, _crew = _crew, crew
    try:
        yield
    finally:
        _crew = before


def work_alone() -> None:
    """This process is one of many that are at work already: from now on it starts no others."""
    global _alone
    _alone = True


BUSY = 0.8
"""Of the last minute, how much of every processor is in use where none is free."""


def processes_for(seconds: float) -> int:
    """How many processes that much work is worth; 1 is the asking one alone."""
    if seconds < WORTH or _alone:
        return 1
    if _crew is not None:
        return 1 + PIECES * _crew.workers
    if not sys.executable:
        return 1
    return 1 if _is_busy() else max(1, min(cores(), MOST))


@cache
def _is_busy() -> bool:
    """Whether others have the processors: another process would only make its table of hypotheses beside ours, and
    take turns with it. Asked before the first search: later a search's own processes are what keeps them busy."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY * cores()


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Shares:
    """Processes at work on shares; as a context manager it ends them. tried: by those that came to their end."""

    def __init__(self, tasks: Sequence[Task]) -> None:
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
        if _crew is not None:
            index = task.index
            self._open.add(index)
            self._stops.append(_crew.take(task, lambda what: self._said.put((index, what))))
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
