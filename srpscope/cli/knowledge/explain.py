"""srpscope explain [TEXT]: what a pasted log line means, its causes most likely first, and what to do next."""

from __future__ import annotations

import argparse
import sys

from srpscope.cli.arguments import CommandLine
from srpscope.cli.output import print_lines
from srpscope.cli.parser import print_json
from srpscope.statuses import AGREE, CANNOT_TELL


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """TEXT or standard input, --json, --markdown."""
    parser.add_argument(
        "text",
        nargs="*",
        metavar="TEXT",
        help="the line, as it stands in the log; without TEXT, or with -, standard input",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="the answer as JSON")
    how.add_argument("--markdown", action="store_true", help="all known lines, as a page that begins with symptoms")


def run(arguments: CommandLine) -> int:
    """Print it; 0 if a line or a question is known, 2 if none is."""
    from srpscope.answers.explain import as_lines, explain

    if arguments.markdown:
        from srpscope.report.troubleshooting import page

        print(page(), end="")
        return AGREE
    explanation = explain(_text(arguments.text))
    if arguments.json:
        print_json(explanation.as_json())
    else:
        print_lines(as_lines(explanation))
    return AGREE if explanation.matches or explanation.answers else CANNOT_TELL


def _text(words: list[str]) -> str:
    if words and words != ["-"]:
        return " ".join(words)
    from srpscope.answers.explain import PASTE_LIMIT
    from srpscope.capture.source import Source
    from srpscope.capture.text.text_lines import text_of
    from srpscope.errors import UserError

    if sys.stdin is None or (not words and sys.stdin.isatty()):
        raise UserError("give the log line in quotes, or paste it into standard input: srpscope explain -")
    return text_of(Source.of_standard_input().read_all(4 * PASTE_LIMIT))
