"""A MAC of SRP-PROTO that was refused: what it is, by trying, where K is known."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

import pytest

from srpscope.wire.devolutions.macs import mac_words
from srpscope.wire.devolutions.messages import ACCEPT, FLAG_MAC, INITIATE, OFFER, SrpProtoMessage

K, S = bytes(range(32)), bytes(range(1, 256))
SENT = [
    SrpProtoMessage(INITIATE, {"I": b"alice", "A": b"\7" * 256}, 256).write(),
    SrpProtoMessage(OFFER, {"s": b"\1" * 16, "B": b"\3" * 256}, 256).write(),
]
BARE = SrpProtoMessage(ACCEPT, {"M1": b"\5" * 32}, flags=FLAG_MAC).write()
ALL = b"".join([*SENT, BARE])


def mac(key: bytes, covered: bytes) -> bytes:
    return hmac.new(key, covered, hashlib.sha256).digest()


MISTAKES: dict[str, Callable[[], bytes]] = {
    "it is made with the hex text of K as its key": lambda: mac(K.hex().encode(), ALL),
    "it is made with S as its key": lambda: mac(S, ALL),
    "it is made over this message alone": lambda: mac(K, BARE),
    "it is made over the messages before this one alone": lambda: mac(K, b"".join(SENT)),
    "it is made over this message with its MAC flag unset": lambda: mac(
        K, ALL[: -len(BARE)] + BARE[:6] + b"\0\0" + BARE[8:]
    ),
    "it is made over the messages of this side alone": lambda: mac(K, SENT[0] + BARE),
    "it is made with its bytes in reverse": lambda: mac(K, ALL)[::-1],
    "it is made with SHA-256 of key and messages instead of HMAC": lambda: hashlib.sha256(K + ALL).digest(),
    "it is made with S as its key and over this message alone": lambda: mac(S, BARE),
}


@pytest.mark.parametrize("words", MISTAKES)
def test_the_mistake_that_gives_it_again_is_named(words: str) -> None:
    # This side's messages are the first and the third: the same bytes as the first message and this one.
    same = {"it is made over the messages of this side alone": "it is made over the first message and this one"}
    assert mac_words([*SENT, BARE + MISTAKES[words]()], {"K": K, "S": S}) == same.get(words, words)


def test_one_that_is_right_one_that_was_changed_and_one_that_is_neither() -> None:
    right = mac(K, ALL)
    assert "it is right for this K" in str(mac_words([*SENT, BARE + right], {"K": K}))
    changed = right[:4] + bytes([right[4] ^ 0x80]) + right[5:]
    assert mac_words([*SENT, BARE + changed], {"K": K}) == "it is right but for byte 5, changed after it was made"
    assert str(mac_words([*SENT, BARE + bytes(32)], {"K": K})).startswith("it is not the HMAC of all messages so far")


def test_without_K_or_a_MAC_nothing_is_said() -> None:
    assert mac_words([*SENT, BARE + bytes(32)], {"S": S}) is None
    assert mac_words(SENT, {"K": K}) is None
