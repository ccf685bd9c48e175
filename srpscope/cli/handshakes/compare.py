"""srpscope compare FILE FILE: two handshakes side by side."""

from __future__ import annotations

import argparse
from pathlib import Path

from srpscope.cli.arguments import CommandLine
from srpscope.cli.parser import add_json, add_show_secrets, print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE [FILE], --sessions, --json, --show-secrets."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="two files of a handshake each, or one that holds several attempts; - is standard input",
    )
    parser.add_argument("--dialect", metavar="ID", help="speak this dialect, whatever the files name")
    parser.add_argument(
        "--sessions",
        type=int,
        nargs=2,
        metavar=("N", "M"),
        help="which two handshakes of the one file, or which of each file (the first two, or the first of each)",
    )
    parser.add_argument("--strict", action="store_true", help="end with 65 where a named value could not be read")
    parser.description = (
        "two handshakes side by side, and what differs first; what is new by\n"
        "right in each (a, A, b, B and what is made of them) is no difference.\n"
        "0: nothing differs that should be the same, 1: something does, 2: cannot tell"
    )
    add_json(parser)
    add_show_secrets(parser)


def run(arguments: CommandLine) -> int:
    """Print it; 0 nothing differs that should be the same, 1 something does, 2 there is nothing to compare."""
    from srpscope.answers.compared.compared import compared
    from srpscope.answers.compared.words import as_json, as_lines
    from srpscope.capture.capture import Capture
    from srpscope.cli.opening import choose, named_dialect, read_handshakes
    from srpscope.cli.output import print_lines
    from srpscope.errors import UserError
    from srpscope.session.opening import session_of

    files: list[str] = arguments.files
    if len(files) > 2:
        raise UserError("compare takes two files, or one with several handshakes; merge pieces with convert first.")
    numbers = arguments.sessions or ((1, 2) if len(files) == 1 else (1, 1))
    found = [read_handshakes([name], arguments.strict) for name in files]
    if len(files) == 1:
        if len(found[0].captures) < 2:
            raise UserError(f"{files[0]}: one handshake is in it; compare wants two, or a second file.")
        found.append(found[0])
    names = (files * 2)[:2]
    captures: list[Capture] = [
        choose(one, number, [name]) for one, number, name in zip(found, numbers, names, strict=True)
    ]
    spoken = named_dialect(arguments.dialect) if arguments.dialect else None
    left, right = (session_of(one, spoken) for one in captures)
    answer = compared(left, right, _called(files, numbers))
    if arguments.json:
        print_json(as_json(answer))
    else:
        print_lines(as_lines(answer, arguments.show_secrets))
    return answer.exit_status


def _called(files: list[str], numbers: tuple[int, int]) -> tuple[str, str]:
    """What the two are called: their files' names where those differ, else their numbers."""
    from srpscope.printable import printable

    names = [printable(Path(name).name.removesuffix(".srp.jsonl"), 40) for name in files]
    if len(names) == 2 and names[0] != names[1]:
        return names[0], names[1]
    return (f"handshake {numbers[0]}", f"handshake {numbers[1]}") if len(names) == 1 else ("1", "2")
