"""An M2 that a client alone wrote down, of a server of which nothing else is known: what made it is sought all the
same, since who answers has the client's S."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.session.judgement import judge
from srpscope.session.opening import read_text, session_of
from srpscope.srp.primitives.groups import group

N, G = group("rfc5054-1024")
LENGTH = 128


def hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def log_of_a_client(answer: str) -> str:
    """What the client of a login has, in the arithmetic of fast-srp-hap; and an M2 of these parts."""
    salt, a, b = bytes(range(0x21, 0x31)), 0x5F1D8B3A907C42E6B1, 0x71C09E5D38A4F26B13
    k = int.from_bytes(hashed(N.to_bytes(LENGTH), G.to_bytes(LENGTH)))
    x = int.from_bytes(hashed(salt, hashed(b"edda:moor-22")))
    A = pow(G, a, N)
    B = (k * pow(G, x, N) + pow(G, b, N)) % N
    u = int.from_bytes(hashed(A.to_bytes(LENGTH), B.to_bytes(LENGTH)))
    S = pow(B - k * pow(G, x, N), a + u * x, N).to_bytes(LENGTH)
    K = hashed(S)
    both = bytes(one ^ two for one, two in zip(hashed(N.to_bytes(LENGTH)), hashed(bytes([G])), strict=True))
    M1 = hashed(both, hashed(b"edda"), salt, A.to_bytes(LENGTH), B.to_bytes(LENGTH), K)
    parts = {"A": A.to_bytes(LENGTH), "B": B.to_bytes(LENGTH), "S": S, "K": K, "M1": M1, "s": salt}
    M2 = hashed(*[parts[name] for name in answer.split()])
    lines = {"user": "edda", "password": "moor-22", "salt": salt.hex(), "a": f"{a:x}", "A": f"{A:x}", "B": f"{B:x}"}
    lines |= {"M1": M1.hex(), "M2 from the server": M2.hex()}
    return "".join(f"{name} = {value}\n" for name, value in lines.items())


@pytest.mark.parametrize(("answer", "made"), [("A M1 S", "H(RAW(A) | M1 | S)"), ("B M1 K", "H(B | M1 | K)")])
def test_what_a_server_made_otherwise_is_found_with_the_clients_secret(answer: str, made: str) -> None:
    (capture,) = read_text(log_of_a_client(answer), "client.txt").captures
    session = session_of(capture, "fast-srp-hap")
    found = diagnose_session(session)
    assert found is not None and [one.side for one in found.findings] == ["server"]
    assert [edit.content for edit in found.findings[0].changes] == [made]
    judged = judge(session, found)
    assert (judged.cause, judged.at_fault, judged.cleared) == ("proved", "server", ("client",))


def test_a_right_answer_is_right() -> None:
    (capture,) = read_text(log_of_a_client("A M1 K"), "client.txt").captures
    session = session_of(capture, "fast-srp-hap")
    assert judge(session).values != "disagree" and not judge(session).told
