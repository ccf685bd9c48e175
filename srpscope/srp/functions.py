"""The functions of the formula language other than the plain hashes and encodings, each with its source."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from srpscope.srp import encodings, hashes, limits
from srpscope.srp.calls import HashCall, Operand

if TYPE_CHECKING:
    from srpscope.srp.evaluate import Evaluation, Value
    from srpscope.srp.formula import Call, Node

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


def _failure(reason: str) -> Exception:
    from srpscope.srp.evaluate import Failure

    return Failure(reason)


def _option(node: Call, name: str) -> Node | None:
    return next((value for key, value in node.options if key == name), None)


def _hash_option(run: Evaluation, node: Call) -> str:
    from srpscope.srp.formula import Name

    chosen = _option(node, "hash")
    return run.hash_name(chosen.name if isinstance(chosen, Name) else "H")


def _length_option(run: Evaluation, node: Call) -> int:
    length = _option(node, "length")
    assert length is not None
    return run.small(length, "the length", limits.LENGTH_BYTES)


# Hashing inside


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


def _hmac(run: Evaluation, node: Call) -> bytes:
    name = _hash_option(run, node)
    operands = tuple(run.operand(argument) for argument in node.arguments)
    key, message = (operand.data for operand in operands)
    if not run._record:
        return hmac.digest(key, message, hashes.constructor(name))
    calls, out = _hmac_calls(key, message, name)
    run.calls.append(HashCall("HMAC", operands, out, calls))
    return out


def _hkdf(run: Evaluation, node: Call) -> bytes:
    """RFC 5869; an empty salt is a block of zeros."""
    name, length = _hash_option(run, node), _length_option(run, node)
    operands = tuple(run.operand(argument) for argument in node.arguments)
    ikm, salt, info = (operand.data for operand in operands)
    size = hashes.digest_length(name)
    if length > 255 * size:
        raise _failure(f"HKDF gives at most {255 * size} bytes")
    salt = salt or bytes(size)
    inner: list[HashCall] = []

    def step(key: bytes, message: bytes) -> bytes:
        if not run._record:
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
    if run._record:
        run.calls.append(HashCall("HKDF", operands, out, tuple(inner)))
    return out


def _pbkdf2(run: Evaluation, node: Call) -> bytes:
    """RFC 8018. The arguments are kept, not the inner calls."""
    name, length = _hash_option(run, node), _length_option(run, node)
    iterations = _option(node, "iterations")
    assert iterations is not None
    count = run.small(iterations, "an iteration count of", limits.ITERATIONS)
    if count == 0 or length == 0:
        raise _failure("PBKDF2 needs at least one iteration and one byte")
    operands = tuple(run.operand(argument) for argument in node.arguments)
    password, salt = (operand.data for operand in operands)
    function, digest_length = hashes.HASHES[name]
    if function == "blake2b" and digest_length < 64:
        raise _failure(f"PBKDF2 with {hashes.shown(name)} is not offered")
    out = _pbkdf2_cached(function, password, salt, count, length)
    if run._record:
        run.calls.append(HashCall("PBKDF2", operands, out))
    return out


_STRETCHED: dict[tuple[object, ...], bytes] = {}


def _pbkdf2_cached(name: str, password: bytes, salt: bytes, count: int, length: int) -> bytes:
    # Stretching takes a quarter of a second by design; an edit elsewhere must not pay for it again.
    key = (name, password, salt, count, length)
    if key not in _STRETCHED:
        if len(_STRETCHED) >= 64:
            _STRETCHED.pop(next(iter(_STRETCHED)))
        _STRETCHED[key] = hashlib.pbkdf2_hmac(name, password, salt, count, length)
    return _STRETCHED[key]


_BCRYPT_ALPHABET = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
)


def _bcrypt(run: Evaluation, node: Call) -> str:
    """bcrypt as Proton calls it: 60 characters "$2y$..", the password cut at 72 bytes."""
    cost_node = _option(node, "cost")
    assert cost_node is not None
    cost = run.small(cost_node, "a bcrypt cost of", limits.BCRYPT_COST)
    operands = tuple(run.operand(argument) for argument in node.arguments)
    password, salt = (operand.data for operand in operands)
    if len(salt) != 16:
        raise _failure(f"the salt of BCRYPT has 16 bytes, not {len(salt)}")
    if b"\0" in password:
        raise _failure("BCRYPT takes no password with a NUL byte")
    if cost < 4:
        raise _failure("the cost of BCRYPT is at least 4")
    key = ("bcrypt", password[:72], salt, cost)
    if key not in _STRETCHED:
        import bcrypt

        text = base64.b64encode(salt).translate(_BCRYPT_ALPHABET)[:22]
        out = bcrypt.hashpw(password[:72], b"$2b$%02d$" % cost + text)
        if len(_STRETCHED) >= 64:
            _STRETCHED.pop(next(iter(_STRETCHED)))
        _STRETCHED[key] = b"$2y$" + out[4:]
    if run._record:
        run.calls.append(HashCall("BCRYPT", operands, _STRETCHED[key]))
    return _STRETCHED[key].decode("ascii")


def _mgf1(run: Evaluation, node: Call) -> bytes:
    """RFC 8017 B.2.1: H(seed | 00000000) | H(seed | 00000001) ..."""
    name = run.hash_name()
    h, size = digest(name), hashes.digest_length(name)
    blocks, length = _option(node, "blocks"), _option(node, "length")
    if (blocks is None) == (length is None):
        raise _failure("MGF1 takes length= or blocks=")
    if length is not None:
        wanted = run.small(length, "the length", limits.LENGTH_BYTES)
    else:
        assert blocks is not None
        wanted = run.small(blocks, "a number of blocks of", limits.LENGTH_BYTES // size) * size
    operand = run.operand(node.arguments[0])
    inner = []
    for counter in range(-(-wanted // size)):
        count = counter.to_bytes(4, "big")
        pieces = (operand, Operand(f"counter {counter}", AS_IS, count))
        inner.append(HashCall(function_name(name), pieces, h(operand.data + count)))
    out = b"".join(call.out for call in inner)[:wanted]
    if run._record:
        run.calls.append(HashCall("MGF1", (operand,), out, tuple(inner)))
    return out


def _interleave(run: Evaluation, node: Call) -> bytes:
    """SHA_Interleave of RFC 2945 section 3.1: two halves hashed apart, their digests' bytes in turn.

    drop: 'rfc2945' strips all leading 00, then one more byte if the rest is odd; 'pairs' drops two bytes while the
    first is 00 (WoW, on little-endian bytes); 'none' drops nothing.
    """
    from srpscope.srp.formula import Text

    rule = _option(node, "drop")
    drop = rule.value if isinstance(rule, Text) else "rfc2945"
    name = run.hash_name()
    h = digest(name)
    operand = run.operand(node.arguments[0])
    data = operand.data
    if drop == "rfc2945":
        data = data.lstrip(b"\0")
        data = data[len(data) % 2 :]
    elif drop == "pairs":
        while data[:1] == b"\0":
            data = data[2:]
    elif drop != "none":
        raise _failure("INTERLEAVE drops 'rfc2945', 'pairs' or 'none'")
    even, odd = data[0::2], data[1::2]
    halves = h(even), h(odd)
    woven = bytearray(2 * len(halves[0]))
    woven[0::2], woven[1::2] = halves
    out = bytes(woven)
    if run._record:
        first = HashCall(function_name(name), (Operand("even bytes", AS_IS, even),), halves[0])
        second = HashCall(function_name(name), (Operand("odd bytes", AS_IS, odd),), halves[1])
        run.calls.append(HashCall("INTERLEAVE", (operand,), out, (first, second)))
    return out


def _tlsprf(run: Evaluation, node: Call) -> bytes:
    """The TLS PRF: with hash= that of TLS 1.2 (RFC 5246 section 5), without it that of TLS 1.0 and 1.1 (RFC 2246)."""
    length = _length_option(run, node)
    operands = tuple(run.operand(argument) for argument in node.arguments)
    secret, label, seed = (operand.data for operand in operands)
    seed = label + seed
    if _option(node, "hash") is not None:
        out = _p_hash(hashes.constructor(_hash_option(run, node)), secret, seed, length)
    else:
        half = (len(secret) + 1) // 2
        out = xor(
            _p_hash("md5", secret[:half], seed, length), _p_hash("sha1", secret[len(secret) - half :], seed, length)
        )
    if run._record:
        run.calls.append(HashCall("TLSPRF", operands, out))
    return out


def _p_hash(name: str | Callable[..., Any], secret: bytes, seed: bytes, length: int) -> bytes:
    out, a = b"", seed
    while len(out) < length:
        a = hmac.digest(secret, a, name)
        out += hmac.digest(secret, a + seed, name)
    return out[:length]


# Numbers read from bytes


def _int(run: Evaluation, node: Call) -> int:
    return run.number(node.arguments[0])


def _leint(run: Evaluation, node: Call) -> int:
    return int.from_bytes(run.octets(node.arguments[0]), "little")


def _beint(run: Evaluation, node: Call) -> int:
    return int.from_bytes(run.octets(node.arguments[0]), "big")


def _sint(run: Evaluation, node: Call) -> int:
    return encodings.signed_number(run.octets(node.arguments[0]))


# Text

_PYTHON_SPACE = None  # str.strip's own set, U+001C..1F and U+0085 among it
_UNICODE_SPACE = "\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_JAVASCRIPT_SPACE = "\t\n\x0b\x0c\r \ufeff" + _UNICODE_SPACE
_GO_SPACE = "\t\n\x0b\x0c\r \x85" + _UNICODE_SPACE


def _text(change: Callable[[str], str]) -> Callable[[Evaluation, Call], str]:
    def apply(run: Evaluation, node: Call) -> str:
        return change(run.text(node.arguments[0]))

    return apply


def _json(text: str) -> str:
    """Quoted as JSON.stringify does: non-ASCII characters are kept."""
    return json.dumps(text, ensure_ascii=False)


def _latin1(run: Evaluation, node: Call) -> bytes:
    text = run.text(node.arguments[0])
    try:
        return text.encode("latin-1", "surrogateescape")
    except UnicodeEncodeError as error:
        raise _failure(f"Latin-1 has no character {text[error.start]!r}") from None


def _utf16(run: Evaluation, node: Call) -> bytes:
    """UTF-16, little-endian, without a byte order mark."""
    return run.text(node.arguments[0]).encode("utf-16-le", "surrogatepass")


def _b64(run: Evaluation, node: Call) -> str:
    return base64.b64encode(run.octets(node.arguments[0])).decode("ascii")


def _b64d(run: Evaluation, node: Call) -> bytes:
    try:
        return base64.b64decode(run.octets(node.arguments[0]), validate=True)
    except ValueError:
        raise _failure("not base64") from None


def _unhex(run: Evaluation, node: Call) -> bytes:
    try:
        return bytes.fromhex(run.text(node.arguments[0]))
    except ValueError:
        raise _failure("not hex text with an even number of digits") from None


FUNCTIONS: dict[str, Callable[[Evaluation, Call], Value]] = {
    "HMAC": _hmac,
    "HKDF": _hkdf,
    "PBKDF2": _pbkdf2,
    "BCRYPT": _bcrypt,
    "MGF1": _mgf1,
    "INTERLEAVE": _interleave,
    "TLSPRF": _tlsprf,
    "INT": _int,
    "LEINT": _leint,
    "BEINT": _beint,
    "SINT": _sint,
    "UPPER": _text(str.upper),
    "LOWER": _text(str.lower),
    "NFC": _text(lambda text: unicodedata.normalize("NFC", text)),
    "NFD": _text(lambda text: unicodedata.normalize("NFD", text)),
    "NFKC": _text(lambda text: unicodedata.normalize("NFKC", text)),
    "NFKD": _text(lambda text: unicodedata.normalize("NFKD", text)),
    "STRIP": _text(lambda text: text.strip(_PYTHON_SPACE)),
    "TRIM": _text(lambda text: text.strip(_JAVASCRIPT_SPACE)),
    "GOTRIM": _text(lambda text: text.strip(_GO_SPACE)),
    "JSON": _text(_json),
    "LATIN1": _latin1,
    "UTF16": _utf16,
    "B64": _b64,
    "B64D": _b64d,
    "UNHEX": _unhex,
}
