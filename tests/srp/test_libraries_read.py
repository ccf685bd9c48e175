"""Libraries that were only read, and publish no values: what plain arithmetic makes of their code comes out of a
dialect, which names them. Each session holds what tells the library from its nearest relative."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Literal

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.declaring import reader
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.primitives.groups import group
from srpscope.why.identify import identify

GROUP = "rfc5054-1024"
N, G = group(GROUP).N, group(GROUP).g
WIDTH = 128
PASSWORD = "a plain word"
A_PRIVATE, B_PRIVATE = 0x8F31C7A5D2E94B607182, 0xA1B2C3D4E5F607182937
NOTHING = hashlib.sha256(b"").digest()


def h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def number(data: bytes) -> int:
    return int.from_bytes(data)


def least(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8)


def padded(value: int) -> bytes:
    return value.to_bytes(WIDTH)


def without_zeros(data: bytes) -> bytes:
    return data.lstrip(b"\0")


def xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def whose_digest_begins_with_zero() -> str:
    """A user name whose H(I) a program of numbers shortens."""
    return next(name for name in (f"user{number}" for number in range(10_000)) if h(name.encode())[0] == 0)


@dataclass
class Arithmetic:
    """One session, from x and k on. reduced: B is taken mod N. short: a value that begins with a zero byte, A or S."""

    name: str
    salt: bytes
    x: int
    k: int
    u: Callable[[int, int], int]
    reduced: bool = True
    short: Literal["", "A", "S"] = ""

    def __post_init__(self) -> None:
        self.a = next(a for a in count(A_PRIVATE) if self.short != "A" or pow(G, a, N) < N >> 8)
        self.A = pow(G, self.a, N)
        self.v = pow(G, self.x, N)
        self.b = next(b for b in count(B_PRIVATE) if self._shared(b) < N >> 8 or self.short != "S")

    def _shared(self, b: int) -> int:
        whole = self.k * self.v + pow(G, b, N)
        self.B = whole % N if self.reduced else whole
        self.scrambled = self.u(self.A, self.B)
        self.S = pow(self.A * pow(self.v, self.scrambled, N), b, N)
        return self.S

    def capture(self, K: bytes, M1: bytes, M2: bytes) -> Capture:
        """What both programs logged."""
        capture = Capture({"dialect": None, "group": GROUP, "hash": "sha256"})
        client = {"a": self.a, "x": self.x, "u": self.scrambled, "S": self.S}
        texts = {"I": self.name, "P": PASSWORD, "K": K.hex()}
        capture.add_values("client", {name: least(one).hex() for name, one in client.items()} | texts)
        server = {"b": self.b, "v": self.v, "k": self.k}
        capture.add_values("server", {name: least(one).hex() for name, one in server.items()})
        wire = {"A": least(self.A), "B": least(self.B), "s": self.salt, "M1": M1, "M2": M2}
        capture.add_values("wire", {name: data.hex() for name, data in wire.items()})
        return capture


SALT = bytes.fromhex("9c41d2e07b5a3318c0ffee11a2b3c4d5")


def elixir() -> Capture:
    x = number(h(SALT, h(f"erin:{PASSWORD}".encode())))
    u = lambda A, B: number(h(least(A), least(B)))  # noqa: E731
    made = Arithmetic("erin", SALT, x, number(h(least(N), least(G))), u, reduced=False)
    A, B, K = least(made.A), least(made.B), h(least(made.S))
    M1 = h(A, B, K)
    return made.capture(K, M1, h(A, M1, K))


def windwalker() -> Capture:
    name = whose_digest_begins_with_zero()
    salt = b"\0" + SALT
    x = number(h(without_zeros(salt), without_zeros(h(f"{name}:{PASSWORD}".encode()))))
    u = lambda A, B: number(h(least(A), least(B)))  # noqa: E731
    made = Arithmetic(name, salt, x, number(h(least(N), padded(G))), u)
    A, B, K = least(made.A), least(made.B), without_zeros(h(least(made.S)))
    group_digests = without_zeros(xor(h(least(N)), h(least(G))))
    M1 = h(group_digests, without_zeros(h(name.encode())), without_zeros(salt), A, B, K)
    return made.capture(h(least(made.S)), M1, h(A, without_zeros(M1), K))


def tadglines() -> Capture:
    x = number(h(SALT, PASSWORD.encode()))
    u = lambda A, B: number(h(padded(A), least(B)))  # noqa: E731
    made = Arithmetic("erin", SALT, x, number(h(least(N), padded(G))), u, reduced=False)
    A, B, K = least(made.A), least(made.B), least(made.S) + NOTHING
    both = number(least(N) + NOTHING) ^ number(least(G) + NOTHING)
    M1 = h(least(both), b"erin" + NOTHING, SALT, A, B, K)
    return made.capture(K, M1, h(A, M1, K))


def swifty_srp() -> Capture:
    x = number(h(SALT, h(f"erin:{PASSWORD}".encode())))
    u = lambda A, B: number(h(padded(A), padded(B)))  # noqa: E731
    made = Arithmetic("erin", SALT, x, number(h(least(N), padded(G))), u)
    M1 = h(padded(made.A), padded(made.B), padded(made.S))
    return made.capture(h(padded(made.S)), M1, h(padded(made.A), padded(number(M1)), padded(made.S)))


def rust_srp() -> Capture:
    salt = b"\0" + SALT
    x = number(h(without_zeros(salt), PASSWORD.encode()))
    u = lambda A, B: number(h(least(A), least(B)))  # noqa: E731
    made = Arithmetic("erin", salt, x, number(h(least(N), least(G))), u, reduced=False)
    A, B, K = least(made.A), least(made.B), without_zeros(h(least(made.S)))
    M1 = without_zeros(h(A, B, K))
    return made.capture(K, M1, without_zeros(h(A, M1, K)))


def ruby_srp() -> Capture:
    """LEAP's: every number as its fewest bytes, the salt too."""
    salt = b"\0" + SALT
    x = number(h(without_zeros(salt), h(f"erin:{PASSWORD}".encode())))
    u = lambda A, B: number(h(least(A), least(B)))  # noqa: E731
    made = Arithmetic("erin", salt, x, number(h(least(N), least(G))), u)
    return standard(made, least, h(least(made.S)), without_zeros(salt))


def corecrypto() -> Capture:
    """Apple's own, as it comes: everything is hashed as long as N."""
    made = padded_in_u("S")
    return standard(made, padded, h(padded(made.S)), SALT, padded)


def corecrypto_mgf1() -> Capture:
    """Apple's for AirPlay: MGF1 of S, and proofs without zeros."""
    made = padded_in_u("A")
    S = least(made.S)
    return standard(made, least, h(S, bytes(4)) + h(S, bytes(3) + b"\1"), SALT)


def oberon() -> Capture:
    """Nordic's: padded in u, least bytes elsewhere."""
    made = padded_in_u("A")
    return standard(made, least, h(least(made.S)), SALT)


def glusk() -> Capture:
    """Java for World of Warcraft's and others: the proofs pad A and B, H(g) does not."""
    made = padded_in_u("A")
    return standard(made, padded, h(padded(made.S)), SALT)


def padded_in_u(short: Literal["A", "S"]) -> Arithmetic:
    x = number(h(SALT, h(f"erin:{PASSWORD}".encode())))
    u = lambda A, B: number(h(padded(A), padded(B)))  # noqa: E731
    return Arithmetic("erin", SALT, x, number(h(least(N), padded(G))), u, short=short)


def standard(
    made: Arithmetic, write: Callable[[int], bytes], K: bytes, salt: bytes, g: Callable[[int], bytes] = least
) -> Capture:
    """The proofs of RFC 2945. write: how A and B are hashed in them; g: how g is."""
    A, B = write(made.A), write(made.B)
    M1 = h(xor(h(least(N)), h(g(G))), h(made.name.encode()), salt, A, B, K)
    return made.capture(K, M1, h(A, M1, K))


def xbee() -> Capture:
    """A module's constant user, a salt of four bytes, and an A and a g that are hashed as short as they are."""
    salt = SALT[:4]
    x = number(h(salt, h(f"apiservice:{PASSWORD}".encode())))
    u = lambda A, B: number(h(least(A), least(B)))  # noqa: E731
    made = Arithmetic("apiservice", salt, x, number(h(least(N), least(G))), u, short="A")
    A, B, K = least(made.A), least(made.B), h(least(made.S))
    M1 = h(xor(h(least(N)), h(least(G))), h(b"apiservice"), salt, A, B, K)
    return made.capture(K, M1, h(A, M1, K))


def hap_java() -> Capture:
    """The group, hash and user name of HomeKit; a salt and an M1 that begin with a zero byte."""
    in_group, salt, code = group("rfc5054-3072"), b"\0" + SALT, "031-45-154"
    width = 384

    def h512(*parts: bytes) -> bytes:
        return hashlib.sha512(b"".join(parts)).digest()

    x = number(h512(without_zeros(salt), h512(f"Pair-Setup:{code}".encode())))
    k = number(h512(least(in_group.N), in_group.g.to_bytes(width)))
    v, b = pow(in_group.g, x, in_group.N), B_PRIVATE
    B = (k * v + pow(in_group.g, b, in_group.N)) % in_group.N
    group_digests = xor(h512(least(in_group.N)), h512(least(in_group.g)))
    a = A_PRIVATE + 61
    A = pow(in_group.g, a, in_group.N)
    u = number(h512(A.to_bytes(width), B.to_bytes(width)))
    K = h512(least(pow(A * pow(v, u, in_group.N), b, in_group.N)))
    M1 = h512(group_digests, h512(b"Pair-Setup"), without_zeros(salt), least(A), least(B), K)
    assert M1[0] == 0
    capture = Capture({"dialect": None, "group": "rfc5054-3072", "hash": "sha512"})
    capture.add_values("client", {"a": least(a).hex(), "P": code, "I": "Pair-Setup", "K": K.hex()})
    capture.add_values("server", {"b": least(b).hex(), "v": least(v).hex(), "k": least(k).hex()})
    M2 = h512(least(A), without_zeros(M1), K)
    wire = {"A": least(A), "B": least(B), "s": salt, "M1": without_zeros(M1), "M2": M2}
    capture.add_values("wire", {name: data.hex() for name, data in wire.items()})
    return capture


def test_hap_java_is_told_from_the_rest_of_homekit() -> None:
    capture = hap_java()
    session = Session(capture)
    named = {one.id: set(one.reproduces) for one in identify(reader(session), None, session.declared).dialects}
    assert set(named) == {"hap-java", "npm-bsrp"}, "of the same arithmetic, where K has no zero in front"
    assert named["hap-java"] == {"k", "v", "A", "B", "K", "M1", "M2"}
    capture.header["dialect"] = "hap-java"
    assert judge(session_of(capture)).values == "agree"


KIN = {
    "windwalker": {"npm-bsrp"},
    "xbee": {"ctsrp", "pysrp", "simplesrp"},
    "srptools": {"bouke", "fast-srp-hap", "luanti", "npm-bsrp", "posterity", "pypi-bsrp"},
}
"""Dialects of the very same arithmetic in that session."""

EVERYTHING = {"k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2"}


@pytest.mark.parametrize(
    ("dialect", "made"),
    [
        ("srp-elixir", elixir),
        ("windwalker", windwalker),
        ("tadglines", tadglines),
        ("bouncycastle", swifty_srp),
        ("rust-srp", rust_srp),
        ("ctsrp", ruby_srp),
        ("swift-srp", corecrypto),
        ("wolfssl", corecrypto_mgf1),
        ("srptools", oberon),
        ("srpnet", glusk),
        ("xbee", xbee),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_a_library_computes_is_named_and_agrees(dialect: str, made: Callable[[], Capture]) -> None:
    capture = made()
    session = Session(capture)
    named = {one.id: set(one.reproduces) for one in identify(reader(session), None, session.declared).dialects}
    assert named.get(dialect) == EVERYTHING, named
    assert set(named) - {dialect} == KIN.get(dialect, set()), "relatives are told apart"
    judged = judge(session_of(capture))
    assert (judged.values, judged.exit_status) == ("agree", 0)
