"""What `identify` tries: a dialect with one hash and group over one reading of a capture, and what it depends on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import byte_length
from srpscope.srp.formula import Call
from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import BOTH_SIDES, COMPUTED, ORDER, Side, Value, rank, same
from srpscope.srp.written import read_wire
from srpscope.why.logged import shared
from srpscope.why.question import LoggedHash


@dataclass(frozen=True)
class Sides:
    """A capture as it reads under one dialect: what each side is known to have, what stood on the wire, and the hash
    calls that a side's program logged. told_alike: values that one line gave to both sides."""

    client: Knowledge
    server: Knowledge
    wire: Mapping[str, bytes]
    enroller: Knowledge | None = None
    widthless: frozenset[str] = frozenset()
    hashes: tuple[LoggedHash, ...] = ()
    told_alike: frozenset[str] = frozenset()

    def of(self, side: Side) -> Knowledge:
        """What a side is known to have."""
        return self.client if side == "client" else self.server

    def verifier(self, memory: Memory) -> Value | None:
        """The one that somebody holds, else what the server's own b and B leave for it by this dialect."""
        parties = [party for party in (self.enroller, self.server, self.client) if party is not None]
        held = next((party.given["v"] for party in parties if "v" in party.given), None)
        left = Sheet(self.server, memory, record=False)["v"] if held is None else None
        return left.value if left is not None and "b" in left.through else held


Read = Callable[[Dialect], Sides]
"""A dialect -> the capture as it reads under it: inputs that the dialect declares included."""


@dataclass(frozen=True)
class Trial:
    """One side under one dialect: the values that came out, in order, and the first that did not."""

    reproduces: tuple[str, ...]
    fails_at: str | None


@dataclass
class Trying:
    """One dialect with one hash and group, and how far it came. enrolled: whether the verifier on record comes out of
    user name, password and salt; None where that cannot be computed. parted: a value that both sides have to have alike
    and do not, one of them by its log alone; "" where there is none."""

    spoken: Dialect
    sides: Sides
    hash: str | None
    group: str | None
    trials: dict[Side, Trial] = field(default_factory=dict)
    enrolled: bool | None = None
    parted: str = ""

    @property
    def reproduces(self) -> tuple[str, ...]:
        """Which values come out on any side, in the order they are computed in."""
        found = {name for trial in self.trials.values() for name in trial.reproduces}
        found |= {"v"} if self.enrolled else set()
        return tuple(sorted(found, key=rank))

    @property
    def contradicted(self) -> bool:
        """Whether a value of any side speaks against it."""
        return any(trial.fails_at is not None for trial in self.trials.values())


ALIKE = ("S", "K", "M1", "M2")
"""What both sides of a handshake have to have alike."""


def parted(sides: Sides, memory: Memory) -> str:
    """The first value that both sides have to have alike and do not, where one of them only logged it and nothing shows
    that its own formula gives it: two that are both made are of other credentials, each by this dialect. Else ""."""
    sheets = [Sheet(one, memory, record=False) for one in (sides.client, sides.server)]
    for name in ALIKE:
        left, right = (sheet.knowledge.given.get(name, sheet[name].by_formula) for sheet in sheets)
        if left is None or right is None or same(left, right, sheets[0].settings.order, name not in sides.widthless):
            continue
        if any(name in sheet.knowledge.given and sheet[name].by_formula is None for sheet in sheets):
            return name
    return ""


def with_the_other(one: Trying, side: Side, memory: Memory) -> Trial:
    """A side's trial, and what it logged that this dialect's other side makes of what that one began with: a server's S
    that nothing of its own can make is the one that the client's a gives."""
    trial, sheet = one.trials[side], Sheet(one.sides.of(side), memory, record=False)
    logged, other = sheet.knowledge.given, one.sides.of("server" if side == "client" else "client")
    begun = {name: value for name, value in other.given.items() if name not in (*ALIKE, "u", "k")}
    theirs = Sheet(replace(other, given=begun), memory, record=False)
    more = []
    for name in ALIKE:
        made = theirs[name].by_formula if name in logged and sheet[name].by_formula is None else None
        if made is not None and same(made, logged[name], theirs.settings.order, name not in one.sides.widthless):
            more.append(name)
    return replace(trial, reproduces=tuple(sorted({*trial.reproduces, *more}, key=rank)))


def known_group(sides: Sides) -> tuple[int | None, int | None]:
    """N and g as a side was given them, else as they stood on the wire: the layout is no evidence."""
    for known in (sides.client, sides.server):
        N, g = known.given.get("N"), known.given.get("g")
        if isinstance(N, int):
            return N, g if isinstance(g, int) else None
    read = {
        name: value
        for name in ("N", "g")
        if name in sides.wire
        and isinstance(value := read_wire(sides.client.dialect, name, sides.wire[name], "number"), int)
    }
    return read.get("N"), read.get("g")


def check_formulas(spoken: Dialect) -> None:
    """Raises FileError where a formula of a user's own file is none."""
    for side in BOTH_SIDES:
        for name in (*ORDER, *spoken.own_values):
            spoken.formula(side, name)
    for name in spoken.wire:
        spoken.wire_formula(name)


def observable(spoken: Dialect) -> set[str]:
    """The names of a dialect whose values a formula gives, so that one on record can be checked."""
    return {*ORDER, *spoken.own_values} - {"N", "g", "H", "I", "P", "s", "a", "b", *spoken.inputs}


def reads(spoken: Dialect) -> set[str]:
    """Every name that x, K, M1 and M2 read, through the dialect's own values too."""
    found: set[str] = set()
    open_names = ["x", "K", "M1"]
    while open_names:
        name = open_names.pop()
        for side in BOTH_SIDES:
            formula = spoken.formula(side, name)
            for one in formula.names if formula is not None else ():
                if one not in found:
                    found.add(one)
                    if one in spoken.own_values:
                        open_names.append(one)
    return found


def plain_proof(spoken: Dialect) -> bool:
    """Whether M1 is one digest of the dialect's hash, so that its length tells the hash."""
    formula = spoken.formula("client", "M1")
    if formula is None:
        return False
    node = formula.node
    while isinstance(node, Call) and node.function in ("INT", "MIN"):
        node = node.arguments[0]
    return isinstance(node, Call) and node.function == "H" and spoken.encoding not in ("HEX", "DEC")


def fits(length: int, digest: int) -> bool:
    """Whether a proof of that length may be such a digest, two leading zeros lost, or its hex text."""
    return digest - 2 <= length <= digest or length == 2 * digest


def without_x(known: Knowledge) -> Knowledge:
    """The same side with everything given, but no way to x: what can be told without stretching."""
    inputs = {name: value for name, value in known.given.items() if name != "P"}
    return replace(known, given=inputs)


def with_hash(sides: Sides, hash_name: str | None) -> Sides:
    """The same sides with another hash, but for a side whose hash somebody names."""

    def changed(known: Knowledge) -> Knowledge:
        return known if known.hash == hash_name or "H" in known.given else replace(known, hash=hash_name)

    enroller = None if sides.enroller is None else changed(sides.enroller)
    return replace(sides, client=changed(sides.client), server=changed(sides.server), enroller=enroller)


def with_group(sides: Sides, group: groups.Group) -> Sides:
    """Both sides in this group."""
    added: dict[str, Value] = {"N": group.N, "g": group.g}
    return replace(sides, client=sides.client.with_given(added), server=sides.server.with_given(added))


def of_one_group(sides: Sides) -> Sides:
    """The same sides, where N and g that are known of one alone are the other's as well."""

    def filled(known: Knowledge, other: Knowledge) -> Knowledge:
        held = {*known.given, *known.received}
        return known.with_given({name: other.given[name] for name in {"N", "g"} & other.given.keys() - held})

    return replace(sides, client=filled(sides.client, sides.server), server=filled(sides.server, sides.client))


def longest_mod_N(sides: Sides) -> int:
    """The length in bytes of the longest number mod N on record, however it came: that of N, but for zeros in front."""

    def length(value: Value) -> int:
        if isinstance(value, int):
            return byte_length(value)
        return len(value.lstrip(b"\0")) if isinstance(value, bytes) else 0

    found = (sides.wire, sides.client.given, sides.server.given)
    return max((length(known[name]) for known in found for name in ("A", "B", "v") if name in known), default=0)


def failed(sheet: Sheet, name: str, seen: set[str]) -> bool:
    """Whether a value is unknown because a formula on the way to it cannot be evaluated with what there is."""
    cell = sheet[name]
    if name in seen or cell.value is not None:
        return False
    seen.add(name)
    names = cell.formula.names if cell.formula is not None else ()
    return cell.problem is not None or any(failed(sheet, one, seen) for one in names)


def proof_read(one: Trying) -> str:
    """What M1 is made of in which order, however its zeros are written: how many dialects have it tells how usual it
    is."""
    return re.sub(r"MIN|PAD|[() ]", "", str(one.spoken.formula_text("client", "M1")))


def calls_made(one: Trying, memory: Memory) -> tuple[int, int]:
    """How many of the logged hash calls this dialect makes, and how many more of the same length: what went in tells a
    formula from another even where a mistake changed some of it."""
    made = alike = 0
    for side in BOTH_SIDES:
        logged = [call for call in one.sides.hashes if call.side == side]
        if logged:
            equal, as_long = shared(logged, one.sides.of(side), memory)
            made, alike = made + equal, alike + as_long
    return made, alike


def good(one: Trying, side: Side | None = None) -> bool:
    """Whether something came out of a dialect, of a side or of both, and nothing speaks against it."""
    if side is None:
        return bool(one.trials) and not one.contradicted and bool(one.reproduces)
    trial = one.trials.get(side)
    return trial is not None and trial.fails_at is None and bool(trial.reproduces)


def best_of(found: Iterable[Trying], side: Side | None = None) -> list[Trying]:
    """Those that reproduce no less than another: a value that came out for one and was silent for another tells."""
    members = list(found)
    sets = [set(one.reproduces if side is None else one.trials[side].reproduces) for one in members]
    return [one for one, mine in zip(members, sets, strict=True) if not any(mine < other for other in sets)]


STRETCHED_AT_MOST = 3
"""Dialects that stretch keys and are tried though something speaks against them."""


def most_usual(equal: Sequence[Trying], memory: Memory) -> Trying:
    """Of dialects of which none is nearer, the one to begin with: a known one, before all of a product that has just
    this hash and group, else whose values come out of most of the others too. Where one of its formulas is not the one
    that was meant, the fewest others are wrong with it."""
    if len(equal) == 1:
        return equal[0]
    made = {id(one): _made(one, memory) for one in equal}
    shared_by = Counter(value for values in made.values() for value in values)

    def usual(one: Trying) -> tuple[int, bool, int]:
        own = one.spoken.hash, one.spoken.group
        this = None not in own and own == (one.hash, one.group)
        return -max(one.spoken.rank, 1), this, sum(shared_by[value] for value in made[id(one)])

    return max(equal, key=usual)


def _made(one: Trying, memory: Memory) -> list[tuple[Side, str, Value | None]]:
    """What every formula of a dialect gives here, None where that cannot be told."""
    sheets: list[tuple[Side, Sheet]] = [(side, Sheet(one.sides.of(side), memory, record=False)) for side in BOTH_SIDES]
    return [(side, name, sheet[name].by_formula) for side, sheet in sheets for name in COMPUTED]


def worth_stretching(cheap: Sequence[Trying], stretched: Sequence[tuple[Trying, Sequence[Trial]]]) -> list[Trying]:
    """The dialects that stretch keys whose x is worth its time, by their trials without it: those that nothing speaks
    against; where there is none, and a cheap one is contradicted too, those that come further than all of these."""
    worth = [one for one, trials in stretched if all(trial.fails_at is None for trial in trials)]
    if worth or any(good(one, side) for one in cheap for side in one.trials):
        return worth
    furthest = max((_came(one.trials.values()) for one in cheap), default=(0, -1))
    further = [one for one, trials in stretched if _came(trials) > furthest]
    return further[:STRETCHED_AT_MOST]


def _came(trials: Iterable[Trial]) -> tuple[int, int]:
    """How far a dialect comes on the side on which it comes furthest: what comes out, then where it fails."""
    return max((len(one.reproduces), rank(one.fails_at)[0] if one.fails_at else len(ORDER)) for one in trials)
