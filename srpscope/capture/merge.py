"""Puts the pieces of one handshake together: a radio capture, the device's log, a page of values, a TLS key log.

Pieces belong together where they hold the same A or the same B (wherever: values or messages), or the same TLS client
random, and contradict each other in none of the three. A device may use one B for many sessions, so a piece that fits
several sessions which contradict each other stays alone. Where B and M1 are the same, another A is no contradiction: it
was logged otherwise than it was sent, which is a mistake that people look for. Two pages that say another K and M1 of
the same side are two tests of one exchange.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from srpscope.capture.capture import Capture, Line, fill_header
from srpscope.capture.identity import KINDS, Identity, identity, numbers_of
from srpscope.capture.sent import lines_beside, said_of, said_otherwise, sent_by_each, sent_values

_MAY_ALTER: Final = ("s", "A", "B", "M1", "M2", "mac")
"""What two recordings of one handshake may have with different bytes: by A, or by B, they are known to be of one."""

_PROVED: Final = ("S", "K", "M1", "M2")
"""What one side computes once of a handshake: two of them otherwise are two tests of the same exponents."""


def merge(captures: Sequence[Capture]) -> list[Capture]:
    """The captures with the pieces of one handshake merged into one, others as they were.

    Order does not matter, nothing is dropped, no line is doubled. Sorted by name, those that are only a key at the end.
    """
    return [merged(pieces) for pieces in pieces_of_each(captures)]


def pieces_of_each(captures: Sequence[Capture]) -> list[list[Capture]]:
    """The captures by the handshake that they are pieces of, in the order of `merge`."""
    groups: dict[tuple[object, ...], list[_Group]] = {}
    for capture in captures:
        group = _Group([capture], identity(capture))
        groups.setdefault(group.key if any(group.identity.values()) else (id(capture),), []).append(group)
    joined = _resolve([_joined(same) for same in groups.values()])
    ordered = [sorted(group.captures, key=_rank) for group in joined]
    return sorted(ordered, key=_place)


def is_only_a_key(capture: Capture) -> bool:
    """Whether a capture is a line of a key log that belongs to no handshake at hand."""
    return bool(capture.header.get("key_log"))


@dataclass(eq=False)
class _Group:
    """Captures that are one handshake, and all that identifies it."""

    captures: list[Capture]
    identity: Identity

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for groups that are identified by the same values, and say the same of what is computed once."""
        said = [said_of(one, _PROVED) for one in self.captures if not one.messages]
        proved = frozenset((whose, frozenset(texts)) for one in said for whose, texts in one.items())
        return (*(self.identity[kind] for kind in KINDS), self.leg, proved)

    @property
    def leg(self) -> str:
        """Of a proxy's recording: the app's or the device's, which may carry the same messages; "" elsewhere."""
        said = (line.get("leg") for one in self.captures for line in one.messages)
        return next((leg for leg in said if isinstance(leg, str)), "")

    @property
    def whole(self) -> bool:
        """Whether it has both public values; two whole groups that differ are two handshakes."""
        return bool(self.identity["A"] and self.identity["B"])

    @cached_property
    def proofs(self) -> frozenset[int]:
        """M1, wherever it stands."""
        return frozenset().union(*(numbers_of(capture, ("M1",))["M1"] for capture in self.captures))

    def same_attempt(self, other: _Group) -> bool:
        """Whether B and M1 are the same: a proof is made of A and B, and no other attempt has it."""
        return bool(self.identity["B"] & other.identity["B"] and self.proofs & other.proofs)

    def shares(self, other: _Group) -> bool:
        """Whether any identifying value is the same."""
        return any(self.identity[kind] & other.identity[kind] for kind in KINDS)

    @property
    def heard(self) -> str:
        """Of a piece that names no leg: on which one it was there. The device's log is of the device's leg; what an app
        logged, of the app's."""
        sides = {line.get("side") for one in self.captures for line in one.of_type("values")} & {"client", "server"}
        return "device" if sides == {"server"} else "app"

    def contradicts(self, other: _Group) -> bool:
        """Whether both know a value, and not the same one, or are two legs."""
        if self.leg and other.leg and self.leg != other.leg:
            return True
        if any(len(said_otherwise(one, two, _PROVED)) > 1 for one in self.captures for two in other.captures):
            return True  # two tests of one exchange, by two formulas
        differing = {
            kind
            for kind in KINDS
            if self.identity[kind] and other.identity[kind] and not self.identity[kind] & other.identity[kind]
        }
        return bool(differing) and not (differing == {"A"} and self.same_attempt(other))

    def fits(self, other: _Group) -> bool:
        """Whether they can be one handshake."""
        return self is not other and self.shares(other) and not self.contradicts(other)


def _joined(groups: Sequence[_Group]) -> _Group:
    return _Group(
        [capture for group in groups for capture in group.captures],
        {kind: frozenset().union(*(group.identity[kind] for group in groups)) for kind in KINDS},
    )


def _resolve(groups: list[_Group]) -> list[_Group]:
    """Join what fits and is not torn between handshakes that contradict each other, until nothing changes."""
    groups = sorted(groups, key=lambda group: sorted(_text(capture) for capture in group.captures))
    while True:
        pairs = _pairs(groups)
        if not pairs:
            return groups
        gone = {id(group) for pair in pairs for group in pair}
        groups = [group for group in groups if id(group) not in gone] + [_joined(pair) for pair in pairs]


def _pairs(groups: list[_Group]) -> list[tuple[_Group, _Group]]:
    """Pairs that surely belong together, no group in two of them."""
    indexed: dict[tuple[str, int], list[_Group]] = {}
    for group in groups:
        for kind in KINDS:
            for number in group.identity[kind]:
                indexed.setdefault((kind, number), []).append(group)

    def partners(group: _Group) -> list[_Group]:
        near = {
            id(other): other
            for kind in KINDS
            for number in group.identity[kind]
            for other in indexed[kind, number]
            if not (group.whole and other.whole)
            or group.identity["A"] & other.identity["A"]
            or group.same_attempt(other)
        }
        return _of_its_leg(group, [other for other in near.values() if group.fits(other)])

    pairs: list[tuple[_Group, _Group]] = []
    taken: set[int] = set()
    for group in groups:
        fitting = [] if id(group) in taken else partners(group)
        for other in fitting:
            if id(other) in taken or any(other.contradicts(third) for third in fitting):
                continue
            if not any(group.contradicts(third) for third in partners(other)):
                pairs.append((group, other))
                taken.update((id(group), id(other)))
                break
    return pairs


def _of_its_leg(group: _Group, fitting: list[_Group]) -> list[_Group]:
    """What fits a piece, without the other leg where both legs of a proxy carried the same values."""
    torn = not group.leg and len({other.leg for other in fitting if other.leg}) > 1
    return [other for other in fitting if not torn or other.leg in ("", group.heard)]


def merged(captures: list[Capture]) -> Capture:
    """One capture of several, each line once."""
    if len(captures) == 1:
        return captures[0]
    header: Line = {}
    notes: dict[str, None] = {}
    lines: list[Line] = []
    salt = next((one for capture in captures if (one := sent_values(capture).get("s")) is not None), None)
    for capture in captures:
        fill_header(header, capture.header)
        notes.update(dict.fromkeys(capture.notes))
        lines = _woven(lines, lines_beside(capture, salt))
    if any(capture.header.get("secrets") for capture in captures):
        header["secrets"] = True
    if not all(is_only_a_key(capture) for capture in captures):
        header.pop("key_log", None)
    altered = _altered(captures)
    if altered:
        header["altered"] = altered
    names = dict.fromkeys(capture.name for capture in captures if capture.name)
    return Capture(header, lines, list(notes), " + ".join(names))


def _altered(captures: Sequence[Capture]) -> list[str]:
    """Values that one recording has with other bytes than another one, so that what one side sent is not what the
    other got. What was sent several times is the same where they have any of it in common."""
    sent = [sent_by_each(capture) for capture in captures]
    differing = {
        name
        for at, one in enumerate(sent)
        for other in sent[:at]
        for sender, name in one.keys() & other.keys()
        if not one[sender, name] & other[sender, name]
    }
    return [name for name in _MAY_ALTER if name in differing]


def _woven(first: list[Line], second: list[Line]) -> list[Line]:
    """All lines of both in an order that keeps each one's own; what both have, once. Clocks differ, so a message and an
    event are the same whatever their time."""
    keys = [_line_key(line) for line in first]
    left = Counter(keys)
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    known = [_line_key(line) for line in second]
    start = min((places[key][0] for key in known if key in places), default=len(first))
    added: dict[int, list[Line]] = {}
    for line, key in zip(second, known, strict=True):
        if left[key] > 0:
            left[key] -= 1
            start = next((place + 1 for place in places[key] if place >= start), start)
        else:
            added.setdefault(start, []).append(line)
    woven: list[Line] = []
    for place in range(len(first) + 1):
        woven += added.get(place, [])
        woven += first[place : place + 1]
    return woven


def _line_key(line: Line) -> str:
    timeless = line.get("type") in ("message", "event")
    said = {key: value for key, value in line.items() if not (timeless and key == "t")}
    if line.get("type") == "message":  # one side writes down the path of its URL, "/", the other none
        said["endpoint"] = str(said.get("endpoint", "")).strip("/")
    return _json(said)


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _text(capture: Capture) -> str:
    return _json([capture.name, capture.header, capture.lines, capture.notes])


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts "session 2" before "session 10"."""
    parts: Iterable[str] = re.split(r"(\d{1,18})", name)
    return tuple((int(part), "") if part.isdigit() and part.isascii() else (-1, part) for part in parts)


def _rank(capture: Capture) -> tuple[object, ...]:
    """The order of the pieces of one handshake: the one with the most messages first."""
    return -len(capture.messages), _natural(capture.name), _text(capture)


def _place(pieces: list[Capture]) -> tuple[object, ...]:
    """The order of handshakes: by the names of their first pieces; lonely keys come last."""
    return all(is_only_a_key(capture) for capture in pieces), _natural(pieces[0].name), _text(pieces[0])
