"""srpscope why FILE: the diagnosis."""

from __future__ import annotations

import argparse

from srpscope.cli import AGREE, CANNOT_TELL, DISAGREE
from srpscope.cli.parser import add_files, add_json, print_json

STATUS = {"agree": AGREE, "proved": DISAGREE, "not-found": DISAGREE, "cannot-tell": CANNOT_TELL}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json, --seconds."""
    add_files(parser)
    add_json(parser)
    parser.add_argument("--seconds", type=float, default=30.0, metavar="S", help="how long to search at the most (30)")


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0 agree, 1 disagree (proved or not found), 2 cannot tell."""
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.report.diagnosis import as_text, diagnose_session

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    session = open_session(arguments)
    diagnosis = diagnose_session(session, arguments.seconds)
    if arguments.json:
        print_json(diagnosis.as_json())
    else:
        print(as_text(diagnosis))
    return STATUS[diagnosis.verdict]
