"""What the messages of a handshake hold, and the values that a capture says in hex."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy

from srpscope.capture.capture import Capture, Line
from srpscope.wire.wires import WIRES, decode

VALUE_LIMIT = 8_192
"""Digits of a value that is compared, at the most."""


def sent_in(capture: Capture) -> Iterator[tuple[str, bytes]]:
    """Every value in the messages of a capture, with its name, in the order in which they were sent."""
    wire = capture.header.get("wire")
    for line in capture.of_type("message"):
        yield from _message_values(line, wire if isinstance(wire, str) else None).items()


def sent_by_each(capture: Capture) -> dict[tuple[str, str], set[bytes]]:
    """Every value in the messages of a capture, by its sender and its name, with all bytes that it was sent with."""
    wire = capture.header.get("wire")
    found: dict[tuple[str, str], set[bytes]] = {}
    for line in capture.of_type("message"):
        for name, content in _message_values(line, wire if isinstance(wire, str) else None).items():
            found.setdefault((str(line.get("from")), name), set()).add(content)
    return found


def _message_values(line: Line, wire: str | None) -> dict[str, bytes]:
    try:
        data = bytes.fromhex(line["bytes"])
    except (KeyError, TypeError, ValueError):
        return {}
    sender, endpoint = line.get("from"), line.get("endpoint")
    if sender not in ("client", "server"):
        return {}
    for one in (wire,) if wire in WIRES else WIRES:
        decoded = decode(one, sender, data, endpoint if isinstance(endpoint, str) else None)
        if decoded is not None and decoded.values:
            return decoded.values
    return {}


def sent_values(handshake: Capture) -> dict[str, bytes]:
    """What was sent, by the messages or, without them, by what is said of the wire; of several the first."""
    found: dict[str, bytes] = {}
    for name, content in sent_in(handshake):
        found.setdefault(name, content)
    for side, name, text in values_in_hex(handshake):
        content_said = bytes_of(text)
        if side == "wire" and content_said is not None:
            found.setdefault(name, content_said)
    return found


def lines_beside(page: Capture, sent: bytes | None) -> list[Line]:
    """A page's lines, copied. sent: the salt that was sent, None where no message has it. A salt that a page says of
    both sides and that is not the one that was sent is what the side that printed it took: the recorded one stays.
    """
    lines = deepcopy(page.lines)
    if sent is None or page.messages:
        return lines
    names = {name for _, name, _ in values_in_hex(page)}
    side = "server" if names & {"b", "v"} and not names & {"a", "x"} else "client"
    made: list[Line] = []
    for line in lines:
        made.append(line)
        values = line.get("values")
        if line.get("type") != "values" or line.get("side") != "both" or not isinstance(values, dict):
            continue
        salt = bytes_of(values.get("s"))
        if salt is not None and salt.lstrip(b"\0") != sent.lstrip(b"\0"):  # a number loses its zeros
            made.append({**line, "side": side, "values": {"s": values.pop("s")}})
    return [line for line in made if line.get("values") != {}]


def values_in_hex(capture: Capture) -> Iterator[tuple[str, str, str]]:
    """Side, name and text of every value that a capture says in hex."""
    for line in capture.of_type("values"):
        values = line.get("values")
        for name, text in values.items() if isinstance(values, dict) else ():
            if isinstance(text, str):
                yield str(line.get("side")), str(name), text


def said_otherwise(one: Capture, other: Capture, names: Collection[str]) -> set[str]:
    """Those of some names of which two captures, neither of which holds messages, say different values for the same
    side: no handshake has both."""
    if one.messages or other.messages:
        return set()
    said, again = said_of(one, names), said_of(other, names)
    return {name for (side, name), texts in said.items() if texts.isdisjoint(again.get((side, name), texts))}


def said_of(capture: Capture, names: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """What a capture says of each side's values of some names, by (side, name)."""
    found: dict[tuple[str, str], set[str]] = {}
    for side, name, text in values_in_hex(capture):
        if name in names:
            for whose in ("client", "server") if side == "both" else (side,):
                found.setdefault((whose, name), set()).add(text.lower())
    return found


def bytes_of(text: object) -> bytes | None:
    """The bytes of hex digits, an odd number of them too; None where it is no hex, or too long."""
    if not isinstance(text, str) or len(text) > VALUE_LIMIT:
        return None
    try:
        return bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)
    except ValueError:
        return None
