"""Numbers whose low byte was printed first, as programs of World of Warcraft and Proton hold them: a modulus that is a
known one the other way round, or a public value that is the power of its exponent so, shows it."""

from __future__ import annotations

from dataclasses import replace

from srpscope.capture.pages.handshakes.blocks import Block
from srpscope.capture.pages.page import PrintedValue
from srpscope.capture.pages.spellings import moduli
from srpscope.srp.allowance import Allowance
from srpscope.srp.primitives.groups import Group

_TURNED = frozenset(["A", "B", "a", "b"])


def low_byte_first(block: Block, group: Group | None, notes: list[str], allowance: Allowance) -> Block:
    """The block with such numbers as they are meant, and a note of it."""
    N = _only(block, "N")
    if N is not None and N.readings[0].number not in moduli() and _turned(N).readings[0].number in moduli():
        notes.append(f"line {N.line}: {N.spelling} is a known modulus, its low byte first: A, B, v, S are read so too.")
        return _turn(block, _TURNED | {"N", "v", "S"}, len(N.readings[0].hex))
    a = _only(block, "a")
    if group is None or a is None:
        return block
    power = allowance.power(group.g, _turned(a).readings[0].number, group.N)
    low = [one for one in block.all if one.name == "A" and len(one.readings) == 1 and _low(one, power)]
    if not low or allowance.power(group.g, a.readings[0].number, group.N) in [one.readings[0].number for one in low]:
        return block
    notes.append(
        f"line {low[0].line}: {low[0].spelling} is g^a where the low byte stands first: A, B, a, b are read so."
    )
    alike = {one.spelling.replace("A", letter) for one in low for letter in "ABab"}
    return _turn(block, _TURNED, len(low[0].readings[0].hex), alike)


def _low(value: PrintedValue, number: int) -> bool:
    return value.readings[0].number != number and _turned(value).readings[0].number == number


def _only(block: Block, name: str) -> PrintedValue | None:
    found = [one for one in block.all if one.name == name and len(one.readings) == 1 and not one.choices]
    return found[-1] if found else None


def _turned(value: PrintedValue) -> PrintedValue:
    reading = value.readings[0]
    if len(reading.hex) % 2:
        return value
    low_first = bytes.fromhex(reading.hex)[::-1].hex()
    return replace(value, readings=(replace(reading, hex=low_first),))


def _turn(block: Block, names: frozenset[str], digits: int, alike: set[str] | None = None) -> Block:
    """Those of these names turned that are as long as the modulus; an exponent whatever its length. alike: only those
    that are spelled so (`A` beside `A_int`)."""

    def one(value: PrintedValue) -> PrintedValue:
        whole = len(value.readings) == 1 and (len(value.readings[0].hex) == digits or value.name in ("a", "b"))
        return _turned(value) if value.name in names and whole and (not alike or value.spelling in alike) else value

    return replace(block, values=[one(v) for v in block.values], carried=[one(v) for v in block.carried])
