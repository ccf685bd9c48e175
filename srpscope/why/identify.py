"""`identify`: which dialects, with which hash and group, reproduce everything that is known of a handshake.

Every dialect is tried against what was observed of each side: its own logged values that a formula gives, and what it
sent. Dialects that come to the same x or S meet in one memory. Those whose group, hash or digest length cannot fit are
passed over without arithmetic; those that stretch keys come last, and only where no other one leads to the proof.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from srpscope.errors import SrpscopeError
from srpscope.srp.allowance import TimeLeft
from srpscope.srp.dialect import Dialect, dialect, dialect_ids
from srpscope.srp.encodings import byte_length
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import groups, hashes
from srpscope.srp.primitives.modexp import Powers
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import BOTH_SIDES, NUMBERS, Side, Value, rank, same
from srpscope.srp.written import read_wire
from srpscope.why.apart import Telling, what_would_tell
from srpscope.why.trying import (
    Read,
    Sides,
    Trial,
    Trying,
    best_of,
    calls_made,
    check_formulas,
    failed,
    fits,
    good,
    known_group,
    longest_mod_N,
    most_usual,
    observable,
    of_one_group,
    parted,
    plain_proof,
    proof_read,
    reads,
    with_group,
    with_hash,
    with_the_other,
    without_x,
    worth_stretching,
)
from srpscope.wording import listed

UNDECLARED = "srp6a"
"""What the capture is read under to see which group and hash it names itself."""

SENT: dict[Side, tuple[str, ...]] = {"client": ("A", "M1"), "server": ("B", "M2")}
"""What a side computes and sends."""

FROM_PASSWORD = frozenset(["x", "v", "S", "K", "M1", "M2"])
"""Values that only the right x leads to."""

CHECKED: dict[Side, str] = {"client": "M2", "server": "M1"}
"""The peer's proof, which a side computes to check it: where it comes out it confirms, where not the peer is wrong."""

POWERS_KEPT = 2_048


@dataclass(frozen=True)
class Match:
    """A dialect that reproduces everything known. side: the only one it was found for, where the other contradicts."""

    id: str
    reproduces: tuple[str, ...]
    hash: str | None
    group: str | None
    side: Side | None = None
    title: str = ""


@dataclass(frozen=True)
class Nearest:
    """The dialect that goes furthest where none reproduces everything. group: the known one that it was tried with.
    calls: how many different ones of the hash calls that were logged it makes, byte for byte; logged: how many there
    are."""

    id: str
    side: Side
    reproduces: tuple[str, ...]
    fails_at: str
    hash: str | None
    group: str | None = None
    title: str = ""
    calls: int = 0
    logged: int = 0


@dataclass(frozen=True)
class Identification:
    """The answer. same_here: groups that this capture cannot tell apart, with what would tell them. unexplained: proofs
    that could be computed, and that no dialect gives. uncomputed: proofs that were seen, and that none of these can
    compute of what is known. lacking: N and g, where nobody says them and no known group gives what is on record.
    parted: what the sides have differently by their logs, where each of them may keep to a dialect. untried: dialects
    that read what is not on record, each with the names of that, where no other one reproduces everything."""

    dialects: tuple[Match, ...]
    same_here: tuple[tuple[str, ...], ...] = ()
    tells: tuple[Telling, ...] = ()
    nearest: Nearest | None = None
    tried: int = 0
    unexplained: tuple[str, ...] = ()
    uncomputed: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    parted: str = ""
    untried: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def left_open(self) -> str:
        """What the dialects that were found cannot answer for, as a sentence; "" where that is nothing."""
        return f"{listed(self.uncomputed)} cannot be computed of what is known." if self.uncomputed else ""


STRETCHING_SECONDS = 15.0
"""No work is begun on a dialect that has to end later than this."""


def identify(read: Read, among: Iterable[str | Dialect] | None = None, prefer: str | None = None) -> Identification:
    """Try every dialect, or those of `among` (ids, and dialects that have none). Broken dialect files are passed over.

    prefer: the declared dialect, which is the nearest where others come no further.
    """
    return _Identifying(read, dialect_ids() if among is None else list(among), prefer).run()


class _Identifying:
    def __init__(self, read: Read, among: Sequence[str | Dialect], prefer: str | None) -> None:
        self._read, self._among, self._prefer = read, among, prefer
        ends = time.monotonic() + STRETCHING_SECONDS
        left = TimeLeft(lambda: ends - time.monotonic())
        self._memory = Memory(powers=Powers(POWERS_KEPT), allowance=left)
        self._plain = read(dialect(UNDECLARED))
        self._tried = 0
        self._untried: dict[str, tuple[str, ...]] = {}

    def run(self) -> Identification:
        cheap, stretched = self._candidates(own_hash=False)
        found = self._try(cheap) + self._try_stretched(cheap, stretched)
        if not any(good(one) for one in found):
            # A header may name the hash of k and u alone: the dialect's own is given a chance.
            cheap, stretched = self._candidates(own_hash=True)
            found += self._try(cheap) + self._try_stretched(found, stretched)
        self._hold_against(found)
        found.sort(key=self._likelihood)
        whole = [one for one in found if good(one)]
        for one in whole:
            one.parted = parted(one.sides, self._memory)
        kept = best_of(one for one in whole if not one.parted)
        answer = [self._match(one, None) for one in kept]
        if not kept:
            self._complete(found)
            for side in BOTH_SIDES:
                fitting = best_of((one for one in found if good(one, side)), side)
                proofs = Counter(map(proof_read, fitting))
                for one in sorted(fitting, key=lambda one: self._of_the_other(one, side, proofs), reverse=True):
                    answer.append(self._match(one, side))
                    kept.append(one)
        same, tells = self._alike(kept, answer)
        nearest = None if answer else self._nearest(found)
        lacking = tuple(name for name, one in zip(("N", "g"), known_group(self._plain), strict=True) if one is None)
        opened = self._open(kept or found)
        of_both = "" if not whole or any(not one.parted for one in whole) else whole[0].parted
        lacks = () if answer else lacking
        by_group = sorted(self._untried.items(), key=lambda one: (dialect(one[0]).group is None, dialect(one[0]).rank))
        untried = () if answer else tuple(by_group)
        return Identification(tuple(answer), same, tells, nearest, self._tried, *opened, lacks, of_both, untried)

    # Which are worth trying

    def _candidates(self, own_hash: bool) -> tuple[list[Trying], list[Trying]]:
        cheap, stretched = list[Trying](), list[Trying]()
        for one in self._among:
            try:
                spoken = dialect(one) if isinstance(one, str) else one
                if self._group_cannot_fit(spoken) or (own_hash and not self._header_overrides(spoken)):
                    continue
                options = [spoken.hash] if own_hash else self._hashes(spoken)
                if not options:
                    continue
                check_formulas(spoken)
                sides = self._read(spoken)
                if missing := self._lacks_inputs(spoken, sides):
                    self._untried[spoken.id] = missing
                    continue
                where = stretched if spoken.stretches else cheap
                where += [Trying(spoken, *with_setting) for with_setting in self._settings(sides, options)]
            except SrpscopeError:
                continue  # a user's own file that is broken is no candidate
        return cheap, stretched

    def _header_overrides(self, spoken: Dialect) -> bool:
        """Whether the file's hash is another than the dialect's. One that is given as a value is no mere header."""
        given = "H" in self._plain.client.given or "H" in self._plain.server.given
        return spoken.hash is not None and not given and self._plain.client.hash not in (None, spoken.hash)

    def _likelihood(self, one: Trying) -> tuple[bool, bool, int, int, bool]:
        """The declared dialect first, one that makes another verifier last; then by rank, then those made for this
        group and hash. A product's own group, where nothing tells the group, is a guess: such a dialect comes after
        those that bring none."""
        of_this = 1 if one.spoken.group is None else 0
        if not of_this and known_group(self._plain)[0] is None and not str(one.spoken.group).startswith("rfc5054"):
            of_this = 2
        return one.spoken.id != self._prefer, one.enrolled is False, one.spoken.rank, of_this, one.spoken.hash is None

    def _group_cannot_fit(self, spoken: Dialect) -> bool:
        """Whether the dialect's group is another known one. A group that nobody knows may be a broken copy of it."""
        N, _ = known_group(self._plain)
        if spoken.group is None or N is None:
            return False
        return N != groups.group(spoken.group).N and groups.name_of(N) is not None

    def _hashes(self, spoken: Dialect) -> list[str | None]:
        """The hashes to try: the capture's, else the dialect's, else the common ones; only those whose digests fit."""
        named = self._plain.client.hash
        if named is not None:
            return [named] if spoken.hash in (None, named) else []
        options = (spoken.hash,) if spoken.hash else hashes.COMMON
        proof = self._proof("M1") or self._proof("M2")
        no_proof = spoken.formula("client", "M1") is None  # then it is an application's, of the same hash
        if proof is None or not (plain_proof(spoken) or no_proof):
            return list(options)
        fitting = [one for one in options if fits(proof, hashes.digest_length(one))]
        if not fitting and spoken.hash is None:
            fitting = [one for one in hashes.USUAL if fits(proof, hashes.digest_length(one))]
        return list(fitting)

    def _proof(self, name: str) -> int | None:
        """The length of a proof in bytes, as sent or logged."""
        for known in (self._plain.wire, self._plain.client.given, self._plain.server.given):
            value = known.get(name)
            if isinstance(value, bytes) and name not in self._plain.widthless:
                return len(value)
        return None

    def _lacks_inputs(self, spoken: Dialect, sides: Sides) -> tuple[str, ...]:
        """The inputs that x, K or M1 cannot do without, and that every side lacks."""
        known = {*sides.client.given, *sides.server.given, *sides.client.received}
        return tuple(name for name in spoken.inputs if name in reads(spoken) and name not in known)

    def _settings(self, sides: Sides, options: list[str | None]) -> Iterable[tuple[Sides, str | None, str | None]]:
        for group_name, in_group in self._with_groups(sides):
            for option in options:
                yield with_hash(in_group, option), option, group_name

    def _with_groups(self, sides: Sides) -> list[tuple[str | None, Sides]]:
        N, g = known_group(sides)
        if N is not None:
            return [(groups.name_of(N, g), of_one_group(sides))]
        sent = longest_mod_N(sides)
        fitting = [
            (name, known.group)
            for name, known in groups.known_groups().items()
            if name.startswith("rfc5054-") and sent <= byte_length(known.group.N) <= sent + 2
        ]
        return [(name, with_group(sides, group)) for name, group in fitting] or [(None, sides)]

    # Trying

    def _try(self, candidates: list[Trying]) -> list[Trying]:
        # The server's b proves k and v by B alone, before any S: where it speaks against a dialect, that is enough.
        first, second = BOTH_SIDES[::-1] if "b" in self._plain.server.given else BOTH_SIDES
        for one in candidates:
            self._tried += 1
            one.trials = {first: self._trial(one, one.sides.of(first))}
            if not one.contradicted:
                one.trials[second] = self._trial(one, one.sides.of(second))
            one.enrolled = None if one.contradicted else self._enrolled(one)
        return candidates

    def _enrolled(self, one: Trying) -> bool | None:
        """Whether the verifier that somebody holds is that of the user name, password and salt, whoever has those."""
        sides = one.sides
        parties = [party for party in (sides.enroller, sides.server, sides.client) if party is not None]
        stored = sides.verifier(self._memory)
        if stored is None:
            return None
        given: dict[str, Value] = {}
        for party in parties:
            for name in ("N", "g", "I", "P", "s", *one.spoken.inputs):
                if name not in given and (value := Sheet(party, self._memory, record=False).value(name)) is not None:
                    given[name] = value
        known = Knowledge("enroller", one.spoken, given, sides.wire, hash=sides.client.hash)
        made, must = self._computed(Sheet(known, self._memory, record=False), "v")
        if made is None:
            return False if must else None
        return same(made, stored, one.spoken.order)

    def _hold_against(self, found: list[Trying]) -> None:
        """A verifier that some dialect makes, or that is all there is to go by, speaks against those that do not."""
        if any(one.enrolled for one in found) or not any(one.reproduces for one in found):
            for one in found:
                if one.enrolled is False:
                    one.trials["server"] = Trial(one.trials["server"].reproduces, "v")

    def _complete(self, candidates: list[Trying]) -> None:
        """Try the sides that were saved: no dialect fits both, so each side is looked at alone. A proof that one line
        gave to both, and that the other side makes, is the one that this side got."""
        for one in candidates:
            for side in BOTH_SIDES:
                if side not in one.trials:
                    one.trials[side] = self._trial(one, one.sides.of(side))
            if one.enrolled is None:
                one.enrolled = self._enrolled(one)
        for side, other in (BOTH_SIDES, BOTH_SIDES[::-1]):
            got = {CHECKED[side]} & {name for one in candidates for name in one.trials[other].reproduces}
            for one in candidates:
                if one.trials[side].fails_at in got & one.sides.told_alike:
                    one.trials[side] = self._trial(one, one.sides.of(side), got=got)
                one.trials[side] = with_the_other(one, side, self._memory)
        self._hold_against(candidates)

    def _of_the_other(self, one: Trying, side: Side, proofs: Mapping[str, int]) -> tuple[int, int, int, int]:
        """How much comes out of the side for which a dialect was not found, wherever it parts; a proof that was seen
        and that the dialect has not counts against it. Then rank, and its own group; then how many have its proof."""
        other: Side = "server" if side == "client" else "client"
        out = self._trial(one, one.sides.of(other), to_the_end=True).reproduces
        lacks = self._proof("M1") is not None and one.spoken.formula(other, "M1") is None
        return len(out) - lacks, -one.spoken.rank, -self._likelihood(one)[3], proofs[proof_read(one)]

    def _try_stretched(self, cheap: list[Trying], stretched: list[Trying]) -> list[Trying]:
        proofs = {name for name in ("M1", "M2") if self._proof(name) is not None}
        for one in cheap:
            out = set(one.reproduces)
            if good(one) and FROM_PASSWORD & out and (not proofs or proofs & out):
                return []  # the x that leads to the proof is found, and a stretched one is another
        trials = [[self._trial(one, without_x(one.sides.of(side))) for side in BOTH_SIDES] for one in stretched]
        return self._try(worth_stretching(cheap, list(zip(stretched, trials, strict=True))))

    def _trial(self, one: Trying, known: Knowledge, to_the_end: bool = False, got: Set[str] = frozenset()) -> Trial:
        # A byte string that lost its length is evidence, but nothing to compute with.
        exact = {name: value for name, value in known.given.items() if name not in one.sides.widthless}
        logged = known.given
        known = replace(known, given={**exact, **{name: logged[name] for name in logged if name in NUMBERS}})
        sheet = Sheet(known, self._memory, record=False)
        came_out: list[str] = []
        for name in sorted(observable(one.spoken), key=rank):
            observed = self._observed(one, logged, sheet, name)
            if observed is None:
                continue
            value, must = self._computed(sheet, name)
            if value is None:
                if must and not to_the_end:
                    return Trial(tuple(came_out), name)
                continue
            if self._equal(one, sheet, name, value, observed, name in logged):
                came_out.append(name)
            elif (name != CHECKED[known.side] or name in logged.keys() - got) and not to_the_end:
                return Trial(tuple(came_out), name)
        return Trial(tuple(came_out), None)

    def _observed(self, candidate: Trying, logged: Mapping[str, Value], sheet: Sheet, name: str) -> Value | None:
        if name in logged:
            return logged[name]
        sent = (*SENT[sheet.side], CHECKED[sheet.side], *candidate.spoken.own_values)
        return candidate.sides.wire.get(name) if name in sent else None

    def _computed(self, sheet: Sheet, name: str) -> tuple[Value | None, bool]:
        """What the side's own formula gives; and whether, where it gives nothing, that speaks against the dialect."""
        cell = sheet[name]
        if cell.formula is None:
            return None, name in ("K", "M1", "M2") and sheet.side in ("client", "server")
        value = cell.by_formula
        return value, value is None and any(failed(sheet, one, {name}) for one in (*cell.formula.names, name))

    def _equal(self, candidate: Trying, sheet: Sheet, name: str, value: Value, observed: Value, logged: bool) -> bool:
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

    def _match(self, one: Trying, side: Side | None) -> Match:
        came_out = one.reproduces if side is None else one.trials[side].reproduces
        return Match(one.spoken.id, came_out, one.hash or one.spoken.hash, one.group, side, one.spoken.title)

    def _alike(
        self, kept: list[Trying], answer: list[Match]
    ) -> tuple[tuple[tuple[str, ...], ...], tuple[Telling, ...]]:
        alike: dict[tuple[object, ...], list[Trying]] = {}
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

    def _open(self, among: list[Trying]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The proofs that were seen and that none of these dialects gives: those that one computes, before them a
        verifier that is of other credentials by each of them; and those that none computes."""
        known = {*self._plain.wire, *self._plain.client.given, *self._plain.server.given}
        verifier = ["v"] if among and all(one.enrolled is False for one in among) else []
        left = [one for one in ("M1", "M2") if one in known and not any(one in tried.reproduces for tried in among)]
        computed = [name for name in left if any(self._computes(one, name) for one in among)]
        return (*verifier, *computed), tuple(name for name in left if name not in computed)

    def _computes(self, one: Trying, name: str) -> bool:
        sheets = (Sheet(one.sides.of(side), self._memory, record=False) for side in BOTH_SIDES)
        return any(self._computed(sheet, name)[0] is not None for sheet in sheets)

    def _nearest(self, found: list[Trying]) -> Nearest | None:
        """The one by which most values come out, each of those on record, proofs before others, and then that goes
        furthest; None where some dialect is neither confirmed nor contradicted."""
        if any(not one.contradicted for one in found):
            return None
        furthest: list[tuple[tuple[int | bool, ...], Trying, Side, int]] = []
        for one in found:
            made, alike = calls_made(one, self._memory)
            whole = {name for side in BOTH_SIDES for name in self._trial(one, one.sides.of(side), True).reproduces}
            for side, trial in one.trials.items():
                if trial.fails_at is not None:
                    came = len(whole), len(whole & {"M1", "M2"}), len(one.reproduces), rank(trial.fails_at)[0]
                    has_it = one.spoken.formula(side, trial.fails_at) is not None
                    score = made, *came, one.spoken.id == self._prefer, has_it, alike
                    furthest.append((score, one, side, made))
        most = max((score for score, *_ in furthest), default=())
        if not most:
            return None
        equal = {id(one): (one, side, made) for score, one, side, made in reversed(furthest) if score == most}
        one, side, made = equal[id(most_usual([one for one, *_ in equal.values()][::-1], self._memory))]
        fails_at, calls = str(one.trials[side].fails_at), (made, len(set(self._plain.hashes)))
        named = one.hash or one.spoken.hash
        return Nearest(one.spoken.id, side, one.reproduces, fails_at, named, one.group, one.spoken.title, *calls)
