"""srpscope web [learn|FILE]: the same screens in a browser."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from srpscope.cli.arguments import CommandLine, check_port
from srpscope.nearest import did_you_mean
from srpscope.statuses import AGREE

LESSONS = "learn"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[learn|FILE] [LESSON], --host, --port, --visitors, --minutes, --folder, --allow-live."""
    parser.add_argument(
        "what", nargs="?", metavar="learn|FILE", help="the lessons, or a file that each visitor is shown"
    )
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="with learn: the lesson to begin with")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine alone)")
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (8765)")
    parser.add_argument("--visitors", type=int, default=4, metavar="N", help="at the same time, a process each (4)")
    parser.add_argument("--minutes", type=float, default=240.0, metavar="M", help="how long one session may last (240)")
    parser.add_argument(
        "--folder", metavar="FOLDER", help="keep each visitor's files and progress there; without it they are removed"
    )
    parser.add_argument("--allow-live", action="store_true", help="visitors may connect, listen and use the radio")


def run(arguments: CommandLine) -> int:
    """Listen until Ctrl-C. The first line on standard error has the address with its token."""
    import asyncio
    import tempfile

    begins, file = _what(arguments.what, arguments.lesson)
    _check(arguments)
    check_port(arguments)
    if arguments.folder is not None:
        return asyncio.run(_listen(arguments, begins, file, _kept(Path(arguments.folder))))
    with tempfile.TemporaryDirectory(prefix="srpscope-web-", ignore_cleanup_errors=True) as made:
        return asyncio.run(_listen(arguments, begins, file, Path(made)))


def _what(what: str | None, lesson: str | None) -> tuple[list[str], Path | None]:
    """The screens' command line, and the file that goes into each visitor's folder. Raises UserError and FileError."""
    from srpscope.errors import FileError, UserError

    if what == LESSONS:
        if lesson is None:
            return [LESSONS], None
        from srpscope.lessons.course import find

        return [LESSONS, find(lesson).name], None
    if lesson is not None:
        raise UserError(f"{lesson!r} belongs to nothing: a lesson follows `learn`, and a file stands alone.")
    if what is None:
        return [], None
    file = Path(what)
    if not file.is_file():
        raise FileError(f"{what}: there is no such file.{did_you_mean(what, [LESSONS])}")
    return [file.name if not file.name.startswith("-") else f"./{file.name}"], file


def _check(arguments: CommandLine) -> None:
    from srpscope.errors import UserError

    if not 1 <= arguments.visitors <= 200:
        raise UserError("--visitors is a number from 1 to 200.")
    if not 0 < arguments.minutes <= 1440:
        raise UserError("--minutes is more than 0 and at most 1440.")


def _kept(folder: Path) -> Path:
    from srpscope.errors import OutputError, reason

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutputError(f"{folder}: {reason(error)}.") from None
    return folder.resolve()


async def _listen(arguments: CommandLine, begins: list[str], file: Path | None, folder: Path) -> int:
    import asyncio
    import signal

    from srpscope.live.reachable import reachable
    from srpscope.live.web.site import Site

    site = Site(begins, folder, file, arguments.visitors, arguments.minutes, arguments.allow_live)
    ended = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C is a KeyboardInterrupt there
            asyncio.get_running_loop().add_signal_handler(one, ended.set)
    listening = await site.listen(arguments.host, arguments.port)
    found = (f"reachable at {one}" for one in reachable(listening.url, arguments.host))
    for line in (f"listening on {listening.url}", *found):
        print(f"{line}/?token={site.token}", file=sys.stderr, flush=True)
    try:
        await ended.wait()
    finally:
        await listening.close()
    return AGREE
