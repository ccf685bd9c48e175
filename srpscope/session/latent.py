"""Right here, and wrong another time: two sides that agree on this handshake, and make a hash of other bytes as soon as
a value begins with 00."""

from __future__ import annotations

from srpscope.session.clauses import named
from srpscope.session.session import View

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
