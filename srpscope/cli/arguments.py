"""What was asked for on a command line, and how its values are read: one reader for every option that takes hex."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence

from srpscope.errors import UserError

MOST_DIGITS = 8_192


class CommandLine(argparse.Namespace):
    """What was asked for. Here stands what only some commands or transports have and several read, with what holds
    where there is no such argument: it is read of each alike. vars() has only what the command has itself."""

    slow: bool = False
    username: str | None = None
    password_file: str | None = None
    qr: str | None = None
    verifier: str | None = None
    mistake: Sequence[str] = ()
    url: str = ""
    interactive: bool = False
    further_passwords: str | None = None
    host: str = ""
    port: int = 0
    show_qr: bool = False
    debug_log: bool = False


def _digits(text: str, name: str, what: str) -> str:
    digits = "".join(text.split()).lower().removeprefix("0x").replace(":", "")
    if not digits or len(digits) > MOST_DIGITS or any(one not in "0123456789abcdef" for one in digits):
        raise UserError(f"{name} is {what} in hex digits.")  # the value is not repeated: it may be a secret
    return digits


def on_secret(name: str, instead: str = "") -> str:
    """That an argument is no place for a secret, as a sentence. instead: what is one."""
    rest = f" {instead}" if instead else ""
    return f"srpscope: {name} is a secret, and the list of processes shows it to this machine.{rest}"


def tell_of_secret(name: str, instead: str = "") -> None:
    """Say so on standard error."""
    print(on_secret(name, instead), file=sys.stderr)


SECRET_OPTIONS = ("a", "b", "verifier")
"""Options of whatever command whose value is a secret."""


def on_secret_options(arguments: CommandLine) -> list[str]:
    """The sentence for every option that was given and is one."""
    return [on_secret(f"--{name}") for name in SECRET_OPTIONS if vars(arguments).get(name) is not None]


def seconds(text: str) -> float:
    """The type of --seconds: more than 0, and an end."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return found


def check_port(arguments: CommandLine) -> None:
    """Raises UserError for a port that is none."""
    if not 0 <= arguments.port <= 65535:
        raise UserError(f"{arguments.port} is no port.")


def hex_number(text: str | None, name: str) -> int | None:
    """A number in hex, with 0x, blanks or colons as people paste it. Raises UserError."""
    return None if text is None else int(_digits(text, name, "a number"), 16)


def octets(text: str | None, name: str) -> bytes | None:
    """Bytes in hex, two digits a byte, with 0x, blanks or colons as people paste them. Raises UserError."""
    if text is None:
        return None
    digits = _digits(text, name, "bytes")
    if len(digits) % 2:
        raise UserError(f"{name} is bytes in hex digits, two digits a byte.")
    return bytes.fromhex(digits)
