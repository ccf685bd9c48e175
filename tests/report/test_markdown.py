"""The Markdown report says no more than was proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.answers.diagnosis import diagnose_session, question_of
from srpscope.capture.capture import Capture
from srpscope.places import captures_folder
from srpscope.report.markdown import markdown
from srpscope.session import Session
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit
from srpscope.why import Reach, diagnose
from srpscope.why.finding import Diagnosis
from srpscope.why.telling.words import NOT_TOLD_APART, equal_lines
from tests.session.test_not_on_record import Made

MISTAKES = Path(__file__).parents[2] / "captures" / "mistakes"


def test_what_gives_the_same_bytes_stands_beside_what_is_proved() -> None:
    session = session_of(read_path(MISTAKES / "m1-a-stripped.srp.jsonl").captures[0])
    found = diagnose(question_of(session), 30, reach=Reach(1))
    text = markdown(session, found)
    assert text.count(NOT_TOLD_APART) == 1
    said = text.split(NOT_TOLD_APART)[1].split("\n")[0].replace("\\", "")
    assert all(one in said for one in equal_lines(found.findings[0]))


def test_nothing_is_said_of_it_where_only_one_mistake_gives_the_bytes() -> None:
    session = session_of(read_path(MISTAKES / "x-salt-stripped.srp.jsonl").captures[0])
    found = diagnose(question_of(session), 30, reach=Reach(1))
    assert found.findings and not found.findings[0].equal
    assert NOT_TOLD_APART not in markdown(session, found)


def _report(name: str, *edits: Edit) -> str:
    session = session_of(read_path(captures_folder() / name).captures[0])
    session.edits.extend(edits)
    diagnosis = Diagnosis("not-found", session.declared) if edits else diagnose_session(session)
    return markdown(session, diagnosis)


def test_a_number_as_wide_as_N_that_starts_with_00_is_named() -> None:
    both = [Edit(side, "S", "hex", "01" * 383) for side in ("client", "server")]
    assert "S starts with 00" in _report("esp32-accepted.srp.jsonl", *both)
    assert "**Leading zeros.** None among" in _report("esp32-accepted.srp.jsonl")


def test_a_zero_is_named_once() -> None:
    report = _report("esp32-android-key-zero.srp.jsonl")
    assert "**Leading zeros.** K starts with 00." in report
    assert "It begins in `M1`." in report and report.count("First difference") == 1


def test_a_refusal_in_the_words_of_the_devices_log_stands_there_once() -> None:
    capture = Capture({"dialect": "esp-idf-security2"})
    words = "Failed to authenticate client proof!"
    capture.add("event", what="log", level="E", tag="security2", text=words, **{"from": "server"})
    capture.add("event", what="refused", by="server", of="M1", text=words)
    capture.add("event", what="log", level="E", tag="security2", text="Session setup error -1", **{"from": "server"})
    session = Session(capture)
    log = markdown(session, diagnose_session(session, 0.1)).split("**Log.**")[1]
    assert log.count(words) == 1 and log.count("Session setup error") == 1


def _password_in_a_report(password: str) -> str:
    session = session_of(read_path(captures_folder() / "esp32-accepted.srp.jsonl").captures[0])
    capture = Capture(dict(session.capture.header), [dict(line) for line in session.capture.lines])
    capture.add_values("client", {"P": password})
    found = Session(capture)
    return markdown(found, Diagnosis("not-found", found.declared))


def test_a_password_that_is_a_word_of_every_report_is_not_told_by_it() -> None:
    assert "hash sha512" in _password_in_a_report("sha512")
    assert "Security 2" in _password_in_a_report("Security 2")


def test_the_password_of_an_example_is_left_out_where_it_is_somebodys() -> None:
    made = Made("abcd1234")
    session = made.session("a", "v", what="refused", by="server", of="M1")
    session.capture.add_values("client", {"P": "something else"})
    assert "abcd1234" in markdown(*_searched(session.capture))
    session.capture.add_values("enroller", {"P": "abcd1234"})
    assert "abcd1234" not in markdown(*_searched(session.capture))


def _searched(capture: Capture) -> tuple[Session, Diagnosis]:
    session = Session(capture)
    finding = diagnose_session(Session(Made("abcd1234").session("P a", "v").capture), 2).findings
    return session, Diagnosis("proved", session.declared, findings=finding)


@pytest.mark.parametrize("password", ["not this one", "what this user name", "the verifier", "hunter2"])
def test_a_password_of_everyday_words_takes_no_verdict_away(password: str) -> None:
    session = Made("some other").session("a", "b v", what="refused", by="server", of="M1")
    session.capture.add_values("client", {"P": password})
    session = Session(session.capture)
    diagnosis = diagnose_session(session, 0.1, reach=Reach(0))
    first = markdown(session, diagnosis).split("\n")[0]
    assert first.startswith("### The server refused M1: the verifier is not of this user name")


def test_a_password_in_the_peers_words_goes_alone() -> None:
    made = Made().session("P a", "", "A B M1")
    made.capture.add("event", what="refused", by="server", of="M1", text="hunter2")
    session = Session(made.capture)
    first = markdown(session, diagnose_session(session, 0.1)).split("\n")[0]
    assert "hunter2" not in first and "removed" in first
    assert first.startswith("### The server refused M1, right for these")


@pytest.mark.parametrize(("N", "said"), [("00", "N is zero"), ("-0d", "N is negative")])
def test_a_modulus_that_is_none_is_reported_as_one(N: str, said: str) -> None:
    values = {"N": N, "g": "2", "I": "nora", "P": "tea", "s": "0b"}
    lines: list[dict[str, object]] = [
        {"type": "header", "srpscope": 1, "dialect": "rfc5054", "hash": "sha1"},
        {"type": "values", "side": "both", "values": values},
        {"type": "values", "side": "client", "values": {"a": "3"}},
        {"type": "values", "side": "wire", "values": {"A": "19", "B": "2b", "M1": "5c" * 20}},
    ]
    session = session_of(Capture(lines[0], lines[1:]))
    text = markdown(session, diagnose_session(session, 0.2))
    assert said in text and "begins with 00" not in text
