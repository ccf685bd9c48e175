"""HomeKit pair-setup: its six messages M1 to M6 in TLV8, of which M2, M3 and M4 carry SRP.

    M1  client  state 1, method, flags          M2  server  state 2, salt, public key B
    M3  client  state 3, public key A, proof    M4  server  state 4, proof (or an error)
    M5, M6      what both exchange under the session key

HomeKit Accessory Protocol Specification (non-commercial version), chapters 5.6 and 5.14. The names of the messages are
HomeKit's; the proofs in them are SRP's M1 (in M3) and M2 (in M4).
"""

from __future__ import annotations

from typing import Final

from srpscope.wire.decoders import Decoded
from srpscope.wire.tlv8 import Item, items

METHOD, IDENTIFIER, SALT, PUBLIC_KEY, PROOF, ENCRYPTED, STATE, ERROR, RETRY_DELAY = range(9)
CERTIFICATE, SIGNATURE, PERMISSIONS, FRAGMENT_DATA, FRAGMENT_LAST, FLAGS = 9, 10, 11, 12, 13, 19

ENDPOINT: Final = "/pair-setup"
CONTENT_TYPE: Final = "application/pairing+tlv8"

UNKNOWN, AUTHENTICATION, BACKOFF, MAX_PEERS, MAX_TRIES, UNAVAILABLE, BUSY = range(1, 8)
"""Errors."""

TRANSIENT: Final = 0x10
"""The flag of a pair-setup that ends with M4."""

ITEM_NAMES: Final = {
    METHOD: "method", IDENTIFIER: "identifier", SALT: "salt", PUBLIC_KEY: "public key", PROOF: "proof",
    ENCRYPTED: "encrypted data", STATE: "state", ERROR: "error", RETRY_DELAY: "retry delay", CERTIFICATE: "certificate",
    SIGNATURE: "signature", PERMISSIONS: "permissions", FRAGMENT_DATA: "fragment", FRAGMENT_LAST: "last fragment",
    FLAGS: "flags", 0x1B: "session id", 0xFF: "separator",
}  # fmt: skip

METHODS: Final = {
    0: "pair-setup", 1: "pair-setup with Apple's authentication chip", 2: "pair-verify", 3: "add pairing",
    4: "remove pairing", 5: "list pairings",
}  # fmt: skip

ERRORS: Final = {
    UNKNOWN: ("kTLVError_Unknown", "an error without a reason"),
    AUTHENTICATION: ("kTLVError_Authentication", "the setup code or a signature is refused"),
    BACKOFF: ("kTLVError_Backoff", "too many tries: wait as long as the retry delay says"),
    MAX_PEERS: ("kTLVError_MaxPeers", "no further pairing fits"),
    MAX_TRIES: ("kTLVError_MaxTries", "100 wrong tries: it takes no more until it is set up anew"),
    UNAVAILABLE: ("kTLVError_Unavailable", "it is paired already"),
    BUSY: ("kTLVError_Busy", "it is being paired by somebody else"),
}

_AUTHENTICATION_IN: Final = {
    2: "it refuses before it has seen a proof",
    4: "the proof is wrong: another setup code, or another way to compute it",
    6: "M5 does not open there, or its signature is wrong",
}
"""What is refused with AUTHENTICATION, by the state of the answer."""

STATES: Final = range(1, 7)
SALT_BYTES, KEY_BYTES, PROOF_BYTES = 16, 384, 64

PAIR_VERIFY_KEY_BYTES: Final = 32
"""A public key of pair-verify, which has the same states and is no SRP: Curve25519."""


def sender_of(state: int) -> str:
    """Who sends the message of a state: the odd ones are the client's."""
    return "client" if state % 2 else "server"


def error_words(state: int, code: int, delay: int | None = None) -> str:
    """The error of a message of that state in words, with its number and Apple's name. delay: seconds to wait, where
    the message tells them."""
    name, words = ERRORS.get(code, ("kTLVError", "a number that the specification does not have"))
    words = _AUTHENTICATION_IN.get(state, words) if code == AUTHENTICATION else words
    told = "" if delay is None else f" ({delay:,} seconds)"
    return f"{name} ({code}): {words}{told}"


def state_of(found: list[Item]) -> int | None:
    """The state that a message says it is of; None where it says none, or two."""
    states = [one.data for one in found if one.kind == STATE]
    return states[0][0] if len(states) == 1 and len(states[0]) == 1 and states[0][0] in STATES else None


def is_pair_verify(found: list[Item]) -> bool:
    """Whether these are items of pair-verify: a short key, or encrypted data where pair-setup has none."""
    state = state_of(found)
    keys = [len(one.data) for one in found if one.kind == PUBLIC_KEY]
    held = {one.kind for one in found}
    return PAIR_VERIFY_KEY_BYTES in keys or (state in (1, 2, 3) and ENCRYPTED in held)


def decode(sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
    """The values of one message: M2 -> s, B; M3 -> A, M1; M4 -> M2. None where it is no message of pair-setup."""
    if endpoint is not None and endpoint.rstrip("/").split("/")[-1] in ("pair-verify", "pairings"):
        return None
    found, fault = items(data)
    state = state_of(found)
    if state is None or is_pair_verify(found) or any(one.kind not in ITEM_NAMES for one in found):
        return None
    decoded = Decoded(f"M{state}")
    notes = decoded.notes
    if fault:
        notes.append(f"{fault[0].upper()}{fault[1:]}.")
    if sender_of(state) != sender:
        notes.append(f"M{state} comes from the {sender}, but it is the other side's message.")
    refusal = None
    for item in found:
        value = _value_name(state, item.kind)
        decoded.fields.append((value or ITEM_NAMES[item.kind], tuple(item.spans)))
        if item.missing:
            continue
        if value:
            decoded.values[value] = item.data
        if item.kind == METHOD and item.data[:1] != b"\0":
            notes.append(f"The method is {METHODS.get(int.from_bytes(item.data, 'little'), 'unknown')}.")
        if item.kind == ERROR:
            refusal = error_words(state, int.from_bytes(item.data[:8], "little"), _delay(found))
        notes += _length_note(item)
    return Decoded(decoded.name, decoded.values, decoded.fields, notes, refusal)


def _delay(found: list[Item]) -> int | None:
    return next((int.from_bytes(one.data[:8], "little") for one in found if one.kind == RETRY_DELAY), None)


def _value_name(state: int, kind: int) -> str | None:
    return {(2, SALT): "s", (2, PUBLIC_KEY): "B", (3, PUBLIC_KEY): "A", (3, PROOF): "M1", (4, PROOF): "M2"}.get(
        (state, kind)
    )


def _length_note(item: Item) -> list[str]:
    expected = {SALT: SALT_BYTES, PUBLIC_KEY: KEY_BYTES, PROOF: PROOF_BYTES}.get(item.kind)
    if expected is None or len(item.data) == expected:
        return []
    return [f"The {ITEM_NAMES[item.kind]} has {len(item.data)} bytes, not {expected}."]


def whole(data: bytes) -> int | None:
    """The state of a message that is complete and has what pair-setup's has in that state; None for anything else."""
    found, fault = items(data)
    state = state_of(found)
    if fault or state is None or is_pair_verify(found) or any(one.kind not in ITEM_NAMES for one in found):
        return None
    held = {one.kind: one.data for one in found}
    if ERROR in held:
        return state if state % 2 == 0 and len(held[ERROR]) == 1 and held[ERROR][0] in ERRORS else None
    fits = {
        1: held.get(METHOD) in (b"\0", b"\1") and held.keys() <= {METHOD, STATE, FLAGS},
        2: 1 <= len(held.get(SALT, b"")) <= SALT_BYTES and _is_key(held.get(PUBLIC_KEY, b"")),
        3: _is_key(held.get(PUBLIC_KEY, b"")) and len(held.get(PROOF, b"")) in (PROOF_BYTES, PROOF_BYTES - 1),
        4: len(held.get(PROOF, b"")) in (PROOF_BYTES, PROOF_BYTES - 1),
        5: len(held.get(ENCRYPTED, b"")) > 16,
        6: len(held.get(ENCRYPTED, b"")) > 16,
    }
    return state if fits[state] else None


def _is_key(data: bytes) -> bool:
    return KEY_BYTES - 4 <= len(data) <= KEY_BYTES + 1
