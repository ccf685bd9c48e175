"""What two records tell that stand beside each other, of sessions of real parties (make_sessions.py) and made ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.capture.merge import merge
from srpscope.capture.source import Source
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, read_sources, session_of
from srpscope.session.session import Session
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
