"""A received number read wrongly by a program that hashes the buffer as it came: its arithmetic has another number than
its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srpscope.srp.formula import Call, Name, Node, Number, rewrite
from srpscope.srp.outcome import Failure, Missing
from srpscope.why.placed import EVERYWHERE
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.place import Place, at, formula_node
from srpscope.why.places.ripple import Ripple, as_node
from srpscope.why.places.sources import PlaceSource
from srpscope.why.slips import known_slip

PROOFS = ("M1", "M2")


def all_but_proofs(
    ripple: Ripple, places: Iterable[Place], source: PlaceSource
) -> Iterator[tuple[str, str, list[Spot]]]:
    """The id, the place and the spots of a slip at every use of a received number outside the proofs; nothing where the
    proofs, or all else, do not hold it as a number."""
    slip = known_slip(source.slip)
    if source.kind != "read" or slip is None or len(source.given) != 1:
        return
    ((name, read),) = source.given
    uses = [one for one in places if one.bare == Name(name) and one.kind in ("number", "own") and not _as_it_came(one)]
    others = [one for one in uses if one.value not in PROOFS]
    if len(others) < 2 or len(others) == len(uses) or not isinstance(read, int):
        return
    raw = Call("RAW", (Name(name),))
    made, run = slip.applied(raw, raw), ripple.evaluation()
    try:
        new = made if isinstance(run.run(made), int) else Call("INT", (made,))
        yield slip.id, f"{EVERYWHERE}:{name} but M1", [_spot(ripple, place, Name(name), new, read) for place in others]
    except (Failure, Missing):
        return


def _as_it_came(place: Place) -> bool:
    return isinstance(place.node, Call) and place.node.function == "RAW"


def _spot(ripple: Ripple, place: Place, old: Name, new: Node, read: int) -> Spot:
    def put(by: Node) -> Node:
        return rewrite(place.node, lambda node: by if node == old else node)

    whole = at(formula_node(ripple.known, place.value), place.path)
    return Spot(place.value, place.path, whole, put(new), as_node(ripple.evaluation().run(put(Number(read)))))
