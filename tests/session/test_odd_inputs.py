"""A day with a zero in front, signed and sent alike: the sums are right, and Cognito refuses them all the same."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

GROUP = group("rfc3526-3072")
ODD = "TIMESTAMP has a zero before its day; Cognito signs the day without one"


def page(timestamp: str, refused: bool) -> Capture:
    """A client of Cognito that is right in all but the form of its day."""
    texts = {"I": "pilar", "P": "Long-Tide-9", "pool": "Qw3rTz", "timestamp": timestamp}
    given: dict[str, Value] = {"N": GROUP.N, "g": GROUP.g, **texts, "s": bytes(range(16)), "secret_block": bytes(64)}
    client = given | {"a": 2**250 + 1}
    spoken, B = dialect("cognito"), pow(GROUP.g, 2**249 + 5, GROUP.N)
    sent = {"B": B.to_bytes(384)}
    A = Sheet(Knowledge("client", spoken, client, sent)).as_sent("A")
    M1 = Sheet(Knowledge("client", spoken, client, sent | {"A": A})).as_sent("M1")
    capture = Capture({"origin": "recorded", "dialect": "cognito"})
    capture.add_values("both", {**texts, "s": bytes(range(16)).hex(), "secret_block": bytes(64).hex()})
    capture.add_values("client", {"a": f"{2**250 + 1:x}"})
    capture.add_values("wire", {"A": A.hex(), "B": sent["B"].hex(), "M1": M1.hex()})
    if refused:
        line = {
            "type": "event",
            "what": "refused",
            "by": "server",
            "of": "M1",
            "text": "Incorrect username or password.",
        }
        capture.lines.append(line)
    return capture


def test_a_refusal_of_it_is_told_by_it() -> None:
    session = session_of(page("Sat Dec 05 10:11:12 UTC 2026", refused=True))
    judged = judge(session, diagnose_session(session, seconds=1))
    assert (judged.cause, judged.at_fault, judged.cleared) == ("told", "client", ())
    assert judged.headline == f"The server refused M1: {ODD}."


def test_nobody_is_cleared_of_it_where_no_answer_is_on_record() -> None:
    session = session_of(page("Sat Dec 05 10:11:12 UTC 2026", refused=False))
    assert "client" not in judge(session, diagnose_session(session, seconds=1)).cleared
    assert f"{ODD}." in session.view.notes


@pytest.mark.parametrize("day", ["Sat Dec 5 10:11:12 UTC 2026", "Tue Dec 15 10:11:12 UTC 2026"])
def test_nothing_is_said_of_a_right_one(day: str) -> None:
    session = session_of(page(day, refused=True))
    judged = judge(session, diagnose_session(session, seconds=1))
    assert judged.cause != "told" and "client" in judged.cleared
    assert not any("TIMESTAMP" in note for note in session.view.notes)


def test_where_the_sums_are_wrong_too_they_are_looked_at() -> None:
    capture = page("Sat Dec 05 10:11:12 UTC 2026", refused=True)
    capture.add_values("wire", {"M1": "5a" * 32})
    assert judge(session_of(capture)).cause != "told"
