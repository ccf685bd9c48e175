"""What a slip is made at, as a fix is about it: a value, text, a digest, or several operands joined.

A hash call has two such: what it is fed and the digest that it gives. A digest is bytes, whatever was hashed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Call, Concatenation, Formula, FormulaError, Name, Node, is_hash, show, walk
from srpscope.srp.functions import ENCODINGS
from srpscope.why.placed import CLASSES, Placed
from srpscope.why.slips import known_slip
from srpscope.why.telling.fix_code import operands_of

IN_CODE = {"s": "salt", "P": "password", "I": "username"}
"""What code calls a value."""


@dataclass(frozen=True)
class Standing:
    """What stands at a place.

    what: a value; text; a digest; several operands joined. name: what code calls it; EVERYWHERE where it has no one
    name. measured: whose length in bytes is its length, a name or a formula; "" where that is of no one length.
    whole: whether it is the digest that the accused value itself is made of. parts: the operands as code calls them,
    where they are joined.
    """

    what: Literal["value", "text", "digest", "joined"]
    name: str
    measured: str
    whole: bool = False
    parts: tuple[str, ...] = ()


def standing(somewhere: Placed, due: Formula | None, dialect: Dialect) -> Standing:
    """What stands where a slip is made. due: the dialect's formula of the value that it goes into."""
    own = IN_CODE.get(somewhere.operand, somewhere.operand)
    length = own if own.isidentifier() else ""
    if somewhere.where == CLASSES["text"]:
        return Standing("text", own, length)
    try:
        node = dialect.parse(somewhere.where or somewhere.value).node
    except FormulaError:
        return Standing("value", own, length)
    known = known_slip(somewhere.slip)
    if known is not None and known.at_digest and somewhere.where:
        node = _digest_of(node, due)
    if is_hash(node):
        return _digest(node, somewhere.value, due)
    is_text = dialect.kind_of(node) == "text"
    if isinstance(node, Concatenation):
        return Standing("text" if is_text else "joined", own, show(node), parts=tuple(operands_of(node)))
    if isinstance(node, Call) and node.function in ENCODINGS and isinstance(node.arguments[0], Name):
        named = node.arguments[0].name
        own = length = IN_CODE.get(named, named)
    return Standing("text" if is_text else "value", own, length)


def measured(operand: str, due: Formula | None) -> str:
    """Whose length in bytes an operand has that code calls so: its own name's, or that of the formula's digest."""
    calls = () if due is None else tuple(one for one in walk(due.node) if is_hash(one))
    return next((show(one) for one in calls if operands_of(one) == [operand]), operand)


def _digest_of(fed: Node, due: Formula | None) -> Node:
    """The hash call that is fed this, as the formula has it: it may be of another function than H."""
    calls = () if due is None else tuple(one for one in walk(due.node) if is_hash(one))
    return next((one for one in calls if one.arguments[0] == fed), Call("H", (fed,)))


def _digest(call: Call, value: str, due: Formula | None) -> Standing:
    outermost = None if due is None else next((one for one in walk(due.node) if is_hash(one)), None)
    whole = call == outermost
    (name,) = (value,) if whole else operands_of(call)
    return Standing("digest", name, show(call), whole)
