"""srpscope check-credential: does this salt and verifier belong to this user name and password?"""

from __future__ import annotations

import argparse
import sys

from srpscope.cli.arguments import CommandLine
from srpscope.cli.credentials.given import add_credentials, add_terms, needed, password_of, terms_of, username_of
from srpscope.cli.parser import print_json
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --salt, --verifier, --username, --password-file, --qr, --dialect, --group, --hash, --json."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="salt and verifier: C arrays (sec2_salt, sec2_verifier), hex, JSON, a row of a table of accounts, "
        "a Nimbus registration, a capture or a log with b; - is standard input",
    )
    parser.add_argument("--salt", metavar="HEX", help="the salt, in any printed form")
    parser.add_argument("--verifier", metavar="HEX", help="the verifier, in any printed form")
    add_credentials(parser)
    add_terms(parser, "who made it; without it every dialect that fits is tried")
    parser.add_argument("--json", action="store_true", help="the answer as JSON; it may carry the password")


def run(arguments: CommandLine) -> int:
    """Print it; 0 matches, 1 does not, 2 cannot tell."""
    from srpscope.answers.credential import as_text, check, fitting
    from srpscope.answers.credential_input import credential_of, printed_hex

    named_group, named_hash = terms_of(arguments)
    typed = {}
    if arguments.salt is not None:
        typed["s"] = printed_hex("--salt", arguments.salt)
    if arguments.verifier is not None:
        typed["v"] = printed_hex("--verifier", arguments.verifier)
    captures = []
    if arguments.files:
        from srpscope.cli.opening import read_captures

        captures = read_captures(arguments.files)
    found = credential_of(
        captures,
        typed,
        username=username_of(arguments),
        dialect_name=arguments.dialect,
        group_name=named_group,
        hash_name=named_hash,
    )
    told = password_of(arguments, ask=found.password is None)
    password = needed(told if told is not None else found.password)
    credential = found.credential if found.named else fitting(found.credential, password)
    answer = check(credential, password)
    for note in found.notes:
        print(f"srpscope: {note}", file=sys.stderr)
    if arguments.json:
        named = {"dialect": credential.dialect, "group": credential.group, "hash": credential.hash}
        print_json({**answer.as_json(), **named})
    else:
        print(as_text(credential, answer))
    if answer.problem:
        return CANNOT_TELL
    return AGREE if answer.match else DISAGREE
