"""Constants of another group in one formula, and digests that are xored with something of another length."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Node, show
from srpscope.srp.parsing import parse
from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why.places.mixed import unequal_lengths
from srpscope.why.places.place import Place
from srpscope.why.places.precomputed import precomputed

SMALL, LARGE = groups.group("rfc5054-1024"), groups.group("rfc5054-3072")


def value(node: Node) -> object:
    known = Knowledge("client", Dialect("test", hash="sha256"), {"N": SMALL.N, "g": SMALL.g, "s": b"\x07" * 9})
    return Sheet(known, record=False).evaluate(parse(show(node)))[0]


def made(formula: str) -> dict[tuple[str, ...], Node]:
    return {said: new for _slip, said, new in precomputed("k", parse(formula).node, SMALL.N, "sha256")}


@pytest.mark.parametrize("function", ["sha1", "sha256", "sha512"])
def test_k_of_another_group_is_padded_to_the_length_of_its_own_N(function: str) -> None:
    said = ("k", "rfc5054-3072") + (() if function == "sha256" else (function.upper(),))
    due = hashlib.new(function, LARGE.N.to_bytes(384, "big") + LARGE.g.to_bytes(384, "big")).digest()
    assert value(made("H(N | PAD(g))")[said]) == due


def test_a_proof_keeps_its_hash_and_its_other_operands() -> None:
    found = made("H(H(N) ^ H(g) | s)")
    assert {len(said) for said in found} == {2}, "the hash of everything is another mistake"
    digests = [hashlib.sha256(one.to_bytes(-(-one.bit_length() // 8), "big")).digest() for one in LARGE]
    mixed = bytes(a ^ b for a, b in zip(*digests, strict=True))
    assert value(found["k", "rfc5054-3072"]) == hashlib.sha256(mixed + b"\x07" * 9).digest()


def test_what_does_not_hash_N_and_g_has_no_constants() -> None:
    assert not made("H(A | B)") and not made("g ** a") and not made("3")


def test_a_digest_xored_with_what_is_no_digest() -> None:
    node = parse("H(N) ^ H(g)").node
    place = Place("M1", (), "xor", parse("H(N)").node, node, second=parse("H(g)").node)
    found = {said: value(new) for slip, said, new in unequal_lengths(place) if slip == "xor-unhashed"}
    digest, one = hashlib.sha256(SMALL.N.to_bytes(128, "big")).digest(), bytes([SMALL.g])
    cut, filled, number = (found["g", said] for said in dict.fromkeys(said for what, said in found if what == "g"))
    assert cut == bytes([digest[0] ^ SMALL.g])
    assert filled == cut + digest[1:]
    assert number == digest[:-1] + bytes([digest[-1] ^ one[0]])


def test_what_is_not_hashed_may_be_written_as_the_dialect_writes_it_or_bare() -> None:
    second = parse("H(PAD(g))").node
    place = Place("M1", (), "xor", parse("H(N)").node, parse("H(N) ^ H(PAD(g))").node, second=second)
    found = [said[0] for slip, said, _new in unequal_lengths(place) if slip == "xor-unhashed"]
    assert set(found) == {"PAD(g)", "g", "N"}


def test_two_digests_of_different_hashes() -> None:
    place = Place("M1", (), "xor", parse("H(N)").node, parse("H(N) ^ H(g)").node, second=parse("H(g)").node)
    found = {said: value(new) for slip, said, new in unequal_lengths(place) if slip == "xor-other-hash"}
    digest = hashlib.sha256(SMALL.N.to_bytes(128, "big")).digest()
    other = hashlib.sha1(bytes([SMALL.g])).digest()
    assert bytes(a ^ b for a, b in zip(digest, other, strict=False)) in found.values()
