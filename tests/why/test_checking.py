"""The checker that did not search: what stands comes out of the printed changes, and nothing else stands."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace

import pytest

from srpscope.answers.diagnosis import diagnose_session, question_of
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.opening import session_of
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.groups import group
from srpscope.why import Finding
from srpscope.why.checking import stands
from srpscope.why.finding import Proof

N, G = group("nimbus-256")
WIDTH = 33


def hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def minimal(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def x_of(user: bytes, password: bytes, salt: bytes) -> int:
    return number(hashed(salt, hashed(user, b":", password)))


def session(**lines: dict[str, str]) -> Session:
    """Values by side, under RFC 5054 with SHA-256 in a small group."""
    capture = Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"}, name="made")
    for side, values in lines.items():
        capture.add_values(side, values)
    return Session(capture)


def with_upper_case_key() -> Session:
    """A client that hashes the hex text of K in M1, in capitals; computed with hashlib and pow."""
    a, b, s = secrets.randbits(256), secrets.randbits(256), secrets.token_bytes(16)
    k, x = number(hashed(minimal(N), G.to_bytes(WIDTH, "big"))), x_of(b"bob", b"secret", s)
    A, B = pow(G, a, N), (k * pow(G, x, N) + pow(G, b, N)) % N
    u = number(hashed(A.to_bytes(WIDTH, "big"), B.to_bytes(WIDTH, "big")))
    K = hashed(minimal(pow(B - k * pow(G, x, N), a + u * x, N)))
    mixed = bytes(one ^ other for one, other in zip(hashed(minimal(N)), hashed(minimal(G)), strict=True))
    M1 = hashed(mixed, hashed(b"bob"), s, minimal(A), minimal(B), K.hex().upper().encode())
    return session(
        client={"I": "bob", "P": "secret", "a": f"{a:x}"},
        wire={"s": s.hex(), "A": f"{A:066x}", "B": f"{B:066x}", "M1": M1.hex()},
    )


def finding(content: str, proof: bytes, **other: object) -> Finding:
    changes = (Edit("client", "M1", "formula", content),)
    return replace(Finding("client", ("made",), changes, "M1", Proof("M1", proof)), **other)  # type: ignore[arg-type]


def test_only_the_formula_that_gives_the_observed_bytes_stands() -> None:
    question = question_of(with_upper_case_key())
    proof = question.wire["M1"]
    right = "H(H(N) ^ H(g) | H(I) | s | A | B | UPPER(HEX(K)))"
    assert stands(question, finding(right, proof))
    assert not stands(question, finding(right.replace("UPPER(HEX(K))", "HEX(K)"), proof))
    assert not stands(question, finding(right, proof[:-1] + bytes([proof[-1] ^ 1]))), "not what was observed"
    assert not stands(question, finding(right, proof, side="server")), "the other side made no M1"
    assert not stands(question, finding(right, proof, changes=())), "nothing is changed"
    itself = (Edit("client", "M1", "hex", proof.hex()),)
    assert not stands(question, finding(right, proof, changes=itself)), "a value that is given proves nothing"


def test_a_logged_key_that_the_change_reaches_is_computed_again() -> None:
    made = with_upper_case_key()
    made.capture.add_values("client", {"K": "00" * 32})
    question = question_of(Session(made.capture))
    change = (Edit("client", "K", "formula", "H(HEX(S))"),)
    wrong = replace(finding("", bytes(32)), changes=change, proof=Proof("K", bytes(32)))
    assert not stands(question, wrong)


@pytest.mark.parametrize("round_", range(20))
def test_another_password_is_never_proved_to_be_a_mistake(round_: int) -> None:
    """The server's s, v and b are on record and nothing is wrong but the password that was typed."""
    s, b = secrets.token_bytes(16), secrets.randbits(256)
    v = pow(G, x_of(b"bob", f"right {round_}".encode(), s), N)
    B = (number(hashed(minimal(N), G.to_bytes(WIDTH, "big"))) * v + pow(G, b, N)) % N
    made = session(
        client={"I": "bob", "P": f"typed {round_}"},
        server={"s": s.hex(), "v": f"{v:x}", "b": f"{b:x}"},
        wire={"s": s.hex(), "B": f"{B:066x}"},
    )
    diagnosis = diagnose_session(made, seconds=2)
    assert diagnosis.verdict != "proved"
    assert diagnosis.findings == ()


def test_a_change_of_a_value_that_was_observed_has_to_give_that_one_too() -> None:
    """A dialect whose K is the logged one and whose M1 is not the one that was sent is not what the client speaks."""
    made = with_upper_case_key()
    secret = made.view.client.value("S")
    assert isinstance(secret, int)
    logged = hashed(minimal(secret), minimal(secret))
    made.capture.add_values("client", {"K": logged.hex()})
    question = question_of(Session(made.capture))
    K = Edit("client", "K", "formula", "H(S | S)")
    for more, stood in (((), True), ((Edit("client", "M1", "formula", "H(A | B | K)"),), False)):
        finding = Finding("client", ("K-hex-text",), (K, *more), "K", Proof("K", logged))
        assert stands(question, finding) is stood


@pytest.mark.parametrize("N", [1, 2, 4, 9, 251])
def test_a_value_of_one_byte_proves_nothing(N: int) -> None:
    """Of a thousand hypotheses some give the A of a tiny group: no client is accused of one."""
    capture = Capture({"origin": "made", "dialect": "rfc5054"})
    capture.add_values("both", {"N": f"{N:x}", "g": "2", "I": "alice", "P": "secret", "s": "0102030405060708"})
    capture.add_values("client", {"a": "05"})
    capture.add_values("wire", {"A": "21", "B": "03"})
    assert diagnose_session(session_of(capture), seconds=2).findings == ()
