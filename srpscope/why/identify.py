"""`identify`: which dialects, with which hash and group, reproduce everything that is known of a handshake.

Every dialect is tried against what was observed of each side: its own logged values that a formula gives, and what it
sent. Work is shared by value: dialects that come to the same x or the same S meet in one memory. Dialects whose group,
hash or digest length cannot fit are passed over without arithmetic; those that stretch keys come last, and only where
no other one has shown the password's way to the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from srpscope.errors import SrpscopeError
from srpscope.srp import groups, hashes
from srpscope.srp.dialect import Dialect, dialect, dialect_ids
from srpscope.srp.encodings import byte_length
from srpscope.srp.evaluate import Failure, Missing
from srpscope.srp.formula import Call, walk
from srpscope.srp.modexp import Powers
from srpscope.srp.sheet import Knowledge, Memory, Sheet, read_wire
from srpscope.srp.values import NUMBERS, ORDER, Side, Value, same
from srpscope.why.apart import SIDES, Telling, outcome, what_would_tell

UNDECLARED = "srp6a"
"""What the capture is read under to see which group and hash it names itself."""

SENT: dict[Side, tuple[str, ...]] = {"client": ("A", "M1"), "server": ("B", "M2")}
"""What a side computes and sends."""

FROM_PASSWORD = frozenset(["x", "v", "S", "K", "M1", "M2"])
"""Values that only the right x leads to."""

CHECKED: dict[Side, str] = {"client": "M2", "server": "M1"}
"""The peer's proof, which a side computes to check it: where it comes out it confirms, where not the peer is wrong."""

STRETCHING = frozenset(["PBKDF2", "BCRYPT"])

POWERS_KEPT = 2_048


@dataclass(frozen=True)
class Sides:
    """A capture as it reads under one dialect: what each side is known to have, and what stood on the wire."""

    client: Knowledge
    server: Knowledge
    wire: Mapping[str, bytes]
    enroller: Knowledge | None = None
    widthless: frozenset[str] = frozenset()

    def of(self, side: Side) -> Knowledge:
        """What a side is known to have."""
        return self.client if side == "client" else self.server


Read = Callable[[str], Sides]
"""A dialect's id -> the capture as it reads under it: inputs that the dialect declares included."""


@dataclass(frozen=True)
class Trial:
    """One side under one dialect: the values that came out, in order, and the first that did not."""

    reproduces: tuple[str, ...]
    fails_at: str | None


@dataclass(frozen=True)
class Match:
    """A dialect that reproduces everything known. side: the only one it was found for, where the other contradicts."""

    id: str
    reproduces: tuple[str, ...]
    hash: str | None
    group: str | None
    side: Side | None = None


@dataclass(frozen=True)
class Nearest:
    """The dialect that goes furthest where none reproduces everything."""

    id: str
    side: Side
    reproduces: tuple[str, ...]
    fails_at: str
    hash: str | None


@dataclass(frozen=True)
class Identification:
    """The answer. same_here: groups that this capture cannot tell apart, with what would tell them."""

    dialects: tuple[Match, ...]
    same_here: tuple[tuple[str, ...], ...] = ()
    tells: tuple[Telling, ...] = ()
    nearest: Nearest | None = None
    tried: int = 0


@dataclass
class _Candidate:
    """One dialect with one hash and group, and how far it came."""

    spoken: Dialect
    sides: Sides
    hash: str | None
    group: str | None
    trials: dict[Side, Trial] = field(default_factory=dict)

    @property
    def reproduces(self) -> tuple[str, ...]:
        found = {name for trial in self.trials.values() for name in trial.reproduces}
        return tuple(sorted(found, key=_rank))

    @property
    def contradicted(self) -> bool:
        return any(trial.fails_at is not None for trial in self.trials.values())


def identify(read: Read, ids: Iterable[str] | None = None, prefer: str | None = None) -> Identification:
    """Try every dialect (or those of `ids`) on a capture. Broken dialect files are passed over.

    prefer: the declared dialect, which is the nearest where others come no further.
    """
    return _Identifying(read, dialect_ids() if ids is None else list(ids), prefer).run()


class _Identifying:
    def __init__(self, read: Read, ids: list[str], prefer: str | None) -> None:
        self._read, self._ids, self._prefer = read, ids, prefer
        self._memory = Memory(powers=Powers(POWERS_KEPT))
        self._plain = read(UNDECLARED)
        self._tried = 0

    def run(self) -> Identification:
        cheap, stretched = self._candidates(own_hash=False)
        found = self._try(cheap) + self._try_stretched(cheap, stretched)
        if not any(_good(one) for one in found):
            # A header may name the hash of k and u alone: the dialect's own is given a chance.
            cheap, stretched = self._candidates(own_hash=True)
            found += self._try(cheap) + self._try_stretched(found, stretched)
        found.sort(key=self._likelihood)
        kept = _best(one for one in found if _good(one))
        answer = [self._match(one, None) for one in kept]
        if not kept:
            self._complete(found)
            for side in SIDES:
                for one in _best((one for one in found if _good(one, side)), side):
                    answer.append(self._match(one, side))
                    kept.append(one)
        same, tells = self._alike(kept, answer)
        return Identification(tuple(answer), same, tells, None if answer else self._nearest(found), self._tried)

    # Which are worth trying

    def _candidates(self, own_hash: bool) -> tuple[list[_Candidate], list[_Candidate]]:
        cheap: list[_Candidate] = []
        stretched: list[_Candidate] = []
        for name in self._ids:
            try:
                spoken = dialect(name)
                if self._group_cannot_fit(spoken) or (own_hash and not self._header_overrides(spoken)):
                    continue
                options = [spoken.hash] if own_hash else self._hashes(spoken)
                if not options:
                    continue
                _check_formulas(spoken)
                sides = self._read(name)
                if self._lacks_inputs(spoken, sides):
                    continue
                where = stretched if _stretches(spoken) else cheap
                where += [_Candidate(spoken, *with_setting) for with_setting in self._settings(sides, options)]
            except SrpscopeError:
                continue  # a user's own file that is broken is no candidate
        return cheap, stretched

    def _header_overrides(self, spoken: Dialect) -> bool:
        return spoken.hash is not None and self._plain.client.hash not in (None, spoken.hash)

    def _likelihood(self, one: _Candidate) -> tuple[bool, bool, bool]:
        """The declared dialect first, then those made for this group and hash."""
        return one.spoken.id != self._prefer, one.spoken.group is None, one.spoken.hash is None

    def _group_cannot_fit(self, spoken: Dialect) -> bool:
        """Whether the dialect's group is another known one. A group that nobody knows may be a broken copy of it."""
        N = self._plain.client.given.get("N")
        if spoken.group is None or not isinstance(N, int):
            return False
        return N != groups.group(spoken.group).N and groups.name_of(N) is not None

    def _hashes(self, spoken: Dialect) -> list[str | None]:
        """The hashes to try: the capture's, else the dialect's, else the common ones; only those whose digests fit."""
        named = self._plain.client.hash
        if named is not None:
            return [named] if spoken.hash in (None, named) else []
        options = (spoken.hash,) if spoken.hash else hashes.COMMON
        proof = self._proof("M1") or self._proof("M2")
        if proof is None or not _plain_proof(spoken):
            return list(options)
        fitting = [one for one in options if _fits(proof, hashes.digest_length(one))]
        if not fitting and spoken.hash is None:
            fitting = [one for one in hashes.HASHES if _fits(proof, hashes.digest_length(one))]
        return list(fitting)

    def _proof(self, name: str) -> int | None:
        """The length of a proof in bytes, as sent or logged."""
        for known in (self._plain.wire, self._plain.client.given, self._plain.server.given):
            value = known.get(name)
            if isinstance(value, bytes) and name not in self._plain.widthless:
                return len(value)
        return None

    def _lacks_inputs(self, spoken: Dialect, sides: Sides) -> bool:
        """Whether every side lacks an input that x, K or M1 cannot do without."""
        return any(
            name not in {*sides.client.given, *sides.server.given, *sides.client.received}
            for name in spoken.inputs
            if name in _reads(spoken)
        )

    def _settings(self, sides: Sides, options: list[str | None]) -> Iterable[tuple[Sides, str | None, str | None]]:
        for group_name, with_group in self._with_groups(sides):
            for option in options:
                yield _with_hash(with_group, option), option, group_name

    def _with_groups(self, sides: Sides) -> list[tuple[str | None, Sides]]:
        N, g = sides.client.given.get("N"), sides.client.given.get("g")
        if not isinstance(N, int):
            N, g = sides.server.given.get("N"), sides.server.given.get("g")
        if isinstance(N, int):
            return [(groups.name_of(N, g if isinstance(g, int) else None), sides)]
        if "N" in sides.wire:
            return [(None, sides)]
        sent = max((len(sides.wire.get(name, b"")) for name in ("A", "B")), default=0)
        fitting = [
            (name, known.group)
            for name, known in groups.known_groups().items()
            if name.startswith("rfc5054-") and sent <= byte_length(known.group.N) <= sent + 2
        ]
        return [(name, _with_group(sides, group)) for name, group in fitting] or [(None, sides)]

    # Trying

    def _try(self, candidates: list[_Candidate]) -> list[_Candidate]:
        # The server's b proves k and v by B alone, before any S: where it speaks against a dialect, that is enough.
        first, second = SIDES[::-1] if "b" in self._plain.server.given else SIDES
        for one in candidates:
            self._tried += 1
            one.trials = {first: self._trial(one, one.sides.of(first))}
            if not one.contradicted:
                one.trials[second] = self._trial(one, one.sides.of(second))
        return candidates

    def _complete(self, candidates: list[_Candidate]) -> None:
        """Try the sides that were saved: no dialect fits both, so each side is looked at alone."""
        for one in candidates:
            for side in SIDES:
                if side not in one.trials:
                    one.trials[side] = self._trial(one, one.sides.of(side))

    def _try_stretched(self, cheap: list[_Candidate], stretched: list[_Candidate]) -> list[_Candidate]:
        if any(_good(one) and FROM_PASSWORD & set(one.reproduces) for one in cheap):
            return []  # the x that leads to the proof is found, and a stretched one is another
        worth = []
        for one in stretched:
            without_x = [self._trial(one, _without_x(one.sides.of(side))) for side in SIDES]
            if all(trial.fails_at is None for trial in without_x):
                worth.append(one)
        return self._try(worth)

    def _trial(self, candidate: _Candidate, known: Knowledge) -> Trial:
        # A byte string that lost its length is evidence, but nothing to compute with.
        exact = {name: value for name, value in known.given.items() if name not in candidate.sides.widthless}
        logged = known.given
        known = replace(known, given={**exact, **{name: logged[name] for name in logged if name in NUMBERS}})
        sheet = Sheet(known, self._memory, record=False)
        came_out: list[str] = []
        for name in sorted(_observable(candidate.spoken), key=_rank):
            observed = self._observed(candidate, logged, sheet, name)
            if observed is None:
                continue
            value, must = self._computed(sheet, name)
            if value is None:
                if must:
                    return Trial(tuple(came_out), name)
                continue
            if self._equal(candidate, sheet, name, value, observed, name in logged):
                came_out.append(name)
            elif name != CHECKED[known.side] or name in logged:
                return Trial(tuple(came_out), name)
        return Trial(tuple(came_out), None)

    def _observed(self, candidate: _Candidate, logged: Mapping[str, Value], sheet: Sheet, name: str) -> Value | None:
        if name in logged:
            return logged[name]
        names = (*SENT[sheet.side], CHECKED[sheet.side], *candidate.spoken.own_values)
        return candidate.sides.wire.get(name) if name in names else None

    def _computed(self, sheet: Sheet, name: str) -> tuple[Value | None, bool]:
        """What the side's own formula gives; and whether, where it gives nothing, that speaks against the dialect."""
        cell = sheet[name]
        if cell.formula is None:
            return None, name in ("K", "M1", "M2") and sheet.side in ("client", "server")
        value = outcome(cell)
        return value, value is None and any(_failed(sheet, one, {name}) for one in (*cell.formula.names, name))

    def _equal(
        self, candidate: _Candidate, sheet: Sheet, name: str, value: Value, observed: Value, logged: bool
    ) -> bool:
        width = name not in candidate.sides.widthless
        order = sheet.settings.order
        if logged:
            return same(value, observed, order, width)
        assert isinstance(observed, bytes)
        kind = sheet.kind(name)
        if same(value, read_wire(candidate.spoken, name, observed, kind), order, width):
            return True
        try:
            return sheet.as_sent(name) == observed
        except (Missing, Failure):
            return False

    # The answer

    def _match(self, one: _Candidate, side: Side | None) -> Match:
        came_out = one.reproduces if side is None else one.trials[side].reproduces
        return Match(one.spoken.id, came_out, one.hash or one.spoken.hash, one.group, side)

    def _alike(
        self, kept: list[_Candidate], answer: list[Match]
    ) -> tuple[tuple[tuple[str, ...], ...], tuple[Telling, ...]]:
        alike: dict[tuple[object, ...], list[_Candidate]] = {}
        for one, match in zip(kept, answer, strict=True):
            alike.setdefault((match.side, match.hash, match.group), []).append(one)
        same, tells = [], []
        for members in alike.values():
            if len(members) < 2:
                continue
            same.append(tuple(one.spoken.id for one in members))
            sheets: list[dict[Side, Sheet]] = [
                {"client": Sheet(one.sides.client, self._memory), "server": Sheet(one.sides.server, self._memory)}
                for one in members
            ]
            tells += [
                what_would_tell(members[0].spoken, sheets[0], one.spoken, own)
                for one, own in zip(members[1:], sheets[1:], strict=True)
            ]
        return tuple(same), tuple(tells)

    def _nearest(self, found: list[_Candidate]) -> Nearest | None:
        """The one that goes furthest; None where some dialect is neither confirmed nor contradicted."""
        if any(not one.contradicted for one in found):
            return None
        best: tuple[tuple[int, int, bool], Nearest] | None = None
        for one in found:
            for side, trial in one.trials.items():
                if trial.fails_at is None:
                    continue
                score = (len(one.reproduces), _rank(trial.fails_at)[0], one.spoken.id == self._prefer)
                if best is None or score > best[0]:
                    near = Nearest(one.spoken.id, side, one.reproduces, trial.fails_at, one.hash or one.spoken.hash)
                    best = score, near
        return None if best is None else best[1]


def _check_formulas(spoken: Dialect) -> None:
    """Raises FileError where a formula of a user's own file is none."""
    for side in SIDES:
        for name in (*ORDER, *spoken.own_values):
            spoken.formula(side, name)
    for name in spoken.wire:
        spoken.wire_formula(name)


def _failed(sheet: Sheet, name: str, seen: set[str]) -> bool:
    """Whether a value is unknown because a formula on the way to it cannot be evaluated with what there is."""
    cell = sheet[name]
    if name in seen or cell.value is not None:
        return False
    seen.add(name)
    names = cell.formula.names if cell.formula is not None else ()
    return cell.problem is not None or any(_failed(sheet, one, seen) for one in names)


def _good(one: _Candidate, side: Side | None = None) -> bool:
    if side is None:
        return bool(one.trials) and not one.contradicted and bool(one.reproduces)
    trial = one.trials.get(side)
    return trial is not None and trial.fails_at is None and bool(trial.reproduces)


def _best(good: Iterable[_Candidate], side: Side | None = None) -> list[_Candidate]:
    """Those that reproduce no less than another: a value that came out for one and was silent for another tells."""
    members = list(good)
    sets = [set(one.reproduces if side is None else one.trials[side].reproduces) for one in members]
    return [one for one, mine in zip(members, sets, strict=True) if not any(mine < other for other in sets)]


def _observable(spoken: Dialect) -> set[str]:
    return {*ORDER, *spoken.own_values} - {"N", "g", "H", "I", "P", "s", "a", "b", *spoken.inputs}


def _reads(spoken: Dialect) -> set[str]:
    """Every name that x, K, M1 and M2 read, through the dialect's own values too."""
    found: set[str] = set()
    open_names = ["x", "K", "M1"]
    while open_names:
        name = open_names.pop()
        for side in SIDES:
            formula = spoken.formula(side, name)
            for one in formula.names if formula is not None else ():
                if one not in found:
                    found.add(one)
                    if one in spoken.own_values:
                        open_names.append(one)
    return found


def _stretches(spoken: Dialect) -> bool:
    for name in ("x", *spoken.own_values):
        formula = spoken.formula("client", name)
        if formula is not None and any(
            isinstance(one, Call) and one.function in STRETCHING for one in walk(formula.node)
        ):
            return True
    return False


def _plain_proof(spoken: Dialect) -> bool:
    """Whether M1 is one digest of the dialect's hash, so that its length tells the hash."""
    formula = spoken.formula("client", "M1")
    if formula is None:
        return False
    node = formula.node
    while isinstance(node, Call) and node.function in ("INT", "MIN"):
        node = node.arguments[0]
    return isinstance(node, Call) and node.function == "H" and spoken.encoding not in ("HEX", "DEC")


def _fits(length: int, digest: int) -> bool:
    """Whether a proof of that length may be such a digest, two leading zeros lost, or its hex text."""
    return digest - 2 <= length <= digest or length == 2 * digest


def _without_x(known: Knowledge) -> Knowledge:
    """The same side with everything given, but no way to x: what can be told without stretching."""
    inputs = {name: value for name, value in known.given.items() if name != "P"}
    return replace(known, given=inputs)


def _with_hash(sides: Sides, hash_name: str | None) -> Sides:
    def changed(known: Knowledge) -> Knowledge:
        return known if known.hash == hash_name else replace(known, hash=hash_name)

    enroller = None if sides.enroller is None else changed(sides.enroller)
    return replace(sides, client=changed(sides.client), server=changed(sides.server), enroller=enroller)


def _with_group(sides: Sides, group: groups.Group) -> Sides:
    added: dict[str, Value] = {"N": group.N, "g": group.g}
    return replace(sides, client=sides.client.with_given(added), server=sides.server.with_given(added))


def _rank(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)
