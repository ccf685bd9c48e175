"""srpscope tap --as LANGUAGE: a few lines for your own port, which print what it hashes and computes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from srpscope.cli.arguments import CommandLine
from srpscope.languages import LANGUAGES, id_of
from srpscope.report.tap import TAPS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--as, --side, --dialect, -o, --force."""
    parser.add_argument(
        "--as",
        type=id_of,
        choices=(*LANGUAGES, "other"),
        required=True,
        dest="language",
        help=f"the language of the port; taps are made for {', '.join(TAPS)}, of any other it prints the lines to log",
    )
    parser.add_argument("--side", choices=("client", "server"), default="client", help="which side you port (client)")
    parser.add_argument(
        "--dialect", metavar="ID", help="what it is to speak: name it, since another one may explain a mistake away"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    parser.add_argument("--force", action="store_true", help="write over an existing file")


def run(arguments: CommandLine) -> int:
    """Print or write it, and say that what it prints is secret; 0."""
    from srpscope.report.tap import tap
    from srpscope.srp.dialect import dialect

    spoken = "" if arguments.dialect is None else dialect(arguments.dialect).id
    text = tap(arguments.language, arguments.side, spoken)
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        from srpscope.capture.srp_jsonl import write_file

        write_file(Path(arguments.output), text.encode("utf-8"), arguments.force)
    made = TAPS.get(arguments.language)
    how = f"save it as {made.file}" if made else f"the lines themselves: taps are made for {', '.join(TAPS)}"
    print(
        f"srpscope: {how}. What it prints holds passwords, private values and keys: take it out again before you ship.",
        file=sys.stderr,
    )
    return 0
