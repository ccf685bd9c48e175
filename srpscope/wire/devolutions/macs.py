"""What is wrong with a MAC of SRP-PROTO, where K is known: the right one beside it, and what usual mistakes give."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence

from srpscope.wire.devolutions.messages import FLAG_MAC, HEADER_BYTES, MAC_BYTES

FEW = 2
"""Bytes in which a MAC may differ from the right one by a change, and not by another computation: two random MACs
agree in 30 of 32 bytes once in 2 ** 230."""


def mac_words(messages: Sequence[bytes], keys: Mapping[str, bytes]) -> str | None:
    """What the MAC of the last message is, as a clause about "it": right, changed afterwards, or made with another key,
    over other bytes, or by another function, which gives it again byte for byte; else that it is none of those. None
    where it cannot be told.

    messages: all up to that one, as they were sent. keys: K under "K", other candidates by their names.
    """
    last = messages[-1]
    if not _has_mac(last) or len(last) < HEADER_BYTES + MAC_BYTES or not keys.get("K"):
        return None
    sent = last[-MAC_BYTES:]
    right = hmac.digest(keys["K"], b"".join(map(_bare, messages)), "sha256")
    if sent == right:
        return "the values give the same MAC, so that it is right for this K and these messages"
    different = [at + 1 for at in range(MAC_BYTES) if sent[at] != right[at]]
    if len(different) <= FEW:
        return f"it is right but for byte {' and '.join(map(str, different))}, changed after it was made"
    tried = 0
    for words, made in _ways(messages, keys):
        tried += 1
        if made == sent:
            return f"it is made {words}"
    return f"it is not the HMAC of all messages so far under K, nor any of {tried} others that were tried"


def _ways(messages: Sequence[bytes], keys: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What other keys, other bytes and other functions give, one and two of them at once."""
    for key_words, key in _keys(keys):
        for cover_words, covered in _covers(messages):
            for function_words, made in _functions(key, covered):
                said = " and ".join(one for one in (function_words, key_words, cover_words) if one)
                if said:
                    yield said, made


def _keys(keys: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    K = keys["K"]
    yield "", K
    yield "with the hex text of K as its key", K.hex().encode()
    yield "with the hex text of K in capitals as its key", K.hex().upper().encode()
    yield "with K without its leading zeros as its key", K.lstrip(b"\0")
    yield "with K reversed as its key", K[::-1]
    yield "with SHA-256 of K as its key", hashlib.sha256(K).digest()
    for name, key in keys.items():
        if name != "K" and key != K:
            yield f"with {name} as its key", key
    yield "with an empty key", b""


def _covers(messages: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    bare = [_bare(one) for one in messages]
    yield "", b"".join(bare)
    yield "over this message alone", bare[-1]
    yield "over the messages before this one alone", b"".join(bare[:-1])
    yield "over all messages with the MACs of those before", b"".join([*messages[:-1], bare[-1]])
    yield "over this message with its MAC flag unset", b"".join([*bare[:-1], _unflagged(bare[-1])])
    yield "over this message with 32 zeros where its MAC goes", b"".join([*bare, bytes(MAC_BYTES)])
    yield "over the messages without their headers", b"".join(one[HEADER_BYTES:] for one in bare)
    yield "over this message without its header", bare[-1][HEADER_BYTES:]
    yield "over the first message and this one", bare[0] + bare[-1]
    yield "over the messages from the second on", b"".join(bare[1:])
    yield "over the messages of this side alone", b"".join(bare[(len(bare) - 1) % 2 :: 2])
    yield "over the messages in reverse order", b"".join(reversed(bare))
    yield "over SHA-256 of the messages", hashlib.sha256(b"".join(bare)).digest()


def _functions(key: bytes, covered: bytes) -> Iterator[tuple[str, bytes]]:
    made = hmac.digest(key, covered, "sha256")
    yield "", made
    yield "with its bytes in reverse", made[::-1]
    yield "with SHA-256 of key and messages instead of HMAC", hashlib.sha256(key + covered).digest()
    yield "with SHA-256 of messages and key instead of HMAC", hashlib.sha256(covered + key).digest()
    yield "with the key and the messages exchanged", hmac.digest(covered, key, "sha256")
    yield "with the first 32 bytes of HMAC-SHA-512", hmac.digest(key, covered, "sha512")[:MAC_BYTES]
    yield "with HMAC-SHA3-256", hmac.digest(key, covered, "sha3_256")


def _has_mac(message: bytes) -> bool:
    return len(message) >= HEADER_BYTES and bool(int.from_bytes(message[6:8], "little") & FLAG_MAC)


def _bare(message: bytes) -> bytes:
    return message[:-MAC_BYTES] if _has_mac(message) else message


def _unflagged(message: bytes) -> bytes:
    flags = int.from_bytes(message[6:8], "little") & ~FLAG_MAC
    return message[:6] + flags.to_bytes(2, "little") + message[8:]
