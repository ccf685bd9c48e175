"""Every slip at every place of one side on one capture, collapsed: what puts the same bytes at the same place is one
hypothesis with several names, and what puts there the bytes that stand there anyway is none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from srpscope.srp.formula import Call, Name, Node, Number, Octets, children, stretches, walk
from srpscope.srp.functions import function_name
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import hashes as known_hashes
from srpscope.srp.values import COMPUTED, Value
from srpscope.why.placed import AS_SENT
from srpscope.why.places import calls, likelihood, structural
from srpscope.why.places.buffers import extended, in_place, not_cleared
from srpscope.why.places.dearness import Stretching, is_dear, try_seconds
from srpscope.why.places.home_made import keyed_proofs, textbook_proofs
from srpscope.why.places.hypothesis import Hypothesis, Spot, literal_bytes, literal_size, reads_nothing_new
from srpscope.why.places.joining import as_json, as_printed, digits_joined, joined_wrongly, proofs_in_json
from srpscope.why.places.labels import derived, labels
from srpscope.why.places.likelihood import cost, digest_bits, digits_bits, examples, seen_bits, value_bits
from srpscope.why.places.mixed import mixed, unequal_lengths, xors
from srpscope.why.places.place import (
    Path,
    Place,
    at,
    computed_for,
    fed_as_bytes,
    formula_node,
    only_text,
    places_of,
    put,
)
from srpscope.why.places.precomputed import precomputed
from srpscope.why.places.public import all_but_proofs, sent_otherwise
from srpscope.why.places.ripple import Ripple, as_node
from srpscope.why.places.scopes import Scope, scopes
from srpscope.why.places.sources import PlaceSource, sources
from srpscope.why.slips import Slip, slips_at, two_steps

OF_A_PART = ("text-other", "text-date", "text-alias")
"""Another text of a value which one formula may have been given alone."""

_Told = tuple[str, Path, bytes | Node]


@dataclass
class Generated:
    """equal: id -> the ids that come to the same on this capture. try_seconds: what a hypothesis takes by the same
    reckoning as `Hypothesis.seconds`, with one exponentiation."""

    hypotheses: list[Hypothesis] = field(default_factory=list)
    equal: dict[str, list[str]] = field(default_factory=dict)
    try_seconds: float = 0.0
    places: tuple[Place, ...] = ()


def generate(
    ripple: Ripple,
    targets: tuple[str, ...],
    closed: frozenset[str],
    language: str | None,
    listen: Callable[[], None] = lambda: None,
) -> Generated:
    """Every hypothesis for the targets' values, the likeliest first. listen: called often; what it raises ends it."""
    return _Generating(ripple, targets, closed, language).run(listen)


class _Generating:
    def __init__(self, ripple: Ripple, targets: tuple[str, ...], closed: frozenset[str], language: str | None) -> None:
        self._ripple, self._language = ripple, language
        self._known = ripple.known
        self._values = computed_for(self._known, targets, closed)
        self._places = places_of(self._known, self._values)
        self._little = ripple.sheet.settings.order == "little"
        self._run = ripple.evaluation()
        self._stretched = Stretching(self._known, self._values, self._run)
        self._width = self._length_of_N()
        self._of_kind = Counter(place.kind for place in self._places)
        self._dear: dict[tuple[str, str], bool] = {}
        self._told_of: dict[int, tuple[Spot, _Told]] = {}
        self._scopes_of: dict[tuple[int, ...], list[Scope]] = {}
        self._found: dict[tuple[object, ...], Hypothesis] = {}
        self._result = Generated(try_seconds=try_seconds(ripple.sheet), places=self._places)
        self._targets = targets

    def run(self, listen: Callable[[], None]) -> Generated:
        placed: dict[str, list[tuple[Place, Slip, Spot]]] = {}
        for place in self._places:
            listen()
            for slip in (*slips_at(place.kind, self._little), *two_steps(place.kind, self._width, self._little)):
                spot = self._spot(place, slip)
                if spot is not None:
                    placed.setdefault(slip.id, []).append((place, slip, spot))
                    unlikely = digest_bits(slip.id) if place.is_digest else 0.0
                    unlikely += digits_bits(slip.id) if self._little else 0.0
                    self._add(place.kind, slip.id, "place", self._where(place), (spot,), bits=unlikely)
            self._structural(place)
        for triples in placed.values():
            listen()
            self._scopes(triples)
        self._wrong_helper()
        self._whole_formulas()
        for where, spots in in_place(self._known, self._values):
            self._add("arithmetic", "number-in-place", "place", where, spots)
        self._whole_hash()
        found_sources = list(sources(self._known, self._ripple, self._values, self._targets))
        forms = Counter((source.kind, source.slip) for source in found_sources)
        for source in found_sources:
            self._source(source, forms[source.kind, source.slip])
        self._result.hypotheses = sorted(self._found.values(), key=lambda one: one.cost)
        return self._result

    def _length_of_N(self) -> int:
        try:
            return self._run.width()
        except (Failure, Missing):
            return 0

    # One place

    def _spot(self, place: Place, slip: Slip) -> Spot | None:
        """What the slip makes of the place; None where it cannot be made there, or changes nothing here."""
        if slip.template is None:
            return None
        whole = at(formula_node(self._known, place.value), place.path)
        operand, bare = self._ripple.literal(place.node), self._ripple.literal(place.bare)
        second = None if place.second is None else self._ripple.literal(place.second)
        if operand is None or bare is None or (place.second is not None and second is None):
            return None
        before = self._ripple.literal(whole)
        node = place.node
        if place.kind == "hash":
            # A hash helper has bytes, whatever they were.
            operand, node = self._as_bytes(operand), fed_as_bytes(self._known.dialect, node)
            bare = operand
        made = slip.applied(operand, bare, second, place.function)
        if self._is_dear(slip, place.function):  # computed when its turn comes
            new = slip.applied(node, place.bare, place.second, place.function)
            return Spot(place.value, place.path, whole, new, made)
        try:
            value = self._run.run(made)
        except (Failure, Missing):
            return None
        if before is not None and self._alike(place.kind, value, before):
            return None
        new = slip.applied(node, node if place.kind == "hash" else place.bare, place.second, place.function)
        return Spot(place.value, place.path, whole, new, as_node(value))

    def _is_dear(self, slip: Slip, function: str) -> bool:
        """Of a template: the literals that it is made at are never dear."""
        key = slip.id, function
        known = self._dear.get(key)
        if known is None:
            known = self._dear[key] = is_dear(slip.applied(Octets(b""), function=function))
        return known

    def _as_bytes(self, literal: Node) -> Node:
        value = literal.value  # type: ignore[union-attr]
        return literal if isinstance(value, bytes) else Octets(self._run.as_octets(value))

    def _alike(self, kind: str, value: Value, before: Node) -> bool:
        old = before.value  # type: ignore[union-attr]
        if kind in ("read", "own"):
            return self._run.number(as_node(value)) == self._run.number(before)
        return self._run.as_octets(value) == self._run.as_octets(old)

    def _where(self, place: Place) -> str:
        return f"{place.value}:{place.operand}"

    # Structure

    def _structural(self, place: Place) -> None:
        made = list(self._made(place))
        keys = frozenset([one for child in children(place.node) for one in walk(child) if stretches(one)])
        # What one option may be otherwise is counted by itself: its default, another hash, another count of rounds.
        among = [(slip, said[1] if slip == "call-option" else None) for slip, said, _node in made]
        forms = Counter(among)
        for one, (slip, said, node) in zip(among, made, strict=True):
            whole = at(formula_node(self._known, place.value), place.path)
            spot = Spot(place.value, place.path, whole, node, self._ripple.settled(node, keys))
            where = f"{place.value}:{';'.join(said)}" if said else place.value
            self._add(place.kind, slip, "place", where, (spot,), forms[one])

    def _made(self, place: Place) -> Iterator[structural.Made]:
        match place.kind:
            case "list":
                yield from structural.lists(place, self._names())
                yield from structural.as_texts(self._known.dialect, place)
                yield from joined_wrongly(place.node)
                yield from labels(place)
                yield from digits_joined(self._known.dialect, place.node)
                yield from as_json(self._known.dialect, place.node)
                yield from as_printed(self._known.dialect, place.node)
            case "arithmetic":
                yield from structural.arithmetic(place, self._numbers())
                yield from structural.raised_whole(place.node, self._known.formula)
            case "call":
                yield from calls.calls(place, self._ripple.sheet.settings.hash, self._names())
            case "slice":
                yield from calls.slices(place)
            case "hash":
                yield from mixed(place)
            case "xor":
                yield from xors(place)
                yield from unequal_lengths(place)
            case "number":
                yield from self._buffers(place)

    def _buffers(self, place: Place) -> Iterator[structural.Made]:
        """A number that is short here, in a buffer that another one filled."""
        bare = self._ripple.literal(place.bare)
        size = (bare.value.bit_length() + 7) // 8 if isinstance(bare, Number) else 0
        if not 0 < size < self._width:
            return
        for donor in self._numbers():
            value = self._ripple.sheet.value(donor)
            if isinstance(value, int) and value.bit_length() > 8 * (self._width - 4) and Name(donor) != place.bare:
                yield from not_cleared(place.bare, size, self._width, donor, self._little)

    def _names(self) -> tuple[str, ...]:
        """What this side has that could stand somewhere else."""
        known = self._ripple.sheet
        names = (*"I P s N g A B a b k x v u S K M1".split(), *self._known.dialect.inputs)
        return tuple(
            name
            for name in names
            if name not in self._targets and name not in ("H", "M2") and known.value(name) is not None
        )

    def _numbers(self) -> tuple[str, ...]:
        return tuple(name for name in self._names() if self._known.dialect.kind(name) == "number")

    def _whole_formulas(self) -> None:
        """Slips that make a whole formula another one."""
        for name in self._values:
            node = formula_node(self._known, name)
            made = list(structural.theirs(self._known.dialect, self._known.side, name, node))
            if name == "k":
                made += [("constant-k", (str(one),), Number(one)) for one in (1, 3, 0)]
            if name == "x":
                self._stretching(node)
            for slip, spot in sent_otherwise(self._ripple, name, node):
                self._add("own", slip, "place", f"{name}:{name}{AS_SENT}", (spot,))
            formulas = [(one, formula_node(self._known, one)) for one in self._values]
            made += structural.kept_states(name, node, formulas)
            made += [*structural.never(node), *structural.in_part(node)]
            if name == "K":
                made += derived(node, examples("keys"), examples("infos"), self._ripple.sheet.settings.hash)
            reused = structural.never_reset(node)
            if reused != node:
                made.append(("hash-never-reset", (), reused))
            made += [*extended(name, node, formulas), *structural.exchanged(node, self._ripple.sheet.kind)]
            made += structural.other_generator(node, self._ripple.sheet.value("g"))
            if name == "M1":
                made += keyed_proofs(self._known)
            for slip, said, new in made:
                spot = Spot(name, (), node, new, new)
                kind = "which" if slip.startswith("which-") else "arithmetic" if name == "S" else "list"
                self._add(kind, slip, "place", f"{name}:{';'.join(said)}", (spot,))
            ready = list(precomputed(name, node, self._ripple.sheet.value("N"), self._ripple.sheet.settings.hash))
            if name == "M1":
                ready += [*textbook_proofs(self._known), *proofs_in_json(self._known)]
            for slip, said, new in ready:
                kind, where = "list" if slip.startswith("list-") else "constant", f"{name}:{';'.join(said)}"
                self._add(kind, slip, "place", where, (Spot(name, (), node, new, new),), len(ready))

    def _stretching(self, node: Node) -> None:
        """x as a stretched password: the likely ones, and, thirty times less likely, the others. There is one such
        place, however many lists there are."""
        elsewhere = -math.log2(max(self._of_kind["list"], 1)) / 2
        for likely, (slip, said, new) in calls.stretched(self._names(), self._ripple.sheet.settings.hash):
            spot = Spot("x", (), node, new, new)
            self._add("list", slip, "place", f"x:{';'.join(said)}", (spot,), 1 if likely else 30, elsewhere)

    def _whole_hash(self) -> None:
        """Another hash in all that a side computes; who made a verifier computed nothing but x with it."""
        if self._targets == ("v",):
            return
        for name in known_hashes.HASHES:
            if name != self._ripple.sheet.settings.hash and not name.startswith("keccak"):
                slip = f"hash-{function_name(name).lower().replace('_', '-')}"
                one = Hypothesis(f"{slip}@*:H", cost("hash", slip, "place", self._language), hash=name)
                self._found[("H", name)] = one

    # Scopes

    def _scopes(self, triples: list[tuple[Place, Slip, Spot]]) -> None:
        """A slip at several places at once."""
        if len(triples) < 2:
            return
        places = tuple([place for place, _slip, _spot in triples])
        key = tuple(map(id, places))
        found = self._scopes_of.get(key)
        if found is None:  # many slips bite at the same places
            found = self._scopes_of[key] = scopes(places)
        slip, spots = triples[0][1].id, [spot for _place, _slip, spot in triples]
        forms = Counter(one.scope for one in found)
        for one in found:
            self._add(one.kind, slip, one.scope, one.where, [spots[index] for index in one.at], forms[one.scope])

    def _wrong_helper(self) -> None:
        """A hash helper that is wrong in every call: in all of them, in those of bytes, in all but k's (which many
        have as a constant). The innermost call goes first, so that the outer one is fed what it gives."""
        calls = [place for place in self._places if place.kind == "hash"]
        of_bytes = [place for place in calls if not only_text(place.node, self._known)]
        for slip in slips_at("hash", self._little):
            if slip.template is None or len(calls) < 2:
                continue
            for chosen, name in ((calls, "every call"), (of_bytes, "every call of bytes")):
                spots = self._nested(slip, chosen)
                for some, where in ((spots, name), ([one for one in spots if one.value != "k"], f"{name} but k")):
                    if len(some) > 1:
                        self._add("hash", slip.id, "kind", f"*:{where}", some)
            for value, count in Counter(one.value for one in calls).items():
                if count > 1:
                    inside = [one for one in calls if one.value == value]
                    self._add("hash", slip.id, "value", f"{value}:every call", self._nested(slip, inside))

    def _nested(self, slip: Slip, places: list[Place]) -> list[Spot]:
        """A slip at places that lie inside each other, as whole formulas."""
        formulas: dict[str, Node] = {}
        for place in sorted(places, key=lambda one: -len(one.path)):
            node = formulas.get(place.value, formula_node(self._known, place.value))
            call = at(node, place.path)
            if isinstance(call, Call) and call.arguments:
                fed = fed_as_bytes(self._known.dialect, call.arguments[0])
                formulas[place.value] = put(node, {place.path: slip.applied(fed, fed, None, call.function)})
        old = {name: formula_node(self._known, name) for name in formulas}
        return [Spot(name, (), old[name], new, new) for name, new in formulas.items() if new != old[name]]

    def _add(
        self,
        kind: str,
        slip: str,
        scope: str,
        where: str,
        spots: Sequence[Spot],
        forms: int = 1,
        bits: float = 0.0,
    ) -> None:
        """spots: none of them inside another one. bits: how much less likely it is than its slip elsewhere."""
        if not reads_nothing_new(slip):
            possible = [spot for spot in spots if not self._of_itself(spot)]
            if not possible or len(possible) == 1 < len(spots):  # the one that is left is a hypothesis by itself
                return
            spots = possible
        if not spots:
            return
        seconds = sum([self._stretched.seconds(spot) for spot in spots])
        among = forms * (self._of_kind[kind] if scope == "place" else 1)
        weight = cost(kind, slip, scope, self._language, among) + bits + self._dearness(seconds)
        weight += min([value_bits(spot.value, slip) for spot in spots]) - self._seen(slip, spots)
        self._keep(self._told_by(spots), Hypothesis(f"{slip}@{where}", weight, tuple(spots), seconds=seconds))

    def _told_by(self, spots: Sequence[Spot]) -> tuple[object, ...]:
        """What tells spots from others: the bytes there, but where another spot changes them what makes them."""
        if len(spots) == 1:
            return (self._told(spots[0]),)
        values = frozenset([spot.value for spot in spots])
        if len(values) == 1:
            told = [self._told(spot) for spot in spots]
        else:
            reached = self._ripple.reached(values)
            told = [
                (spot.value, spot.path, spot.new) if self._ripple.names(spot.new) & reached else self._told(spot)
                for spot in spots
            ]
        return tuple(sorted(told, key=itemgetter(0, 1)))

    def _told(self, spot: Spot) -> _Told:
        """Where a spot is, and a literal's bytes; another node as it is."""
        known = self._told_of.get(id(spot))
        if known is None:
            known = self._told_of[id(spot)] = spot, (spot.value, spot.path, literal_bytes(spot.literal))
        return known[1]

    def _of_itself(self, spot: Spot) -> bool:
        """Whether a value would be made from itself: no program does that, and no sheet can."""
        return bool(self._ripple.names(spot.new) & self._ripple.reached(frozenset([spot.value])))

    def _keep(self, key: tuple[object, ...], one: Hypothesis) -> None:
        known = self._found.get(key)
        if known is None:
            self._found[key] = one
            return
        if _steps(one.id) != _steps(known.id):
            # One of two steps changes nothing here: it is no other explanation.
            self._found[key] = min(one, known, key=lambda either: _steps(either.id))
            if self._found[key] is one:
                self._result.equal.pop(known.id, None)
            return
        first, second = (one, known) if one.cost < known.cost else (known, one)
        self._found[key] = first
        names = [second.id, *self._result.equal.pop(known.id, [])]
        self._result.equal[first.id] = [name for name in dict.fromkeys(names) if name != first.id]

    def _seen(self, slip: str, spots: Sequence[Spot]) -> float:
        """How much a slip gains that strikes seldom and does here: one that strikes always would have been seen on any
        other handshake. Of what never changes nothing is seen."""
        bits = seen_bits(slip, self._ripple.sheet.settings.encoding == "SIGNED")
        if likelihood.cuts_at_zero(slip):
            bits = likelihood.zero_inside_bits(max([literal_size(self._ripple.literal(spot.old)) for spot in spots]))
        return bits if bits and any(self._ripple.names(spot.old) - CONSTANT for spot in spots) else 0.0

    def _dearness(self, seconds: float) -> float:
        """How often the time of another one a hypothesis takes that stretches a key anew, in bits."""
        return math.log2(1 + seconds / self._result.try_seconds) if seconds else 0.0

    # Sources

    def _source(self, source: PlaceSource, forms: int) -> None:
        weight = cost(source.kind, source.slip, "source", self._language, forms)
        seconds = self._stretched.seconds_of(name for name, _value in source.given)
        where = ",".join(name for name, _value in source.given)
        said = f"{where}:{';'.join(source.said)}" if source.said else where
        key = ("given", *source.given)
        one = Hypothesis(f"{source.slip}@{said}", weight + self._dearness(seconds), (), source.given, seconds=seconds)
        self._keep(key, one)
        if source.kind == "text" and source.slip in OF_A_PART:
            self._in_one_place(source, forms)
        for slip, where, spots in all_but_proofs(self._ripple, self._places, source):
            self._add("read", slip, "operand", where, spots)

    def _in_one_place(self, source: PlaceSource, forms: int) -> None:
        """Another text in one of the formulas that have it, and the right one in the others."""
        ((name, text),) = source.given
        places = [one for one in self._places if one.kind == "text" and one.bare == Name(name)]
        others = [self._known.formula(one) for one in COMPUTED if one not in self._values]  # logged, or come out
        if len(places) < 2 and not any(name in one.names for one in others if one is not None):
            return
        for place in places:
            whole = at(formula_node(self._known, place.value), place.path)
            spot = Spot(place.value, place.path, whole, as_node(text), as_node(text))
            where = f"{place.value}:{name};with {';'.join(source.said)}"
            self._add("text", "part-text", "place", where, (spot,))


CONSTANT = frozenset(["N", "g", "k"])
"""Values that are the same in every handshake of every user."""


def _steps(name: str) -> int:
    """How many steps a slip is made of, by its id."""
    return name.partition("@")[0].count("+")
