"""Where a leading zero can stand in a handshake, and whether one stands there: the situations of `soak`.

A value "starts with 00" where its most significant byte is 00 at the width at which it is made: A, B, S and v at the
length of N, a digest at the digest's. In a little-endian dialect that byte is the last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Arithmetic, Call, Formula, Name, Node, is_hash, of_node, stretches, walk
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import Side

GROUP_WIDE = ("A", "B", "S", "v")
"""Numbers mod N: as wide as N."""

SITUATIONS = ("s", "H(I)", "inner", "x", "v", "A", "B", "u", "S", "K", "M1")
"""In the order in which a search fixes them; "inner" is the hash of the password inside x."""

TITLES = {
    "s": "the salt",
    "H(I)": "H(I)",
    "inner": "the inner hash of x",
    "x": "x",
    "v": "v",
    "A": "A",
    "B": "B",
    "u": "u",
    "S": "S",
    "K": "K",
    "M1": "M1",
}

_INTEGERS = frozenset({"INT", "LEINT", "BEINT", "SINT"})


@dataclass(frozen=True)
class ZeroPlace:
    """Where one situation is looked for. node: the formula whose bytes are looked at; None for a number as wide as N.

    side: whose sheet is asked.
    """

    situation: str
    side: Side
    name: str
    formula: Formula | None = None


_SMALL_BYTE = 16
"""A first byte of N below which a leading zero in a number mod N is nothing rare."""


def places(spoken: Dialect, N: int | None = None) -> dict[str, ZeroPlace]:
    """The situations that a dialect has. Others (no user name in M1, no K, a value without zeros) are left out.

    N: where it begins with a small byte (0115.. in Nimbus' 256 bits), most numbers mod N begin with 00, so that this
    is ordinary and no situation. Of an N that is no modulus (zero, or negative) nothing is as wide as N.
    """
    ordinary = N is not None and (N < 1 or N >> (N.bit_length() - 1) // 8 * 8 < _SMALL_BYTE)
    found = {}
    for situation in SITUATIONS:
        if ordinary and situation in GROUP_WIDE:
            continue
        place = _place(spoken, situation)
        if place is not None:
            found[situation] = place
    return found


def salt_name(spoken: Dialect) -> str | None:
    """The value that is this dialect's salt: s, or an input of that kind that goes into x."""
    x = spoken.formula("client", "x")
    if x is None:
        return None
    if "s" in x.names:
        return "s"
    return next((name for name in spoken.inputs if name in x.names and spoken.inputs[name].kind == "bytes"), None)


def _place(spoken: Dialect, situation: str) -> ZeroPlace | None:
    x, proof = spoken.formula("client", "x"), spoken.formula("client", "M1")
    match situation:
        case "s":
            name = salt_name(spoken)
            return None if name is None else ZeroPlace("s", "client", name)
        case "H(I)":
            node = None if proof is None else _hash_of(proof, {"I"})
            return None if node is None else ZeroPlace(situation, "client", "I", of_node(node))
        case "inner":
            node = None if x is None else _inner(x)
            return None if node is None else ZeroPlace(situation, "client", "P", of_node(node))
        case "A" | "S":
            return ZeroPlace(situation, "client", situation)
        case "B":
            return ZeroPlace(situation, "server", situation)
        case "v":
            return ZeroPlace(situation, "client", situation)
    formula = spoken.formula("client", situation)
    node = None if formula is None else _fixed_width(formula.node)
    return None if node is None else ZeroPlace(situation, "client", situation, of_node(node))


def _hash_of(formula: Formula, names: set[str]) -> Node | None:
    """The hash call inside a formula that is fed these values and no others."""
    for node in walk(formula.node):
        if is_hash(node) and node is not formula.node and set(_names(node)) == names:
            return node
    return None


def _inner(x: Formula) -> Node | None:
    """The plain hash of the password that another one is fed; a stretched password is none."""
    hashes = [node for node in walk(x.node) if is_hash(node) and "P" in _names(node)]
    plain = [node for node in hashes if not any(map(stretches, walk(node)))]
    inside = [node for node in plain if any(node is not other and node in set(walk(other)) for other in hashes)]
    return inside[-1] if inside else None


def _names(node: Node) -> Iterator[str]:
    return (one.name for one in walk(node) if isinstance(one, Name))


def _fixed_width(node: Node) -> Node | None:
    """What a number was before it was one; None where nothing has a width of its own: S in other clothes is S."""
    while True:
        if isinstance(node, Arithmetic) and node.operator == "%":
            node = node.left
        elif isinstance(node, Call) and node.function in _INTEGERS:
            node = node.arguments[0]
        else:
            break
    if isinstance(node, Name | Arithmetic) or (isinstance(node, Call) and node.function in ENCODINGS):
        return None
    return node


def zeros_here(spoken: Dialect, client: Sheet, server: Sheet) -> tuple[tuple[str, ...], bool]:
    """The situations that hold in a handshake, in words ("the salt", "S"); and whether the dialect has any at all."""
    N = client.value("N")
    there = places(spoken, N if isinstance(N, int) else None)
    return tuple(TITLES[name] for name, one in there.items() if starts_with_zero(one, client, server)), bool(there)


def starts_with_zero(place: ZeroPlace, client: Sheet, server: Sheet) -> bool:
    """Whether the situation holds. A value that cannot be computed is no zero."""
    sheet = server if place.side == "server" else client
    try:
        if place.situation in GROUP_WIDE:
            N, value = sheet.need("N"), sheet.need(place.name)
            assert isinstance(N, int) and isinstance(value, int)
            return value.bit_length() <= 8 * ((N.bit_length() + 7) // 8 - 1)
        data = sheet.need(place.name) if place.formula is None else sheet.evaluate(place.formula)[0]
    except (Missing, Failure):
        return False
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogateescape")
    if not isinstance(data, bytes) or not data:
        return False
    return data[-1 if client.settings.order == "little" else 0] == 0
