"""Which of several explanations of the same bytes is told: the smaller change, then the likelier on this capture."""

from __future__ import annotations

import hashlib

import pytest

from srpscope import make
from srpscope.answers.diagnosis import question_of
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Memory, Sheet
from srpscope.why import Reach, diagnose
from srpscope.why.budget import Stopped
from srpscope.why.finding import Finding
from srpscope.why.places import structural
from srpscope.why.places.generate import generate
from srpscope.why.places.hypothesis import SMALL, change_size
from srpscope.why.places.likelihood import cuts_at_zero, seen_bits, zero_inside_bits
from srpscope.why.places.ripple import Ripple
from srpscope.why.telling.words import cause
from tests.why.wrong_clients import Client, Cognito, octets


class ZerosBehind(Client):
    """memcpy to the array's start: S is filled up on the wrong side."""

    def K(self) -> bytes:
        return self.H(octets(self.S()).ljust(self.size, b"\0"))


class OneObject(Client):
    """One hash object for H(N) and H(g)."""

    def mixed(self) -> bytes:
        N, g = octets(self.N), octets(self.g)
        return bytes(one ^ other for one, other in zip(self.H(N), self.H(N, g), strict=True))


class LowBits(Client):
    """longValue of u, where it is not negative."""

    def u(self) -> int:
        return super().u() % 2**64


def told(client: Client) -> Finding:
    capture = Capture({"dialect": client.dialect, "group": client.group, "hash": client.hash}, name="made")
    for side, values in client.lines().items():
        capture.add_values(side, values)
    (found,) = diagnose(question_of(Session(capture)), 60, reach=Reach(1)).findings
    return found


def test_a_zero_of_s_is_told_by_what_shows_only_there() -> None:
    """A NUL behind gives the same bytes, and would have been seen on any other handshake."""
    seed = next(seed for seed in range(4000) if len(octets((one := Client(seed)).S())) == one.size - 1)
    found = told(ZerosBehind(seed))
    assert found.suspects == ("right-padded@K:S",)
    assert ("nul@K:S",) in found.equal
    assert not [ids for ids in found.equal if any("+" in one for one in ids)]


def test_one_hash_object_for_two_digests_is_told_as_that() -> None:
    found = told(OneObject(3))
    assert found.suspects == ("hash-state-kept@M1:N",)


def test_a_number_cut_to_64_bits_is_told_as_read_so() -> None:
    """Eight bytes of a digest are as good a reason; a long is the likelier one."""
    seed = next(seed for seed in range(40) if LowBits(seed).u() < 2**63)
    found = told(LowBits(seed))
    assert found.suspects[0].startswith(("read-long@u", "read-ulong@u")), found.suspects
    assert any("digest-cut-last-8@u" in one for ids in found.equal for one in ids)


class SignedSalt(Client):
    """BigInteger.toByteArray of the salt, in M1 alone."""

    def M1(self) -> bytes:
        user, salt = self.H(self.user.encode()), b"\0" + self.s
        return self.H(self.mixed(), user, salt, octets(self.A), octets(self.B), self.K())


def test_a_sign_byte_of_the_salt_is_no_nul_behind_the_digest_before_it() -> None:
    """The same bytes; but a digest is no C string."""
    seed = next(seed for seed in range(40) if SignedSalt(seed).s[0] >= 0x80)
    assert told(SignedSalt(seed)).suspects == ("bytes-signed@M1:s",)


class BareSalt(Cognito):
    """The salt's own bytes, where the dialect has a sign byte in front."""

    dialect = "cognito-amplify"

    def x(self) -> int:
        named = f"{self.inputs['pool']}{self.user}:{self.password}".encode()
        return self.number(self.H(self.s, self.H(named)))


def test_a_sign_byte_that_is_missing_is_no_odd_digit_cut() -> None:
    seed = next(seed for seed in range(40) if BareSalt(seed).s[0] >= 0x80)
    assert told(BareSalt(seed)).suspects == ("minimal@x:INT(s)",)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("sha1", "In the verifier, x is made with SHA-1."),
        ("sha512", "Who made the verifier hashed everything for x with SHA512 instead of its hash."),
    ],
)
def test_another_hash_in_the_verifier_alone_is_told_of_x(other: str, said: str) -> None:
    """Not of every hash, and not as a dialect that has it: the server's own numbers have the right one."""
    right, N, g = Client(3), Client(3).N, Client(3).g
    inner = hashlib.new(other, b"Alice:Pa ss1").digest()
    v = pow(g, int.from_bytes(hashlib.new(other, right.s + inner).digest()), N)
    B = (right.k() * v + pow(g, 5, N)) % N
    capture = Capture({"dialect": "rfc5054", "group": right.group, "hash": "sha256"}, name="made")
    capture.add_values("client", {"I": "Alice", "P": "Pa ss1", "a": f"{right.a:x}"})
    capture.add_values("server", {"b": "5", "v": f"{v:x}", "s": right.s.hex()})
    capture.add_values("wire", {"s": right.s.hex(), "A": right.sent(right.A), "B": right.sent(B)})
    (found,) = diagnose(question_of(Session(capture)), 60, reach=Reach(1)).findings
    assert found.of_verifier
    assert cause(found) == said


def test_what_strikes_seldom_gains_where_it_strikes() -> None:
    assert seen_bits("right-padded", False) == 8
    assert seen_bits("nul", False) == 0
    assert seen_bits("minimal", False) == 8
    assert seen_bits("minimal", True) == 1
    # A byte 00 is in 1 of 16 salts of 16 bytes, and in most public values.
    assert cuts_at_zero("cut-at-nul") and not cuts_at_zero("hash-fed-to-nul") and not cuts_at_zero("nul")
    assert 4 < zero_inside_bits(16) < 4.1 and zero_inside_bits(384) < 0.4 and zero_inside_bits(0) == 0
    # Where a sign byte is lost it is no odd digit that tells.
    assert seen_bits("odd-cut", True) == seen_bits("bytes-odd-cut", True) == 1
    assert seen_bits("odd-cut", False) == 4
    # A sign byte shows every other time; that what comes behind it showed too is not known.
    assert seen_bits("signed+stripped-end", False) == seen_bits("signed", False) == 1


@pytest.mark.parametrize(
    ("before", "after", "size"),
    [
        ("H(A | B)", "H(A | B)", 0),
        ("H(A | B)", "WRAP(BEINT(H(A | B)), 64)", 3),
        ("H(A | B)", "H(A | B)[-8:]", 1),
        ("H(PAD(A))", "H(A)", 1),
    ],
)
def test_what_stands_round_a_formula_is_all_that_changes(before: str, after: str, size: int) -> None:
    assert change_size(parse(before).node, parse(after).node) == size


def test_an_object_that_is_never_reset_holds_all_that_was_fed() -> None:
    reused = structural.never_reset(parse("H(s | H(I | ':' | P))").node)
    assert reused == parse("H(I | ':' | P | s | H(I | ':' | P))").node
    assert structural.never_reset(parse("H(N | g)").node) == parse("H(N | g)").node


def test_who_stops_a_search_is_heard_while_its_hypotheses_are_made() -> None:
    """Nothing is tried meanwhile, and no time is up: each place asks."""
    asked = 0

    def listen() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Stopped

    capture = Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha1"}, name="made")
    for side, values in OneObject(3).lines().items():
        capture.add_values(side, values)
    known = question_of(Session(capture)).client
    with pytest.raises(Stopped):
        generate(Ripple(known, Sheet(known, record=False), Memory().powers), ("M1",), frozenset(), None, listen)
    assert asked == 3


def test_an_encoding_in_the_place_of_another_is_a_small_change() -> None:
    right, signed = parse("H(PAD(A) | PAD(B))").node, parse("H(SIGNED(A) | SIGNED(B))").node
    with_nul = parse("H(SIGNED(A) | b'\\0' | PAD(B))").node
    assert change_size(right, signed) == 4 <= SMALL
    assert change_size(right, with_nul) >= change_size(right, signed)


def test_a_product_that_is_left_out_is_no_number_cut_to_a_byte_that_happens_to_be_0() -> None:
    """k of this group and hash ends in 00."""
    left_out = make("rfc5054", group="rfc5054-2048", hash="sha256", mistakes={"client": {"S": "B ** (a + u * x)"}})
    (finding,) = left_out.why().findings
    assert finding.suspects == ("k-0",) and finding.equal == ()
