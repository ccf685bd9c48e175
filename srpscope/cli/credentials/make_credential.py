"""srpscope make-credential: a new salt and verifier, as C arrays, JSON, hex, a Nimbus registration or a capture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from srpscope.cli.arguments import CommandLine
from srpscope.cli.credentials.given import add_credentials, add_terms, needed, password_of, terms_of, username_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--username, --password-file, --qr, --as, --dialect, --group, --hash, --salt-length, -o, --force."""
    add_credentials(parser)
    parser.add_argument(
        "--as", choices=("c", "json", "hex", "nimbus", "capture"), default="c", dest="form", help="the form (c)"
    )
    add_terms(parser, "whose verifier (esp-idf-security2; nimbus for --as nimbus)")
    parser.add_argument(
        "--salt-length", type=int, metavar="BYTES", help="bytes of the salt (the dialect's own, 32 for wow; else 16)"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE (mode 0600) instead of standard output")
    parser.add_argument("--force", action="store_true", help="write over an existing file")


def run(arguments: CommandLine) -> int:
    """Print it; 0."""
    from srpscope.answers.credential import speaks_esp
    from srpscope.answers.credential_making import FORMS, make, why_no_zeros
    from srpscope.errors import UserError
    from srpscope.srp.dialect import ESP, dialect
    from srpscope.wire.wires import declared

    name = arguments.dialect or declared(arguments.form).dialect or ESP  # a form may be a wire's registration
    named_group, named_hash = terms_of(arguments)
    username, password = username_of(arguments), password_of(arguments)
    if username is None:
        raise UserError("whose credential? Give --username NAME.")
    group, hash = declared(dialect(name).messages).usual_terms
    credential = make(
        username,
        needed(password),
        name,
        arguments.salt_length,
        named_group or group,
        named_hash or hash,
    )
    text = FORMS[arguments.form](credential)
    if arguments.output:
        from srpscope.capture.srp_jsonl import write_file

        write_file(Path(arguments.output), text.encode("utf-8", "surrogateescape") + b"\n", arguments.force)
    else:
        print(text)
    if speaks_esp(name):
        print(f"srpscope: {why_no_zeros()}", file=sys.stderr)
    return 0
