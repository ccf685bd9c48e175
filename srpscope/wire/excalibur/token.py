"""The token that Excalibur hands out: a JWT, sealed under K."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from hashlib import sha256
from typing import Any

from srpscope.wire.excalibur.messages import NONCE_BYTES, TOKEN_BYTES
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import read_object, text_of, write_object


def seal_token(key: bytes, token: str, nonce: bytes | None = None) -> str:
    """{"nonce","token","tag"} in base64: AES-256-GCM under K, a nonce of 16 bytes as the server's library draws."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = nonce or secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, token.encode("utf-8"), None)
    parts = {"nonce": nonce, "token": sealed[:-16], "tag": sealed[-16:]}
    return json.dumps({name: base64.b64encode(part).decode("ascii") for name, part in parts.items()})


def open_token(key: bytes, text: str) -> str:
    """The JWT that was sent. Raises RefusedError, its cause "key", "nonce", "tag" or "token": which is wrong."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    parts = _parts(text)
    if len(key) not in (16, 24, 32):
        raise _wrong("key", f"K has {len(key)} bytes, which is no AES key.")
    if not 8 <= len(parts["nonce"]) <= 128:
        raise _wrong("nonce", f"the nonce has {len(parts['nonce'])} bytes; AES-GCM takes 8 to 128.")
    if len(parts["tag"]) != 16:
        raise _wrong("tag", f"the tag has {len(parts['tag'])} bytes, not 16.")
    try:
        return AESGCM(key).decrypt(parts["nonce"], parts["token"] + parts["tag"], None).decode("utf-8")
    except InvalidTag:
        raise _which(key, parts) from None
    except UnicodeDecodeError:
        raise _wrong("token", "it opens under K, and what is in it is no text.") from None


def _parts(text: str) -> dict[str, bytes]:
    message = read_object(text.encode("utf-8", "replace"), "the token")
    parts: dict[str, bytes] = {}
    for name in ("nonce", "token", "tag"):
        try:
            parts[name] = base64.b64decode(text_of(message, name, "the token", 2 * TOKEN_BYTES), validate=True)
        except (binascii.Error, ValueError):
            raise _wrong(name, f'"{name}" is no base64.') from None
    return parts


def _which(key: bytes, parts: dict[str, bytes]) -> RefusedError:
    """Which of key, nonce and tag is wrong. Under the right key and nonce the bytes read as the JWT that they should
    be, whatever the tag says."""
    nonce, sealed = parts["nonce"], parts["token"]
    if _reads(key, nonce, sealed):
        return _wrong("tag", "K and the nonce are right, for a JWT comes out; the tag is another one.")
    nonces = {"its first 12 bytes": nonce[:12], "it reversed": nonce[::-1], "zeros": bytes(len(nonce))}
    for words, other in nonces.items():
        if len(other) >= 8 and other != nonce and _reads(key, other, sealed):
            return _wrong("nonce", f"K opens it with another nonce than it brings: {words}.")
    keys = {"SHA-256 of K": sha256(key).digest(), "the first 16 bytes of K": key[:16], "K reversed": key[::-1]}
    for words, other in keys.items():
        if other != key and _reads(other, nonce, sealed):
            return _wrong("key", f"it is sealed under another key than K: {words}.")
    return _wrong(
        "key",
        "no JWT comes out under K and this nonce. Both proofs were right, so both sides hold this K: it was sealed "
        "under another key or nonce, or changed on the way.",
    )


def _reads(key: bytes, nonce: bytes, sealed: bytes) -> bool:
    """Whether a JWT comes out, the tag left aside."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import GCM

    plain = Cipher(AES(key), GCM(nonce)).decryptor().update(sealed)
    return plain.startswith(b"eyJ") and plain.count(b".") == 2


def _wrong(what: str, sentence: str) -> RefusedError:
    return RefusedError(f"The token does not open, by its {what}: {sentence}", what, of="token")


def make_jwt(claims: dict[str, Any], key: bytes) -> str:
    """A signed token (HS256), as the server would hand out."""
    import hashlib
    import hmac

    head = _url64(write_object({"alg": "HS256", "typ": "JWT"})) + "." + _url64(write_object(claims))
    return head + "." + _url64(hmac.new(key, head.encode("ascii"), hashlib.sha256).digest())


def read_jwt(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims. The signature is not verified: its key never leaves the server. Raises RefusedError."""
    parts = token.split(".")
    if len(parts) != 3:
        raise RefusedError("The token is no JWT: it has not three parts.")
    try:
        header, claims = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts[:2])
    except (binascii.Error, ValueError):
        raise RefusedError("The token is no JWT: a part is not base64.") from None
    return read_object(header, "the JWT's header"), read_object(claims, "the JWT's claims")


def shown_token(token: str) -> list[str]:
    """The JWT for people: its header and claims, and that nobody verified it. Raises RefusedError."""
    header, claims = read_jwt(token)
    return [
        f"The token opens under K. Its header: {json.dumps(header)[:500]}",
        f"Its claims: {json.dumps(claims)[:2_000]}",
        "Its signature is not verified: the key for that never leaves the server.",
    ]


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
