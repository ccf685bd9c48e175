"""srpscope triage FILE|FOLDER...: every handshake of many captures, counted by what was wrong."""

from __future__ import annotations

import argparse
import json
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from srpscope.cli.arguments import CommandLine, seconds
from srpscope.statuses import INTERRUPTED

if TYPE_CHECKING:
    from types import FrameType

    from srpscope.answers.fleet import Looked
    from srpscope.answers.joining import Answer, Queued

STATE_LIMIT = 512 * 1024 * 1024
"""Bytes that an earlier run's answers may have: some hundred thousand captures."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE|FOLDER..., --json, --jobs, --dask, --seconds, --resume, --junit, --all-files."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE|FOLDER",
        help="captures and logs in any form; of a folder every file in it. A recording and "
        "the log of a side, or the logs of both, are one handshake where A and B say so",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help='a JSON line a handshake as they come, the summary last; they hold secrets. A line with "with" stands for '
        "those of its files that came before: they are one handshake",
    )
    many = parser.add_mutually_exclusive_group()
    many.add_argument("--jobs", type=int, metavar="N", help="processes of this machine (one for each core)")
    many.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="the scheduler of a Dask cluster (tcp://host:8786), whose workers have srpscope too; the files, secrets "
        "and all, are sent to them",
    )
    parser.add_argument(
        "--seconds",
        type=seconds,
        default=5.0,
        metavar="S",
        help="of a core's work, to search for the cause of one handshake (5)",
    )
    parser.add_argument(
        "--resume",
        metavar="FILE",
        help="write each answer to FILE (mode 0600) as it comes, and do not do again what it holds already; a file "
        "that has changed since is done again",
    )
    parser.add_argument("--junit", metavar="FILE", help="JUnit XML for a CI system: a test case a handshake")
    parser.add_argument("--all-files", action="store_true", help="name every file of a group, not only the first three")
    parser.add_argument("--force", action="store_true", help="write over an existing file of --junit")


def run(arguments: CommandLine) -> int:
    """Print the table; the exit status is that of the worst handshake: 1 disagrees or refused, 2 cannot tell, 0; 130
    where the person, or whoever manages the machine, ended it before: the table is then of what was looked at."""
    from srpscope.answers.triage import Summary, done_before, items
    from srpscope.capture.srp_jsonl import check_place
    from srpscope.cli.output import print_lines
    from srpscope.errors import UserError
    from srpscope.report import triage

    if arguments.jobs is not None and arguments.jobs < 1:
        raise UserError("--jobs is 1 or more.")
    if arguments.junit:
        check_place(Path(arguments.junit), arguments.force)
    files = items(arguments.files)
    summary, kept = Summary(), dict[str, Any]()
    with _state(arguments.resume) as (state, lines):
        before = done_before(lines, arguments.seconds)
        done = [(one, before[one.name, one.stamp]) for one in files if (one.name, one.stamp) in before]
        finished = {one.name for one, _ in done}
        left = [one for one in files if one.name not in finished]
        with _ending(bool(arguments.dask)) as ended, _progress(len(left), len(done)) as step:
            for item, answers in _chain(done, _looked(arguments, left, ended)):
                summary.take(answers)
                kept[item.name] = answers
                new = item.name not in finished
                if state is not None and new:
                    state.write("".join(f"{json.dumps(one)}\n" for one in answers))
                    state.flush()
                _print_json(arguments, answers)
                if new:
                    step()
            for item, answers in _read_together(arguments, kept, files, ended):
                parts = [item.name, *(one.name for one in item.beside)]
                summary.take(answers, instead_of=parts)
                _print_json(arguments, answers)
                kept = {name: those for name, those in kept.items() if name not in parts} | {item.name: answers}
    if ended.is_set() and summary.files < len(files):
        if summary.files and not arguments.json:
            print_lines(triage.as_lines(summary, arguments.seconds, arguments.all_files, len(files)))
        _say(_ended(arguments.resume, summary.files, len(files), ended.by))
        return INTERRUPTED
    if arguments.junit:
        _write_junit(arguments, [one for answers in kept.values() for one in answers])
    if arguments.json:
        print(json.dumps({"srpscope": 1, "summary": [one.as_json() for one in summary.groups]}, ensure_ascii=True))
    else:
        print_lines(triage.as_lines(summary, arguments.seconds, arguments.all_files))
    return summary.exit_status


def _print_json(arguments: CommandLine, answers: list[Answer]) -> None:
    if arguments.json:
        for one in answers:
            print(json.dumps({"srpscope": 1, **one}, ensure_ascii=True), flush=True)


def _read_together(
    arguments: CommandLine, answers: dict[str, list[Answer]], files: list[Queued], ended: _Ended
) -> Iterator[Looked]:
    """Files that hold pieces of one handshake, with what they say together."""
    from srpscope.answers.joining import together

    if not ended.is_set():
        every = (one for those in answers.values() for one in those)
        yield from _looked(arguments, together(every, {one.name: one for one in files}), ended)


def _chain(done: list[Looked], more: Iterator[Looked]) -> Iterator[Looked]:
    yield from done
    yield from more


def _looked(arguments: CommandLine, files: list[Queued], ended: _Ended) -> Iterator[Looked]:
    from srpscope.answers import fleet
    from srpscope.why.workers import cores

    if arguments.dask:
        say = _say if sys.stderr is not None else (lambda text: None)
        return fleet.on_cluster(files, arguments.dask, arguments.seconds, say)
    return fleet.here(files, min(arguments.jobs or cores(), max(1, len(files))), arguments.seconds, ended.is_set)


def _say(text: str) -> None:
    print(f"srpscope: {text}", file=sys.stderr)


class _Ended(threading.Event):
    """Whether it was ended, and by what."""

    by = "Ctrl+C"


@contextmanager
def _ending(elsewhere: bool) -> Iterator[_Ended]:
    """Set by Ctrl+C or SIGTERM (a job's time is over, a container stops), once: what is answered by then is still
    written down, which an exception in its midst would lose. elsewhere: a cluster is waited for, which asks nobody
    meanwhile, so that the waiting is broken off. Sent again it changes nothing: the program is about to end, and would
    only end in the midst of that."""
    ended = _Ended()

    def end(number: int, frame: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        ended.by = "Ctrl+C" if number == signal.SIGINT else signal.Signals(number).name
        ended.set()
        if elsewhere:
            raise KeyboardInterrupt

    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        for one in before:
            signal.signal(one, end)
    except ValueError:  # not the main thread: nobody presses anything here
        yield ended
        return
    try:
        yield ended
    except KeyboardInterrupt:
        if not ended.is_set():
            raise
    finally:
        if not ended.is_set():
            for one, handler in before.items():
                signal.signal(one, handler)


def _ended(state: str | None, done: int, of: int, by: str) -> str:
    kept = (
        f"their answers are in {state}, and the same command goes on from there"
        if state
        else "--resume FILE would keep the answers, to go on from there"
    )
    return f"ended by {by}: {done:,} of {of:,} file{'s' * (of != 1)} looked at; {kept}."


@contextmanager
def _state(name: str | None) -> Iterator[tuple[TextIO | None, list[str]]]:
    """The file of --resume, open for more lines, and those that it has. Raises OutputError."""
    if name is None:
        yield None, []
        return
    from srpscope.answers.triage import is_state
    from srpscope.errors import OutputError, UserError, reason

    try:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode) or os.fstat(descriptor).st_size > STATE_LIMIT:
                raise UserError(f"{name} is no earlier run's answers: a file of at most {STATE_LIMIT:,} bytes.")
            lines = file.readlines()
            if lines and not is_state(lines):
                raise UserError(f"{name} is no earlier run's answers: --resume writes to a file of its own.")
            if lines and not lines[-1].endswith("\n"):  # cut off while it was written
                file.write("\n")
            yield file, lines
    except OSError as error:
        raise OutputError(f"{name}: {reason(error)}.") from None


def _write_junit(arguments: CommandLine, answers: list[Answer]) -> None:
    from srpscope.capture.srp_jsonl import write_file
    from srpscope.report.triage import junit

    write_file(Path(arguments.junit), "\n".join([*junit(answers), ""]).encode("utf-8"), arguments.force)


@contextmanager
def _progress(count: int, before: int) -> Iterator[Any]:
    """A step to make for each file: one line on a terminal with the time that is left."""
    from srpscope.cli.output import progress_line

    shown = sys.stderr is not None and sys.stderr.isatty()
    start, done = time.monotonic(), 0
    if before and shown:
        print(f"srpscope: {before:,} files were done before.", file=sys.stderr)

    def step() -> None:
        nonlocal done
        done += 1
        if shown:
            spent = time.monotonic() - start
            left = spent / done * (count - done)
            progress_line(f"srpscope: {done:,} of {count:,} files, {done / spent:,.1f} a second, {_time(left)} left")

    try:
        yield step
    finally:
        if shown:
            progress_line("")


def _time(left: float) -> str:
    minutes, rest = divmod(int(left), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
