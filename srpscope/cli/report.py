"""srpscope report FILE: Markdown to paste into an issue, without secrets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from srpscope.cli.parser import add_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., -o, --force, --seconds."""
    add_files(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE (mode 0600) instead of standard output")
    parser.add_argument("--force", action="store_true", help="write over an existing file")
    parser.add_argument(
        "--seconds", type=float, default=30.0, metavar="S", help="how long to search for the cause (30)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print or write it; 0."""
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.report.diagnosis import diagnose_session
    from srpscope.report.markdown import markdown

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    session = open_session(arguments)
    text = markdown(session, diagnose_session(session, arguments.seconds))
    if not arguments.output:
        print(text)
        return 0
    from srpscope.capture.srp_jsonl import write_file

    write_file(Path(arguments.output), text.encode("utf-8", "replace") + b"\n", arguments.force)
    print(arguments.output, file=sys.stderr)
    return 0
