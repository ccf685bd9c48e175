"""The first difference is the place: what lies before it is closed, what follows from it follows, and where nothing can
be tried nothing is."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.groups import group
from srpscope.why import Reach
from tests.why.test_checking import WIDTH, G, N, hashed, minimal, number, session, x_of

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"
SALT = bytes(range(1, 17))


class Handshake:
    """One of a right client and a right server, computed with hashlib and pow."""

    def __init__(self) -> None:
        self.a, self.b = secrets.randbits(256), secrets.randbits(256)
        k, x = number(hashed(minimal(N), G.to_bytes(WIDTH))), x_of(b"bob", b"secret", SALT)
        self.v, self.A = pow(G, x, N), pow(G, self.a, N)
        self.B = (k * self.v + pow(G, self.b, N)) % N
        self.u = number(hashed(self.A.to_bytes(WIDTH), self.B.to_bytes(WIDTH)))
        K = hashed(minimal(pow(self.B - k * pow(G, x, N), self.a + self.u * x, N)))
        mixed = bytes(one ^ other for one, other in zip(hashed(minimal(N)), hashed(minimal(G)), strict=True))
        self.M1 = hashed(mixed, hashed(b"bob"), SALT, minimal(self.A), minimal(self.B), K)

    @property
    def wire(self) -> dict[str, str]:
        """What was sent."""
        return {"s": SALT.hex(), "A": f"{self.A:066x}", "B": f"{self.B:066x}", "M1": self.M1.hex()}

    def of_both(self) -> Session:
        """Both sides on record."""
        return session(
            client={"I": "bob", "P": "secret", "a": f"{self.a:x}"},
            server={"v": f"{self.v:x}", "b": f"{self.b:x}", "s": SALT.hex()},
            wire=self.wire,
        )


def test_an_edit_of_the_group_makes_what_is_made_of_it_follow() -> None:
    for name, value in (("g", 5), ("N", group("nimbus-512").N)):
        edited = Handshake().of_both()
        edited.edit(Edit("client", name, "hex", f"{value:x}"))
        comparison = edited.view.comparison
        assert comparison.first_difference == name
        assert {comparison[one].state for one in ("k", "v", "A", "u", "S", "K", "M1")} == {"follows"}


def test_an_edit_of_the_servers_b_makes_B_the_first_difference() -> None:
    edited = Handshake().of_both()
    edited.edit(Edit("server", "b", "hex", "1234"))
    assert edited.view.comparison.first_difference == "B"


@pytest.mark.parametrize("known", [{}, {"I": "bob"}, {"I": "bob", "P": "secret"}], ids=["wire", "I", "I P"])
def test_where_nothing_can_be_tried_nothing_is_and_it_says_what_to_log(known: dict[str, str]) -> None:
    asked = session(wire=Handshake().wire, **({"client": known} if known else {}))
    diagnosis = diagnose_session(asked)
    assert (diagnosis.verdict, diagnosis.tried) == ("cannot-tell", 0)
    assert judge(asked, diagnosis).headline.startswith("Cannot tell yet: log ")


def test_another_a_than_that_of_the_session_is_said_and_nothing_of_it_asked_for() -> None:
    made = Handshake()
    judged = judge(session(client={"I": "bob", "P": "secret", "a": f"{made.a ^ 2:x}"}, wire=made.wire))
    assert judged.headline.startswith("A is not g ** a of the a on record") and judged.missing == ()


VERIFIER = f"{pow(G, number(hashed(SALT, hashed(b'secret'))), N):x}"
HELD: dict[str, dict[str, dict[str, str]]] = {
    "the server has v and s, the client its password": {
        "client": {"I": "bob", "P": "secret"},
        "server": {"v": VERIFIER, "s": SALT.hex()},
    },
    "the server has all": {"server": {"I": "bob", "P": "secret", "v": VERIFIER, "s": SALT.hex()}},
    "who enrolled has the password": {
        "enroller": {"I": "bob", "P": "secret"},
        "server": {"v": VERIFIER, "s": SALT.hex()},
    },
    "both, and the salt was sent": {
        "both": {"I": "bob", "P": "secret"},
        "server": {"v": VERIFIER},
        "wire": {"s": SALT.hex()},
    },
    "the client has all": {"client": {"I": "bob", "P": "secret", "v": VERIFIER}, "wire": {"s": SALT.hex()}},
}


@pytest.mark.parametrize("held", HELD)
def test_a_verifier_is_tested_whoever_holds_which_part(held: str) -> None:
    asked = session(**HELD[held])
    diagnosis = diagnose_session(asked, reach=Reach(1))
    assert diagnosis.verdict == "proved"
    assert "x-no-username" in diagnosis.findings[0].suspects or "H(s | H(P))" in judge(asked, diagnosis).headline


def test_a_verifier_of_another_password_is_said_to_be_one() -> None:
    v = pow(G, x_of(b"bob", secrets.token_bytes(8), SALT), N)
    asked = session(client={"I": "bob", "P": "other"}, server={"v": f"{v:x}", "s": SALT.hex()})
    judged = judge(asked, diagnose_session(asked, seconds=0.5))
    assert judged.headline.startswith("The verifier is not of this user name, password and salt; ")
    assert (judged.values, judged.exit_status) == ("disagree", 1)


def test_a_salt_that_is_read_without_its_zeros_is_the_same_with_and_without_them() -> None:
    """Nimbus' salt is a number: the server has it with 00 in front, and sends it without."""
    capture = Capture({"dialect": "nimbus", "group": "nimbus-256", "hash": "sha256"}, name="made")
    capture.add_values("server", {"s": "00" + SALT.hex()})
    capture.add_values("wire", {"s": SALT.hex()})
    assert Session(capture).view.comparison["s"].state == "agree"
    capture.header["dialect"] = "rfc5054"
    assert Session(capture).view.comparison["s"].state == "differ"


def test_sides_that_agree_here_and_part_at_a_leading_zero_are_not_cleared() -> None:
    recorded = read_path(SESSIONS / "devolutions-right.client.srp.jsonl").captures[0]
    recorded.header["client_dialect"] = "devolutions-unpadded"  # A and B in u without leading zeros
    judged = judge(session_of(recorded))
    assert judged.headline == "Both sides agree, on M1 and M2; right here, wrong when A or B starts with 00."
    assert (judged.cleared, judged.exit_status) == ((), 0)
    recorded.header["client_dialect"] = "devolutions"
    assert judge(session_of(recorded)).cleared == ("client", "server")


def test_a_proof_that_is_only_logged_as_it_was_sent_is_no_right_one() -> None:
    """The app printed a, A and M1; s and P are unknown: nobody knows whether that M1 is right."""
    whole = read_path(Path("captures/esp32-refused.srp.jsonl")).captures[0]
    known = session_of(whole)
    capture = replace(whole, lines=[line for line in whole.lines if line.get("type") != "values"])
    sent = {name: known.view.wire[name].hex() for name in ("A", "M1")}
    capture.add_values("client", {"a": f"{known.view.client['a'].value:x}", **sent})
    asked = session_of(capture)
    judged = judge(asked, diagnose_session(asked, seconds=0.5))
    assert judged.outcome == "refused" and judged.cause == "cannot-tell"
    assert "right for these credentials" not in judged.headline and ("P",) in judged.missing
    assert not judged.cleared
    assert all("kept to its dialect" not in note for note in diagnose_session(asked, seconds=0.5).notes)


def refused_by_another_verifier(**logged: str) -> Session:
    """A right client of its own password, refused by a server that keeps the verifier of another one; logged is what
    the server's program says besides."""
    made = Handshake()
    kept, k = pow(G, x_of(b"bob", b"other", SALT), N), number(hashed(minimal(N), G.to_bytes(WIDTH)))
    B = (k * kept + pow(G, made.b, N)) % N
    u = number(hashed(made.A.to_bytes(WIDTH), B.to_bytes(WIDTH)))
    x, mixed = x_of(b"bob", b"secret", SALT), bytes(map(int.__xor__, hashed(minimal(N)), hashed(minimal(G))))
    K = hashed(minimal(pow(B - k * pow(G, x, N), made.a + u * x, N)))
    M1 = hashed(mixed, hashed(b"bob"), SALT, minimal(made.A), minimal(B), K)
    S = pow(made.A * pow(kept, u, N), made.b, N)
    said = {"K": hashed(minimal(S)).hex(), "S": f"{S:066x}", "v": f"{kept:x}"}
    capture = session(
        client={"I": "bob", "P": "secret", "a": f"{made.a:x}"},
        server={"s": SALT.hex(), **{name: said[name] for name in logged}},
        wire={"s": SALT.hex(), "A": f"{made.A:066x}", "B": f"{B:066x}", "M1": M1.hex()},
    ).capture
    capture.lines.append({"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "wrong proof"})
    return session_of(capture)


@pytest.mark.parametrize(
    ("logged", "rest"),
    [({}, ""), ({"K": "is"}, "by its K "), ({"S": "is"}, "by its S "), ({"S": "is", "K": "is"}, "by its S ")],
)
def test_a_right_client_of_another_password_is_asked_for_the_servers_verifier(
    logged: dict[str, str], rest: str
) -> None:
    """ESP-IDF's device logs its session key: no S of the client's tells more, and a wrong password is the likeliest."""
    asked = refused_by_another_verifier(**logged)
    diagnosis = diagnose_session(asked, reach=Reach(1))
    judged = judge(asked, diagnosis)
    assert f"refused M1, right for these credentials; {rest}it has or got others" in judged.headline
    assert judged.missing == diagnosis.needs == (("v",), ("b",))
    assert any("check-credential" in note for note in diagnosis.notes)
    assert "line server.v=" in as_text(diagnosis, asked)


def test_the_verifier_that_was_asked_for_tells_that_the_credentials_are_others() -> None:
    asked = refused_by_another_verifier(K="is", v="is")
    judged = judge(asked, diagnose_session(asked, reach=Reach(1)))
    assert "the verifier is not of this user name, password and salt" in judged.headline and not judged.cleared
