"""srpscope trace FILE: every value of each side, its state and source."""

from __future__ import annotations

import argparse

from srpscope.cli import AGREE, CANNOT_TELL, DISAGREE
from srpscope.cli.parser import add_files, add_json, add_show_secrets, print_json

STATUS = {"agree": AGREE, "disagree": DISAGREE, "unknown": CANNOT_TELL}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json, --show-secrets."""
    add_files(parser)
    add_json(parser)
    add_show_secrets(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0 agree, 1 disagree, 2 cannot tell."""
    from srpscope.cli.opening import open_session, print_list, read_captures

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    from srpscope.report import trace

    session = open_session(arguments)
    if arguments.json:
        print_json(trace.trace(session.view))
    else:
        print(trace.as_text(session, arguments.show_secrets))
    return STATUS[session.view.comparison.agreement]
