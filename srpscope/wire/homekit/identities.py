"""M5 and M6 of pair-setup: both sides' long-term keys, signed, and sealed with a key made of SRP's K.

HomeKit Accessory Protocol Specification (non-commercial version), chapters 5.6.5 and 5.6.6: HKDF-SHA-512 for every key,
ChaCha20-Poly1305 with the message's name as its nonce, Ed25519 over (a key of the session | identifier | public key).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from srpscope.printable import printable
from srpscope.wire.exchange import RefusedError, Side
from srpscope.wire.homekit.messages import ENCRYPTED, IDENTIFIER, PUBLIC_KEY, SIGNATURE
from srpscope.wire.tlv8 import items, tlv8

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_NONCES: Final = {"client": b"PS-Msg05", "server": b"PS-Msg06"}
_MESSAGES: Final = {"client": "M5", "server": "M6"}
_SIGN: Final = {"client": b"Pair-Setup-Controller-Sign", "server": b"Pair-Setup-Accessory-Sign"}


@dataclass(frozen=True)
class Identity:
    """One side's long-term identity. seed: 32 bytes of its Ed25519 key."""

    name: str
    seed: bytes

    @property
    def public(self) -> bytes:
        """Its public key, 32 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()


@dataclass(frozen=True)
class ShownIdentity:
    """What a side showed in M5 or M6, its signature checked. public: its Ed25519 public key."""

    name: bytes
    public: bytes


def derived(K: bytes, name: bytes) -> bytes:
    """HKDF-SHA-512 of K with "NAME-Salt" and "NAME-Info", 32 bytes."""
    from cryptography.hazmat.primitives.hashes import SHA512
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA512(), KEY_BYTES, name + b"-Salt", name + b"-Info").derive(K)


def sealed(side: Side, K: bytes, identity: Identity) -> bytes:
    """The encrypted data of a side's message (M5 of the client, M6 of the server)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    name = identity.name.encode("utf-8", "surrogateescape")
    signed = derived(K, _SIGN[side]) + name + identity.public
    signature = Ed25519PrivateKey.from_private_bytes(identity.seed).sign(signed)
    inner = tlv8([(IDENTIFIER, name), (PUBLIC_KEY, identity.public), (SIGNATURE, signature)])
    return ChaCha20Poly1305(derived(K, b"Pair-Setup-Encrypt")).encrypt(bytes(4) + _NONCES[side], inner, None)


def opened(side: Side, K: bytes, data: bytes) -> ShownIdentity:
    """What a side's M5 or M6 holds. data: the whole message. Raises RefusedError, of "session", for what does not open
    or whose signature is another's."""
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    name = _MESSAGES[side]
    found, fault = items(data)
    content = next((one.data for one in found if one.kind == ENCRYPTED and not one.missing), None)
    if fault or content is None:
        raise _refused(f"{name} holds no encrypted data{f': {fault}' if fault else ''}.", "malformed")
    try:
        inner = ChaCha20Poly1305(derived(K, b"Pair-Setup-Encrypt")).decrypt(bytes(4) + _NONCES[side], content, None)
    except (InvalidTag, ValueError):
        raise _refused(
            f"{name} does not open with the key of this K, although the proofs agree: HKDF-SHA-512 of K with "
            f"Pair-Setup-Encrypt-Salt and -Info, ChaCha20-Poly1305 with the nonce {_NONCES[side].decode()} behind four "
            "zero bytes."
        ) from None
    inside, fault = items(inner)
    held = {one.kind: one.data for one in inside if not one.missing}
    identifier, public, signature = held.get(IDENTIFIER), held.get(PUBLIC_KEY), held.get(SIGNATURE)
    if fault or identifier is None or public is None or signature is None:
        raise _refused(f"{name} opens, but holds no identifier, public key and signature.", "malformed")
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        raise _refused(
            f"{name} opens, but key or signature have {len(public)} and {len(signature)} bytes.", "malformed"
        )
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, derived(K, _SIGN[side]) + identifier + public)
    except (InvalidSignature, ValueError):
        raise _refused(
            f"{name} opens, but its signature is not the one of its key over ({_SIGN[side].decode()} of K, identifier, "
            "public key)."
        ) from None
    return ShownIdentity(identifier, public)


def sentence(side: Side, shown: ShownIdentity) -> str:
    """What a message held, for a note."""
    who = printable(shown.name.decode("utf-8", "replace"), 64)
    return f"{_MESSAGES[side]} opens: the {side} is {who}, its signature is right, key {shown.public.hex()}."


def _refused(text: str, cause: str = "identity") -> RefusedError:
    return RefusedError(text, cause, of="session")
