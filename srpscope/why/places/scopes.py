"""Scopes: at which places one wrong helper bites. A helper that a program calls at many places is one mistake, wherever
it is called from: for one operand, for all operands of one hash, for every number, for A and B alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from srpscope.srp.formula import Call, Xor
from srpscope.why.placed import CLASSES, DIGESTS_AND_XOR, EVERYWHERE
from srpscope.why.places.place import Place

TOGETHER = (("A", "B"), ("N", "g"), ("I", "P"), ("A", "B", "S"))
"""Operands that a program handles by the same lines, wherever they stand."""

At = tuple[int, Place]


@dataclass(frozen=True)
class Scope:
    """Places of one slip. kind: of place. scope: as likelihood.toml counts them. where: VALUE:WHERE of a name.

    at: which of the places where it bites, without those that another one lies inside of: the innermost of a nest is
    what the slip is made at.
    """

    kind: str
    scope: str
    where: str
    at: tuple[int, ...]


_LIKELIEST = ("operand", "kind", "value", "list", "together", "part")
"""Which name the same places go by, the first the likeliest."""


def scopes(places: Sequence[Place]) -> list[Scope]:
    """The scopes of two places or more of one slip, over all the places where it bites, each set of places once."""
    found: dict[frozenset[int], Scope] = {}
    for one in sorted(_all(list(enumerate(places))), key=lambda scope: _LIKELIEST.index(scope.scope)):
        if len(one.at) > 1:
            found.setdefault(frozenset(one.at), one)
    innermost = (replace(one, at=_apart(places, one.at)) for one in found.values())
    return [one for one in innermost if len(one.at) > 1]


def _apart(places: Sequence[Place], at: Sequence[int]) -> tuple[int, ...]:
    """Those that no other one lies inside of."""
    return tuple(
        one
        for one in at
        if not any(
            other != one
            and places[other].value == places[one].value
            and places[other].path[: len(places[one].path)] == places[one].path
            for other in at
        )
    )


def _all(every: Sequence[At]) -> Iterator[Scope]:
    kind = every[0][1].kind
    yield _scope(kind, "kind", f"{EVERYWHERE}:{EVERYWHERE}", every)
    for operand, chosen in _by(every, lambda place: place.operand).items():
        yield _scope(kind, "operand", f"{EVERYWHERE}:{operand}", chosen)
    for value, chosen in _by(every, lambda place: place.value).items():
        yield _scope(kind, "value", f"{value}:{EVERYWHERE}", chosen)
        for name, some in _by(chosen, _class).items():
            yield _scope(some[0][1].kind, "part", f"{value}:{CLASSES[name]}", some)
        for some in (*_by(chosen, _list).values(), *_by(chosen, _list_and_kind).values()):
            names = ",".join(dict.fromkeys(place.operand for _at, place in some))
            yield _scope(some[0][1].kind, "list", f"{value}:{names}", some)
        yield from _together(kind, value, chosen)
    yield from _together(kind, EVERYWHERE, every)
    for name, chosen in _by(every, _class).items():
        yield _scope(chosen[0][1].kind, "kind", f"{EVERYWHERE}:{CLASSES[name]}", chosen)
        yield _scope(chosen[0][1].kind, "part", f"{EVERYWHERE}:{CLASSES[name]} but k", _without_k(chosen))
    if kind == "bytes":
        yield _scope(kind, "kind", f"{EVERYWHERE}:{DIGESTS_AND_XOR}", _xored_as_bytes(every))
    for name, chosen in _by(every, _encoding).items():
        yield _scope(chosen[0][1].kind, "kind", f"{EVERYWHERE}:{name}", chosen)
        yield _scope(chosen[0][1].kind, "part", f"{EVERYWHERE}:{name} but k", _without_k(chosen))
    yield _scope(kind, "kind", f"{EVERYWHERE}:everything but k", _without_k(every))


def _xored_as_bytes(every: Sequence[At]) -> list[At]:
    """All digests, of those that are xored the outcome: a helper gives text (PHP's hash), and numbers are xored."""
    xored = {(place.value, place.path) for _at, place in every if isinstance(place.node, Xor)}
    if not xored:
        return []
    return [
        (at, place)
        for at, place in every
        if (place.is_digest and (place.value, place.path[:-1]) not in xored) or isinstance(place.node, Xor)
    ]


def _together(kind: str, value: str, every: Sequence[At]) -> Iterator[Scope]:
    for together in TOGETHER:
        chosen = [one for one in every if one[1].operand in together]
        if len(chosen) > 1:
            yield _scope(kind, "together", f"{value}:{','.join(together)}", chosen)


def _scope(kind: str, scope: str, where: str, chosen: Sequence[At]) -> Scope:
    return Scope(kind, scope, where, tuple(at for at, _place in chosen))


def _by(every: Sequence[At], key: Callable[[Place], object]) -> dict[str, list[At]]:
    found: dict[str, list[At]] = {}
    for one in every:
        name = key(one[1])
        if name is not None:
            found.setdefault(str(name), []).append(one)
    return found


def _class(place: Place) -> str:
    """What a helper's name says: numbers, digests, texts, byte strings, what was received."""
    if place.kind == "bytes":
        return "digest" if place.is_digest else "bytes"
    if place.kind == "read":
        return "digest" if place.is_digest else "received"
    return place.kind


def _encoding(place: Place) -> str | None:
    """Numbers that a program writes by one helper, since the dialect has them in one form."""
    if place.kind != "number":
        return None
    padded = isinstance(place.node, Call) and place.node.function in ("PAD", "LE")
    return "every padded number" if padded else "every number that is not padded"


def _list(place: Place) -> object:
    """The hash call whose operand it is."""
    return place.path[:-1] if place.path else None


def _list_and_kind(place: Place) -> object:
    return (place.path[:-1], place.kind) if place.path else None


def _without_k(chosen: Sequence[At]) -> list[At]:
    """k is a constant in many programs."""
    return [one for one in chosen if one[1].value != "k"]
