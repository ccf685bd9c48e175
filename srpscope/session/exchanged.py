"""Two values of one kind that stand in each other's place: the public ones, the private ones, the proofs."""

from __future__ import annotations

from srpscope.session.session import View
from srpscope.srp.outcome import Failure
from srpscope.srp.values import Value, same


def exchanged(view: View) -> str:
    """What stands in another's place, as a clause: bytes that came out there; "" where nothing did."""
    client, server, wire = view.client, view.server, view.wire
    made = client["A"].by_formula
    if client["a"].source == "given" and made is not None and not is_sent(made, wire.get("A"), view):
        if is_sent(made, wire.get("B"), view):
            return "A and B are exchanged: B on the wire is g ** a of the a on record"
        theirs = _public(view)
        if theirs is not None and is_sent(theirs, wire.get("A"), view):
            return "a and b are exchanged: A on the wire is g ** b of the b on record"
    for sheet in (client, server):
        proof = sheet["M1"].by_formula
        if proof is not None and is_sent(proof, wire.get("M2"), view) and not is_sent(proof, wire.get("M1"), view):
            return f"M1 and M2 are exchanged: M2 on the wire is the M1 of the {sheet.side}'s values"
    return ""


def _public(view: View) -> int | None:
    """g ** b of the server's own b."""
    N, g, b = (view.server.value(name) for name in ("N", "g", "b"))
    if view.server["b"].source != "given" or not (isinstance(N, int) and isinstance(g, int) and isinstance(b, int)):
        return None
    if N <= 1 or b < 0:
        return None
    try:
        return view.server.allowance.power(g % N, b, N, view.server.powers)
    except Failure:
        return None


def is_sent(value: Value, sent: bytes | None, view: View) -> bool:
    """Whether the bytes that were sent are this value: a number in the dialect's byte order, whatever its zeros."""
    if sent is None:
        return False
    if isinstance(value, int):
        return int.from_bytes(sent, view.client.settings.order) == value
    return same(value, sent)
