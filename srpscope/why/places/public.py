"""A public value that is another one on the wire than in the arithmetic: as it is sent than where it was computed, or
read wrongly by a program whose proof hashes the buffer as it came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srpscope.srp.formula import Call, Name, Node, Number, rewrite
from srpscope.srp.outcome import Failure, Missing
from srpscope.why.placed import EVERYWHERE
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.place import Place, at, formula_node
from srpscope.why.places.ripple import Ripple, as_node
from srpscope.why.places.sources import PlaceSource
from srpscope.why.slips import known_slip, slips_at

PUBLIC = ("A", "B")


def sent_otherwise(ripple: Ripple, name: str, node: Node) -> Iterator[tuple[str, Spot]]:
    """Each slip of a number that a side holds, made of its finished A or B: S keeps its a or b, all that hashes or
    sends the value has the other one. node: the value's formula."""
    value = ripple.literal(node) if name in PUBLIC else None
    if not isinstance(value, Number):
        return
    run = ripple.evaluation()
    for slip in slips_at("own", ripple.sheet.settings.order == "little"):
        if slip.template is None:
            continue
        try:
            new = run.run(slip.applied(value, value))
        except (Failure, Missing):
            continue
        if isinstance(new, int) and new != value.value:
            yield slip.id, Spot(name, (), node, slip.applied(node, node), Number(new))


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
