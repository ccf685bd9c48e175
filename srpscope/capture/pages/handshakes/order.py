"""Numbers whose low byte was printed first, as programs of World of Warcraft and Proton hold them: a modulus that is a
known one the other way round, or a public value that is the power of its exponent so, shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from srpscope.capture.pages.handshakes.blocks import Block
from srpscope.capture.pages.page import SIGNED, PrintedValue
from srpscope.capture.pages.spellings import moduli
from srpscope.srp.allowance import Allowance
from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives.groups import Group, known_groups

_PUBLIC = frozenset(["A", "B"])
_EXPONENTS = frozenset(["a", "b"])
_AS_LONG_AS_N = _PUBLIC | {"N", "v", "S"}
_K_OF_SRP6 = 3
_LEAST_BITS, _MOST_BITS = 256, 4_096
"""Bits of a modulus that is asked whether it is a prime."""


def low_byte_first(block: Block, group: Group | None, notes: list[str], allowance: Allowance) -> Block:
    """The block with such numbers as they are meant, and a note of it. Raises Failure where that is more than the
    allowance."""
    N = _only(block, "N")
    if N is not None and N.form == SIGNED:
        turned, names = _turn(block, lambda one: one.name in _AS_LONG_AS_N - {"N"} and _length(one) == _length(N))
        notes.append(f"line {N.line}: {N.spelling} is Proton's, its low byte first{_read_so(names, ' too')}.")
        return turned
    if N is not None and _number(N) not in moduli() and _number(_turned(N)) in moduli():
        turned, names = _turn(block, lambda one: one.name in _AS_LONG_AS_N and _length(one) == _length(N))
        generators = moduli()[_number(_turned(N))] if group is None else (group.g,)
        fitting = _fitting(turned, [Group(_number(_turned(N)), g) for g in generators], allowance)
        turned, more = _turn(turned, lambda one: any(one is exponent for exponent in fitting))
        told = _read_so([name for name in (*names, *more) if name != "N"], " too")
        notes.append(f"line {N.line}: {N.spelling} is a known modulus, its low byte first{told}.")
        return turned
    if N is not None and (group is None or _number(N) == group.N) and _is_prime_turned(N, allowance):
        turned, names = _turn(block, lambda one: one.name in _AS_LONG_AS_N and _length(one) == _length(N))
        told = _read_so([name for name in names if name != "N"], " too")
        notes.append(f"line {N.line}: {N.spelling} is a prime with its low byte first alone, as Proton's are{told}.")
        return turned
    a = _only(block, "a")
    if group is None and N is None:
        group = _small_group(block)
    if group is None or a is None:
        return block
    power = allowance.power(group.g, _number(_turned(a)), group.N)
    public = [one for one in block.all if one.name == "A" and len(one.readings) == 1]
    low = [one for one in public if _number(one) != power and _number(_turned(one)) == power]
    if not low or allowance.power(group.g, _number(a), group.N) in map(_number, low):
        return block
    alike = {one.spelling.replace("A", letter) for one in low for letter in "ABb"}

    def is_low(one: PrintedValue) -> bool:
        if len(low) < len(public) and one is not a and one.spelling not in alike:
            return False  # `A` beside `A_int`
        return one.name in _EXPONENTS or (one.name in _PUBLIC and _length(one) == _length(low[0]))

    block, names = _turn(block, is_low)
    told = _read_so(names, "")
    notes.append(f"line {low[0].line}: {low[0].spelling} is g^a where the low byte stands first{told}.")
    return block


SMALL_BITS = 512
"""A group so small has its power computed on a page that names no group: it costs next to nothing, and tells."""


def _small_group(block: Block) -> Group | None:
    """The only known group, of the small ones, that is as long as the A of a page that names none."""
    lengths = {_length(one) // 2 for one in block.all if one.name == "A" and len(one.readings) == 1}
    found = [one.group for one in known_groups().values() if byte_length(one.group.N) in lengths]
    return found[0] if len(found) == 1 and found[0].N.bit_length() <= SMALL_BITS else None


def _is_prime_turned(N: PrintedValue, allowance: Allowance) -> bool:
    """Whether a modulus that nobody knows is a safe prime the other way round, and no prime as it stands (Fermat's
    test, to base 2). Raises Failure where that is more than the allowance."""

    def prime(number: int) -> bool:
        return number % 2 == 1 and allowance.power(2, number - 1, number) == 1

    number, turned = _number(N), _number(_turned(N))
    if turned == number or not _LEAST_BITS <= turned.bit_length() <= _MOST_BITS or number in moduli():
        return False
    return not prime(number) and prime(turned) and prime(turned // 2)


def _fitting(block: Block, groups: Iterable[Group], allowance: Allowance) -> list[PrintedValue]:
    """The exponents of which A = g^a or B = k v + g^b holds only with their low byte first."""

    def numbers(name: str) -> list[int]:
        return [_number(one) for one in block.all if one.name == name and len(one.readings) == 1]

    more = [k * v for k in numbers("k") or [_K_OF_SRP6] for v in numbers("v")]
    found = []
    for one in block.all:
        if one.name not in _EXPONENTS or len(one.readings) != 1 or _turned(one) is one:
            continue
        for N, g in groups:
            sums = (
                {A % N for A in numbers("A")}
                if one.name == "a"
                else {(B - kv) % N for B in numbers("B") for kv in more}
            )
            if sums and allowance.power(g, _number(one), N) in sums:
                break
            if sums and allowance.power(g, _number(_turned(one)), N) in sums:
                found.append(one)
                break
    return found


def _only(block: Block, name: str) -> PrintedValue | None:
    found = [one for one in block.all if one.name == name and len(one.readings) == 1 and not one.choices]
    return found[-1] if found else None


def _number(value: PrintedValue) -> int:
    return value.readings[0].number


def _length(value: PrintedValue) -> int:
    return len(value.readings[0].hex)


def _turned(value: PrintedValue) -> PrintedValue:
    """The same with its bytes the other way round; itself where it was printed as a number in decimal, or in half
    bytes."""
    reading = value.readings[0]
    if len(reading.hex) % 2 or reading.form == "decimal":
        return value
    low_first = bytes.fromhex(reading.hex)[::-1].hex()
    return replace(value, readings=(replace(reading, hex=low_first),))


def _turn(block: Block, meant: Callable[[PrintedValue], bool]) -> tuple[Block, list[str]]:
    """The block with those values turned that are meant, and their names."""
    names: list[str] = []

    def one(value: PrintedValue) -> PrintedValue:
        turned = _turned(value) if len(value.readings) == 1 and meant(value) else value
        if turned is not value and value.name not in names:
            names.append(value.name)
        return turned

    carried = [one(v) for v in block.carried]
    return replace(block, values=[one(v) for v in block.values], carried=carried), names


def _read_so(names: list[str], too: str) -> str:
    return f": {', '.join(names)} {'is' if len(names) == 1 else 'are'} read so{too}" if names else ""
