"""srpscope why FILE: the diagnosis."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from srpscope.cli import AGREE, CANNOT_TELL, DISAGREE
from srpscope.cli.parser import add_files, add_json, print_json

if TYPE_CHECKING:
    from srpscope.why import Progress

STATUS = {"agree": AGREE, "proved": DISAGREE, "not-found": DISAGREE, "cannot-tell": CANNOT_TELL}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json, --seconds, --whole-product."""
    add_files(parser)
    add_json(parser)
    parser.add_argument("--seconds", type=float, default=30.0, metavar="S", help="how long to search at the most (30)")
    parser.add_argument(
        "--whole-product",
        action="store_true",
        help="where no mistake alone explains M1, try one of every kind at once (credentials, salt, x, u, K, proof) "
        "instead of up to three of any",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0 agree, 1 disagree (proved or not found), 2 cannot tell."""
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.report.diagnosis import as_text, diagnose_session
    from srpscope.report.printable import printable

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    session = open_session(arguments)
    with _progress() as on_progress:
        diagnosis = diagnose_session(
            session, arguments.seconds, whole_product=arguments.whole_product, on_progress=on_progress
        )
    for note in session.view.notes:
        print(f"srpscope: {printable(note)}", file=sys.stderr)
    if arguments.json:
        print_json(diagnosis.as_json())
    else:
        print(as_text(diagnosis, session))
    return STATUS[diagnosis.verdict]


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """One line on standard error that says how far the search is and goes in the end; nothing where nobody looks."""
    from srpscope.why.words import progress_words

    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    try:
        yield lambda progress: print(
            f"\rsrpscope: {progress_words(progress)}\x1b[K", end="", file=sys.stderr, flush=True
        )
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
