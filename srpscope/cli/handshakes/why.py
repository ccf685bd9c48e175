"""srpscope why FILE: the diagnosis."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from srpscope.cli.arguments import CommandLine, seconds
from srpscope.cli.parser import add_files, add_json, print_json

if TYPE_CHECKING:
    from srpscope.why import Progress
    from srpscope.why.workers import Workers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json, --seconds, --language, --whole-product, --dask."""
    add_files(parser)
    add_json(parser)
    parser.add_argument(
        "--seconds",
        type=seconds,
        default=30.0,
        metavar="S",
        help="how long to search (30); on a busy machine up to 20 seconds more, at most ten times as long",
    )
    parser.add_argument(
        "--language",
        metavar="LANGUAGE",
        help="what the program that fails is written in (javascript, dart, java, c, ..): its own slips come first",
    )
    parser.add_argument(
        "--whole-product",
        action="store_true",
        help="where no mistake alone explains M1, try one of every kind at once (credentials, salt, x, u, K, proof) "
        "instead of up to three of any",
    )
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="share a long search with the workers of a Dask cluster (tcp://host:8786); the values, secrets and all, "
        "are sent to them",
    )


def run(arguments: CommandLine) -> int:
    """Print it; 0 agree and nobody refused, 1 disagree or refused, 2 cannot tell."""
    from srpscope.answers.diagnosis import as_json, as_text, diagnose_session
    from srpscope.cli import collect_seldom
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.cli.output import print_lines
    from srpscope.printable import printable
    from srpscope.session.judgement import judge
    from srpscope.why import Reach
    from srpscope.why.places.likelihood import language_of

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    session = open_session(arguments)
    collect_seldom(1_000_000)  # it ends when it has answered
    with _workers(arguments.dask) as workers, _progress() as on_progress:
        diagnosis = diagnose_session(
            session,
            arguments.seconds,
            on_progress=on_progress,
            reach=Reach(whole_product=arguments.whole_product, workers=workers),
            language=language_of(arguments.language),
        )
    judged = judge(session, diagnosis)
    for note in session.view.notes:
        print(f"srpscope: {printable(note)}", file=sys.stderr)
    if arguments.json:
        print_json(as_json(diagnosis, session))
    else:
        headline, _, rest = as_text(diagnosis, session).partition("\n")
        print_lines([(judged.role, headline), *([("", rest)] if rest else [])])
    return judged.exit_status


@contextmanager
def _workers(address: str | None) -> Iterator[Workers]:
    """A cluster's, where one is named, else this machine's. Raises UserError, PeerError."""
    if address is None:
        from srpscope.why.workers import HERE

        yield HERE
        return
    from srpscope.answers.fleet import search_on

    with search_on(address, lambda text: print(f"srpscope: {text}", file=sys.stderr)) as workers:
        yield workers


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """One line on standard error that says how far the search is and goes in the end; nothing where nobody looks."""
    from srpscope.cli.output import progress_line
    from srpscope.why.telling.words import progress_words

    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    try:
        yield lambda progress: progress_line(f"srpscope: {progress_words(progress)}")
    finally:
        progress_line("")
