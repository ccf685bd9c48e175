"""What would tell two dialects apart that come to the same values on a capture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import FormulaError
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Sheet
from srpscope.srp.spelled import spelled_out
from srpscope.srp.values import BOTH_SIDES, ORDER, Side, same
from srpscope.wording import listed

CONSTANT = frozenset(["N", "g"])
"""What an operand is made of that is the same in every handshake: its leading zeros are not a matter of luck."""


@dataclass(frozen=True)
class Telling:
    """value: the first value in which two dialects may come apart; sentence: when they do.

    zeros: the operands whose leading zero byte would tell, where that is what it takes.
    """

    dialects: tuple[str, str]
    value: str | None
    sentence: str
    zeros: tuple[str, ...] = ()


def what_would_tell(one: Dialect, own: Mapping[Side, Sheet], other: Dialect, theirs: Mapping[Side, Sheet]) -> Telling:
    """Compare two dialects value by value on the sheets of one capture."""
    pair = (one.id, other.id)
    zeros: dict[str, str] = {}
    otherwise: list[str] = []
    written: list[str] = []
    unseen: list[str] = []
    for name in (*ORDER, *one.own_values, *other.own_values):
        for side in BOTH_SIDES:
            mine, yours = own[side][name], theirs[side][name]
            if (mine.formula is None) != (yours.formula is None):
                has = one.id if mine.formula is not None else other.id
                return Telling(pair, name, f"only {has} has {name}: a known {name} would tell")
            a, b = mine.by_formula, yours.by_formula
            spelled = written if a is not None and b is not None else unseen
            if name not in spelled and spelled_out(one, side, name) != spelled_out(other, side, name):
                spelled.append(name)
            if a is None or b is None:
                continue
            if not same(a, b, own[side].settings.order):
                return Telling(pair, name, f"{name} comes out different: a known {name} would tell")
            for operand, encodings_differ in apart(mine.calls, yours.calls):
                if encodings_differ:
                    zeros.setdefault(operand, name)
                elif name not in otherwise:
                    otherwise.append(name)
    if zeros:
        first = next(iter(zeros.values()))
        return Telling(pair, first, f"a leading zero byte in {listed(zeros, 'or')} would tell", tuple(zeros))
    if otherwise:
        return Telling(pair, otherwise[0], f"{otherwise[0]} is made of other text, which comes to the same here")
    if unseen:
        are = "is" if len(unseen) == 1 else "are"
        return Telling(pair, unseen[0], f"{listed(unseen)} {are} computed otherwise, of what is not on record here")
    if written:
        are = "is" if len(written) == 1 else "are"
        return Telling(
            pair, written[0], f"{listed(written)} {are} computed otherwise, and what comes out is the same here"
        )
    return Telling(pair, None, "their formulas are the same")


def apart(mine: tuple[HashCall, ...], yours: tuple[HashCall, ...]) -> Iterator[tuple[str, bool]]:
    """The operands that two equal inputs name differently, and whether it is their encodings that differ."""
    for a, b in zip(mine, yours, strict=False):
        for left, right in zip(a.operands, b.operands, strict=False):
            if left.data != right.data or not left.data or _constant(left):
                continue
            if left.encoding != right.encoding:
                yield left.text, True
            elif left.text != right.text:
                yield left.text, False
        yield from apart(a.inner, b.inner)


def _constant(operand: Operand) -> bool:
    try:
        names = parse(operand.text).names
    except FormulaError:
        return False  # a piece that a function names in words
    return bool(names) and names <= CONSTANT
