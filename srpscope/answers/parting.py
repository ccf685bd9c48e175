"""Where two dialects part on one handshake: the first bytes that one hashes or sends otherwise, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from srpscope.srp.calls import Operand
from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import text_bytes
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import HASHED, SENT, Value


@dataclass(frozen=True)
class Parting:
    """value: the first value that is hashed or sent otherwise; sentence: how. operand: the one that differs, if any."""

    value: str
    sentence: str
    operand: str = ""


def parting(sheet: Sheet, other: Dialect) -> Parting | None:
    """Where this side, computing by another dialect from the same inputs, would hash or send other bytes; None where
    the two are the same on this handshake."""
    reference = Sheet(replace(sheet.knowledge, dialect=other))
    own = Sheet(sheet.knowledge)
    if sent := _sent(own, reference, "A"):
        return sent
    for name in HASHED:
        found = _hashed(own, reference, name) or (_sent(own, reference, name) if name == "M1" else None)
        if found is not None:
            return found
    return None


def _hashed(own: Sheet, reference: Sheet, name: str) -> Parting | None:
    here, there = own[name], reference[name]
    for mine, theirs in zip(here.calls, there.calls, strict=False):
        for left, right in zip(mine.operands, theirs.operands, strict=False):
            if left.data != right.data and not _follows(own, reference, left, right):
                return Parting(name, _sentence(name, left, right), left.text)
        if len(mine.operands) != len(theirs.operands):
            return Parting(
                name, f"{name} hashes {len(mine.operands)} operands where the peer hashes {len(theirs.operands)}"
            )
    if here.value is not None and there.value is not None and _octets(here.value) != _octets(there.value):
        if isinstance(here.value, int) or isinstance(there.value, int):
            return None  # the same number in another form: what is hashed of it tells
        return Parting(name, f"{name} is made by another formula: {here.formula} where the peer has {there.formula}")
    return None


def _follows(own: Sheet, reference: Sheet, left: Operand, right: Operand) -> bool:
    """The operand is not encoded otherwise, it is another value: what made it was looked at before."""
    return len(left.data) == len(right.data) and left.data.lstrip(b"\0") != right.data.lstrip(b"\0")


def _sentence(name: str, left: Operand, right: Operand) -> str:
    return (
        f"{name} hashes {left.text} in {len(left.data)} bytes ({left.encoding}) "
        f"where the peer hashes {len(right.data)} ({right.encoding})"
    )


def _sent(own: Sheet, reference: Sheet, name: str) -> Parting | None:
    if name not in SENT["client"] and name != "M1":
        return None
    try:
        mine, theirs = own.as_sent(name), reference.as_sent(name)
    except (Missing, Failure):
        return None
    if len(mine) == len(theirs):
        return None
    return Parting(name, f"{name} goes out in {len(mine)} bytes where the peer wants {len(theirs)}")


def _octets(value: Value) -> bytes:
    if isinstance(value, int):
        return value.to_bytes((value.bit_length() + 7) // 8, "big")
    return text_bytes(value) if isinstance(value, str) else value
