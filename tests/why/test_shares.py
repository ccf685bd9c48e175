"""The search shared out to other processes: it finds the same, also where one of them fails, and leaves none behind."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why import workers
from srpscope.why.budget import Budget, Hit, Stopped
from srpscope.why.candidate import Candidate
from srpscope.why.engine import shares
from srpscope.why.engine.search import Search
from srpscope.why.question import Case
from srpscope.why.suspects import suspects
from srpscope.why.workers import ALONE, HERE, Task, Workers

BEFORE = ("name-newline", "salt-reversed", "password-newline", "u-swapped", "x-hex-text", "salt-hex-text")
AFTER = ("K-hex-text", "m1-ab-swapped")

Started = list["subprocess.Popen[bytes]"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The processes that were started; there are two at work on whatever is shared out."""
    begun: Started = []

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, **more)  # type: ignore[call-overload]
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    monkeypatch.setattr("srpscope.why.workers.Workers.processes_for", lambda self, seconds: 3)
    return begun


def client() -> Knowledge:
    session = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])
    return session.view.client.knowledge.with_given({"B": session.view.client.need("B")})


def search(planted: tuple[str, ...], budget: Budget | None = None) -> Search:
    """A search for M1 with those mistakes, among a few."""
    base = client()
    changed: Knowledge | None = base
    for one in planted:
        changed = None if changed is None else suspects()[one].change(changed)
    assert changed is not None
    M1 = Sheet(changed)["M1"].by_formula
    assert isinstance(M1, bytes)
    known = [one for name, one in suspects().items() if name in BEFORE + AFTER]
    candidates = [Candidate(one.id, one.change, one.cost) for one in known]
    found = Search(Case("client", base, {"M1": M1}), "M1", (), candidates, budget or Budget(120))
    assert found.singles() == []
    return found


def named(hits: list[Hit]) -> set[frozenset[str]]:
    return {frozenset(hit.ids) for hit in hits}


PLANTED = [("name-newline", "x-hex-text"), ("salt-reversed", "u-swapped"), ("salt-hex-text", "u-swapped", "K-hex-text")]


@pytest.mark.parametrize("planted", PLANTED)
def test_shared_out_it_finds_the_same(
    planted: tuple[str, ...], started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = search(planted)
    with monkeypatch.context() as patch:
        patch.setattr(Search, "share", lambda *given: pytest.fail("a process failed, and its share was done here"))
        hits = list(shared.sets(len(planted)))
    assert frozenset(planted) in named(hits)
    assert started
    assert all(one.poll() is not None for one in started)
    monkeypatch.setattr("srpscope.why.workers.Workers.processes_for", lambda self, seconds: 1)
    alone = search(planted)
    expected = list(alone.sets(len(planted)))
    assert sorted(hit.ids for hit in hits) == sorted(hit.ids for hit in expected)
    assert {hit.ids: hit.knowledge for hit in hits} == {hit.ids: hit.knowledge for hit in expected}
    assert shared.tried == alone.tried


def test_the_share_of_a_process_that_fails_is_done_here(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_CHILD", "raise SystemExit(3)")
    for planted in PLANTED[:2]:
        assert frozenset(planted) in named(list(search(planted).sets(2)))
    assert [one.returncode for one in started] == [3] * len(started)


def test_a_program_that_cannot_be_started_is_done_without(monkeypatch: pytest.MonkeyPatch, started: Started) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert frozenset(PLANTED[0]) in named(list(search(PLANTED[0]).sets(2)))
    assert started == []


def test_what_another_process_says_that_is_no_answer_is_a_failure(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "_CHILD", "print('no pickle')")
    assert frozenset(PLANTED[0]) in named(list(search(PLANTED[0]).sets(2)))
    assert started


def test_a_stopped_search_leaves_no_process(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_CHILD", "import time; time.sleep(600)")
    stopping = Budget(120, stop=lambda: bool(started))
    with pytest.raises(Stopped):
        list(search(PLANTED[0], stopping).sets(2))
    assert started
    assert all(one.poll() is not None for one in started)


def test_little_work_is_not_shared_out() -> None:
    assert HERE.processes_for(0.5) == 1
    assert ALONE.processes_for(60.0) == 1
    assert 1 <= HERE.processes_for(60.0) <= workers.MOST


@pytest.mark.parametrize(("idle", "free"), [([4, 4], 2), ([4, 0], 1), ([0, 0], 0), ([4, 3], 2)])
def test_processors_in_use_are_left_to_whoever_has_them(
    idle: list[int], free: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """idle: how many of the hundredths of a second while it is looked each of two processors has nothing to do."""
    stat = tmp_path / "stat"
    said = [0, 0]

    def tell() -> None:
        lines = [f"cpu{at} 9 9 9 {figure} 0 9" for at, figure in enumerate(said)]
        stat.write_text("\n".join(["cpu 1 1 1 99999 1", *lines, "cpu2 9 9 9 99999 0", "intr 5"]), "ascii")

    def sleep(seconds: float) -> None:
        said[:] = idle
        now[0] += 4 / os.sysconf("SC_CLK_TCK")
        tell()

    now = [0.0]
    tell()
    monkeypatch.setattr(workers, "TICKS", stat)
    monkeypatch.setattr(workers, "time", SimpleNamespace(sleep=sleep, monotonic=lambda: now[0]))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1}, raising=False)
    assert workers.free() == free
    said[:], now[0] = [0, 0], 0.0
    tell()
    assert HERE.processes_for(60.0) == max(free, 1)


def test_a_system_that_says_nothing_of_its_processors_has_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TICKS", Path("/nonexistent/stat"))
    assert workers.free() == workers.cores()


def test_who_has_nobody_to_share_with_goes_on_for_longer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 4)
    alone, lonely = Budget(30.0, workers=ALONE), Budget(30.0)
    for work, longer in ((1.0, 0.0), (20.0, workers.MAKE_UP), (20.0, workers.MAKE_UP)):
        alone.make_up(work)
        lonely.make_up(work)
        assert (alone.seconds, lonely.seconds) == (30.0, 30.0 + longer)


def test_who_is_given_little_time_takes_little_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 4)
    hurried = Budget(2.0)
    hurried.make_up(20.0)
    assert hurried.seconds <= 2.5


class Threads:
    """A crew of this process: each share in a thread, as it would be on another machine."""

    workers = 2

    def __init__(self, fails: bool = False) -> None:
        self.taken = 0
        self._fails = fails

    def take(self, task: Task, say: Callable[[object], None]) -> Callable[[], None]:
        self.taken += 1

        def run() -> None:
            if self._fails:
                say(None)
                return
            for what in shares.answers(pickle.loads(pickle.dumps(task))):
                say(what)

        Thread(target=run, daemon=True).start()
        return lambda: None


@pytest.mark.parametrize("fails", [False, True])
def test_a_crew_finds_the_same_and_what_fails_is_done_here(fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTH", 0.0)
    crew = Threads(fails)
    helped = Workers(crew)
    assert helped.processes_for(1.0) == 1 + workers.PIECES * crew.workers
    found = named(list(search(PLANTED[0], Budget(120, workers=helped)).sets(2)))
    assert frozenset(PLANTED[0]) in found
    assert crew.taken and crew.taken % (workers.PIECES * crew.workers) == 0


@pytest.mark.peers
def test_a_dask_cluster_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    from srpscope.answers.fleet import search_on

    monkeypatch.setattr(workers, "WORTH", 0.0)
    monkeypatch.setattr(Search, "share", lambda *given: pytest.fail("a worker failed, and its share was done here"))
    said: list[str] = []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        search_on(cluster.scheduler_address, said.append) as helped,
    ):
        found = named(list(search(PLANTED[0], Budget(120, workers=helped)).sets(2)))
    assert frozenset(PLANTED[0]) in found
    assert "2 workers" in said[0]
