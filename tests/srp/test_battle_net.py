"""Battle.net's SRP: plain arithmetic after the sources of TrinityCore, CypherCore and FusionCMS comes out of its three
dialects, with x of either sign, where a remainder that keeps the sign makes another account."""

from __future__ import annotations

import hashlib
from itertools import count

import pytest

from srpscope.answers.credential import Credential, check
from srpscope.answers.credential_making import make, verifier_bytes
from srpscope.capture.capture import Capture
from srpscope.session.declaring import reader
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.primitives.groups import group
from srpscope.why.identify import identify

E_MAIL, PASSWORD = "Thrall@example.org", "For-the-Horde-2004"
N1, N2 = group("bnet1-1024").N, group("rfc5054-2048").N
GROUPS = {"bnet1": "bnet1-1024", "bnet2": "rfc5054-2048", "bnet2-bn-mod": "rfc5054-2048"}


def h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def broken(value: int) -> bytes:
    """TrinityCore's GetBrokenEvidenceVector: a byte more than it takes where the bits fill their bytes."""
    return value.to_bytes((value.bit_length() + 8) >> 3)


NAME = hashlib.sha256(E_MAIL.upper().encode()).hexdigest().upper()


def stretched(salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", f"{NAME}:{PASSWORD}".encode(), salt, 15000, 64)


def salt_with(first_bit: bool) -> bytes:
    """A salt for which the first bit of PBKDF2's bytes is so: half of all are."""
    return next(one for one in (bytes([at]) * 32 for at in count(1)) if (stretched(one)[0] >= 0x80) == first_bit)


def power_of_two(id: str, salt: bytes) -> int:
    """v, without one of srpscope's functions of numbers."""
    if id == "bnet1":
        return pow(2, int.from_bytes(h(salt, h(f"{NAME}:{PASSWORD.upper()}".encode())), "little"), N1)
    x = int.from_bytes(stretched(salt))
    if x >> 511:
        magnitude = (1 << 512) - x
        if id == "bnet2-bn-mod":
            return pow(2, magnitude, N2)  # BN_mod leaves x negative, BN_mod_exp takes what is there without the sign
        return pow((N2 + 1) // 2, magnitude, N2)  # 2 ** (N - 1 - magnitude), by the inverse of 2
    return pow(2, x, N2)


def session(id: str, salt: bytes) -> Capture:
    """A log-in whose client and server both have this v; the client's S by its server's b, which is the same."""
    N = group(GROUPS[id]).N
    width = (N.bit_length() + 7) // 8
    v, a, b = power_of_two(id, salt), 0x5F31C7A5D2E94B607182, 0xA1B2C3D4E5F607182937
    k = int.from_bytes(h(N.to_bytes(width), (2).to_bytes(width)))
    A, B = pow(2, a, N), (pow(2, b, N) + v * k) % N
    u = int.from_bytes(h(A.to_bytes(width), B.to_bytes(width)))
    S = pow(A * pow(v, u, N), b, N)
    M1 = int.from_bytes(h(broken(A), broken(B), broken(S)))
    M2 = int.from_bytes(h(broken(A), broken(M1), broken(S)))
    capture = Capture({"group": GROUPS[id], "hash": "sha256"})
    numbers = {"A": A, "B": B, "M1": M1, "M2": M2}
    capture.add_values("wire", {name: f"{one:x}" for name, one in numbers.items()} | {"s": salt.hex()})
    capture.add_values("client", {"I": E_MAIL, "P": PASSWORD, "a": f"{a:x}"})
    capture.add_values("server", {"b": f"{b:x}", "v": f"{v:x}"})
    return capture


@pytest.mark.parametrize(
    ("id", "salt"),
    [
        ("bnet1", bytes(range(32))),
        ("bnet2", salt_with(False)),
        ("bnet2", salt_with(True)),
        ("bnet2-bn-mod", salt_with(True)),
    ],
    ids=["v1", "x positive", "x negative", "x negative and its sign lost"],
)
def test_a_session_by_its_source_is_named_and_agrees(id: str, salt: bytes) -> None:
    captured = session(id, salt)
    assert identify(reader(session_of(captured))).dialects[0].id == id
    judged = judge(session_of(Capture(captured.header | {"dialect": id}, captured.lines)))
    assert judged.values == "agree" and judged.first_difference is None


@pytest.mark.parametrize("id", GROUPS)
@pytest.mark.parametrize("first_bit", [False, True])
def test_an_account_is_right_as_printed_and_as_its_table_has_it(id: str, first_bit: bool) -> None:
    salt = salt_with(first_bit)
    v = power_of_two(id, salt)
    stored = int.from_bytes(v.to_bytes((group(GROUPS[id]).N.bit_length() + 7) // 8, "little"))
    for written in (v, stored):
        assert check(Credential(E_MAIL, salt, written, id), PASSWORD).match


def test_half_of_the_accounts_of_the_two_are_the_same_and_half_are_not() -> None:
    for first_bit in (False, True):
        salt = salt_with(first_bit)
        made = Credential(E_MAIL, salt, power_of_two("bnet2-bn-mod", salt), "bnet2")
        assert check(made, PASSWORD, seconds=0).match is not first_bit


def test_a_verifier_for_its_table_has_the_low_byte_first() -> None:
    made = make(E_MAIL, PASSWORD, "bnet1")
    assert verifier_bytes(made) == power_of_two("bnet1", made.salt).to_bytes(128, "little")
