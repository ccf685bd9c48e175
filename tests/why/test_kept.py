"""A received number read wrongly where the proof hashes the buffer as it came."""

from __future__ import annotations

from hashlib import sha256

from srpscope.answers.diagnosis import question_of
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp.primitives.groups import group
from srpscope.why.budget import Budget
from srpscope.why.engine.search import search_memory
from srpscope.why.engine.slip_search import SlipSearch
from srpscope.why.placed import placed
from srpscope.why.question import case_of
from srpscope.why.telling.slip_words import slip_sentence

N, g = group("rfc5054-1024")


def H(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def of(number: int, size: int = 0) -> bytes:
    return number.to_bytes(size or (number.bit_length() + 7) // 8, "big")


def number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def client_that_reads_B_little_endian(a: int, salt: bytes, B: bytes) -> bytes:
    """Its M1, of RFC 5054: S and u are of the number, M1 of the buffer."""
    read, A = int.from_bytes(B, "little"), pow(g, a, N)
    k, x = number(H(of(N), of(g, 128))), number(H(salt, H(b"alice:tea4two")))
    u = number(H(of(A, 128), of(read, 128)))
    S = pow(read - k * pow(g, x, N), a + u * x, N)
    both = bytes(one ^ other for one, other in zip(H(of(N)), H(of(g)), strict=True))
    return H(both, H(b"alice"), salt, of(A), B, H(of(S)))


def test_B_read_little_endian_in_the_arithmetic_alone_is_a_hypothesis_that_fits() -> None:
    a, salt = 0x51C3 << 240 | 7, bytes(range(1, 17))
    B = of(pow(g, 0x92D4 << 240 | 9, N))
    capture = Capture({"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha256"}, name="made")
    capture.add_values("both", {"I": "alice", "P": "tea4two", "s": salt.hex()})
    capture.add_values("client", {"a": f"{a:x}"})
    M1 = client_that_reads_B_little_endian(a, salt, B)
    capture.add_values("wire", {"A": of(pow(g, a, N)).hex(), "B": B.hex(), "M1": M1.hex()})
    budget = Budget(60)
    search = SlipSearch(case_of(question_of(Session(capture)), "client"), "M1", (), budget, search_memory(budget))
    kept = [one for one in search.generated.hypotheses if one.id.endswith("B but M1")]
    assert [one.id for one in kept if search.fits(one)] == ["read-little@*:B but M1"]
    said = placed("read-little@*:B but M1")
    assert said is not None and slip_sentence(said) == "it read B everywhere but in M1 little-endian."
