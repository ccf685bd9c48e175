"""Whether a page without A and B can be of a handshake, or is the log of another attempt.

A device keeps its salt, a client draws another `a` each time: what a page shares with the messages tells of which
attempt it is. A client may well compute with an `a` or a salt that was never sent, so one that gives the A or the M1
that was sent belongs to the handshake whatever else it holds.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from srpscope.capture.capture import Capture
from srpscope.capture.identity import identity
from srpscope.capture.sent import bytes_of, sent_values, values_in_hex
from srpscope.errors import SrpscopeError
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure

KINSHIP_BYTES = 3
"""Bytes in a row that two salts have in common by more than chance: one in 80,000 pairs of 16 random bytes does."""

LARGER_BITS = 64
"""How much shorter than its modulus a random number is in no session that anybody will see."""


@dataclass(frozen=True)
class Belonging:
    """How a page stands to a handshake. against: what speaks against it, a clause each. another: it is taken to be the
    log of another attempt."""

    against: tuple[str, ...] = ()
    another: bool = False


def belonging(page: Capture, handshake: Capture, allowance: Allowance) -> Belonging:
    """How a page that has neither A nor B stands to a handshake; one exponentiation where it has an a."""
    sent = sent_values(handshake)
    gives = gives_its_A(page, handshake, allowance)
    proofs = [content for _, name, text in values_in_hex(page) if name == "M1" and (content := bytes_of(text))]
    same_proof = any(_are_kin(one, sent["M1"]) for one in proofs) if proofs and "M1" in sent else None
    if gives or same_proof:
        return Belonging()
    if _is_of_a_larger_group(page, handshake):
        return Belonging(("its verifier is of a larger group than the public values",), True)
    against = [] if gives is None else ["its a does not give the A that was sent"]
    foreign = {side for side, salt in _salts(page) if "s" in sent and not _are_kin(salt, sent["s"])}
    if foreign:
        against.append("its salt is not the one that was sent")
    if same_proof is False:
        against.append("its M1 is not the one that was sent")
    # A salt under the name of one side is what a person says of that side; a page's own is of its whole handshake.
    return Belonging(tuple(against), len(against) > 1 or bool(foreign & {"both", "wire"}))


def _is_of_a_larger_group(page: Capture, handshake: Capture) -> bool:
    """Whether a page's verifier is longer, by more than chance, than every public value of a handshake."""
    public = max((one.bit_length() for name in ("A", "B") for one in identity(handshake)[name]), default=0)
    v = number_of(page, "v")
    return v is not None and 0 < public < v.bit_length() - LARGER_BITS


def gives_its_A(page: Capture, handshake: Capture, allowance: Allowance) -> bool | None:
    """Whether g^a of a page's a is an A of the handshake, or its a that A itself, printed in a small letter; None where
    one of them is unknown, or may be turned about."""
    a, known = number_of(page, "a"), identity(handshake)["A"]
    if a in known:
        return True
    public = _public(handshake, a, allowance) if a is not None and known else None
    if public is None or (public not in known and _is_little_endian(handshake)):
        return None
    return public in known


def has_its_a_as_A(page: Capture, handshake: Capture, allowance: Allowance) -> bool:
    """Whether what a page has as A is the private a of a handshake, as g^a shows: printed in a small letter and as long
    as a public value, it was taken for one."""
    own, known = identity(page)["A"], identity(handshake)["A"]
    if page.messages or len(own) != 1 or not handshake.messages or not known or own & known:
        return False
    return _public(handshake, next(iter(own)), allowance) in known


def _is_little_endian(handshake: Capture) -> bool:
    from srpscope.srp.dialect import dialect

    try:
        return dialect(str(handshake.header.get("dialect"))).order == "little"
    except SrpscopeError:
        return False


def number_of(capture: Capture, name: str) -> int | None:
    """The first value of a name that is hex, as a number."""
    for _, one, text in values_in_hex(capture):
        content = bytes_of(text) if one == name else None
        if content:
            return int.from_bytes(content, "big")
    return None


def _salts(page: Capture) -> list[tuple[str, bytes]]:
    return [(side, salt) for side, name, text in values_in_hex(page) if name == "s" and (salt := bytes_of(text))]


def _are_kin(one: bytes, other: bytes) -> bool:
    """Whether a salt or a proof can have been made of another: cut, turned about, written as text; short ones always
    can."""
    if min(len(one), len(other)) < KINSHIP_BYTES or sorted(one) == sorted(other):
        return True
    return any(
        _share(taken, spelled)
        for taken, origin in ((one, other), (other, one))
        for spelled in (origin, origin[::-1], *_texts(origin))
    )


def _texts(data: bytes) -> tuple[bytes, ...]:
    listed = ",".join(str(byte) for byte in data).encode()
    return data.hex().encode(), data.hex().upper().encode(), base64.b64encode(data), listed


def _share(one: bytes, other: bytes) -> bool:
    return any(one[at : at + KINSHIP_BYTES] in other for at in range(len(one) - KINSHIP_BYTES + 1))


def _public(capture: Capture, a: int, allowance: Allowance) -> int | None:
    """g^a in the group of a handshake, None where that is unknown or what all pages ask for becomes too much."""
    from srpscope.srp.dialect import dialect
    from srpscope.srp.primitives.groups import group

    N, g = number_of(capture, "N"), number_of(capture, "g")
    name = capture.header.get("group")
    try:
        if name is not None or N is None or g is None:
            N, g = group(str(name or dialect(str(capture.header.get("dialect"))).group))
        return allowance.power(g, a, N)
    except (SrpscopeError, Failure):
        return None
