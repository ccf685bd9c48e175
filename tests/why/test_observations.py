"""What is noted before any search: what the square of A says of the client's g, and no more than that."""

from __future__ import annotations

import pytest

from srpscope.srp.primitives.groups import group
from srpscope.why.observations import _residue

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
