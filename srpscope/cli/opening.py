"""From the FILE arguments to a session: read, merge, choose, and set what the command line sets."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, cast

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.cli.arguments import CommandLine, tell_of_secret
from srpscope.errors import FileError, UserError
from srpscope.nearest import did_you_mean
from srpscope.session import Session, opening
from srpscope.session.opening import Handshakes
from srpscope.srp.applying import content
from srpscope.srp.edit import Edit
from srpscope.srp.primitives import groups
from srpscope.srp.values import SECRETS, SIDES, Side

TEXTS = ("I", "P")

STRICT_SHOWN = 5
"""Places that --strict names, at the most."""

SETTINGS_LIMIT = 64 * 1024
"""Bytes of a settings object, at the most."""


def read_handshakes(files: list[str], strict: bool = False) -> Handshakes:
    """Every handshake in the files, those of the first one in front. Raises FileError; where strict, also for a place
    of a page that names a value and could not be read."""
    if files.count("-") > 1:
        raise UserError("standard input can be read only once: give - once.")
    found = opening.read_sources([_source(name) for name in files])
    if strict and found.unread:
        raise FileError(f"not everything was read (--strict). {'; '.join(found.unread[:STRICT_SHOWN])}.")
    return found


def read_captures(files: list[str]) -> list[Capture]:
    """Every handshake in the files. Raises FileError."""
    return read_handshakes(files).captures


def _source(name: str) -> Source:
    return Source.of_standard_input() if name == "-" else Source.of_path(Path(name))


def open_session(arguments: CommandLine, declare: bool = True) -> Session:
    """The session that the arguments name; declare: one without a dialect gets the one that fits.

    Raises FileError, UserError.
    """
    found = read_handshakes(arguments.files, arguments.strict)
    return session_of(choose(found, arguments.session, arguments.files), arguments, declare)


def choose(found: Handshakes, number: int | None, files: list[str]) -> Capture:
    """One of several handshakes. Raises FileError where there is none, UserError where the number is wrong."""
    captures = found.captures
    if not captures:
        names = ("standard input" if name == "-" else name for name in files)
        raise FileError(f"{', '.join(names)}: no handshake was found in it.")
    if number is None:
        if found.leading > 1:
            print(
                f"srpscope: {len(captures)} handshakes; this is the first. --list shows them, --session N chooses.",
                file=sys.stderr,
            )
        elif len(captures) > 1:
            print(f"srpscope: {said_beside(len(captures) - 1)}", file=sys.stderr)
        return captures[0]
    if not 1 <= number <= len(captures):
        if len(captures) == 1:
            raise UserError("there is one handshake, so --session is 1.")
        raise UserError(f"there are {len(captures)} handshakes, so --session is 1 to {len(captures)}.")
    return captures[number - 1]


def said_beside(more: int) -> str:
    """That other files hold handshakes beside that of the first. more: how many."""
    return (
        f"this is the handshake of the file named first; {more} more, in the others, "
        f"{'is' if more == 1 else 'are'} not part of it. --list shows them, --session N chooses."
    )


def session_of(capture: Capture, arguments: CommandLine, declare: bool = True) -> Session:
    """A session over a capture, with --dialect, --set and --secrets."""
    spoken = named_dialect(arguments.dialect) if arguments.dialect else None
    settings = [parse_setting(text, "--set") for text in arguments.sets]
    for side, name, _value in settings:
        if name.split(".")[0] in SECRETS:
            tell_of_secret(f"--set {side}.{name}", "--secrets FILE holds it as well.")
    if arguments.secrets:
        settings += read_secrets(arguments.secrets)
    session = opening.session_of(capture, spoken, settings, declare)
    for said in session.statement.values[len(session.statement.values) - len(settings) :]:
        dialect = session.dialect("server" if said.side == "server" else "client")
        try:
            content(Edit(cast(Side, said.side), said.name, said.form, said.content), dialect)
        except UserError as error:  # the value may be a secret: it is not repeated
            raise UserError(f"{said.side}.{said.name}: {error}") from None
    return session


def named_dialect(text: str) -> str | dict[str, Any]:
    """What --dialect names: a dialect's id, or a file FILE.json that holds the settings object which Nimbus publishes.

    Raises UserError for an unknown id, FileError for a file that holds no such object.
    """
    from srpscope.srp.dialect import dialect, user_folder
    from srpscope.srp.nimbus_settings import of_object

    if text.endswith(".toml"):
        stem = Path(text).stem
        raise UserError(f"--dialect wants an id: put the file into {user_folder()}, then it is --dialect {stem}.")
    if not text.endswith(".json"):
        dialect(text)
        return text
    source = Source.of_path(Path(text))
    try:
        found = json.loads(source.read_all(SETTINGS_LIMIT).decode("utf-8"))
    except (ValueError, RecursionError):
        raise FileError(f"{source.name}: this is not JSON.") from None
    if not isinstance(found, dict):
        raise FileError(f"{source.name}: the settings are JSON, but no object.")
    try:
        of_object(found)
    except FileError as error:
        raise FileError(f"{source.name}: {error}") from None
    return found


def parse_setting(text: str, where: str) -> tuple[str, str, str]:
    """SIDE.NAME=VALUE as (side, name, value). Raises UserError."""
    key, equals, value = text.partition("=")
    side, dot, name = key.strip().partition(".")
    if not equals or not dot or not name or side not in SIDES:
        # The value may be a secret: it is not repeated.
        raise UserError(
            f"{where}: {key.strip()[:40]!r} is not SIDE.NAME=VALUE, where SIDE is one of {', '.join(SIDES)}."
            f"{did_you_mean(side, SIDES)}"
        )
    if (side, name) == ("wire", "H"):
        raise UserError(f"{where}: no hash is sent: client.H=.., server.H=.. or both.H=.. says which one is used.")
    if name == "N" and re.fullmatch(r"[a-z]+\d*-\d+", value.strip().lower()):
        groups.group(value.strip().lower())  # a name that nobody knows is no number
    return side, name, _typed(name, value)


def _typed(name: str, value: str) -> str:
    """A value as it was typed: a literal of any language, unless the name says the form (`a.dec`)."""
    from srpscope.capture.pages.literals.forms import literal_hex, quoted_text

    if name in TEXTS:
        return quoted_text(value)
    made = literal_hex(value) if "." not in name else None
    return made if made is not None else value if name.split(".")[0] in TEXTS else value.strip()


def read_secrets(name: str) -> list[tuple[str, str, str]]:
    """The lines of a --secrets file; empty lines and those that start with # are passed over. Raises FileError."""
    source = _source(name)
    lines = source.read_all(4 * 1024 * 1024).decode("utf-8", "surrogateescape").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                found.append(parse_setting(line, f"{source.name}, line {number}"))
            except UserError as error:
                raise FileError(str(error)) from None
    return found


def print_list(captures: list[Capture]) -> int:
    """--list: one line a handshake."""
    from srpscope.printable import printable

    for number, capture in enumerate(captures, 1):
        named = capture.header.get("dialect") or "no dialect named"
        spoken = named if isinstance(named, str) else "published settings"
        print(f"{number}  {printable(capture.title)}  {printable(spoken)}  {len(capture.messages)} messages")
    return 0
