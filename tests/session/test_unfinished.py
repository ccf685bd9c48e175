"""A record that ends before anybody answered: nobody said yes, and what never came is not asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.capture.capture import Capture, Line
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path
from srpscope.session.outcome import awaited
from srpscope.why import Reach
from tests.session.test_not_on_record import Made

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"


def cut(name: str, proof: str = "M1") -> Capture:
    """A recording up to the message with the client's proof, as of a program that was killed then."""
    capture = read_path(SESSIONS / f"{name}.srp.jsonl").captures[0]
    messages = Session(capture).messages
    last = next(one.line for one in messages if one.decoded is not None and proof in one.decoded.values)
    at = next(number for number, line in enumerate(capture.lines) if line is last)
    return Capture(dict(capture.header), capture.lines[: at + 1])


@pytest.mark.parametrize("system", ["plain", "nimbus", "esp32", "devolutions", "excalibur"])
def test_a_client_that_was_killed_before_the_answer_was_told_yes_by_nobody(system: str) -> None:
    found = judge(Session(cut(f"{system}-right.client")))
    assert (found.outcome, found.exit_status, found.cleared) == ("unfinished", 2, ())
    assert found.headline.startswith(
        "The recording ends before the server's answer; M1 is what the client's own values"
    )


def test_what_both_sides_wrote_down_agrees_whoever_answered() -> None:
    capture = cut("plain-right.client")
    theirs = read_path(SESSIONS / "plain-right.server.srp.jsonl").captures[0]
    values = [line for line in theirs.lines if line.get("type") == "values" and line.get("side") == "server"]
    found = judge(Session(Capture(dict(capture.header), [*capture.lines, *values])))
    assert (found.outcome, found.values, found.exit_status) == ("unfinished", "agree", 0)


ASKED: Line = {"type": "message", "from": "client", "via": "ble", "endpoint": "proto-ver", "bytes": b"---".hex()}
TOLD: Line = {"type": "message", "from": "server", "via": "ble", "endpoint": "proto-ver", "bytes": b"{}".hex()}


@pytest.mark.parametrize(
    ("lines", "status", "headline"),
    [
        ([ASKED], 2, "The recording ends before A."),
        ([ASKED, TOLD], 2, "The recording ends before A."),
        (
            [ASKED, {"type": "event", "what": "broken-off", "by": "", "text": "The link is gone."}],
            2,
            "The connection ended before A; nothing is known of the proof.",
        ),
        (
            [ASKED, {"type": "event", "what": "http-status", "by": "server", "code": 404, "text": "404 Not Found"}],
            1,
            "The server refused the message, not the proof: 404 Not Found.",
        ),
    ],
)
def test_a_device_that_was_only_asked_its_version_has_no_value_to_log(
    lines: list[Line], status: int, headline: str
) -> None:
    capture = Capture({"dialect": "esp-idf-security2", "wire": "protocomm"}, [dict(line) for line in lines])
    capture.add_values("client", {"I": "carol", "P": "a fine day"})
    session = Session(capture)
    diagnosis = diagnose_session(session, 0.1)
    found = judge(session, diagnosis)
    assert (found.headline, found.exit_status, found.missing) == (headline, status, ())
    assert "og a " not in as_text(diagnosis, session)


def test_what_is_awaited_is_the_other_ones() -> None:
    assert awaited([]) == "A"
    assert awaited([("client", ())]) == awaited([("client", ("I",))]) == "B"
    assert awaited([("client", ()), ("server", ("s", "B"))]) == "A"
    assert awaited([("client", ("A",)), ("server", ("B",))]) == "M1"
    assert awaited([("client", ("A",)), ("server", ("B",)), ("client", ("M1",))]) == "M2"


def test_before_a_proof_nothing_is_asked_for() -> None:
    session = Made().session("P a", "", "A B", what="broken-off", by="")
    assert judge(session).missing == ()


def test_who_cannot_compute_what_it_has_to_send_says_so_of_itself() -> None:
    session = Made().session("P a", "", "A")
    words = "B of the server is unknown: it needs P or v."
    session.capture.add("event", what="refused", by="server", of="A", text=words)
    found = judge(Session(session.capture))
    assert (found.headline, found.at_fault) == (f"The server could not go on: {words}", "server")


def test_a_verifier_of_the_clients_own_password_is_no_reason_whatever_the_enroller_says() -> None:
    """The password is the example's: a search for what the enroller did would find it."""
    made = Made("abcd1234")
    session = made.session("", "v", what="refused", by="server", of="M1")
    session.capture.add_values("client", {"P": "abcd1234"})
    session.capture.add_values("enroller", {"I": "alice", "P": "another one"})
    diagnosis = diagnose_session(Session(session.capture), 2)
    assert diagnosis.findings == ()
    assert judge(Session(session.capture), diagnosis).cause != "proved"


def test_a_status_alone_blames_nobody() -> None:
    session = Made().session("P a", "", "A")
    words = "The server answers 403: it refuses and forgets the Auth-ID."
    session.capture.add("event", what="refused", by="server", of="A", text=words)
    found = judge(Session(session.capture))
    assert (found.at_fault, found.cause, found.missing) == ("unknown", "cannot-tell", ())
    assert found.headline.startswith("The server refused A")


def test_a_record_without_messages_tells_by_its_values_what_was_awaited() -> None:
    lost = {"what": "broken-off", "by": "", "of": "M1"}
    found = judge(Made().session("P a", "", "A B M1", **lost))
    lead = "The connection ended before the server's answer"
    assert (found.headline, found.exit_status) == (f"{lead}; whether M1 was taken is not on record.", 2)
    assert judge(Made().session("P a", "", "A", **lost)).headline.startswith("The connection ended before B")


def test_a_server_of_another_sessions_b_is_asked_for_what_lies_before_B() -> None:
    session = Made().session("P a", "v", "A B M1", what="refused", by="server", of="M1")
    session.capture.add_values("server", {"b": "5ca1ab1e"})
    found = judge(Session(session.capture), diagnose_session(Session(session.capture), 0.1, reach=Reach(0)))
    assert "B is not what the b and the verifier on record give" in found.headline
    assert found.missing == (("k",),)
