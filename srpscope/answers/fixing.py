"""The fix of a finding with the lengths of the session it was found in."""

from __future__ import annotations

from srpscope.session import Session
from srpscope.srp.encodings import byte_length
from srpscope.srp.formula import Call, Concatenation, Name, Node, Octets, Text, is_hash
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.srp.primitives import groups, hashes
from srpscope.srp.values import Side
from srpscope.why import Finding
from srpscope.why.placed import dialect_spoken
from srpscope.why.telling.fixes import Fix, RightLine, fixes_for

_DIGESTS = ("hI", "inner", "xor", "x", "u", "K", "k", "H", "M1", "M2")
"""Operands that are as long as the hash, unless their own bytes say otherwise."""


WORKS = "Nothing is to be mended: it was accepted as it is. What the dialect has is for both sides, or for none."
"""Said in place of a fix where the judgement is that it works (`Judgement.works`)."""


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


def due_formulas(finding: Finding, session: Session) -> dict[str, str]:
    """What belongs in the place of each formula that a finding changes, and of a text that the dialect wants beside
    SRP (a pool without its region), by its value. Of a side that speaks another dialect than the other one: the other
    one's; nothing where nobody named the dialect."""
    side: Side = "client" if finding.side == "client" else "server"
    whole = any(map(dialect_spoken, finding.suspects))
    if whole and session.guessed:
        return {}
    spoken = session.dialect(("server" if side == "client" else "client") if whole else side)
    changed = {one.value: one.content for one in finding.changes if one.form == "formula"}
    due = {name: str(text) for name in changed if (text := spoken.formula_text(side, name))}
    # What is sent otherwise than it was computed is no formula of the side's: the fix says what to send.
    sent = {name for name in due if name in session.dialect(side).parse(changed[name]).names}
    texts = {one.value: known for one in finding.changes if (known := _known_text(session, side, one.value))}
    return texts | {name: text for name, text in due.items() if text != changed[name] and name not in sent}


def _known_text(session: Session, side: Side, name: str) -> str:
    """A text beside SRP as a side has it by the record; "" where it is no such text, or unknown."""
    known = session.evaluate([]).sheet(side).value(name) if name in session.dialect(side).inputs else None
    return known if isinstance(known, str) else ""


def full_length(operand: str, session: Session, side: Side) -> int | None:
    """How many bytes an operand has where none is lost; None where that is unknown, or another one each time.

    operand: its name, as code has it (salt, hI), or its formula (s | H(P)).
    """
    if not operand.isidentifier():
        return _of_formula(session.dialect(side).parse(operand).node, session, side)
    sheet = session.view.sheet(side)
    if operand == "salt":
        sent = session.view.wire.get("s")
        salt = sent if sent is not None else session.view.server.value("s")
        return len(salt) if isinstance(salt, bytes) else None
    value = sheet.value(operand)
    if isinstance(value, bytes) and operand not in ("M1", "M2"):
        return len(value)
    if operand in _DIGESTS:
        name = sheet.value("H")
        return hashes.HASHES[name][1] if isinstance(name, str) and name in hashes.HASHES else None
    N = sheet.value("N")
    return byte_length(N) if isinstance(N, int) else None


def _of_formula(node: Node, session: Session, side: Side) -> int | None:
    """How many bytes a formula gives in every handshake; None for text and for numbers without zeros in front."""
    match node:
        case Concatenation(parts):
            lengths = [_of_formula(part, session, side) for part in parts]
            return None if None in lengths else sum(one for one in lengths if one is not None)
        case Text(value):
            return len(value.encode())
        case Octets(value):
            return len(value)
        case Call(function) if is_hash(node):
            named = HASH_FUNCTIONS[function] or session.view.sheet(side).value("H")
            return hashes.HASHES[named][1] if isinstance(named, str) and named in hashes.HASHES else None
        case Call("PAD", (_,)):
            return full_length("N", session, side)
        case Name(name):
            spoken = session.dialect(side)
            kind = spoken.kind(name)
            fixed = kind == "bytes" or (kind == "number" and spoken.encoding == "PAD")
            return full_length("salt" if name == "s" else name, session, side) if fixed else None
    return None
