"""Constants that stand ready in the code, as k and H(N) ^ H(g) do in many ports: those of another group, or another
hash, in one formula alone, while everything else is computed in the right one."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.encodings import minimal
from srpscope.srp.formula import Call, Name, Node, Number, rewrite, walk
from srpscope.srp.functions import function_name
from srpscope.srp.primitives import groups
from srpscope.srp.values import Value
from srpscope.why.places.structural import Made

HASHES = ("sha1", "sha256", "sha512")
"""What examples of k are printed for."""


def precomputed(name: str, node: Node, N: Value | None, own: str | None) -> Iterator[Made]:
    """Formulas that hash N and g, with those of another group; where they hash nothing else, also with another hash.
    own: the dialect's hash."""
    names = {one.name for one in walk(node) if isinstance(one, Name)}
    if not isinstance(node, Call) or not {"N", "g"} <= names:
        return
    functions = [function_name(one) for one in HASHES if one != own] if names == {"N", "g"} else []
    for bits in groups.RFC5054_BITS:
        group = f"rfc5054-{bits}"
        modulus, generator = groups.group(group)
        if modulus == N:
            continue
        new = _of_group(node, modulus, generator)
        yield "constant-precomputed", (name, group), new
        for function in functions:
            yield "constant-other-hash", (name, group, function), _hashed_by(new, function)


def _of_group(node: Node, N: int, g: int) -> Node:
    """The formula with N and g as numbers, padded to the length of that N."""
    numbers = {"N": Number(N), "g": Number(g)}
    width = Number(len(minimal(N)))

    def change(one: Node) -> Node:
        if isinstance(one, Name):
            return numbers.get(one.name, one)
        if isinstance(one, Call) and one.function in ("PAD", "LE") and one.arguments[0] in numbers.values():
            return Call(one.function, (one.arguments[0], width), one.options)
        return one

    return rewrite(node, change)


def _hashed_by(node: Node, function: str) -> Node:
    return rewrite(
        node,
        lambda one: (
            Call(function, one.arguments, one.options) if isinstance(one, Call) and one.function == "H" else one
        ),
    )
