"""The fix of a finding with the lengths of the session it was found in."""

from __future__ import annotations

from srpscope.session import Session
from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives import groups, hashes
from srpscope.srp.values import Side
from srpscope.why import Finding
from srpscope.why.telling.fixes import Fix, RightLine, fixes_for

_DIGESTS = ("hI", "inner", "x", "u", "K", "k", "H")
"""Operands that are as long as the hash, unless their own bytes say otherwise."""


def fixes_of(finding: Finding, language: str, session: Session) -> list[Fix]:
    """The fix of each mistake in one language; none for a whole other dialect."""
    side: Side = "client" if finding.side == "client" else "server"
    spoken = session.dialect(side)
    # The other side's: the accused one may have been told wrong ones.
    other = session.evaluate([]).sheet("server" if side == "client" else "client")
    H, N, g = (other.value(name) for name in ("H", "N", "g"))
    right = RightLine(
        spoken,
        H if isinstance(H, str) else None,
        groups.name_of(N, g if isinstance(g, int) else None) if isinstance(N, int) else spoken.group,
        g if isinstance(g, int) else None,
        lambda operand: full_length(operand, session, side),
    )
    return fixes_for(finding, language, right)


def full_length(operand: str, session: Session, side: Side) -> int | None:
    """How many bytes an operand has where none is lost; None where that is unknown."""
    sheet = session.view.sheet(side)
    if operand == "salt":
        sent = session.view.wire.get("s")
        salt = sent if sent is not None else session.view.server.value("s")
        return len(salt) if isinstance(salt, bytes) else None
    value = sheet.value(operand)
    if isinstance(value, bytes):
        return len(value)
    if operand in _DIGESTS:
        name = sheet.value("H")
        return hashes.HASHES[name][1] if isinstance(name, str) and name in hashes.HASHES else None
    N = sheet.value("N")
    return byte_length(N) if isinstance(N, int) else None
