"""How a session ended, in a badge: the same words wherever they stand, and no sign that is not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.session.clauses import badge_of, ended_badge, in_a_row
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, session_of
from srpscope.wire.wires import declared, wire

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"
HOMEKIT = wire("homekit").proofs


@pytest.mark.parametrize(
    ("judged", "role", "words"),
    [
        ({"outcome": "refused", "of": "M1"}, "differ", "M1 REFUSED"),
        ({"outcome": "refused", "of": "M1", "values": "unknown"}, "differ", "M1 REFUSED"),
        ({"outcome": "refused", "of": "M2", "values": "disagree"}, "differ", "M2 ≠ REFUSED"),
        ({"outcome": "refused", "of": "M1", "values": "agree"}, "differ", "M1 REFUSED"),
        ({"outcome": "refused", "of": "session", "values": "disagree"}, "differ", "SESSION REFUSED"),
        ({"outcome": "refused", "of": "M1", "cause": "cannot-tell", "text": "No."}, "differ", "M1 REFUSED"),
        ({"outcome": "refused", "of": "A", "cause": "cannot-tell", "text": "closed by it"}, "differ", "CLOSED AT A"),
        ({"outcome": "broken-off", "of": "M1"}, "warn", "CUT OFF"),
        ({"outcome": "broken-off", "of": "M1", "at_fault": "person"}, "warn", "ENDED ON PURPOSE"),
        ({"outcome": "accepted", "values": "agree", "cause": "none"}, "agree", "M1 = ACCEPTED"),
        ({"outcome": "accepted", "values": "unknown", "cause": "cannot-tell"}, "warn", "M1 ACCEPTED"),
        ({"outcome": "accepted", "values": "disagree", "cause": "none"}, "warn", "M1 ACCEPTED"),
        ({"outcome": "accepted", "values": "disagree", "cause": "proved"}, "differ", "ACCEPTED, NOT RIGHT"),
        ({"outcome": "accepted", "values": "disagree", "cause": "proved", "at_fault": "nobody"}, "warn", "M1 ACCEPTED"),
        ({"outcome": "unknown", "values": "agree", "cause": "none"}, "agree", "M1 = AGREES"),
        ({}, "warn", "CANNOT TELL"),
    ],
)
def test_a_badge_has_the_outcome_first_and_no_sign_that_is_not_known(
    judged: dict[str, str], role: str, words: str
) -> None:
    assert badge_of(judged, None) == (role, words)


def test_a_proof_is_named_as_such_where_m1_is_another_message() -> None:
    assert ended_badge({"outcome": "refused", "of": "M1", "values": "disagree"}, HOMEKIT) == (
        "differ",
        "PROOF ≠ REFUSED",
    )
    assert ended_badge({"outcome": "accepted", "values": "agree", "cause": "none"}, HOMEKIT) == (
        "agree",
        "PROOF = ACCEPTED",
    )


@pytest.mark.parametrize("path", sorted(SESSIONS.glob("*.srp.jsonl")), ids=lambda path: path.name)
def test_the_screen_that_was_live_and_the_one_that_opens_it_have_one_badge(path: Path) -> None:
    session = session_of(read_path(path).captures[0])
    judged = judge(session)
    as_answered = json.loads(json.dumps(judged.as_json()))
    assert judged.badge == badge_of(as_answered, declared(session.wire).proofs)


@pytest.mark.parametrize(
    ("badge", "of", "words"),
    [
        ("M1 ≠ REFUSED", "M1", "M1 refused"),
        ("THE START REFUSED", "", "refused"),
        ("M1 = ACCEPTED", "", "M1 accepted"),
        ("ACCEPTED, NOT RIGHT", "", "not right"),
        ("CLOSED AT M1", "", "closed at M1"),
        ("PROOF ≠ DISAGREES", "", "proof differs"),
        ("VALUES = AGREE", "", "values agree"),
        ("VALUES ≠ DISAGREE", "", "values differ"),
        ("CANNOT TELL", "", "cannot tell"),
        ("ENDED ON PURPOSE", "", "ended"),
    ],
)
def test_a_row_of_the_library_says_the_words_of_the_badge(badge: str, of: str, words: str) -> None:
    assert in_a_row(badge, of) == words
