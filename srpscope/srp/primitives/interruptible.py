"""What a library computes in one piece, in a process of its own: so that whoever waits for it can be interrupted.

hashlib, bcrypt and gmpy2 hear neither Ctrl+C nor the end of the program before they are done. What is short is done
here; the rest is given to a child, which ends with its parent, whatever becomes of that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from srpscope.errors import EndedError

if TYPE_CHECKING:  # both are imported where something takes long: the first frame needs neither
    import subprocess

WORTH = 2.0
"""Seconds, as they are estimated, from which on a process is worth its start (a twentieth of that)."""

T = TypeVar("T")

_CHILD = "from srpscope.srp.primitives.interruptible import work; work()"
_RUNNING: set[subprocess.Popen[bytes]] = set()
_ENDED: set[int] = set()
_ONE_THREAD = Lock()


def done(seconds: float, function: Callable[..., T], *arguments: Any) -> T:
    """function(*arguments). seconds: what it takes, as it was estimated. function: one of a module, by whose name
    another process finds it. Raises EndedError where `end_all` ended it, KeyboardInterrupt at once."""
    if seconds < WORTH or not sys.executable:
        return function(*arguments)
    import pickle

    from srpscope.srp.primitives.child import started

    try:
        asked = pickle.dumps((function, arguments))
    except (AttributeError, pickle.PicklingError):  # a function without a name of its own
        return function(*arguments)
    try:
        process = started(_CHILD)
    except OSError:
        return function(*arguments)
    with _ONE_THREAD:
        _RUNNING.add(process)
    try:
        out = _answer(process, asked)
    finally:
        process.kill()
        process.wait()
        with _ONE_THREAD:
            _RUNNING.discard(process)
            ended = process.pid in _ENDED
            _ENDED.discard(process.pid)
    if ended:
        raise EndedError("what was being computed was ended.")
    if not out:  # the child had no memory, or was killed by somebody else
        return function(*arguments)
    return pickle.loads(out)  # type: ignore[no-any-return]  # our own child's


def _answer(process: subprocess.Popen[bytes], asked: bytes) -> bytes:
    """What the child says; standard input stays open meanwhile, since its end is the parent's."""
    assert process.stdin is not None and process.stdout is not None
    with process.stdin, process.stdout:
        try:
            process.stdin.write(len(asked).to_bytes(8, "big") + asked)
            process.stdin.flush()
        except OSError:
            return b""
        return process.stdout.read()


def end_all() -> None:
    """End everything that is being computed in a process of its own, for whichever thread waits for it."""
    with _ONE_THREAD:
        for process in _RUNNING:
            _ENDED.add(process.pid)
            process.kill()


def work() -> None:
    """What the child does: what standard input asks for, its result on standard output."""
    import pickle

    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    function, arguments = pickle.loads(sys.stdin.buffer.read(size))  # our own parent's

    def end_with_parent() -> None:
        sys.stdin.buffer.read(1)
        os._exit(1)

    Thread(target=end_with_parent, daemon=True).start()
    sys.stdout.buffer.write(pickle.dumps(function(*arguments)))
    sys.stdout.buffer.flush()
    os._exit(0)
