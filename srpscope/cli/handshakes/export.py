"""srpscope export FILE --as LANGUAGE: a unit test for your own port, stage by stage."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from srpscope import languages
from srpscope.cli.arguments import CommandLine
from srpscope.cli.parser import add_files
from srpscope.languages import id_of
from srpscope.report.export import LANGUAGES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --as, --side, --made, -o, --force."""
    add_files(parser)
    parser.add_argument(
        "--as",
        type=exported_language,
        choices=tuple(LANGUAGES),
        required=True,
        dest="language",
        help="the language of the test (`tap --as` has lines for more)",
    )
    parser.add_argument("--side", choices=("client", "server"), default="client", help="which side you port (client)")
    parser.add_argument(
        "--made", action="store_true", help="draw what the capture does not hold (a, b, the salt): a new handshake"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE (mode 0600) instead of standard output")
    parser.add_argument("--force", action="store_true", help="write over an existing file")


def exported_language(text: str) -> str:
    """A language's id, as argparse takes it. Of one that is known and that no test is made in it says what there is."""
    found = id_of(text)
    if found in languages.LANGUAGES and found not in LANGUAGES:
        name = languages.LANGUAGES[found].name
        raise argparse.ArgumentTypeError(
            f"no test is made in {name}: --as json has every value for one of your own, "
            f"and `srpscope tap --as {found}` the lines for your port to print"
        )
    return found


def run(arguments: CommandLine) -> int:
    """Print or write it; 0."""
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.report.export import of_session

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    session = open_session(arguments)
    text = of_session(session, arguments.language, arguments.side, arguments.made)
    write_text(text, arguments.output, arguments.force)
    return 0


def write_text(text: str, output: str | None, force: bool) -> None:
    """To a new file of mode 0600, or to stdout, with a word on stderr about the secrets. Raises OutputError."""
    if output is None:
        sys.stdout.write(text)
        print("srpscope: it holds user names, passwords and keys.", file=sys.stderr)
        return
    from srpscope.capture.srp_jsonl import write_file

    write_file(Path(output), text.encode("utf-8"), force)
    print(f"{output}: mode 0600, it holds user names, passwords and keys.", file=sys.stderr)
