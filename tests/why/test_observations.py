"""What is noted before any search: what the square of A says of the client's g, and no more than that."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why.observations import _of_nothing, _residue


def test_a_digest_of_nothing_tells_by_itself() -> None:
    given = {"K": hashlib.sha256(b"").digest(), "u": int.from_bytes(hashlib.sha1(b"").digest(), "big"), "s": b"salt"}
    known = Knowledge("client", dialect("rfc5054"), given, hash="sha256")
    assert list(_of_nothing(Sheet(known))) == [
        "The client's K is SHA-256 of nothing: what was hashed for it was empty.",
        "The client's u is SHA-1 of nothing: what was hashed for it was empty.",
    ]
    assert not list(_of_nothing(Sheet(replace(known, given={"K": b"", "u": 0}))))


N = group("rfc5054-3072").N
SQUARE, NO_SQUARE = pow(5, 12, N), pow(5, 11, N)


@pytest.mark.parametrize(
    ("A", "g", "said"),
    [
        (NO_SQUARE, 2, ["the client's g is another number"]),
        (SQUARE, 2, []),
        (SQUARE, 5, []),
        (NO_SQUARE, 5, []),
    ],
)
def test_a_square_or_none(A: int, g: int, said: list[str]) -> None:
    found = list(_residue(A, N, g))
    assert len(found) == len(said)
    assert all(words in one for words, one in zip(said, found, strict=True))
