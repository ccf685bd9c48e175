"""`python -m srpscope.cli.screens.confined FOLDER live|quiet ARGUMENT...`: the command line, unable to leave a folder.

What a visitor of `srpscope web` opens, saves, records or exports stays in the visitor's folder, whichever screen asks,
since it is not the screens that are asked to behave: Python's audit events are the one door that every file, process
and connection of this process passes, and a hook on them cannot be taken away again (PEP 578).
"""

from __future__ import annotations

import errno
import functools
import os
import site
import sys
import sysconfig
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

PROGRAM = ("/usr/lib", "/usr/share", "/usr/local/lib", "/lib", "/lib64", "/etc/localtime", "/etc/mime.types")
"""What a Python program reads of its system, besides its own installation; nothing of a person's is there."""

DEVICES = ("/dev/null", "/dev/urandom", "/dev/random")

CHANGES = {"os.mkdir": 1, "os.rmdir": 1, "os.remove": 1, "os.truncate": 1, "os.chmod": 1, "os.utime": 1}
CHANGES |= {"os.rename": 2, "os.link": 2, "os.symlink": 2}
"""Event -> how many of its first arguments are paths that it changes."""

PROCESSES = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.startfile")

QUESTIONS = ("stat", "lstat", "readlink", "access", "statvfs")
"""Of `os`: what tells of a path without opening it."""


class _Resolving(threading.local):
    now = False


_RESOLVING = _Resolving()
"""now: whether this thread asks for itself where a path leads."""

CONNECTIONS = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")


class OutsideError(PermissionError):
    """A file, process or connection that is not a visitor's."""

    def __init__(self, why: str, path: str | None = None) -> None:
        super().__init__(errno.EACCES, why, path)


def confine(folder: Path, live: bool) -> None:
    """From now on this process reads its own program and FOLDER, and writes FOLDER alone. live: it may connect and
    listen. The helpers of a search, this same Python, may be started; they open nothing that a visitor names."""
    own = str(folder.resolve())
    readable = _program() | {own, *DEVICES}
    writable = {own, *DEVICES}
    _hide(readable)
    sys.addaudithook(_hook(readable, writable, live))


def _hide(readable: set[str]) -> None:
    """Of what lies outside a visitor does not learn whether it is there. No audit event tells of a question that opens
    nothing, so those of `os` are asked here; of the folders above those that may be read, it is no secret."""
    above = {str(one) for path in readable for one in Path(path).parents}
    for name in vars(os).keys() & QUESTIONS:
        setattr(os, name, _blind(vars(os)[name], readable, above))


def _blind(asked: Callable[..., Any], readable: set[str], above: set[str]) -> Callable[..., Any]:
    @functools.wraps(asked)
    def ask(path: Any, *more: Any, **named: Any) -> Any:
        if isinstance(path, int) or named.get("dir_fd") is not None or _RESOLVING.now:
            return asked(path, *more, **named)
        if _real(path) in above or _within(path, readable):
            return asked(path, *more, **named)
        if asked.__name__ == "access":
            return False
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    return ask


def _program() -> set[str]:
    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values(), *site.getsitepackages()}
    paths |= {entry for entry in sys.path if entry and Path(entry).is_absolute()} | set(PROGRAM)
    return {os.path.realpath(one) for one in paths} - {"/"}


def _real(path: Any) -> str | None:
    """Where a path leads; None where it is none."""
    _RESOLVING.now = True
    try:
        return os.path.realpath(os.fsdecode(path))
    except (TypeError, ValueError):
        return None
    finally:
        _RESOLVING.now = False


def _within(path: Any, folders: set[str]) -> bool:
    real = _real(path)
    return real is not None and any(real == one or real.startswith(one.rstrip("/") + "/") for one in folders)


def _hook(readable: set[str], writable: set[str], live: bool) -> Callable[[str, tuple[Any, ...]], None]:
    def look(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = given
            if not isinstance(path, int) and not _within(path, writable if (flags or 0) & WRITING else readable):
                raise OutsideError("outside this visitor's folder", os.fsdecode(path))
        elif event in ("os.listdir", "os.scandir"):
            if not isinstance(given[0], int) and not _within(given[0] or ".", readable):
                raise OutsideError("outside this visitor's folder", os.fsdecode(given[0] or "."))
        elif event in CHANGES:
            for path in given[: CHANGES[event]]:
                if not isinstance(path, int) and not _within(path, writable):
                    raise OutsideError("outside this visitor's folder", os.fsdecode(path))
        elif event == "subprocess.Popen":
            if os.path.realpath(os.fsdecode(given[0])) != os.path.realpath(sys.executable):
                raise OutsideError("a visitor starts no programs")
        elif event in PROCESSES:
            raise OutsideError("a visitor starts no programs")
        elif event in CONNECTIONS and not live:
            raise OutsideError("live sessions are off for visitors (srpscope web --allow-live)")

    return look


def main(arguments: list[str]) -> int:
    """Confine, then be the command line; the exit status."""
    folder, how, *rest = arguments
    # What would go to a terminal's standard error goes into the folder: the browser has none.
    log = os.open(Path(folder) / "stderr.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    confine(Path(folder), how == "live")
    from srpscope.cli import main as command_line

    return command_line(rest)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
