"""srpscope identify FILE: which dialects reproduce everything known in a capture."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from srpscope.cli import AGREE, CANNOT_TELL, DISAGREE
from srpscope.cli.parser import add_files, add_json, print_json

if TYPE_CHECKING:
    from srpscope.capture.capture import Capture
    from srpscope.session import Session
    from srpscope.why.identify import Read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json."""
    add_files(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0 found, 1 no dialect fits, 2 nothing can be tested."""
    from srpscope.cli.opening import open_session, print_list, read_captures

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    from srpscope.report import identification
    from srpscope.why.identify import identify

    session = open_session(arguments)
    only = [arguments.dialect] if arguments.dialect else None
    found = identify(reader(session), only, session.declared)
    if arguments.json:
        print_json(identification.as_json(found))
    else:
        print(identification.as_text(found))
    if found.dialects:
        return AGREE
    return CANNOT_TELL if found.nearest is None else DISAGREE


def reader(session: Session) -> Read:
    """The session's capture as it reads under one dialect after another, its edits left out."""
    from srpscope.session import Reading, Session
    from srpscope.why.identify import Sides

    capture = with_messages_read(session.capture)
    sides = ["both", "client", "server"]
    if session.reading().has_enroller:
        sides.append("enroller")

    def read(name: str) -> Sides:
        spoken = dict.fromkeys(sides, name)
        reading = Reading(Session(capture, spoken, session.settings, memory=session.memory), [])
        return Sides(reading.client, reading.server, reading.wire, reading.enroller, reading.widthless)

    return read


def with_messages_read(capture: Capture) -> Capture:
    """The capture with its messages as plain wire values: which wire they are of does not depend on a dialect's id."""
    from srpscope.wire.decoders import DECODERS, decode

    best: dict[str, bytes] = {}
    for wire in DECODERS:
        found: dict[str, bytes] = {}
        for line in capture.messages:
            try:
                data = bytes.fromhex(line["bytes"])
            except (KeyError, TypeError, ValueError):
                continue
            endpoint = line.get("endpoint")
            decoded = decode(wire, str(line.get("from", "")), data, endpoint if isinstance(endpoint, str) else None)
            found |= decoded.values if decoded is not None else {}
        if len(found) > len(best):
            best = found
    plain = {"type": "values", "side": "wire", "values": {f"{name}.hex": data.hex() for name, data in best.items()}}
    lines = [line for line in capture.lines if line.get("type") != "message"]
    return replace(capture, lines=[*lines, plain] if best else lines, numbers=[])
