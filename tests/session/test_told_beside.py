"""What two records tell that stand beside each other, of sessions of real parties (make_sessions.py) and made ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from srpscope.capture.merge import merge
from srpscope.capture.source import Source
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, read_sources, read_text, session_of
from srpscope.session.session import Session
from srpscope.srp.primitives.groups import group
from tests.session.test_not_on_record import ACCEPTED, REFUSED_M1, REFUSED_M2, Made, judged

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"


def both(name: str) -> Session:
    """The recordings of both sides, put together."""
    found = read_sources([Source.of_path(SESSIONS / f"{name}.{side}.srp.jsonl") for side in ("client", "server")])
    (capture,) = found.captures
    return session_of(capture)


@pytest.mark.parametrize("system", ["nimbus", "plain", "devolutions", "excalibur"])
def test_a_client_that_refused_M2_is_not_overruled_by_the_server_that_took_M1(system: str) -> None:
    found = judge(both(f"{system}-wrong-M2"))
    assert (found.outcome, found.by, found.of, found.exit_status) == ("refused", "client", "M2", 1)


@pytest.mark.parametrize("order", [1, -1])
def test_an_answer_that_was_changed_on_its_way_is_nobodys_fault(order: int) -> None:
    client, server = (
        read_path(SESSIONS / f"plain-right.{side}.srp.jsonl").captures[0] for side in ("client", "server")
    )
    for line in client.messages:
        said = bytes.fromhex(line["bytes"])
        if b'"M2"' in said:
            line["bytes"] = (said[:-4] + (b"00" if said[-4:-2] != b"00" else b"11") + said[-2:]).hex()
    client.lines = [line for line in client.lines if line.get("what") != "accepted"]
    client.add("event", t=9.0, what="refused", by="client", of="M2", text="M2 is wrong")
    (capture,) = merge([client, server][::order])
    found = judge(session_of(capture))
    assert (found.outcome, found.by, found.of, found.exit_status) == ("refused", "client", "M2", 1)
    assert (found.cause, found.at_fault) == ("told", "unknown")
    assert found.headline == (
        "The client refused M2: M2 differs between the recordings (changed on its way, or of two tries)."
    )


def test_a_mac_that_was_changed_on_its_way_is_nobodys_fault() -> None:
    found = judge(both("devolutions-wrong-mac-of-server"))
    assert (found.outcome, found.by, found.of, found.at_fault) == ("refused", "client", "mac", "unknown")
    assert "the MAC differs between the recordings" in found.headline


def test_recordings_of_a_right_session_differ_in_nothing() -> None:
    session = both("nimbus-right")
    assert "altered" not in session.capture.header
    assert judge(session).headline.startswith("Both sides agree")


def test_a_password_that_a_played_server_lends_is_not_put_over_the_clients_own() -> None:
    session = Made().session("P a", "b v", "A B M1 M2", **ACCEPTED)
    session.capture.add_values("client", {"P": "another one"}, by="assumed")
    assert Session(session.capture).view.client.value("P") == "hunter2"


def test_a_verifier_that_was_made_with_another_salt_than_was_sent() -> None:
    made = Made()
    session = made.session("P a", "b v", **REFUSED_M1)
    session.capture.add_values("wire", {"s": "11" * 16})
    session.capture.add_values("enroller", {"I": "alice", "P": "hunter2", "s": f"{made.server.inputs['s'].hex()}"})  # type: ignore[union-attr]
    found = judge(Session(session.capture))
    assert (found.cause, found.at_fault) == ("told", "server")
    assert found.headline == (
        "The server refused M1: the verifier was made with another salt than the one that the server sent."
    )


def test_a_proof_that_came_back_as_the_answer() -> None:
    found = judge(Made().session("P a", wire="A B M1 M2=M1", **REFUSED_M2))
    assert found.headline == "The client refused M2: it is the client's own M1, sent back."
    assert (found.cause, found.at_fault) == ("told", "server")


def test_a_proof_that_is_not_the_one_that_the_client_logged_accuses_neither_side() -> None:
    session = Made().session("P a M1", "b v", "A B M1=M2", **REFUSED_M1)
    found, _ = judged(session)
    assert found.headline.startswith("The server refused M1: M1 on the wire is not the one that the client logged")
    assert found.at_fault == "unknown"


def test_a_mistake_that_both_sides_make_alike_is_not_why_they_part() -> None:
    """Both compute with k = 3, and the password is another one: k is proved on both sides, and is no cause."""
    made = Made(enrolled="other words", client={"k": "3"}, server={"k": "3"})
    found, diagnosis = judged(made.session("P a", "b v", **REFUSED_M1))
    assert {one.side for one in diagnosis.findings} == {"client", "server"}
    assert (found.cause, found.at_fault) == ("cannot-tell", "unknown")
    assert found.headline == (
        "The server refused M1: the verifier is not of this user name, password and salt; both make k otherwise, alike."
    )


@pytest.mark.parametrize("typed", ["Hunter2", "HUNTER2"])
def test_a_password_written_otherwise_in_the_verifier_blames_and_clears_nobody(typed: str) -> None:
    """A telephone writes a capital in front as readily as a server stores small letters."""
    session = Made(enrolled="hunter2").session("P a", "b v", **REFUSED_M1)
    session.capture.lines = [line for line in session.capture.lines if line.get("side") != "client"]
    from tests.session.test_not_on_record import Independent  # the same client with what was typed

    client = Independent(Made().client.inputs | {"P": typed.encode()}, Made().client.formulas, "sha1", Made().client.N)
    M1 = client.value("M1")
    assert isinstance(M1, bytes)
    session.capture.add_values("client", {"I": "alice", "P": typed, "a": f"{Made().client.inputs['a']:x}"})
    session.capture.add_values("wire", {"M1": M1.hex()})
    found, _ = judged(Session(session.capture))
    assert (found.cause, found.at_fault, found.cleared) == ("proved", "unknown", ())
    assert found.headline == "The server refused M1: in the verifier, the password is in small letters."


@pytest.mark.parametrize(
    ("enrolled", "is_what"),
    [
        ("hunt-er-2", "without its dashes"),
        ("HUNTER2", "in small letters"),
        ("other words", "not the one that the verifier was made of"),
    ],
)
def test_two_passwords_that_are_on_record_are_told_apart_and_not_shown(enrolled: str, is_what: str) -> None:
    session = Made(enrolled=enrolled).session("P a", "b v", **REFUSED_M1)
    session.capture.add_values("enroller", {"I": "alice", "P": enrolled})
    found, _ = judged(Session(session.capture))
    assert found.headline == f"The server refused M1: the client's password is {is_what}."
    assert (found.at_fault, found.told is not None and enrolled in found.told.fix) == ("client", False)


@pytest.mark.parametrize("by", ["logged", "assumed"])
def test_another_password_is_not_all_where_the_proof_does_not_come_out_of_it(by: str) -> None:
    """A client that has a mistake beside it, and one whose password nobody but its server named."""
    mistake = {"u": "H(PAD(B) | PAD(A))"} if by == "logged" else {}
    session = Made(enrolled="hunt-er-2", client=mistake).session("a", "b v", **REFUSED_M1)
    session.capture.add_values("enroller", {"I": "alice", "P": "hunt-er-2"})
    session.capture.add_values("client", {"P": "hunter2"}, by=by)
    found, _ = judged(Session(session.capture))
    assert "password is without" not in found.headline
    both = found.headline.endswith("; the verifier is not of its password either.")
    assert both == (by == "logged"), found.headline


def _page(client: tuple[str, str], server: tuple[str, str], *, of_server: str) -> Session:
    """What a client and a server each logged of one login, of the same salt, in plain arithmetic."""
    salt, a, b = bytes(range(1, 17)), 0x1D4C9B7A3F25E80613C7, 0x2A6E8F01B3D5C79846F1
    (N, g), length = group("rfc5054-1024"), 128

    def hashed(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    def x_of(who: tuple[str, str]) -> int:
        return int.from_bytes(hashed(salt, hashed(":".join(who).encode())))

    k = int.from_bytes(hashed(N.to_bytes(length), g.to_bytes(length)))
    v, A = pow(g, x_of(server), N), pow(g, a, N)
    B = (k * v + pow(g, b, N)) % N
    u = int.from_bytes(hashed(A.to_bytes(length), B.to_bytes(length)))
    x = x_of(client)
    S = pow(B - k * pow(g, x, N), a + u * x, N), pow(A * pow(v, u, N), b, N)
    K = [hashed(one.to_bytes(length)) for one in S]
    lines = [f"user = {client[0]}", f"password = {client[1]}", f"salt = {salt.hex()}", f"a = {a:x}", f"A = {A:x}"]
    lines += [f"B = {B:x}", f"S = {S[0]:x}", f"K = {K[0].hex()}"]
    has = {"user": f"user = {server[0]}", "password": f"password = {server[1]}", "v": f"v = {v:x}"}
    lines = ["Client:", *lines, "", "Server:", *[has[one] for one in of_server.split()], f"b = {b:x}"]
    text = "\n".join([*lines, f"S = {S[1]:x}", f"K = {K[1].hex()}", ""])
    (capture,) = read_text(text, "page.txt").captures
    return session_of(capture, "srptools")


@pytest.mark.parametrize("of_server", ["user password v", "password v", "user password"])
def test_two_passwords_that_two_logs_hold_need_no_search_and_no_refusal(of_server: str) -> None:
    session = _page(("mara", "brook-17"), ("mara", "brook-18"), of_server=of_server)
    judged = judge(session)
    assert judged.headline == "The client's password is not the one that the verifier was made of."
    assert (judged.cause, judged.at_fault, judged.settled) == ("told", "client", True)


@pytest.mark.parametrize("of_server", ["user password v", "user v"])
def test_the_name_that_the_server_has_is_not_the_verifiers_mistake(of_server: str) -> None:
    session = _page(("Mara", "brook-17"), ("mara", "brook-17"), of_server=of_server)
    assert judge(session).headline == "The client is 'Mara', and the verifier was made for 'mara'."


def test_a_password_that_one_log_holds_is_compared_with_nothing() -> None:
    session = _page(("mara", "brook-17"), ("mara", "brook-18"), of_server="user v")
    assert judge(session).told is None
    session = _page(("mara", "brook-17"), ("mara", "brook-17"), of_server="user password v")
    assert judge(session).values == "agree"


@pytest.mark.parametrize("shown", ["minus", "two's complement"])
def test_what_a_division_leaves_of_a_negative_number_is_told_and_not_searched(shown: str) -> None:
    """In JavaScript (B - k * v) % N is negative where k * v is larger, which it nearly always is."""
    session = _page(("mara", "brook-17"), ("mara", "brook-17"), of_server="user v")
    N, S = group("rfc5054-1024").N, session.view.client.value("S")
    assert isinstance(S, int) and judge(session).told is None
    left = f"{S - N:x}" if shown == "minus" else f"{S - N + (1 << 1024):x}"
    if shown == "minus":
        assert left.startswith("-")
    session.capture.add_values("client", {"S": left})
    judged = judge(Session(session.capture, session.dialects))
    assert judged.headline.startswith("The client's S is negative: it is what is left of B - k * v below zero, and N")
    assert (judged.cause, judged.at_fault, judged.settled) == ("told", "client", True)
    session.capture.add_values("client", {"S": f"{S + 1:x}"})
    assert judge(Session(session.capture, session.dialects)).told is None


@pytest.mark.parametrize("logged", ["b", "b B", "v", "S", "K", "b v", "b K", "M1"])
def test_a_server_whose_password_is_on_record_tells_the_clients_from_whatever_else_it_logged(logged: str) -> None:
    """Of its v; of its b and the B that was sent; of an S or K that the client's a and the server's password give."""
    made = Made(enrolled="another one")
    session = made.session("P a", logged, **REFUSED_M1)
    session.capture.add_values("server", {"P": "another one"})
    found, _ = judged(Session(session.capture))
    assert (found.cause, found.at_fault) == ("told", "client")
    assert found.headline == (
        "The server refused M1: the client's password is not the one that the verifier was made of."
    )


def test_a_password_alone_of_the_server_is_no_more_than_what_is_on_record_of_it() -> None:
    session = Made(enrolled="another one").session("P a", **REFUSED_M1)
    session.capture.add_values("server", {"P": "another one"})
    found, _ = judged(Session(session.capture))
    assert found.headline == (
        "The server refused M1: the client's password is not the one that the server has on record."
    )


@pytest.mark.parametrize("logged", ["b", "v", "S", "K"])
def test_a_password_that_the_servers_own_values_contradict_tells_nothing(logged: str) -> None:
    session = Made(enrolled="another one").session("P a", logged, **REFUSED_M1)
    session.capture.add_values("server", {"P": "a third"})
    found, _ = judged(Session(session.capture))
    assert "password is not" not in found.headline
    assert found.at_fault != "client"


def test_a_client_with_a_mistake_beside_another_password_is_not_told_of_the_password_alone() -> None:
    session = Made("another one", client={"K": "SHA256(S)"}).session("P a", "b v", **REFUSED_M1)
    session.capture.add_values("server", {"P": "another one"})
    found, _ = judged(Session(session.capture))
    assert found.cause != "told"


def test_a_password_of_a_page_is_the_clients_where_the_server_has_one_of_its_own() -> None:
    """One line gave it to both sides, before somebody said what the server's is."""
    made = Made(enrolled="another one")
    session = made.session("a", "K", **REFUSED_M1)
    session.capture.add_values("both", {"P": "hunter2"})
    found, _ = judged(Session(session.capture, settings=[("server", "P", "another one")]))
    assert (found.cause, found.at_fault) == ("told", "client")
