"""What is odd about values, in sentences that say no more than is known of them."""

from __future__ import annotations

import pytest

from srpscope.srp.checks import notes_on_values
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet

KNOWN = group("rfc5054-1024")
A = KNOWN.N - 5


def notes(sent: bytes) -> list[str]:
    wire = {"A": sent}
    given = {"N": KNOWN.N, "g": KNOWN.g}
    client, server = (
        Sheet(Knowledge(side, dialect("rfc5054"), given, wire))  # type: ignore[arg-type]
        for side in ("client", "server")
    )
    return [one for one in notes_on_values(client, server, wire) if one.startswith("A ")]


@pytest.mark.parametrize(
    ("sent", "rest"),
    [
        (b"%x" % A, "256 bytes, more than the 128 of N: it is text, hex digits."),
        (b"%d" % A, "309 bytes, more than the 128 of N: it is text, decimal digits."),
        (b"p0x+" * 43, "172 bytes, more than the 128 of N: it is text."),
        (b"\xf0" * 130, "130 bytes, more than the 128 of N."),
    ],
)
def test_an_A_that_is_longer_than_N_is_not_said_to_be_unreduced(sent: bytes, rest: str) -> None:
    assert notes(sent) == [f"A on the wire has {rest}"]


def test_an_A_of_the_length_of_N_and_above_it_may_be_either() -> None:
    said = "A is not below N: it was not reduced mod N, or is read otherwise than it was written."
    assert notes((KNOWN.N + 9).to_bytes(128)) == [said]
