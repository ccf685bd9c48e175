"""srpscope trace FILE: every value of each side, its state and source."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine
from srpscope.cli.parser import add_files, add_json, add_show_secrets, print_json
from srpscope.statuses import DISAGREE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json, --show-secrets, --full, --bytes."""
    add_files(parser)
    add_json(parser)
    add_show_secrets(parser)
    parser.add_argument("--full", action="store_true", help="long values whole, not only their ends and their length")
    parser.add_argument("--bytes", action="store_true", help="the messages, with every byte of them explained")


def run(arguments: CommandLine) -> int:
    """Print it; 0 agree and nobody refused, 1 disagree or refused, 2 cannot tell."""
    from srpscope.cli.opening import open_session, print_list, read_captures

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    from srpscope.cli.output import print_lines
    from srpscope.errors import UserError
    from srpscope.report import trace
    from srpscope.session.judgement import judge

    session = open_session(arguments)
    if arguments.bytes:
        if arguments.json:
            raise UserError("--bytes is text; without it --json has every value.")
        from srpscope.report import every_byte

        print("\n".join(every_byte.as_lines(session, arguments.full)))
        return judge(session).exit_status
    judged = judge(session)
    if judged.exit_status == DISAGREE and not judged.settled:
        # Only what disagrees has a cause to look for: nothing of the search is imported for the rest.
        from srpscope.answers.diagnosis import quick_diagnosis

        judged = judge(session, quick_diagnosis(session))
    if arguments.json:
        print_json(trace.trace(session, judged))
    else:
        print_lines(trace.as_lines(session, arguments.show_secrets, judged, arguments.full))
    return judged.exit_status
