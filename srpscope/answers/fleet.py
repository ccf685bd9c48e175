"""Many files looked at by many processes: on this machine, or by the workers of a Dask cluster.

Either way each file's answers come once, in the order in which they are ready, and a worker that dies loses nothing:
what it had is looked at again, alone, and a file that kills whoever looks at it is told as such.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from srpscope.answers.joining import Answer, Queued
from srpscope.answers.triage import carried, failed, look
from srpscope.errors import FileError, PeerError, SrpscopeError, UserError
from srpscope.srp.primitives.child import safe_path

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from distributed import Client

    from srpscope.why.workers import Task, Workers

WAITING = 4
"""Files handed out beforehand to each worker."""

CONNECT_SECONDS = 10.0

NOTICE_SECONDS = 0.2
"""How often it is asked whether the person has ended it."""

Looked = tuple[Queued, list[Answer]]

KILLED = "whatever looked at it was killed: it takes too much memory, or crashes the interpreter."
NOT_STARTED = (
    "the processes that look at the files ended before they could begin. Each starts by loading the program that "
    'called srpscope: that program must call it below `if __name__ == "__main__":`.'
)


def never() -> bool:
    """Nobody ends it."""
    return False


def here(files: Iterable[Queued], jobs: int, seconds: float, ended: Callable[[], bool] = never) -> Iterator[Looked]:
    """Each file with its answers, by so many processes of this machine. ended: asked now and then; once it says so,
    what is answered by then is given, the rest is left, and its processes are gone. Raises UserError where none of
    them starts."""
    left = iter(files)
    again: list[Queued] = []
    # The first files start every process: a pool that breaks while it starts one more waits for that one forever.
    while not ended() and (batch := list(islice(left, jobs))):
        with _pool(jobs) as (pool, begun):
            running: dict[Future[list[Answer]], Queued] = {}
            try:
                while batch or running:
                    while batch:  # what a pool that breaks here has not taken stays in it
                        running[_submitted(pool, batch[0], seconds)] = batch[0]
                        del batch[0]
                    for one in _done(running, ended):
                        answers = one.result()
                        yield running.pop(one), answers
                    if ended():
                        _end(pool)
                        return
                    batch = list(islice(left, jobs * WAITING - len(running)))
            except BrokenProcessPool:
                if ended():  # a SIGTERM for all of them has reached the processes too
                    return
                if not begun.is_set():
                    raise UserError(NOT_STARTED) from None
                for one, item in running.items():
                    if one.done() and not one.cancelled() and one.exception() is None:
                        yield item, one.result()
                    else:
                        again.append(item)
                again += batch
            except RuntimeError:
                if begun.is_set() or multiprocessing.current_process().name == "MainProcess":
                    _end(pool)
                    raise
                raise SystemExit(1) from None  # this is such a process itself: the one that began it says so
            except BaseException:
                _end(pool)
                raise
    for item in again:
        answers = _alone(item, seconds, ended)
        if not answers:
            return
        yield item, answers


def _done(running: Collection[Future[list[Answer]]], ended: Callable[[], bool]) -> set[Future[list[Answer]]]:
    """Those that are answered: one at the least, unless it is ended before."""
    while True:
        done, _ = wait(running, timeout=NOTICE_SECONDS, return_when=FIRST_COMPLETED)
        if done or ended():
            return done


def _submitted(pool: ProcessPoolExecutor, item: Queued, seconds: float) -> Future[list[Answer]]:
    """Handed out. A process that starts for it is no place for the terminal's Ctrl+C, from its first line on: it would
    end with its own traceback, on the person's screen."""
    if sys.platform == "win32":  # it has no mask of signals: `begin` has to do
        return pool.submit(look, item, seconds)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return pool.submit(look, item, seconds)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(pool: ProcessPoolExecutor) -> None:
    """The processes end now, and not behind what they are at: a search takes as long as it was given."""
    started = list((pool._processes or {}).values())  # its own way to this is Python 3.14's
    pool.shutdown(wait=False, cancel_futures=True)
    for one in started:
        one.kill()


@contextmanager
def _pool(jobs: int) -> Iterator[tuple[ProcessPoolExecutor, Event]]:
    """Processes, and whether one of them has begun: one that cannot is no fault of the file that it was to look at."""
    # New processes, never forked ones: whoever calls may run threads.
    fresh = multiprocessing.get_context("spawn")
    with safe_path():
        begun = fresh.Event()
        with ProcessPoolExecutor(jobs, fresh, initializer=_begin_here, initargs=(begun,)) as pool:
            yield pool, begun


def _begin_here(begun: Event) -> None:
    """A process of a pool says that it is there, and ends with the one that began it: killed, that one cannot say so,
    and the queue stays open."""
    begun.set()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    begin()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def begin() -> None:
    """What each process does first: it leaves an interruption to the one that asked."""
    with suppress(ValueError):  # a thread of a cluster's worker cannot say so, and need not
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _alone(item: Queued, seconds: float, ended: Callable[[], bool]) -> list[Answer]:
    """Its answers, by a process of its own; none where it is ended before."""
    with _pool(1) as (pool, begun):
        try:
            for one in _done([_submitted(pool, item, seconds)], ended):
                return one.result()
            _end(pool)
            return []
        except BrokenProcessPool:
            if not begun.is_set():
                raise UserError(NOT_STARTED) from None
            return [failed(item, FileError(f"{item.name}: {KILLED}"))]


def on_cluster(files: Iterable[Queued], address: str, seconds: float, tell: Callable[[str], None]) -> Iterator[Looked]:
    """Each file with its answers, by the workers of the Dask cluster whose scheduler is at that address. The files are
    read here and sent there. tell: told how many workers there are.

    Raises UserError where Dask is not installed or that is no address, PeerError where the scheduler is not reached or
    its workers have another srpscope.
    """
    client = _client(address)
    try:
        workers = len(client.scheduler_info()["workers"])
        tell(f"{workers} worker{'s' * (workers != 1)} at {address}")
        yield from _by_workers(client, files, seconds)
    finally:
        client.close()


_ADDRESS = re.compile(r"(?:[a-z]+://)?\S+:\d{1,5}/?")


def _client(address: str) -> Client:
    if not _ADDRESS.fullmatch(address):  # Dask's own client tries for twenty seconds, and closes with a traceback
        raise UserError(f"{address[:80]!r} is no address of a Dask scheduler: tcp://HOST:PORT, as it prints itself.")
    try:
        from distributed import Client
    except ImportError:
        raise UserError("a cluster needs Dask: python -m pip install 'srpscope[cluster]'.") from None
    from srpscope.version import VERSION

    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise PeerError(f"{address}: no Dask scheduler is reached there ({type(error).__name__}).") from None
    try:
        others = {str(one) for one in client.run(their_version).values()} - {VERSION}
    except Exception as error:
        client.close()
        raise PeerError(f"{address}: its workers have no srpscope to work with ({type(error).__name__}).") from None
    if others:
        client.close()
        raise PeerError(f"{address}: its workers have srpscope {', '.join(sorted(others))}, and this is {VERSION}.")
    return client


def their_version() -> str:
    """What a worker has."""
    from srpscope.version import VERSION

    return VERSION


class DaskCrew:
    """The workers of a cluster, at work on shares of one search."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.workers = max(1, sum(client.nthreads().values()))

    def take(self, task: Task, say: Callable[[object], None]) -> Callable[[], None]:
        """Send a share; its answers come when it is done."""
        future = self._client.submit(share_there, task, pure=False)

        def done(ended: Any) -> None:
            found = ended.result() if ended.status == "finished" else [None]
            for what in found:
                say(what)

        future.add_done_callback(done)

        def stop() -> None:
            future.cancel()

        return stop


def share_there(task: Task) -> list[object]:
    """What a worker does with a share: all its answers; None at the end where the time was over before it was done."""
    from srpscope.why.budget import Stopped
    from srpscope.why.engine.shares import answers

    begin()
    found: list[object] = []
    try:
        found += answers(task)
    except Stopped:
        found.append(None)
    return found


@contextmanager
def search_on(address: str, tell: Callable[[str], None]) -> Iterator[Workers]:
    """The workers of a Dask cluster, for the long part of a search. Raises UserError, PeerError."""
    from srpscope.why.workers import Workers

    client = _client(address)
    try:
        crew = DaskCrew(client)
        tell(f"{crew.workers} worker{'s' * (crew.workers != 1)} at {address}")
        yield Workers(crew)
    finally:
        client.close()


def look_there(item: Queued, seconds: float) -> list[Answer]:
    """What a worker does."""
    begin()
    return look(item, seconds)


def _by_workers(client: Client, files: Iterable[Queued], seconds: float) -> Iterator[Looked]:
    from distributed import as_completed

    left = iter(files)
    running: dict[str, Queued] = {}
    completed: Any = as_completed(loop=client.loop, with_results=True, raise_errors=False)

    def hand_out(count: int) -> Iterator[Looked]:
        for item in islice(left, count):
            try:
                whole = carried(item)
            except SrpscopeError as error:
                yield item, [failed(item, error)]
                continue
            future = client.submit(look_there, whole, seconds, pure=False)
            running[future.key] = item
            completed.add(future)

    yield from hand_out(WAITING * max(1, sum(client.nthreads().values())))
    while running:
        future, result = next(completed)
        item = running.pop(future.key)
        # Not by the future's status: it is lost again where the worker dies that a result has come from already.
        if isinstance(result, list):
            yield item, result
        else:
            yield item, [failed(item, FileError(f"{item.name}: {KILLED}"))]
        yield from hand_out(1)
