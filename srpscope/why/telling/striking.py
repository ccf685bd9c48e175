"""How often a mistake shows: in every handshake, or only where a value starts with 00, has its top bit set.

It is computed from what makes the bytes differ. The right formula and the wrong one are evaluated on values that have
nothing odd, then on values that have one odd thing each. What changes between handshakes, between users or never
decides whether it is a share of handshakes or of users. Where that is not enough, the table's own word is told.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from srpscope.srp.encodings import byte_length
from srpscope.srp.evaluate import Evaluation
from srpscope.srp.formula import Formula, FormulaError, Power, walk
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import NUMBERS, Value
from srpscope.why.finding import Finding
from srpscope.why.slips import STRIKES

PER_HANDSHAKE = frozenset(["a", "b", "A", "B", "u", "S", "K", "M1", "M2"])
"""Values that are others in each handshake."""

PER_USER = frozenset(["s", "x", "v", "P"])
"""Values that are a user's in every handshake. Whatever is in neither set is taken as it is: N, g, k, a name."""

EVERY = STRIKES["always"]
"""What is said of a mistake that no handshake is without."""

AS_TOLD = frozenset(["one-user", "some-text", "non-ascii", "here", "fed-nothing"])
"""Words of the table that no drawing of values finds: they are told as they are."""

DRAWS, DEAR_DRAWS = 24, 12
"""How many values without anything odd are tried; where each costs an exponentiation, how many."""


@dataclass(frozen=True)
class Oddity:
    """Something odd of a value: its word in STRIKES, what the value does there, how often in `size` bytes of which the
    first are evenly drawn below `top` (1 where all of them are), the byte that makes it and where, and which others it
    takes in."""

    name: str
    does: str
    share: Callable[[int, float], float]
    byte: int
    at: int
    takes_in: tuple[str, ...] = ()


def _any_byte(share: float) -> Callable[[int, float], float]:
    return lambda size, top: 1 - (1 - share) ** size


def _in_front(below: float) -> Callable[[int, float], float]:
    return lambda size, top: min(1.0, below / top)


ODDITIES = (
    Oddity("high-byte", "has a byte of 80 or above", _any_byte(1 / 2), 0x9A, 5, ("high-bit",)),
    Oddity("small-byte", "has a byte below 16", _any_byte(1 / 16), 0x05, 5, ("zero", "zero-nibble", "zero-inside")),
    Oddity("zero-inside", "holds a byte 00", _any_byte(1 / 256), 0x00, 5, ("zero", "zero-end")),
    Oddity("zero-nibble", "starts with the hex digit 0", _in_front(1 / 16), 0x05, 0, ("zero",)),
    Oddity("zero", "starts with 00", _in_front(1 / 256), 0x00, 0),
    Oddity("high-bit", "has its top bit set", lambda size, top: max(0.0, 1 - 1 / (2 * top)), 0x9A, 0),
    Oddity("blank-end", "begins or ends with a blank", lambda size, top: 1 - (250 / 256) ** 2, 0x20, -1),
    Oddity("zero-end", "ends in 00", lambda size, top: 1 / 256, 0x00, -1),
)
"""The widest first."""

ODD_DIGITS = "has an odd number of hex digits"
"""What a number does whose text starts with the digit 0 in a longer one."""


@dataclass(frozen=True)
class Formulas:
    """One value's formula as it should be and as the side has it, over the sheet of the side as it should be."""

    base: Sheet
    value: str
    right: Formula
    wrong: Formula

    @property
    def names(self) -> frozenset[str]:
        """What either of them reads."""
        return self.right.names | self.wrong.names

    @property
    def drawn(self) -> tuple[str, ...]:
        """Those that are others in another handshake, or of another user."""
        return tuple(sorted(self.names & (PER_HANDSHAKE | PER_USER)))


def strikes(finding: Finding, told: str, value: str, right: Knowledge | None) -> str:
    """When a finding's mistake shows, as a sentence says it.

    told: the table's own word (STRIKES); value: whose formula, or which value, the mistake is at. right: the side as
    its dialect has it; None where only the finding is known.
    """
    if told in AS_TOLD:
        return STRIKES[told]
    return _said(_Asked(finding, told, value, right is not None, right))


@dataclass(frozen=True)
class _Asked:
    """What is remembered of a telling: a screen asks again each time it is drawn. The proof's bytes are of one
    handshake, so the side's own values need not be compared."""

    finding: Finding
    told: str
    value: str
    known: bool
    right: Knowledge | None = field(compare=False)


@lru_cache(maxsize=64)
def _said(asked: _Asked) -> str:
    finding, told, right = asked.finding, asked.told, asked.right
    if right is None or len(finding.suspects) != 1:
        return _of_the_table(told, asked.value)
    if not finding.changes or any(one.form != "formula" or one.value == "H" for one in finding.changes):
        return _of_the_table(told, asked.value)
    several = [found for one in finding.changes if (found := _formulas(right, one.value, one.content)) is not None]
    if len(several) != len(finding.changes):
        return _of_the_table(told, asked.value)
    said = [_compared(one, told) for one in several]
    return next((one for one in said if one.startswith(EVERY)), said[0])


def _of_the_table(told: str, value: str) -> str:
    if told in _RARE and value in PER_USER:
        return STRIKES["one-user"]
    return EVERY if told in _RARE and value in ("N", "g", "k") else STRIKES[told]


def _about(told: str, value: str) -> str:
    """The table's words, of that value."""
    words = STRIKES[told]
    return words.replace("the value", value).replace("the number", value) if value in PER_HANDSHAKE else words


_RARE = frozenset(one.name for one in ODDITIES) | {"odd", "zero-or-high", "sign-bytes"}
"""Words for what a value is like: of a user's value, or of one that never changes, they are no share of handshakes."""


def _formulas(right: Knowledge, value: str, content: str) -> Formulas | None:
    due = right.dialect.formula(right.side, value)
    try:
        wrong = right.dialect.parse(content)
    except FormulaError:
        return None
    if due is None or due.stretches or wrong.stretches:
        return None
    return Formulas(Sheet(replace(right, formulas={}), record=False), value, due, wrong)


def _compared(one: Formulas, told: str) -> str:
    plain = [_differ(one, values) for values in _plain_draws(one)]
    known = [differs for differs in plain if differs is not None]
    if not known:
        return _of_the_table(told, one.value)
    if all(known):
        if "P" in one.drawn and not all(_differ(one, values) for values in _plain_draws(one, {"P": 1})):
            return STRIKES["some-text"]
        return EVERY if told == "always" or one.drawn else f"{EVERY}: {one.value} is the same in each"
    if any(known):
        return _some(one, told, Fraction(sum(known), len(known)))
    return _where_odd(one, told)


def _differ(one: Formulas, values: Mapping[str, Value]) -> bool | None:
    """Whether the two come to something else on these values; None where either cannot be computed."""
    left, right = (_computed(one, formula, values) for formula in (one.right, one.wrong))
    if left is None or right is None:
        return None if left is right else True
    return left != right


def _computed(one: Formulas, formula: Formula, values: Mapping[str, Value]) -> Value | None:
    base = one.base

    def need(name: str) -> Value:
        return values[name] if name in values else base.need(name)

    def raw(name: str) -> bytes:
        if name not in values:
            return base.raw(name)
        sent = base.knowledge.dialect.wire_formula(name)
        return run.as_octets(values[name] if sent is None else run.run(sent.node))

    run = Evaluation(base.settings, need, raw, base.powers, base.allowance, record=False)
    try:
        number = base.kind(one.value) == "number"
        return run.number(formula.node) if number else run.as_octets(run.run(formula.node))
    except (Failure, Missing, ValueError, OverflowError):
        return None


# Values to draw


def _plain_draws(one: Formulas, short: Mapping[str, int] | None = None) -> Iterator[dict[str, Value]]:
    """short: values of another length than they have here, in bytes."""
    dear = any(isinstance(node, Power) for formula in (one.right, one.wrong) for node in walk(formula.node))
    sizes = {**_sizes(one), **(short or {})}
    drawing = random.Random(one.value)
    for _ in range(DEAR_DRAWS if dear else DRAWS):
        yield {name: _value(one, name, _plain(size, drawing)) for name, size in sizes.items()}


def _sizes(one: Formulas) -> dict[str, int]:
    """How many bytes each value has that is drawn: as many as here, but for those as long as N."""
    sheet = one.base
    N = sheet.value("N")
    width = byte_length(N) if isinstance(N, int) else 256
    found = {}
    for name in one.drawn:
        value = sheet.value(name)
        size = byte_length(value) if isinstance(value, int) else 32 if value is None else len(value)
        found[name] = width if name in _MOD_N else max(size, 8)
    return found


_MOD_N = frozenset(["A", "B", "S", "v"])
"""Numbers that lie evenly below N: how often one begins with 00 or has its top bit set is N's own to tell."""


def _top(one: Formulas) -> float:
    """What part N is of the numbers that its bytes can hold."""
    N = one.base.value("N")
    return float(Fraction(N, 256 ** byte_length(N))) if isinstance(N, int) and N > 0 else 1.0


def _plain(size: int, drawing: random.Random) -> bytes:
    """Bytes with nothing odd: none below 16, none from 80 on."""
    return bytes(drawing.randrange(0x41, 0x7F) for _ in range(size))


def _value(one: Formulas, name: str, data: bytes) -> Value:
    kind = one.base.kind(name)
    if kind == "text":
        return data.decode("latin-1")
    if kind == "number":
        return int.from_bytes(data, one.base.settings.order)
    return data


# What was found, in words


def _where_odd(one: Formulas, told: str) -> str:
    """It shows on no value without anything odd: which oddity of which value makes it show."""
    sizes = _sizes(one)
    drawing = random.Random(one.value)
    plain = {name: _plain(size, drawing) for name, size in sizes.items()}
    found: dict[str, list[str]] = {}
    for name in sizes:
        taken: set[str] = set()
        for oddity in ODDITIES:
            if oddity.name in taken:
                continue
            at = oddity.at % sizes[name]
            odd = plain[name][:at] + bytes([oddity.byte]) + plain[name][at + 1 :]
            values = {**plain, name: odd}
            if _differ(one, {key: _value(one, key, data) for key, data in values.items()}):
                found.setdefault(oddity.name, []).append(name)
                taken |= {oddity.name, *oddity.takes_in}
    if not found:
        return _of_the_table("here" if told == "always" else told, one.value)
    return "; ".join(_clauses(found, sizes, _top(one))) or EVERY


def _clauses(found: Mapping[str, Sequence[str]], sizes: Mapping[str, int], top: float) -> Iterator[str]:
    """One for what changes from handshake to handshake, one for what is a user's."""
    for whose, users in ((PER_HANDSHAKE, False), (PER_USER, True)):
        does, misses = [], 1.0
        for oddity in ODDITIES:
            names = [name for name in found.get(oddity.name, ()) if name in whose]
            if not names:
                continue
            number = oddity.name == "zero-nibble" and all(name in NUMBERS for name in names)
            does.append(f"{' or '.join(names)} {ODD_DIGITS if number else oddity.does}")
            for name in names:
                misses *= 1 - oddity.share(sizes[name], top if name in _MOD_N else 1.0)
        if does and users:
            yield f"strikes a user whose {' or '.join(does)}, {often(1 - misses, 'user')}, in every handshake"
        elif does:
            yield f"strikes when {' or '.join(does)}, {often(1 - misses, 'handshake')}"


def _some(one: Formulas, told: str, share: Fraction) -> str:
    """It shows on some values without anything odd: a digest's top bit, an odd exponent."""
    user = not one.names & PER_HANDSHAKE
    if user:
        return STRIKES["one-user"]
    if told != "always":
        return _about(told, one.value)
    return f"strikes {often(float(share), 'handshake')}"


def often(share: float, what: str) -> str:
    """A share in words: 1 handshake in 2, about 1 user in 256."""
    if share > 0.95:
        return f"nearly every {what}"
    exact = Fraction(share).limit_denominator(1024)
    near = exact if exact.numerator == 1 else Fraction(share).limit_denominator(4)
    if share < 0.2 and near.numerator != 1:
        near = Fraction(1, round(1 / share))
    about = "" if near in (Fraction(1, 2), Fraction(3, 4)) and abs(float(near) - share) < 1e-9 else "about "
    return f"{about}{near.numerator} {what}{'s' if near.numerator > 1 else ''} in {near.denominator}"
