"""Slips of what lies in memory: a buffer that is extended in place and used again, a value that is read at the wrong
offset of a message, and a number that was computed with in place: B is B - k*v from there on, in what is made later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Name,
    Node,
    Power,
    Slice,
    children,
    concatenation,
    is_hash,
    rewrite,
    show,
    walk,
)
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import ORDER
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.place import formula_node, unwritten
from srpscope.why.places.structural import Made

SHIFTS = (1, 2, 4)
"""Bytes by which an offset is wrong: a tag, a length of two bytes or four."""


def extended(name: str, node: Node, formulas: Sequence[tuple[str, Node]]) -> Iterator[Made]:
    """A formula in which an operand still has behind it what was appended to it in place for an earlier value, or
    elsewhere in the same one. formulas: of all values."""
    read = {one.name for one in walk(node) if isinstance(one, Name)}
    for donor, theirs in formulas:
        if _rank(donor) >= _rank(name):
            continue
        for operand, rest in _appended(theirs):
            if operand in read:
                new = _behind(node, operand, rest)
                if new != node:
                    yield "buffer-extended", (operand, show(concatenation(rest)), donor), new


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else -1


def _appended(node: Node) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """What a formula's lists begin with, and what is appended to it: the next operand, or all that follow."""
    for one in walk(node):
        if isinstance(one, Concatenation) and isinstance(first := unwritten(one.parts[0]), Name):
            yield first.name, one.parts[1:]
            if len(one.parts) > 2:
                yield first.name, one.parts[1:2]


def _behind(node: Node, operand: str, rest: tuple[Node, ...]) -> Node:
    """The formula with this behind an operand wherever it is hashed."""

    def change(one: Node) -> Node:
        if not is_hash(one):
            return one
        fed = one.arguments[0].parts if isinstance(one.arguments[0], Concatenation) else one.arguments[:1]
        if all(unwritten(part) != Name(operand) for part in fed):
            return one
        longer = [new for part in fed for new in ((part, *rest) if unwritten(part) == Name(operand) else (part,))]
        return Call(one.function, (concatenation(longer),), one.options)

    return rewrite(node, change)


def not_cleared(operand: Node, size: int, width: int, donor: str, little: bool) -> Iterator[Made]:
    """A number that is shorter than N, in a buffer of N's length that still holds another one: at its start, and at its
    end. operand: the number, unwritten. size: its bytes, which is how far the buffer is filled."""
    own = Call("LEMIN" if little else "MIN", (operand,))
    old = Call("LE" if little else "PAD", (Name(donor),))
    front: list[Node] = [own, Slice(old, size, None, None)]
    back: list[Node] = [Slice(old, None, width - size, None), own]
    left = "byte" if width - size == 1 else f"{width - size} bytes"
    for end, new in (("last", front), ("first", back)):
        yield "buffer-not-cleared", (show(operand), donor, f"{end} {left}"), concatenation(new)


def misread(own: bytes, other: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """What is read for a value of one field that lies beside another one's in a message: what to call it, and the
    bytes. name: the other one's."""
    size = len(own)
    if len(other) >= size:
        yield f"the first {size} bytes of {name}", other[:size]
        yield f"the last {size} bytes of {name}", other[-size:]
        yield f"itself over the start of {name}", own + other[size:]
    else:
        yield f"{name} and what follows it", (other + own)[:size]
        yield f"its end and {name}", (own + other)[-size:]
    yield f"{name} and itself", other + own
    yield f"itself and {name}", own + other
    for shift in SHIFTS:
        if shift < min(size, len(other)):
            yield f"the last {shift} bytes of {name} and its own", (other + own)[len(other) - shift :][:size]
            yield f"its own from byte {shift + 1} on and {shift} of {name}", (own + other)[shift:][:size]


# Numbers that were computed with in place


def in_place(known: Knowledge, values: tuple[str, ...]) -> Iterator[tuple[str, list[Spot]]]:
    """Where, as "M1:B;(B - k * v) % N", and the formulas that read it then: each number of an arithmetic formula with
    each result that may have been written over it, for all the values that are made later; and, for A = g ** a, which
    programs make first, for all others."""
    nodes = {name: formula_node(known, name) for name in values}
    for value, node in nodes.items():
        later = {name for name in values if value in ORDER and name in ORDER and ORDER.index(name) > ORDER.index(value)}
        readers = [later, set(values) - {value}] if value == "A" else [later]
        for name, result in dict.fromkeys(_results(value, node)):
            for written in _without_sign(result):
                for some in readers:
                    made = _read_by(nodes, some, name, written)
                    if made:
                        spots = [Spot(one, (), nodes[one], new, new) for one, new in made.items()]
                        yield f"{spots[0].value}:{name};{show(written)}", spots


def _results(value: str, node: Node, above: tuple[Node, ...] = ()) -> Iterator[tuple[str, Node]]:
    """Every number in a formula, and each result on the way from it to the whole. The whole goes by its name."""
    if isinstance(node, Name):
        if node.name != "N":
            yield from ((node.name, one) for one in above)
        return
    if isinstance(node, Arithmetic | Power):
        for child in children(node):
            yield from _results(value, child, (*above, node if above else Name(value)))


def _without_sign(result: Node) -> tuple[Node, ...]:
    """A result as bytes can be made of it: a difference is reduced, or its sign is lost."""
    if isinstance(result, Arithmetic) and any(
        isinstance(one, Arithmetic) and one.operator == "-" for one in walk(result)
    ):
        return Arithmetic("%", result, Name("N")), Call("ABS", (result,))
    return (result,)


def _read_by(nodes: dict[str, Node], readers: set[str], name: str, written: Node) -> dict[str, Node]:
    """The formulas of those of the readers that have the number, with what was written over it."""

    def other(one: Node) -> Node:
        return written if one == Name(name) else one

    made = {reader: rewrite(nodes[reader], other) for reader in nodes if reader in readers}
    return {reader: new for reader, new in made.items() if new != nodes[reader]}
