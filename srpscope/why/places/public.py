"""A public value that is another one as it is sent than where it was computed."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.formula import Node, Number
from srpscope.srp.outcome import Failure, Missing
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.ripple import Ripple
from srpscope.why.slips import slips_at

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
            new = run.number(slip.applied(value, value))
        except (Failure, Missing):
            continue
        if new != value.value:
            yield slip.id, Spot(name, (), node, slip.applied(node, node), Number(new))
