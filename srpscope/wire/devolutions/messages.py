"""Devolutions SRP-PROTO, version 6: four binary messages, little-endian, the last two under a MAC.

Layout from the SRP-PROTO document and the message types of Devolutions/sarpine-rs. Every message: signature "SRP\\0"
(4), type (1), version (1), flags (2); then the fields in order; then the MAC (32) where its flag is set.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from srpscope.wire.exchange import RefusedError

SIGNATURE = b"SRP\0"
VERSION = 6
HEADER_BYTES = 8
FLAG_MAC = 0x0001
MAC_BYTES = 32
MESSAGE_BYTES = HEADER_BYTES + 8 + 2 * (2 + 65_535) + 1
"""The longest message that the layout allows: INITIATE or OFFER with two full fields."""

INITIATE, OFFER, ACCEPT, CONFIRM = 1, 2, 3, 4
NAMES = {INITIATE: "INITIATE", OFFER: "OFFER", ACCEPT: "ACCEPT", CONFIRM: "CONFIRM"}
SENDERS = {INITIATE: "client", OFFER: "server", ACCEPT: "client", CONFIRM: "server"}
FIELDS = {INITIATE: ("I", "A"), OFFER: ("s", "B"), ACCEPT: ("M1",), CONFIRM: ("M2",)}

PRIME_BYTES = (256, 512, 1024)
SHA256 = 0x12
MULTIHASH = {
    0x00: "identity",
    0x11: "SHA-1",
    0x12: "SHA-256",
    0x13: "SHA-512",
    0x14: "SHA3-512",
    0x15: "SHA3-384",
    0x16: "SHA3-256",
    0x17: "SHA3-224",
    0x18: "SHAKE-128",
    0x19: "SHAKE-256",
    0x1A: "Keccak-224",
    0x1B: "Keccak-256",
    0x1C: "Keccak-384",
    0x1D: "Keccak-512",
    0x1E: "BLAKE3",
    0x20: "SHA-384",
    0x56: "double SHA-256",
    0xD5: "MD5",
    0x1012: "SHA-256 cut to 254 bits",
    0x1013: "SHA-224",
    0x1014: "SHA-512/224",
    0x1015: "SHA-512/256",
    0x1053: "RIPEMD-160",
    0xB220: "BLAKE2b-256",
    0xB240: "BLAKE2b-512",
    0xB260: "BLAKE2s-256",
}
"""Codes of the multihash table, of which the document prints 0x12."""


def hash_name(code: int) -> str:
    """A multihash code for people: "SHA-512 (0x13)", "unknown (0x99)"."""
    return f"{MULTIHASH.get(code, 'unknown')} (0x{code:02x})"


@dataclass(frozen=True)
class SrpProtoMessage:
    """One message. fields: I, A, s, B, M1 (the document's M), M2 (its HAMK), in the order of the layout.
    prime_bytes, hash_code, reserved: of INITIATE and OFFER only. places: where each field's bytes stand."""

    kind: int
    fields: dict[str, bytes]
    prime_bytes: int = PRIME_BYTES[0]
    hash_code: int = SHA256
    reserved: int = 0
    flags: int = 0
    version: int = VERSION
    mac: bytes | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """INITIATE, OFFER, ACCEPT or CONFIRM."""
        return NAMES[self.kind]

    def write(self) -> bytes:
        """The bytes of the message. A field longer than 65,535 bytes cannot be sent: RefusedError."""
        out = bytearray(SIGNATURE)
        out += bytes((self.kind, self.version)) + _u16(self.flags)
        if self.kind in (INITIATE, OFFER):
            out += _u16(self.prime_bytes) + _u16(self.hash_code) + self.reserved.to_bytes(4, "little")
        for name in FIELDS[self.kind]:
            content = self.fields[name]
            if len(content) > 65_535:
                raise RefusedError(f"{name} has {len(content):,} bytes; a field holds 65,535.", "length")
            out += _u16(len(content)) + content + (b"\0" if name == "I" else b"")
        return bytes(out) + (self.mac or b"")


def _u16(number: int) -> bytes:
    return number.to_bytes(2, "little")


class _Reader:
    """Takes bytes off a message and says by name what is missing."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int, what: str) -> bytes:
        if self.at + count > len(self.data):
            raise RefusedError(
                f"{what} runs past the end: {count} bytes from offset {self.at}, {len(self.data) - self.at} are left.",
                "length",
            )
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count: int, what: str) -> int:
        return int.from_bytes(self.take(count, what), "little")


def read(data: bytes) -> SrpProtoMessage:
    """One message, complete, nothing after it. Raises RefusedError, its cause one of signature, type, version, length,
    nul, mac-flag, trailing."""
    reader = _Reader(data)
    signature = reader.take(4, "the signature")
    if signature != SIGNATURE:
        raise RefusedError(f"The signature is {signature.hex()}, not 53525000 (SRP and a NUL).", "signature")
    kind = reader.number(1, "the type")
    if kind not in NAMES:
        raise RefusedError(f"Type {kind} is none of the four messages.", "type")
    version = reader.number(1, "the version")
    if version != VERSION:
        raise RefusedError(f"{NAMES[kind]} has version {version}; this is version {VERSION}.", "version")
    flags = reader.number(2, "the flags")
    prime_bytes, hash_code, reserved = PRIME_BYTES[0], SHA256, 0
    if kind in (INITIATE, OFFER):
        prime_bytes = reader.number(2, "primeSize")
        hash_code = reader.number(2, "hashType")
        reserved = reader.number(4, "reserved")
    values: dict[str, bytes] = {}
    places: dict[str, tuple[int, int]] = {}
    for name in FIELDS[kind]:
        size = reader.number(2, f"the size of {name}")
        places[name] = (reader.at, size)
        values[name] = reader.take(size, name)
        if name == "I" and reader.take(1, "the NUL after I") != b"\0":
            raise RefusedError("No NUL follows the user name.", "nul")
    mac = None
    if flags & FLAG_MAC:
        places["mac"] = (reader.at, MAC_BYTES)
        mac = reader.take(MAC_BYTES, "the MAC")
    if reader.at < len(data):
        raise RefusedError(f"{len(data) - reader.at} bytes follow the end of {NAMES[kind]}.", "trailing")
    return SrpProtoMessage(kind, values, prime_bytes, hash_code, reserved, flags, version, mac, places)


def check(message: SrpProtoMessage) -> None:
    """What both sides hold every message to. Raises RefusedError: reserved, prime-size, hash, mac-flag, flags."""
    name = message.name
    if message.kind in (ACCEPT, CONFIRM) and not message.flags & FLAG_MAC:
        raise RefusedError(f"{name} lacks the MAC flag (0x0001) and so its MAC.", "mac-flag")
    if message.kind in (INITIATE, OFFER) and message.flags & FLAG_MAC:
        raise RefusedError(f"{name} carries a MAC, before there is a key for it.", "mac-flag")
    if message.flags & ~FLAG_MAC:
        raise RefusedError(f"{name} has unknown flags (0x{message.flags:04x}).", "flags")
    if message.kind in (ACCEPT, CONFIRM):
        return
    if message.reserved:
        raise RefusedError(f"{name}: reserved is 0x{message.reserved:08x}, not zero.", "reserved")
    if message.prime_bytes not in PRIME_BYTES:
        bits = message.prime_bytes * 8
        weak = " Primes below 2048 bits are too weak." if bits < 2048 else ""
        raise RefusedError(f"{name}: primeSize {message.prime_bytes} is none of 256, 512, 1024.{weak}", "prime-size")
    if message.hash_code != SHA256:
        raise RefusedError(f"{name}: hashType is {hash_name(message.hash_code)}, not SHA-256 (0x12).", "hash")
    public = message.fields["A" if message.kind == INITIATE else "B"]
    if len(public) > message.prime_bytes:
        raise RefusedError(f"{name}: the public key has {len(public)} bytes, more than the prime.", "length")


def length(head: bytes) -> int | None:
    """How many bytes the message at the beginning of a stream has; None: more must come to tell. The document is
    transport agnostic: a message tells its own length. Raises RefusedError for what cannot begin a message."""
    if not SIGNATURE.startswith(head[:4]):
        raise RefusedError(f"The signature is {head[:4].hex()}, not 53525000 (SRP and a NUL).", "signature")
    if len(head) < HEADER_BYTES:
        return None
    kind = head[4]
    if kind not in NAMES:
        raise RefusedError(f"Type {kind} is none of the four messages.", "type")
    at = HEADER_BYTES + (8 if kind in (INITIATE, OFFER) else 0)
    for name in FIELDS[kind]:
        if len(head) < at + 2:
            return None
        at += 2 + int.from_bytes(head[at : at + 2], "little") + (name == "I")
    return at + (MAC_BYTES if int.from_bytes(head[6:8], "little") & FLAG_MAC else 0)


# Over HTTP the same messages stand in headers, in base64 after the scheme's name. In the document's last two legs the
# names msg2 and msg3 are printed again; by their sense they are msg3 (ACCEPT) and msg4 (CONFIRM): that is done here.
SCHEME = "SRP"
AUTH_ID = "Auth-ID"


def header_of(message: bytes) -> str:
    """The value of Authorization or WWW-Authenticate that carries a message; of no message, the scheme alone."""
    return SCHEME if not message else f"{SCHEME} {base64.b64encode(message).decode('ascii')}"


def from_header(value: str) -> bytes:
    """The message in a header's value, b"" where only the scheme stands. Raises RefusedError."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.upper() != SCHEME:
        raise RefusedError(f"The header names the scheme {scheme[:20]!r}, not SRP.", "scheme")
    if len(rest) > 2 * MESSAGE_BYTES:
        raise RefusedError("The header is longer than any message.", "length")
    try:
        return base64.b64decode(rest.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("The header's message is not base64.", "base64") from None
