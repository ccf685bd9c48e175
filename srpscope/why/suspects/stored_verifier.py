"""Suspects of a stored credential that no handshake shows, or that only such dialects have as write capitals or read
digests low byte first."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Call, Concatenation, Node, Text, concatenation, of_node, rewrite
from srpscope.why.suspect import Suspect, given_bytes, in_formula, wrap


def own_suspects(spoken: Dialect) -> Iterator[Suspect]:
    """Those that make sense in a dialect."""
    yield Suspect(
        "salt-made-on-device",
        "the device made the salt itself, its random bytes began with 00, and x was made without them",
        "s",
        given_bytes("s", lambda salt: salt[:-1]),
    )
    if spoken.order == "little":
        yield Suspect("x-big-endian", "x is read big-endian.", "x", wrap("x", "BEINT"))
    formula = spoken.formula("client", "x")
    if formula is None or "UPPER" not in formula.text:
        return
    for names, said in ((("I", "P"), "user name and password"), (("I",), "the user name"), (("P",), "the password")):
        yield Suspect(
            f"x-{''.join(names)}-not-upper",
            f"x takes {said} as typed, not in capitals.",
            "x",
            in_formula("x", lambda node, names=names: _without_capitals(node, names)),  # type: ignore[misc]
        )
    yield Suspect("x-without-user", "x leaves the user name and the colon out.", "x", in_formula("x", _without_user))


def _of(node: Node, names: tuple[str, ...]) -> bool:
    """Whether an operand is made of these values and no other."""
    found = of_node(node).names
    return bool(found) and found <= set(names)


def _without_capitals(node: Node, names: tuple[str, ...]) -> Node:
    def change(one: Node) -> Node:
        return one.arguments[0] if isinstance(one, Call) and one.function == "UPPER" and _of(one, names) else one

    return rewrite(node, change)


def _without_user(node: Node) -> Node:
    def change(one: Node) -> Node:
        if not isinstance(one, Concatenation) or not any(_of(part, ("I",)) for part in one.parts):
            return one
        return concatenation([part for part in one.parts if not _of(part, ("I",)) and part != Text(":")])

    return rewrite(node, change)
