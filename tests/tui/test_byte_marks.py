"""Bytes beside bytes: one that only one side has shifts the rest, and does not make it differ."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.tui.facts.values.byte_marks import marks, pairs

NUMBER = bytes(range(1, 25))
DIGEST, OTHER_DIGEST = hashlib.sha1(b"one").digest(), hashlib.sha256(b"other").digest()


@pytest.mark.parametrize(
    ("data", "other", "expected"),
    [
        pytest.param(b"\0" + NUMBER, NUMBER, "+" + " " * 24, id="a zero in front"),
        pytest.param(NUMBER, b"\0" + NUMBER, "!" + " " * 23, id="without it"),
        pytest.param(b"\0\0" + NUMBER, b"\0" + NUMBER, "+" + " " * 25, id="one zero more"),
        pytest.param(b"abcd1234\n", b"abcd1234", " " * 8 + "+", id="a newline at the end"),
        pytest.param(b"abcd1234", b"abcd1234\n", " " * 7 + "!", id="without it at the end"),
        pytest.param(b"wifi-prov", b"wifiprov", "    +    ", id="one in the middle"),
        pytest.param(b"one two  three", b"one-two three", "   !   +      ", id="two places"),
        pytest.param(b"abcd", b"abXd", "  ! ", id="as long: place by place"),
        pytest.param(b"", b"abc", "", id="nothing"),
        pytest.param(b"abc", b"", "+++", id="nothing on the other side"),
    ],
)
def test_a_byte_more_shifts_what_follows(data: bytes, other: bytes, expected: str) -> None:
    assert marks(data, other) == expected


def test_zeros_that_padding_added_are_no_difference() -> None:
    assert marks(b"\0\0\5", b"\5", added=2) == "'' "
    assert marks(b"\5", b"\0\0\5") == "!"


def test_digests_of_unequal_length_differ_everywhere() -> None:
    found = marks(DIGEST, OTHER_DIGEST)
    assert found.count("!") >= 19
    assert set(marks(OTHER_DIGEST, DIGEST)[20:]) == {"+"}


def test_every_byte_of_both_stands_in_one_pair() -> None:
    for data, other in ((NUMBER, b"\0" + NUMBER), (DIGEST, OTHER_DIGEST), (b"one two  three", b"one-two three")):
        beside = list(pairs(data, other))
        assert [one for one, _ in beside if one is not None] == list(range(len(data)))
        assert [one for _, one in beside if one is not None] == list(range(len(other)))
