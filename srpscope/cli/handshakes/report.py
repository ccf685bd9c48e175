"""srpscope report FILE: Markdown to paste into an issue, without secrets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from srpscope.cli.arguments import CommandLine, seconds
from srpscope.cli.parser import add_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., -o, --force, --seconds."""
    add_files(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE (mode 0600) instead of standard output")
    parser.add_argument("--force", action="store_true", help="write over an existing file")
    parser.add_argument(
        "--seconds", type=seconds, default=30.0, metavar="S", help="how long to search for the cause (30)"
    )


def run(arguments: CommandLine) -> int:
    """Print or write it; 0 agree and nobody refused, 1 disagree or refused, 2 cannot tell."""
    from srpscope.answers.diagnosis import diagnose_session
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.report.markdown import markdown
    from srpscope.session.judgement import judge

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    session = open_session(arguments)
    diagnosis = diagnose_session(session, arguments.seconds)
    text = markdown(session, diagnosis)
    status = judge(session, diagnosis).exit_status
    if not arguments.output:
        print(text)
        return status
    from srpscope.capture.srp_jsonl import write_file

    write_file(Path(arguments.output), text.encode("utf-8", "replace") + b"\n", arguments.force)
    print(arguments.output, file=sys.stderr)
    return status
