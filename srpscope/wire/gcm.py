"""AES-256-GCM after the handshake, with the nonce rules of protocomm's Security 2, and a walker for recorded messages.

Mirrors sec2_encrypt and sec2_decrypt of ESP-IDF's security2.c: key = K[:32], tag of 16 bytes behind the ciphertext, no
additional data. sec_patch_ver 0 uses the device's nonce (16 bytes) unchanged for every message; 1 counts its last 4
bytes (of 12) up with every message, one counter for both directions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

TAG = 16
"""Bytes of the tag at the end of a sealed message."""

KEY = 32
"""Bytes of K that are the key."""


class WrongTagError(Exception):
    """A message does not open: the key, the nonce or the bytes are not the ones it was sealed with."""


@dataclass(frozen=True)
class Sealed:
    """One message with the nonce it used. counter: the nonce's last 4 bytes as a number, None under rule 0."""

    nonce: bytes
    counter: int | None
    data: bytes


def rule_of_nonce(nonce: bytes) -> int | None:
    """The sec_patch_ver that a device nonce of this length belongs to: 12 bytes -> 1, 16 -> 0, else None."""
    return {12: 1, 16: 0}.get(len(nonce))


def _open(key: bytes, nonce: bytes, data: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(data) < TAG:
        raise WrongTagError
    try:
        return AESGCM(key[:KEY]).decrypt(nonce, data, None)
    except (InvalidTag, ValueError) as error:
        raise WrongTagError from error


def _nonce_at(nonce: bytes, counter: int | None) -> bytes:
    return nonce if counter is None else nonce[:-4] + (counter & 0xFFFF_FFFF).to_bytes(4, "big")


class Channel:
    """One side of the encrypted part of a session. Both sides step the same counter.

    key: K or its first 32 bytes. nonce: device_nonce, 8 to 128 bytes. patch: which rule, 0 or 1.
    """

    def __init__(self, key: bytes, nonce: bytes, patch: int) -> None:
        self.key = key[:KEY]
        self.device_nonce = nonce
        self.patch = patch
        self.counter: int | None = int.from_bytes(nonce[-4:], "big") if patch else None

    @property
    def nonce(self) -> bytes:
        """The nonce that the next message uses, either way."""
        return _nonce_at(self.device_nonce, self.counter)

    def encrypt(self, plaintext: bytes) -> Sealed:
        """Seal the next message, and step."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealed = Sealed(self.nonce, self.counter, AESGCM(self.key).encrypt(self.nonce, plaintext, None))
        self._step()
        return sealed

    def decrypt(self, data: bytes) -> Sealed:
        """Open the next message, and step. Raises WrongTagError, and then does not step (nor does the device)."""
        opened = Sealed(self.nonce, self.counter, _open(self.key, self.nonce, data))
        self._step()
        return opened

    def _step(self) -> None:
        if self.counter is not None:
            self.counter = (self.counter + 1) & 0xFFFF_FFFF


@dataclass(frozen=True)
class Opened:
    """One recorded message: its plaintext with the nonce that opened it, or None and why not. note: what was odd."""

    data: bytes | None
    nonce: bytes = b""
    counter: int | None = None
    rule: int | None = None
    note: str = ""


@dataclass
class CounterWalk:
    """All messages of a session, and what they say together."""

    messages: list[Opened] = field(default_factory=list)
    verdict: str = ""
    sentence: str = ""


_NEARBY = 64


def walk(key: bytes, nonce: bytes, messages: Iterable[bytes], patch: int | None = None) -> CounterWalk:
    """Open recorded messages (both directions, in order) with K and device_nonce.

    patch: the rule to expect; None takes it from the nonce's length. Where the expected nonce does not open a message,
    the other rule and counters nearby are tried, so that a wrong rule is told from a wrong key:
    verdict "agree" (all open as expected), "wrong-rule", "lost-step" (a counter that was left out or used twice),
    "wrong-key" (nothing opens at all), "mixed", or "none" (no messages).
    """
    expected = patch if patch is not None else (rule_of_nonce(nonce) if rule_of_nonce(nonce) is not None else 1)
    counter = start = int.from_bytes(nonce[-4:], "big")
    result = CounterWalk()
    for position, data in enumerate(messages):
        opened = _find(key, nonce, data, expected, counter, start, position)
        result.messages.append(opened)
        if opened.counter is not None:
            counter = opened.counter + 1
        elif opened.data is not None or expected == 1:
            counter += 1
    result.verdict, result.sentence = _judge(result.messages, expected)
    return result


def _find(key: bytes, nonce: bytes, data: bytes, rule: int | None, counter: int, start: int, position: int) -> Opened:
    if len(data) < TAG:
        return Opened(None, note=f"{len(data)} bytes are too few: the tag alone has {TAG}.")
    first = counter if rule else None
    nearby = [n for n in range(start, start + position + _NEARBY) if n != first]
    for candidate in dict.fromkeys([first, None, *sorted(nearby, key=lambda n: abs(n - counter))]):
        at = _nonce_at(nonce, candidate)
        try:
            plain = _open(key, at, data)
        except WrongTagError:
            continue
        if candidate == first or (position == 0 and candidate is None and not rule):
            return Opened(plain, at, candidate, rule)
        if candidate is None:
            # The counter's first value is the nonce itself: which rule it was is seen only from the second message on.
            return Opened(plain, nonce, start, 0, "Opened with the nonce unchanged: its sender does not count.")
        if not rule:
            return Opened(plain, at, candidate, 1, f"Opened with the counter at {candidate}: its sender counts.")
        return Opened(plain, at, candidate, 1, f"Opened with the counter at {candidate}, not {counter}.")
    return Opened(None, note="Does not open with this key under either nonce rule.")


def _judge(messages: list[Opened], expected: int | None) -> tuple[str, str]:
    if not messages:
        return "none", "No encrypted message was recorded."
    opened = [one for one in messages if one.data is not None]
    if not opened:
        return (
            "wrong-key",
            "No message opens: another K or nonce, or not encrypted.",
        )
    if any(one.rule is not None and one.rule != expected for one in opened):
        used, wanted = ("unchanged", "counted up") if expected else ("counted up", "unchanged")
        return (
            "wrong-rule",
            f"The nonce is {used}; sec_patch_ver {expected} wants it {wanted}.",
        )
    if any(one.note for one in opened):
        return "lost-step", "A counter was left out or used twice; begin a new session."
    if len(opened) < len(messages):
        missing = len(messages) - len(opened)
        open_ones = f"{len(opened)} message{'s open' if len(opened) > 1 else ' opens'}"
        shut_ones = f"{missing} do{'' if missing > 1 else 'es'} not"
        return "mixed", f"{open_ones}, {shut_ones}: not encrypted, or changed on the way."
    return "agree", "Every message opens as it should."


def other_sealing(K: bytes, nonce: bytes, data: bytes, S: bytes | None = None) -> str | None:
    """How a message was sealed that K[:32] and the device's nonce do not open: which other key, nonce or counter does.

    Tried and proved by the tag: every key of _keys with every nonce of _nonces. As a clause that goes on after "it
    opens with"; None where nothing opens it. K: all 64 bytes.
    """
    if len(data) < TAG:
        return None
    nonces = _nonces(nonce)
    for key_words, key in _keys(K, S):
        for nonce_words, candidate in nonces:
            try:
                _open(key, candidate, data)
            except WrongTagError:
                continue
            return " and ".join(part for part in (key_words, nonce_words) if part) or "K as it is"
    return None


def _keys(K: bytes, S: bytes | None) -> list[tuple[str, bytes]]:
    import hashlib

    found = [
        ("", K[:KEY]),
        ("the last 32 bytes of K as its key", K[-KEY:]),
        ("the first 16 bytes of K as its key", K[:16]),
        ("the first 24 bytes of K as its key", K[:24]),
        ("SHA-256 of K as its key", hashlib.sha256(K).digest()),
        ("K reversed as its key", K[::-1][:KEY]),
        ("K without its leading zeros as its key", K.lstrip(b"\0")[:KEY]),
        ("the hex text of K as its key", K.hex().encode()[:KEY]),
    ]
    if S:
        found += [
            ("the first 32 bytes of S as its key", S[:KEY]),
            ("SHA-256 of S as its key", hashlib.sha256(S).digest()),
        ]
    return [(words, key) for words, key in found if len(key) in (16, 24, 32)]


def _nonces(nonce: bytes) -> list[tuple[str, bytes]]:
    start = int.from_bytes(nonce[-4:], "big")
    found = [("", nonce)]
    for count in (0, 1, 2, 3):
        if count != start:
            found.append((f"the counter at {count}, not {start}", _nonce_at(nonce, count)))
        little = nonce[:-4] + count.to_bytes(4, "little")
        found.append((f"the counter written little-endian, at {count}", little))
        found.append((f"a counter in front of the nonce, at {count}", count.to_bytes(4, "big") + nonce[:-4]))
    found += [
        ("the nonce reversed", nonce[::-1]),
        ("the first 12 bytes of the nonce", nonce[:12]),
        ("the first 8 bytes of the nonce and no counter", nonce[:8]),
        ("a nonce of zeros", bytes(12)),
        ("the nonce filled with zeros to 16 bytes", nonce.ljust(16, b"\0")),
    ]
    return [(words, one) for words, one in found if 8 <= len(one) <= 128]
