"""What can be said where nothing can be proved: lengths, ranges, residues, leading zeros, and what to log instead.

A capture and a password prove nothing about M1: that is what SRP is for. But some mistakes show in A and B alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives import groups, hashes
from srpscope.srp.sheet import Sheet
from srpscope.why.question import Question


def observations(question: Question) -> list[str]:
    """Sentences, the most telling first."""
    return list(_observations(question))


def _observations(question: Question) -> Iterator[str]:
    client, server = Sheet(question.client, record=False), Sheet(question.server, record=False)
    for side in (client, server):
        yield from _of_nothing(side)
    yield from _knowledge(client, server)
    proof = question.wire.get("M1")
    declared = client.settings.hash
    if proof is not None and declared is not None:
        yield from _proof_length(proof, declared)
    N, g = server.value("N"), server.value("g")
    if not isinstance(N, int) or N <= 3:
        return
    for name in ("A", "B"):
        data = question.wire.get(name)
        if data is None:
            continue
        number = int.from_bytes(data, client.settings.order)
        if number >= N:
            yield f"{name} is not below N: another group, or it was not reduced."
        elif number and number.bit_length() <= 8 * (byte_length(N) - 1):
            which = "ends" if client.settings.order == "little" else "starts"
            yield f"{name} {which} with 00: whoever drops or pads that byte hashes something else."
        if name == "A" and isinstance(g, int) and client.value("a") is None:  # else A is computed, or was drawn here
            yield from _residue(number, N, g)
    salt = question.wire.get("s")
    if salt is not None and salt[:1] == b"\0":
        yield "The salt starts with 00: a program that keeps it as a number loses that byte, for this user forever."


def _of_nothing(sheet: Sheet) -> Iterator[str]:
    """A value on record that is the digest of no bytes: it tells by itself, whatever else is known."""
    digests = {hashes.new(name)(b""): name for name in hashes.COMMON}
    for name, value in sheet.knowledge.given.items():
        data = value.to_bytes(byte_length(value), "big") if isinstance(value, int) and value > 0 else value
        if isinstance(data, bytes) and data in digests:
            shown = hashes.shown(digests[data])
            yield f"The {sheet.knowledge.side}'s {name} is {shown} of nothing: what was hashed for it was empty."


def _knowledge(client: Sheet, server: Sheet) -> Iterator[str]:
    a, b = client.value("a") is not None, server.value("b") is not None
    if any(sheet.value(name) is not None for sheet in (client, server) for name in ("S", "K") if not a and not b):
        return  # it was logged, and what is made of it is judged
    if not a and not b:
        yield "Neither a nor b is known, so nothing can be said about S, K or the proofs, whatever the password."
        yield "Log a in the client (one line of hex), or b in the server; with a, the client's own steps can be tried."
    elif not a and client["S"].source == "given":
        yield "Of b and the client's S, its u, K and M1 can be told; x, k, g, hash, salt and password take its a."
    elif not a:
        yield "Only b is known: mistakes in the client's x, k, g, hash, salt or password stay out of sight."


def _proof_length(proof: bytes, declared: str) -> Iterator[str]:
    wanted = hashes.digest_length(declared)
    if len(proof) == wanted:
        return
    if len(proof) == wanted - 1:
        yield f"M1 has {len(proof)} bytes, one less than {hashes.shown(declared)} gives: a leading zero was dropped."
    elif len(proof) == 2 * wanted:
        yield f"M1 has {len(proof)} bytes, twice what {hashes.shown(declared)} gives: it was sent as hex text."
    else:
        fitting = [hashes.shown(name) for name in hashes.COMMON if hashes.digest_length(name) == len(proof)]
        made = f"it was made with {' or '.join(fitting)}" if fitting else "no known hash gives that many"
        yield f"M1 has {len(proof)} bytes, not the {wanted} of {hashes.shown(declared)}: {made}."


def _residue(A: int, N: int, g: int) -> Iterator[str]:
    """A = g^a: where g is a square mod N, so is every A. Where it is none, every second A is one: that says nothing."""
    of_g, of_A = groups.legendre(g, N), groups.legendre(A, N)
    if of_g == 1 and of_A == -1:
        yield f"A is no square mod N, and every power of g = {g} is one: the client's g is another number."
