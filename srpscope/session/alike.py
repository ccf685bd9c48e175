"""Two sides that do alike: what both do otherwise than their dialect, and what is right here and wrong another time, as
they make a hash of other bytes as soon as a value begins with 00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from srpscope.session.clauses import named
from srpscope.session.exchanged import is_sent
from srpscope.session.session import Session, View
from srpscope.srp.edit import Edit
from srpscope.srp.values import Side, same

if TYPE_CHECKING:  # `trace` of a session that agrees needs nothing of the search
    from srpscope.why.finding import Finding

MADE = ("k", "u", "K", "M1", "M2")
"""What both sides compute, in order; x is the client's and of whoever made the verifier."""


def latent(view: View) -> tuple[str, ...]:
    """The operands whose leading zero byte would part the sides: those that one side encodes otherwise than the other
    and that come to the same bytes here."""
    pairs = [(view.client[name], view.server[name]) for name in MADE]
    if view.enroller is not None:
        pairs.append((view.client["x"], view.enroller["x"]))
    differing = [(one, other) for one, other in pairs if None not in (one.formula, other.formula)]
    differing = [(one, other) for one, other in differing if one.formula != other.formula]
    if not differing:
        return ()
    from srpscope.why.apart import apart

    return tuple(
        dict.fromkeys(name for one, other in differing for name, zeros in apart(one.calls, other.calls) if zeros)
    )


def wrong_when(view: View) -> str:
    """The same at the end of a sentence; "" where nothing of it is known."""
    operands = latent(view)
    return f"; right here, wrong when {named(operands, 'or')} starts with 00" if operands else ""


def alike(session: Session, findings: Sequence[Finding], as_read: bool, accepted: bool) -> str:
    """What both sides were proved to do otherwise than their dialect in the same way, as a clause: they agree in it,
    and it is not why they part. "" where there is nothing of the kind. as_read: nothing is
    supposed beside the session's own edits. accepted: the M1 that the server made is then the client's."""
    made = {side: [one.changes for one in findings if one.side == side] for side in ("client", "server")}
    for changes in made["client"]:
        if not _of_formulas(changes):
            continue
        mirrored = [replace(edit, side="server") for edit in changes]
        both = as_read and _comes_out_with(session, [*changes, *mirrored], accepted)
        if both or any(mirrored == list(other) for other in made["server"]):
            return f"both make {named(edit.value for edit in changes)} otherwise, alike"
    return ""


def takes_it(session: Session, findings: Sequence[Finding]) -> str:
    """What is known of a server that accepted an M1 which comes out of what the client does otherwise than its dialect,
    or of which the dialect knows nothing, as a clause; "" where nothing is."""
    for finding in findings:
        if finding.side == "client" and _of_formulas(finding.changes):
            after = session.evaluate([*session.edits, *finding.changes])
            before, then = (_proof_comes_out(session, view, "client") for view in (session.view, after))
            taken = after.client["M1"].formula is None or (then and not before)
            return "so the server does alike or checks nothing" if taken else ""
    return ""


def _of_formulas(changes: Sequence[Edit]) -> bool:
    return bool(changes) and all(one.form == "formula" for one in changes)


def _comes_out_with(session: Session, changes: Sequence[Edit], accepted: bool) -> bool:
    """Whether the verifier, the B on the wire, or the accepted M1 of the server's own numbers is not what the dialect
    makes, and is where both sides compute with the same changes."""
    after = session.evaluate([*session.edits, *changes])
    told = [_verifier_comes_out, _B_comes_out, *([_own_proof_comes_out] if accepted else [])]
    return any(made(session, after) and not made(session, session.view) for made in told)


def _verifier_comes_out(_: Session, view: View) -> bool:
    """The verifier that the server has is the one of the client's user name and password."""
    client, server = view.client["v"].value, view.server["v"]
    return client is not None and server.source == "given" and server.value is not None and same(client, server.value)


def _B_comes_out(_: Session, view: View) -> bool:
    """The B that was sent is the one of the b and v that the server has."""
    made = view.server["B"].by_formula
    return _own_numbers(view) and made is not None and is_sent(made, view.wire.get("B"), view)


def _own_proof_comes_out(session: Session, view: View) -> bool:
    return _own_numbers(view) and _proof_comes_out(session, view, "server")


def _own_numbers(view: View) -> bool:
    return view.server["b"].source == "given" and view.server["v"].source == "given"


def _proof_comes_out(session: Session, view: View, side: Side) -> bool:
    """Whether a side's formula gives the M1 that went out, or that the client says it made."""
    of_client = session.view.client["M1"]
    sent = session.view.wire.get("M1", of_client.value if of_client.source == "given" else None)
    made = view.sheet(side)["M1"].by_formula
    return made is not None and sent is not None and same(made, sent)
