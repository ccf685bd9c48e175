"""Arithmetic before names: A = g^a, v = g^x and B = k v + g^b say which group it is, and which value is which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from srpscope.capture.pages.handshakes.blocks import Block, without
from srpscope.capture.pages.handshakes.digests import digests
from srpscope.capture.pages.handshakes.order import low_byte_first
from srpscope.capture.pages.names import SETTINGS, words_of
from srpscope.capture.pages.page import PrintedValue
from srpscope.capture.pages.spellings import moduli
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure
from srpscope.srp.primitives.groups import Group, known_groups, name_of

FEW_BYTES = 64
"""A private exponent is shorter than this in most programs, a public value never in a group worth the name."""

_DOUBTFUL = ({"a", "b"}, {"A", "B"})
_PRIVATE = frozenset(["private", "priv", "secret"])


@dataclass
class Settled:
    """A block with its names settled, the group it is in where that is certain, and what is to be said.

    assumed: the modulus that only the lengths speak for, where nothing else does. deduced: nobody names the group, its
    arithmetic does.
    """

    block: Block
    group: Group | None
    assumed: int | None
    notes: list[str]
    deduced: bool = False


def settle(block: Block, header_group: Group | None, allowance: Allowance) -> Settled:
    """Rename what arithmetic or size shows to be another value, and find the group. allowance: what all blocks of a
    page may compute; what is more is not, and a note says so."""
    block, notes = _public_by_size(block)
    try:
        block = low_byte_first(block, _given(block) or header_group, notes, allowance)
        return _settled(block, header_group, allowance, notes)
    except Failure as failure:
        return Settled(block, _given(block) or header_group, None, [*notes, f"Not settled by arithmetic: {failure}."])


def _settled(block: Block, header_group: Group | None, allowance: Allowance, notes: list[str]) -> Settled:
    group = _given(block) or header_group
    unnamed = group is None
    if group is None:
        group = _by_arithmetic(block, allowance)
        if group is not None:
            known = name_of(*group)
            notes.append(
                f"The page names no group: {known or f'the {group.N.bit_length()}-bit modulus with g = {group.g}'} is "
                f"the only known one in which its public values follow from its exponents.{_namesake(group)}"
            )
    if group is None and not list(_pairs(block)) and _number(block, "N") is None:
        modulus = _by_length(block)
        if modulus is not None:
            known = name_of(modulus)
            notes.append(
                f"The page names no group: N is assumed to be that of {known}, the only known one as long as A and B."
            )
            return Settled(block, None, modulus, notes)
    if group is not None:
        block = _which_exponent(block, group, notes, allowance)
        block = _stale(block, group, allowance)
        block = _by_digest(block, group, notes)
        block = _too_short(block, group, notes)
    return Settled(_proved_hashes(block, group, allowance), group, None, notes, unnamed)


def _namesake(group: Group) -> str:
    """Of a group whose N RFC 5054 has with another g: that, as a sentence; a program may have taken the wrong one."""
    other = name_of(group.N)
    if other is None or not other.startswith("rfc5054-") or known_groups()[other].group == group:
        return ""
    return f" {other} has the same N, and g = {known_groups()[other].group.g}."


def is_own_by_size(said: Group, own: Group | None, block: Block, allowance: Allowance) -> bool:
    """Whether a page that gives the bits of N means its dialect's own group: RFC 5054's of that size has the same N and
    another g (3072 bits in Cognito, whose g is 2), and no exponent of the page says that it is in use; or it has
    another N (1024 bits in Wikipedia's program), and an exponent says that the dialect's is.

    said: the group of RFC 5054 by that size. own: the dialect's. Where the allowance ends, it is the dialect's g.
    """
    if own is None or said == own or (name_of(*said) or "").partition("-")[0] != "rfc5054":
        return False

    def in_use(group: Group) -> bool:
        return any(
            more == 0 and (allowance.power(group.g, exponent, group.N) - public) % group.N == 0
            for exponent, more, public in _pairs(block)
        )

    try:
        return not in_use(said) if said.N == own.N else in_use(own)
    except Failure:
        return said.N == own.N


def _given(block: Block) -> Group | None:
    N, g = _number(block, "N"), _number(block, "g")
    return Group(N, g) if N and g else None


def _number(block: Block, name: str) -> int | None:
    for value in reversed(block.all):
        if value.name == name and len(value.readings) == 1 and not value.choices:
            return value.readings[0].number
    return None


AS_A_PUBLIC_VALUE = "as a public value has: read as"
"""How a note says that a value's length alone tells which one it is."""


def _public_by_size(block: Block) -> tuple[Block, list[str]]:
    """ "srp_a" as long as B or N is A: no program makes a private exponent of that size and calls it nothing."""
    notes: list[str] = []
    names = {value.name for value in block.all if not value.choices}
    lengths = [len(one.readings[0].hex) // 2 for one in block.all if one.name in ("A", "B", "N", "v") and one.readings]
    changed: list[tuple[PrintedValue, PrintedValue]] = []
    if _is_of_one_client({value.name for value in block.all}):
        return block, notes
    for value in block.values:
        if value.name not in ("a", "b") or value.choices or not value.readings:
            continue
        public = value.name.upper()
        size = (len(value.readings[0].hex) + 1) // 2
        # Beside longer public values a group's size is only the exponent's: 128 random bytes in Cognito's 3072 bits.
        full = size >= FEW_BYTES and (size in lengths or (size in _sizes() and size >= max(lengths, default=0)))
        told = {word.lower() for word in words_of(value.spelling)}
        if not full or public in names or (value.program and "srp" not in told):
            continue
        if _PRIVATE & told:
            changed.append((value, replace(value, choices=(public,))))
        else:
            changed.append((value, replace(value, name=public)))
            notes.append(f"line {value.line}: {value.spelling} has {size} bytes, {AS_A_PUBLIC_VALUE} {public}.")
    return _with(block, changed), notes


def _is_of_one_client(names: set[str]) -> bool:
    """Whether a page holds nothing but what a client keeps: `a` alone, or with the password, never sent with A. How
    long it is says nothing then: a program may draw as many bits as any group has."""
    beside = names - SETTINGS - {"a"}
    return not beside or ("P" in beside and beside <= {"I", "P"})


def _sizes() -> frozenset[int]:
    return frozenset((N.bit_length() + 7) // 8 for N in moduli())


def _with(block: Block, changed: list[tuple[PrintedValue, PrintedValue]]) -> Block:
    def one(value: PrintedValue) -> PrintedValue:
        return next((new for old, new in changed if old is value), value)

    return replace(block, values=[one(v) for v in block.values], carried=[one(v) for v in block.carried])


def _pairs(block: Block) -> Iterator[tuple[int, int, int]]:
    """(exponent, what must be added, public value) of each equation whose numbers are known."""
    known = {name: _number(block, name) for name in ("a", "A", "x", "v", "b", "B", "k")}
    for exponent, public in (("a", "A"), ("x", "v")):
        e, p = known[exponent], known[public]
        if e and p:
            yield e, 0, p
        for value in block.values:
            if p and exponent in (value.name, *value.choices) and value.choices and len(value.readings) == 1:
                yield value.readings[0].number, 0, p
    doubtful = [one for one in block.values if one.choices and len(one.readings) == 1]
    for private in doubtful:  # "Private" and "Public": of A alone the public one is a bare power
        if {private.name, *private.choices} <= {"a", "b", "x"}:
            for other in doubtful:
                if {"A", "B"} <= {other.name, *other.choices}:
                    yield private.readings[0].number, 0, other.readings[0].number
    b, B, k, v = known["b"], known["B"], known["k"], known["v"]
    if b and B and k and v:
        yield b, k * v, B


def _by_arithmetic(block: Block, allowance: Allowance) -> Group | None:
    """The only known group in which an equation holds."""
    given = _number(block, "g")
    fixed = _number(block, "N")
    for exponent, more, public in _pairs(block):
        found = [
            Group(N, g)
            for N, generators in moduli().items()
            if public < N and N.bit_length() - public.bit_length() < 64 and (fixed is None or fixed == N)
            for g in ((given,) if given else generators)
            if (allowance.power(g, exponent, N) + more - public) % N == 0
        ]
        if len(found) == 1:
            return found[0]
    return None


def _by_length(block: Block) -> int | None:
    """The only known modulus that is as long as A and B are printed."""
    lengths = {
        (len(one.readings[0].hex) + 1) // 2
        for one in block.all
        if one.name in ("A", "B") and not one.choices and len(one.readings) == 1 and one.readings[0].width
    }
    names = {one.name for one in block.all}
    if len(lengths) != 1 or not {"A", "B"} <= names or min(lengths) < FEW_BYTES:
        return None
    fitting = [N for N in moduli() if (N.bit_length() + 7) // 8 in lengths]
    return fitting[0] if len(fitting) == 1 else None


def _which_exponent(block: Block, group: Group, notes: list[str], allowance: Allowance) -> Block:
    """A private key may be a or x, a public one A or B: the one whose power stands on the page."""
    changed = list(_doubtful_pair(block, group, notes, allowance))
    block = _with(block, changed)
    changed = []

    def power(exponent: int) -> int:
        return allowance.power(group.g, exponent, group.N)

    for value in block.values:
        if not value.choices or len(value.readings) != 1 or not {value.name, *value.choices} <= set("abxAB"):
            continue
        number = value.readings[0].number
        fits = [
            name
            for name, partner in (("a", "A"), ("x", "v"), ("A", "a"))
            if name in (value.name, *value.choices)
            and (other := _number(block, partner)) is not None
            and power(other if name == "A" else number) == (number if name == "A" else other)
        ]
        if len(fits) == 1:
            notes.append(f"line {value.line}: {value.spelling} is {fits[0]}, by arithmetic.")
            changed.append((value, replace(value, name=fits[0], choices=())))
    return _with(block, changed)


def _doubtful_pair(
    block: Block, group: Group, notes: list[str], allowance: Allowance
) -> Iterator[tuple[PrintedValue, PrintedValue]]:
    """A private and a public key that nothing names: they are a and A where the one is the other's power."""
    doubtful = [value for value in block.values if value.choices and len(value.readings) == 1]
    for private in doubtful:
        for public in doubtful:
            meant = ({private.name, *private.choices}, {public.name, *public.choices})
            power_of = allowance.power(group.g, private.readings[0].number, group.N) if meant == _DOUBTFUL else None
            if power_of == public.readings[0].number:
                notes.append(
                    f"line {private.line}: {private.spelling} and {public.spelling} are a and A, by arithmetic."
                )
                yield private, replace(private, name="a", choices=())
                yield public, replace(public, name="A", choices=())
                return


def _proved_hashes(block: Block, group: Group | None, allowance: Allowance) -> Block:
    """The hash of a password is x where v is its power, and stays out elsewhere."""
    v = _number(block, "v")
    for value in block.values:
        if value.weak and value.name == "x":
            number = value.readings[0].number
            if group is None or v is None or allowance.power(group.g, number, group.N) != v:
                block = without(block, value)
    return block


def _by_digest(block: Block, group: Group, notes: list[str]) -> Block:
    """What is as long as a hash is the multiplier or the scrambler where it comes out as one, whatever it is called:
    "common secret" is u in one library, and `expectedK` k in another."""
    width = (group.N.bit_length() + 7) // 8
    A, B = _number(block, "A"), _number(block, "B")
    candidates = {"k": (group.N, group.g)}
    if A and B:
        candidates["u"] = (A, B)
    changed = []
    for value in block.values:
        if value.name not in ("S", "K") or value.choices not in ((), ("u",)) or len(value.readings) != 1:
            continue
        digits = value.readings[0].hex
        for name, numbers in candidates.items():
            if any(one.name == name for one in block.all):
                continue
            if digits in digests(len(digits) // 2, width, *numbers):
                notes.append(f"line {value.line}: {value.spelling} is {name}, by arithmetic.")
                changed.append((value, replace(value, name=name, choices=())))
                break
    return _with(block, changed)


def _stale(block: Block, group: Group, allowance: Allowance) -> Block:
    """A private exponent that was carried over from above, and that A contradicts, belongs to another handshake."""
    for name, public in (("a", "A"), ("x", "v")):
        carried = [one for one in block.carried if one.name == name and len(one.readings) == 1]
        told = [one for one in block.values if one.name == public and len(one.readings) == 1]
        if not (carried and told):
            continue
        exponent, number = carried[-1].readings[0].number, told[-1].readings[0].number
        if allowance.power(group.g, exponent, group.N) != number:
            block = replace(block, carried=[one for one in block.carried if one.name != name])
    return block


def _too_short(block: Block, group: Group, notes: list[str]) -> Block:
    """A premaster secret as long as a digest, in a group that is much longer, is none: some call u or K so."""
    length = (group.N.bit_length() + 7) // 8
    for value in block.values:
        if value.name != "S" or value.choices not in ((), ("u",)) or len(value.readings) != 1:
            continue
        size = len(value.readings[0].hex) // 2
        if 16 <= size <= FEW_BYTES and size <= length - 16:
            notes.append(
                f"line {value.line}: {value.spelling} has {size} bytes, as a digest has, and S is as long as N "
                f"({length} bytes). It is left out; name it u or K."
            )
            block = without(block, value)
    return block


def named_group(name: str) -> Group | None:
    """A known group by its name."""
    known = known_groups().get(name)
    return known.group if known is not None else None
