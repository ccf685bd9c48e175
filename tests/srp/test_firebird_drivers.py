"""Firebird's drivers where a value begins with zero: three releases of node-firebird as they were run, and efirebirdsql
by plain arithmetic. Elsewhere they are one."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.declaring import reader
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why.identify import identify

N, G = group("firebird-1024").N, group("firebird-1024").g
SALT = bytes([7]) * 32
A_SHORT, B_SHORT, K_SHORT = (1008, 200), (200, 1630), (3, 47)

SHOWN = [
    (
        "node-firebird-1",
        A_SHORT,
        "3edfde5aac586dd72dc831d9411cfaa2d68dccc2",
        "57e46f46c693d3b7968ffd2fb970adc77f50b215",
    ),
    (
        "node-firebird-1",
        K_SHORT,
        "00085548093ec9a92174a6b36be20956f45a0d4e",
        "47b3315071d7b64ee79b92456a1010807ce67ba4",
    ),
    (
        "node-firebird-2",
        A_SHORT,
        "b23b0025da89cc8e15a44d261517d4b962a7cafb",
        "3d92cb39caca17db88d04418bdec30c4e4514623",
    ),
    (
        "node-firebird-2",
        B_SHORT,
        "610569d34c437c9fa8f650f366a01050420709c2",
        "044b51b1594c03ea720c3aebf763268458da156f",
    ),
    ("firebird", B_SHORT, "5a0521bb4c32037c5be3260969951d5a4978886a", "85977bf41cd70604f23b3586aae10357daf8c906"),
    ("firebird", K_SHORT, "00085548093ec9a92174a6b36be20956f45a0d4e", "bd2fdf3925d34bb711be68d6fb6c04e89a8868eb"),
]
SHA256_OF_K_SHORT = {
    "node-firebird-1": "73033fc9c7d7bf09c448018013a3f9cca7148cdebc31426d9564e640c238b817",
    "firebird": "2415e0239d695c51016421095699e2c49bea4206aa3a76b049c2a4615ea431ab",
}


def sha1(*parts: bytes) -> bytes:
    return hashlib.sha1(b"".join(parts)).digest()


def least(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8)


def public(keys: tuple[int, int], user: str = "SYSDBA") -> tuple[int, int]:
    """A and B, which all drivers make alike."""
    a, b = keys
    x = int.from_bytes(sha1(SALT, sha1(user.encode(), b":masterkey")))
    k = int.from_bytes(sha1(least(N), bytes(127), b"\2"))
    return pow(G, a, N), (k * pow(G, x, N) + pow(G, b, N)) % N


def client(name: str, keys: tuple[int, int], hash_name: str = "sha1", user: str = "sysdba") -> Sheet:
    given = {"N": N, "g": G, "I": user, "P": "masterkey", "s": SALT, "a": keys[0], "B": public(keys, user.upper())[1]}
    return Sheet(Knowledge("client", dialect(name), given, hash=hash_name))


def shown(sheet: Sheet, name: str) -> str:
    value = sheet.value(name)
    assert isinstance(value, bytes)
    return value.hex()


@pytest.mark.parametrize(("name", "keys", "K", "M1"), SHOWN)
def test_what_node_firebird_showed_comes_out(name: str, keys: tuple[int, int], K: str, M1: str) -> None:
    sheet = client(name, keys)
    assert (shown(sheet, "K"), shown(sheet, "M1")) == (K, M1)


@pytest.mark.parametrize(("name", "M1"), SHA256_OF_K_SHORT.items())
def test_srp256_changes_the_hash_of_the_proof_alone(name: str, M1: str) -> None:
    assert shown(client(name, K_SHORT, "sha256"), "M1") == M1


@pytest.mark.parametrize("keys", [A_SHORT, B_SHORT, (11, 13)])
@pytest.mark.parametrize("user", ["SYSDBA", "DAVIDS"])
def test_efirebirdsql_by_plain_arithmetic(keys: tuple[int, int], user: str) -> None:
    A, B = public(keys, user)
    u = int.from_bytes(sha1(A.to_bytes(128), B.to_bytes(128)))
    x = int.from_bytes(sha1(SALT, sha1(user.encode(), b":masterkey")))
    k = int.from_bytes(sha1(least(N), bytes(127), b"\2"))
    S = pow((B - k * pow(G, x, N)) % N, (keys[0] + u * x % N) % N, N)
    K = sha1(least(S))
    power = pow(int.from_bytes(sha1(least(N))), int.from_bytes(sha1(b"\2")), N)
    proof = sha1(least(power), sha1(user.encode()), SALT, A.to_bytes(128), B.to_bytes(128), K)
    sheet = client("efirebirdsql", keys, user=user)
    assert (shown(sheet, "K"), shown(sheet, "M1")) == (K.hex(), proof.hex())


@pytest.mark.parametrize(("name", "keys", "K", "M1"), SHOWN)
def test_the_driver_is_named_where_the_values_tell(name: str, keys: tuple[int, int], K: str, M1: str) -> None:
    A, B = public(keys)
    values = {"I": "SYSDBA", "P": "masterkey", "s": SALT.hex(), "a": f"{keys[0]:04x}", "K": K, "M1": M1}
    values |= {"A": least(A).hex(), "B": least(B).hex()}
    capture = Capture({"srpscope": 1, "dialect": None, "group": "firebird-1024", "hash": "sha1"})
    capture.add_values("client", values)
    session = Session(capture)
    found = identify(reader(session), None, session.declared).dialects
    assert {"K", "M1"} <= next(set(one.reproduces) for one in found if one.id == name)
    first = next(
        one.id for one in found if one.id in ("firebird", "node-firebird-1", "node-firebird-2", "efirebirdsql")
    )
    assert first == ("firebird" if (name, keys) == ("node-firebird-1", A_SHORT) else name)
