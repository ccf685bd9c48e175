"""The exponentiations of one size, shared out to other processes.

A share is every n-th set. The processes are new ones (never forked: a terminal screen runs threads), are told the case
over a pipe, answer with the names of what hit, and are killed when nobody wants to know any more. A share whose
process fails is done by the one that asked.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from srpscope.why.question import Case

MOST = 8
"""Processes at the most, the asking one included."""

WORTH = 1.0
"""Seconds of work from which a second process is worth its start."""

_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from srpscope.why.shares import work; work()"


@dataclass(frozen=True)
class Task:
    """Share `index` of `of`, of the sets of `before` mistakes before S and `after` after it, named by their ids."""

    case: Case
    target: str
    earlier: tuple[str, ...]
    before_ids: tuple[str, ...]
    after_ids: tuple[str, ...]
    before: int
    after: int
    index: int
    of: int
    seconds: float


@dataclass(frozen=True)
class Found:
    """A set that hit: its mistakes before S, then those after it."""

    ids: tuple[str, ...]


@dataclass(frozen=True)
class Finished:
    """A share is done to its end."""

    tried: int


def processes_for(seconds: float) -> int:
    """How many processes that much work is worth; 1 is the asking one alone."""
    if seconds < WORTH or not sys.executable:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, MOST))


class Shares:
    """Processes at work on shares; as a context manager it ends them."""

    def __init__(self, tasks: list[Task]) -> None:
        self.failed: list[int] = []
        self._count = len(tasks)
        self._answers: SimpleQueue[tuple[int, object]] = SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads: list[Thread] = []
        self._open: set[int] = set()
        for task in tasks:
            self._start(task)

    def __enter__(self) -> Shares:
        return self

    def __exit__(self, *reason: object) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        for thread in self._threads:
            thread.join()

    def _start(self, task: Task) -> None:
        paths = [one or str(Path.cwd()) for one in sys.path]
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", _CHILD, *paths],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            self.failed.append(task.index)
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
                    self._answers.put((index, answer))
            except (EOFError, OSError, pickle.UnpicklingError, AttributeError, ImportError):
                self._answers.put((index, None))

    def answers(self, seconds: float = 0.0) -> Iterator[Found | Finished]:
        """What came in, waiting so long for the first of it."""
        while True:
            try:
                index, answer = self._answers.get(timeout=seconds) if seconds else self._answers.get_nowait()
            except Empty:
                return
            seconds = 0.0
            if isinstance(answer, Found):
                yield answer
            elif index in self._open:
                self._open.discard(index)
                if isinstance(answer, Finished):
                    yield answer
                else:
                    self.failed.append(index)

    def __len__(self) -> int:
        return self._count

    @property
    def working(self) -> bool:
        """Whether a share is still being worked on."""
        return bool(self._open)


def work() -> None:
    """What a process does: the share that is read from standard input, its answers on standard output."""
    from srpscope.why.search import Budget, Candidate, Search, Stopped
    from srpscope.why.suspects import suspects

    task: Task = pickle.load(sys.stdin.buffer)
    out = sys.stdout.buffer
    search = Search(task.case, task.target, task.earlier, [], Budget(task.seconds))
    known = suspects()
    before, after = (
        [Candidate(one, known[one].change, known[one].cost) for one in ids] for ids in (task.before_ids, task.after_ids)
    )
    search.take(before, after)
    with suppress(BrokenPipeError):
        try:
            for hit in search.share(task.before, task.after, task.index, task.of):
                out.write(pickle.dumps(Found(hit.ids)))
                out.flush()
        except Stopped:
            return
        out.write(pickle.dumps(Finished(search.tried)))
        out.flush()
