"""The functions that hash: the plain hashes, and HMAC, HKDF, PBKDF2 .. over them, each with its source."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from srpscope.srp import allowance, encodings, limits
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.functions.function import Arguments, Function
from srpscope.srp.outcome import Failure
from srpscope.srp.primitives import hashes
from srpscope.srp.primitives.interleaving import HALVES, interleaved
from srpscope.srp.primitives.interruptible import done

AS_IS = encodings.NAMES["AS_IS"]


@cache
def digest(name: str) -> Callable[[bytes], bytes]:
    """The hash function of a canonical name."""
    return hashes.new(name)


def function_name(hash_name: str) -> str:
    """A hash as formulas write it: sha3-256 -> SHA3_256."""
    return hash_name.upper().replace("-", "_")


def xor(a: bytes, b: bytes) -> bytes:
    """a ^ b of equally long bytes."""
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(len(a), "big")


def joined(pieces: list[bytes]) -> bytes:
    """Pieces one after the other. Raises Failure where they are too long together."""
    check_length(map(len, pieces))
    return b"".join(pieces)


def check_length(lengths: Iterable[int]) -> None:
    """Raises Failure where pieces are too long together."""
    if sum(lengths) > limits.JOINED_BYTES:
        raise Failure(f"more than {limits.JOINED_BYTES:,} bytes in one piece")


def _spend(call: Arguments, blocks: int, size: int) -> None:
    """Hash calls that are about to be made, each over so many bytes."""
    seconds = blocks * (allowance.ROUND + allowance.BYTE * size)
    call.allowance.spend(seconds, "{:,} hashes over {:,} bytes each", blocks, size)


def _hash(call: Arguments) -> bytes:
    """A plain hash of its operands, joined."""
    name = call.hash_name()
    if not call.recording:
        data = call.fed()
        _spend(call, 1, len(data))
        return digest(name)(data)
    operands = call.operands()
    data = joined([operand.data for operand in operands])
    _spend(call, 1, len(data))
    out = digest(name)(data)
    call.record(HashCall(function_name(name), operands, out))
    return out


def _length(call: Arguments) -> int:
    return call.count("length", "the length", limits.LENGTH_BYTES)


def _hmac_calls(key: bytes, message: bytes, name: str) -> tuple[tuple[HashCall, ...], bytes]:
    """The two hash calls of an HMAC (RFC 2104) and its result."""
    h, block = digest(name), hashes.constructor(name)().block_size
    calls: list[HashCall] = []
    if len(key) > block:
        shorter = h(key)
        calls.append(HashCall(function_name(name), (Operand("key", AS_IS, key),), shorter))
        key = shorter
    key = key.ljust(block, b"\0")
    ipad, opad = bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)
    inner = h(ipad + message)
    out = h(opad + inner)
    calls.append(
        HashCall(function_name(name), (Operand("key ^ 36..", AS_IS, ipad), Operand("message", AS_IS, message)), inner)
    )
    calls.append(
        HashCall(function_name(name), (Operand("key ^ 5c..", AS_IS, opad), Operand("inner digest", AS_IS, inner)), out)
    )
    return tuple(calls), out


def _hmac(call: Arguments) -> bytes:
    name = call.hash_name()
    operands = call.operands()
    key, message = (operand.data for operand in operands)
    _spend(call, 2, len(key) + len(message))
    if not call.recording:
        return hmac.digest(key, message, hashes.constructor(name))
    calls, out = _hmac_calls(key, message, name)
    call.record(HashCall("HMAC", operands, out, calls))
    return out


def _hkdf(call: Arguments) -> bytes:
    """RFC 5869; an empty salt is a block of zeros."""
    name, length = call.hash_name(), _length(call)
    operands = call.operands()
    ikm, salt, info = (operand.data for operand in operands)
    size = hashes.digest_length(name)
    if length > 255 * size:
        raise Failure(f"HKDF gives at most {255 * size} bytes")
    _spend(call, 1, len(ikm) + len(salt))
    _spend(call, 2 * -(-length // size), size + len(info))
    salt = salt or bytes(size)
    inner: list[HashCall] = []

    def step(key: bytes, message: bytes) -> bytes:
        if not call.recording:
            return hmac.digest(key, message, hashes.constructor(name))
        calls, out = _hmac_calls(key, message, name)
        operands = (Operand("key", AS_IS, key), Operand("message", AS_IS, message))
        inner.append(HashCall("HMAC", operands, out, calls))
        return out

    prk = step(salt, ikm)
    okm, block = b"", b""
    for counter in range(1, -(-length // size) + 1):
        block = step(prk, block + info + bytes([counter]))
        okm += block
    out = okm[:length]
    if call.recording:
        call.record(HashCall("HKDF", operands, out, tuple(inner)))
    return out


def _pbkdf2(call: Arguments) -> bytes:
    """RFC 8018. The arguments are kept, not the inner calls."""
    name, length = call.hash_name(), _length(call)
    count = call.count("iterations", "an iteration count of", limits.ITERATIONS)
    if count == 0 or length == 0:
        raise Failure("PBKDF2 needs at least one iteration and one byte")
    operands = call.operands()
    password, salt = (operand.data for operand in operands)
    function = hashes.for_pbkdf2(name)
    if function is None:
        raise Failure(f"PBKDF2 with {hashes.shown(name)} is not offered")
    key = (function, password, salt, count, length)
    if key not in _STRETCHED:
        blocks = -(-length // hashes.digest_length(name))
        seconds = allowance.ROUND * pbkdf2_rounds(name, count, length)
        call.allowance.spend(seconds, "PBKDF2 with {:,} iterations for each of {:,} blocks", count, blocks)
        _keep(key, done(seconds, hashlib.pbkdf2_hmac, function, password, salt, count, length))
    out = _STRETCHED[key]
    if call.recording:
        call.record(HashCall("PBKDF2", operands, out))
    return out


def pbkdf2_rounds(name: str, count: int, length: int) -> int:
    """Rounds of PBKDF2 reckoned in those of SHA-256: one of any hash takes about as long for each 32 bytes that it
    gives. count: iterations for each block of the `length` bytes."""
    size = hashes.digest_length(name)
    return count * -(-length // size) * -(-size // 32)


_STRETCHED: dict[tuple[object, ...], bytes] = {}


def _keep(key: tuple[object, ...], out: bytes) -> None:
    # Stretching takes a quarter of a second by design; an edit elsewhere must not pay for it again.
    if len(_STRETCHED) >= 64:
        _STRETCHED.pop(next(iter(_STRETCHED)))
    _STRETCHED[key] = out


_BCRYPT_ALPHABET = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def _bcrypt(call: Arguments) -> str:
    """bcrypt as Proton calls it: 60 characters "$2y$..", the password cut at 72 bytes."""
    cost = call.count("cost", "a bcrypt cost of", limits.BCRYPT_COST)
    operands = call.operands()
    password, salt = (operand.data for operand in operands)
    if len(salt) != 16:
        raise Failure(f"the salt of BCRYPT has 16 bytes, not {len(salt)}")
    if b"\0" in password:
        raise Failure("BCRYPT takes no password with a NUL byte")
    if cost < 4:
        raise Failure("the cost of BCRYPT is at least 4")
    key = ("bcrypt", password[:72], salt, cost)
    if key not in _STRETCHED:
        seconds = allowance.BCRYPT * 2**cost
        call.allowance.spend(seconds, "bcrypt of cost {:,}", cost)
        import bcrypt

        text = base64.b64encode(salt).translate(_BCRYPT_ALPHABET)[:22]
        out = done(seconds, bcrypt.hashpw, password[:72], b"$2b$%02d$" % cost + text)
        _keep(key, b"$2y$" + out[4:])
    if call.recording:
        call.record(HashCall("BCRYPT", operands, _STRETCHED[key]))
    return _STRETCHED[key].decode("ascii")


def _mgf1(call: Arguments) -> bytes:
    """RFC 8017 B.2.1: H(seed | 00000000) | H(seed | 00000001) ..."""
    name = call.hash_name()
    h, size = digest(name), hashes.digest_length(name)
    if call.given("blocks") == call.given("length"):
        raise Failure("MGF1 takes length= or blocks=")
    if call.given("length"):
        wanted = _length(call)
    else:
        wanted = call.count("blocks", "a number of blocks of", limits.LENGTH_BYTES // size) * size
    operand = call.operands()[0]
    _spend(call, -(-wanted // size), len(operand.data) + 4)
    inner = []
    for counter in range(-(-wanted // size)):
        count = counter.to_bytes(4, "big")
        pieces = (operand, Operand(f"counter {counter}", AS_IS, count))
        inner.append(HashCall(function_name(name), pieces, h(operand.data + count)))
    out = b"".join(one.out for one in inner)[:wanted]
    if call.recording:
        call.record(HashCall("MGF1", (operand,), out, tuple(inner)))
    return out


def _interleave(call: Arguments) -> bytes:
    """SHA_Interleave of RFC 2945 section 3.1: two halves hashed apart, their digests' bytes in turn.

    drop: 'rfc2945' strips all leading 00, then one more byte if the rest is odd; 'pairs' drops two bytes while the
    first is 00 (WoW, on little-endian bytes); 'none' drops nothing. halves: 'even' hashes the bytes at even places
    first, 'odd' those at odd ones, 'split' the first half and then the second.
    """
    name = call.hash_name()
    operand = call.operands()[0]
    _spend(call, 2, len(operand.data))
    out, halves = interleaved(digest(name), operand.data, call.word("drop") or "none", call.word("halves") or "even")
    if call.recording:
        inner = [HashCall(function_name(name), (Operand(one.name, AS_IS, one.data),), one.digest) for one in halves]
        call.record(HashCall("INTERLEAVE", (operand,), out, tuple(inner)))
    return out


def _tlsprf(call: Arguments) -> bytes:
    """The TLS PRF: with hash= that of TLS 1.2 (RFC 5246 section 5), without it that of TLS 1.0 and 1.1 (RFC 2246)."""
    length = _length(call)
    operands = call.operands()
    secret, label, seed = (operand.data for operand in operands)
    seed = label + seed
    _spend(call, 4 * (-(-length // 16)), len(secret) + len(seed))
    if call.given("hash"):
        out = _p_hash(hashes.constructor(call.hash_name()), secret, seed, length)
    else:
        half = (len(secret) + 1) // 2
        out = xor(
            _p_hash("md5", secret[:half], seed, length), _p_hash("sha1", secret[len(secret) - half :], seed, length)
        )
    if call.recording:
        call.record(HashCall("TLSPRF", operands, out))
    return out


def _p_hash(name: str | Callable[..., Any], secret: bytes, seed: bytes, length: int) -> bytes:
    out, a = b"", seed
    while len(out) < length:
        a = hmac.digest(secret, a, name)
        out += hmac.digest(secret, a + seed, name)
    return out[:length]


def _plain(name: str, hash: str | None) -> Function:
    return Function(name, _hash, hash=hash, hashes=True, records=True, needs_hash=hash is None, feeds=True)


FUNCTIONS = (
    _plain("H", None),
    *(_plain(function_name(name), name) for name in hashes.HASHES),
    Function("HMAC", _hmac, arguments=("key", "message"), options=("hash",), records=True, needs_hash=True, feeds=True),
    Function(
        "HKDF",
        _hkdf,
        arguments=("ikm", "salt", "info"),
        options=("length", "hash"),
        required=("length",),
        records=True,
        needs_hash=True,
        feeds=True,
    ),
    Function(
        "PBKDF2",
        _pbkdf2,
        arguments=("password", "salt"),
        options=("iterations", "length", "hash"),
        required=("iterations", "length", "hash"),
        records=True,
        feeds=True,
        stretches=True,
    ),
    Function(
        "BCRYPT",
        _bcrypt,
        kind="text",
        arguments=("password", "salt"),
        options=("cost",),
        required=("cost",),
        records=True,
        feeds=True,
        stretches=True,
    ),
    Function(
        "MGF1", _mgf1, arguments=("seed",), options=("length", "blocks"), records=True, needs_hash=True, feeds=True
    ),
    Function(
        "INTERLEAVE",
        _interleave,
        options=("drop", "halves"),
        words={"drop": ("rfc2945", "pairs", "none"), "halves": tuple(HALVES)},
        records=True,
        needs_hash=True,
        feeds=True,
    ),
    Function(
        "TLSPRF",
        _tlsprf,
        arguments=("secret", "label", "seed"),
        options=("length", "hash"),
        required=("length",),
        records=True,
        feeds=True,
    ),
)
