"""User name and password from the command line's safe places: a file, the environment, a QR code's JSON, a prompt."""

from __future__ import annotations

import argparse
import codecs
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from srpscope.bounded import read_file
from srpscope.cli.arguments import CommandLine, tell_of_secret
from srpscope.errors import UserError

VARIABLE = "SRPSCOPE_PASSWORD"

_LIMIT = 64 * 1024


def add_credentials(parser: argparse.ArgumentParser) -> None:
    """--username, --password-file, --qr."""
    parser.add_argument("--username", metavar="NAME", help="the user name (I)")
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help=f"the password (P), one final newline dropped; else {VARIABLE} from the environment, else a prompt",
    )
    parser.add_argument(
        "--qr", metavar="FILE", help="the JSON of a provisioning QR code; its pop is the password of Security 2"
    )


def add_terms(parser: argparse.ArgumentParser, whose: str) -> None:
    """--dialect, --group, --hash. whose: what the dialect is of."""
    parser.add_argument("--dialect", metavar="ID", help=whose)
    parser.add_argument("--group", metavar="NAME", help="the group, where it is not the dialect's")
    parser.add_argument("--hash", metavar="NAME", help="the hash, where it is not the dialect's")


def terms_of(arguments: CommandLine) -> tuple[str | None, str | None]:
    """The group and the hash that were named, if any. A capture's unknown name gives way to its dialect's own; a typed
    one must not: the verifier would be of another hash than was asked for. Raises UserError."""
    from srpscope.srp.primitives.groups import group
    from srpscope.srp.primitives.hashes import canonical

    if arguments.group:
        group(arguments.group)
    return arguments.group, canonical(arguments.hash) if arguments.hash else None


def username_of(arguments: CommandLine) -> str | None:
    """The user name, where one was given. Raises FileError."""
    if arguments.username is not None:
        return str(arguments.username)
    if arguments.qr:
        name = _qr(arguments.qr).get("username")
        return name if isinstance(name, str) else None
    return None


def needed(password: str | None) -> str:
    """The password, where there is one. Raises UserError."""
    if password is None:
        raise UserError("no password: give --password-file FILE, or set SRPSCOPE_PASSWORD.")
    return password


def password_of(arguments: CommandLine, ask: bool = True) -> str | None:
    """The password, never echoed. None where none is given and nobody can be asked. Raises FileError, UserError."""
    if arguments.password_file:
        return _password_file(arguments.password_file)
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    if arguments.qr:
        pop = _qr(arguments.qr).get("pop")
        if isinstance(pop, str) and _is_typed(arguments.qr):
            tell_of_secret("the pop in --qr", "--qr FILE holds it as well.")
        if isinstance(pop, str):
            return pop
    if ask and sys.stdin is not None and sys.stdin.isatty():
        from getpass import getpass

        return getpass("password: ")
    return None


def _read(name: str) -> str:
    return read_file(Path(name), _LIMIT, name).decode("utf-8", "surrogateescape")


def _password_file(name: str) -> str:
    data = read_file(Path(name), _LIMIT, name)
    text = data.decode("utf-8", "surrogateescape")
    password = text.removesuffix("\n")
    if password != text:
        password = password.removesuffix("\r")
    for sentence in _of_file(name, data, password):
        print(f"srpscope: {sentence}", file=sys.stderr)
    return password


def _of_file(name: str, data: bytes, password: str) -> Iterator[str]:
    """What a password may be and is seldom meant to, a sentence each: every byte is taken, and makes another x."""
    if not password:
        yield f"{name} is empty: so is the password."
    if data.startswith(codecs.BOM_UTF8):
        yield f"{name} begins with a byte order mark (ef bb bf), which belongs to the password."
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"{name} is not UTF-8 from byte {error.start + 1} on: its bytes are the password, as they are."
    if password.endswith("\n"):
        yield f"{name} ends with more than one newline; all but the last belong to the password."


def _is_typed(qr: str) -> bool:
    return qr.lstrip().startswith("{")


def _qr(name: str) -> dict[str, object]:
    text = name if _is_typed(name) else _read(name)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UserError('--qr wants the JSON of a provisioning QR code, as {"ver":"v1","username":..,"pop":..}.')
    return found
