"""Work in a process of its own: the same result, ended from another thread, by Ctrl+C, and with its parent."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from srpscope.errors import EndedError
from srpscope.srp.primitives import interruptible, modexp
from srpscope.srp.primitives.interruptible import WORTH, done, end_all

FOREVER = 3_600.0
PATIENCE = 60.0
"""Seconds within which a loaded machine starts a process."""


def until(holds: object) -> None:
    """Wait for something to become so; fails where it does not."""
    end = time.monotonic() + PATIENCE
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_long_work_gives_what_short_work_gives() -> None:
    arguments = ("sha256", b"rosebud", b"salt", 1_000, 32)
    assert done(WORTH, hashlib.pbkdf2_hmac, *arguments) == done(0.0, hashlib.pbkdf2_hmac, *arguments)
    assert not interruptible._RUNNING


def test_a_power_of_thousands_of_bits_is_the_same_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modexp, "POWER_BIT", 1.0)
    N = (1 << 521) - 1
    assert modexp.power(3, N // 5, N) == pow(3, N // 5, N)


def test_who_waits_is_told_that_it_was_ended() -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(done, WORTH, time.sleep, FOREVER)
        until(lambda: interruptible._RUNNING)
        end_all()
        with pytest.raises(EndedError):
            waiting.result(PATIENCE)
    assert not interruptible._RUNNING


def test_a_child_that_comes_to_nothing_leaves_the_work_to_its_parent() -> None:
    parent = os.getpid()
    assert done(WORTH, _only_in, parent) == "here"


def _only_in(process: int) -> str:
    if os.getpid() != process:
        os._exit(3)
    return "here"


ASKING = f"from srpscope.srp.primitives.interruptible import done; import time; done({WORTH}, time.sleep, {FOREVER})"


def children(process: int) -> list[int]:
    """The processes that it started, those that have ended left out."""
    found = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux says who is whose child")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_child_ends_with_its_parent(how: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", ASKING], stderr=subprocess.DEVNULL)
    try:
        until(lambda: children(parent.pid))
        [child] = children(parent.pid)
        # SIGINT before Python has set its handler would kill it as SIGKILL does: the child runs, so it has.
        parent.send_signal(how)
        parent.wait(PATIENCE)
        until(lambda: not Path(f"/proc/{child}").exists() or _is_dead(child))
    finally:
        parent.kill()
        parent.wait()
    assert parent.returncode != 0


def _is_dead(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"
