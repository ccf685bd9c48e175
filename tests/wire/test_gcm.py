"""Both nonce rules, and a walker that tells a wrong rule from a wrong key, on recorded sessions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from srpscope.wire.gcm import Channel, WrongTagError, rule_of_nonce, walk
from tests.wire.facts import ANY_SPEED, ble_sessions, sessions

RECORDED = [
    (
        bytes.fromhex(one["K"]),
        bytes.fromhex(one["nonce"]),
        [(bytes.fromhex(c), bytes.fromhex(p)) for c, p in one["encrypted"]],
    )
    for one in sessions()
    if one["encrypted"]
] + [
    (
        bytes.fromhex(one["K"]),
        bytes.fromhex(one["nonce"]),
        [
            (bytes.fromhex(message[2]), bytes.fromhex(plain))
            for message, plain in zip(
                [m for m in one["messages"] if m[0] == "custom-data"], one["decrypted"], strict=True
            )
        ],
    )
    for one in ble_sessions()
    if one["accepted"]
]
Session = tuple[bytes, bytes, list[tuple[bytes, bytes]]]


def test_there_are_recorded_sessions() -> None:
    assert len(RECORDED) == 4 and sum(len(session[2]) for session in RECORDED) >= 8


@pytest.mark.parametrize("session", RECORDED)
def test_recorded_messages_open(session: Session) -> None:
    K, nonce, messages = session
    found = walk(K, nonce, [sealed for sealed, _ in messages])
    assert found.verdict == "agree"
    assert [one.data for one in found.messages] == [plain for _, plain in messages]


@pytest.mark.parametrize("session", RECORDED)
def test_recorded_messages_come_out_of_the_channel(session: Session) -> None:
    """Not only for esp_prov's rotating test plaintexts: both directions, message by message, byte for byte."""
    K, nonce, messages = session
    first = int.from_bytes(nonce[-4:])
    channel = Channel(K, nonce, 1)
    for step, (sealed, plain) in enumerate(messages):
        made = channel.encrypt(plain)
        assert (made.data, made.counter) == (sealed, first + step)


@pytest.mark.parametrize("session", RECORDED)
def test_wrong_key_is_told_from_wrong_rule(session: Session) -> None:
    K, nonce, messages = session
    sealed = [data for data, _ in messages]
    assert walk(bytes(64), nonce, sealed).verdict == "wrong-key"
    assert walk(K[:31] + b"\0", nonce, sealed).verdict == "wrong-key"
    assert walk(K, bytes(12), sealed).verdict == "wrong-key"
    wrong_rule = walk(K, nonce, sealed, patch=0)
    assert wrong_rule.verdict == "wrong-rule" and "counted up" in wrong_rule.sentence


def _client_that_does_not_count(K: bytes, nonce: bytes) -> list[bytes]:
    device, client = Channel(K, nonce, 1), Channel(K, nonce, 0)
    request = client.encrypt(b"one").data
    assert device.decrypt(request).data == b"one"  # the first nonce is the same under both rules
    reply = device.encrypt(b"reply").data
    with pytest.raises(WrongTagError):
        client.decrypt(reply)
    second = client.encrypt(b"two").data
    with pytest.raises(WrongTagError):
        device.decrypt(second)
    return [request, reply, second]


def test_a_client_with_the_old_rule_is_named() -> None:
    K, nonce = bytes(range(64)), b"12345678\0\0\0\1"
    found = walk(K, nonce, _client_that_does_not_count(K, nonce))
    assert [one.data for one in found.messages] == [b"one", b"reply", b"two"]
    assert found.verdict == "wrong-rule" and found.messages[2].rule == 0


def test_a_lost_reply_is_named() -> None:
    channel = Channel(bytes(32), b"12345678\0\0\0\1", 1)
    messages = [channel.encrypt(bytes([n])).data for n in range(5)]
    found = walk(bytes(32), b"12345678\0\0\0\1", [messages[0], messages[2], messages[3]])
    assert [one.data for one in found.messages] == [b"\0", b"\2", b"\3"] and found.verdict == "lost-step"


def test_sixteen_bytes_are_used_unchanged() -> None:
    K, nonce = bytes(range(64)), bytes(range(16))
    a, b = Channel(K, nonce, 0), Channel(K, nonce, 0)
    sealed = [a.encrypt(b"x").data, b.encrypt(b"y").data, a.encrypt(b"z").data]
    found = walk(K, nonce, sealed)
    assert found.verdict == "agree" and [one.data for one in found.messages] == [b"x", b"y", b"z"]
    assert walk(K, nonce, sealed, patch=1).verdict == "wrong-rule"
    assert [rule_of_nonce(bytes(n)) for n in (12, 16, 8)] == [1, 0, None]


def test_plain_and_short_messages() -> None:
    assert walk(bytes(32), bytes(12), [b"\x08\x00", b"short"]).verdict == "wrong-key"
    assert walk(bytes(32), bytes(12), []).verdict == "none"
    with pytest.raises(WrongTagError):
        Channel(bytes(32), bytes(12), 1).decrypt(b"short")


@ANY_SPEED
@given(st.lists(st.binary(max_size=80), max_size=6), st.binary(max_size=64), st.binary(min_size=4, max_size=20))
def test_the_walker_takes_anything(messages: list[bytes], key: bytes, nonce: bytes) -> None:
    found: Any = walk(key, nonce, messages)
    assert len(found.messages) == len(messages) and found.sentence
