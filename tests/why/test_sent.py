"""What is said of an A that is not g ** a of the a on record: no more than is known of it."""

from __future__ import annotations

import base64

import pytest

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why import Reach
from srpscope.why.question import Case
from srpscope.why.sent import written_otherwise
from tests.session.independent import least
from tests.session.test_not_on_record import A_PRIVATE, REFUSED_M1, G, Made, N

A = pow(G, A_PRIVATE, N)
ABOVE = N + 12345678901234567890


def told(sent: bytes, hashed: bool = False) -> str:
    """What `why` prints of a client that sends this. hashed: its M1 is made of what it sent, too."""
    made = Made()
    if hashed:
        made.client.inputs = dict(made.client.inputs) | {"A": int.from_bytes(sent)}
        made.wire["M1"] = made.client.value("M1")
    made.wire["A"] = sent
    session = made.session("P a", **REFUSED_M1)
    return as_text(diagnose_session(session, 20, reach=Reach(1)), session)


@pytest.mark.parametrize("hashed", [False, True])
@pytest.mark.parametrize("sent", [ABOVE, 0])
def test_what_no_a_gives_is_not_said_to_be_of_another_a(sent: int, hashed: bool) -> None:
    if hashed and not sent:
        return  # S is 0 then, whatever else is made of it
    why = "not below N" if sent else "0"
    text = told(least(sent) or b"\0", hashed)
    assert f"client: it sent a number that A cannot be: it is {why}.\n" in text
    assert "another a" not in text and "drawn" not in text


@pytest.mark.parametrize("hashed", [False, True])
def test_a_public_value_below_zero_is_named(hashed: bool) -> None:
    text = told(least(N - A), hashed)
    assert "client sent N - A in the place of A.\n" in text and "another a" not in text
    assert f"  A as it is sent = N - {'g ** a' if hashed else 'A'}\n" in text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (A_PRIVATE, "sent a in the place of A"),
        (A + N, "sent A + N in the place of A"),
        (int.from_bytes(base64.b64encode(b"%x" % A)), "sent A as base64 text of its hex text (btoa(hex))"),
    ],
)
def test_what_was_sent_in_its_place_is_named(sent: int, said: str) -> None:
    text = told(least(sent))
    assert f"the client {said}.\n" in text and "another a" not in text


@pytest.mark.parametrize("hashed", [False, True])
def test_of_any_other_number_only_what_is_known_is_said(hashed: bool) -> None:
    text = told(least(pow(G, A_PRIVATE + 5, N)), hashed)
    drawn = "with another a than that of the A that it sent"
    assert f"client: it computed {drawn} (drawn anew between two messages), or sent that A written otherwise.\n" in text
    headline = f"{drawn}, or sent that A written otherwise" if hashed else "with another A than the one that it sent"
    assert text.startswith(f"The server refused M1: the client computed {headline}.\n")
    assert "  fix: Keep the number that was drawn for this handshake" in text


@pytest.mark.parametrize(("spoken", "told"), [("rfc5054", True), ("firebird", False), ("bnet1", False), ("wow", False)])
def test_capitals_are_no_mistake_of_a_name_that_is_hashed_in_capitals(spoken: str, told: bool) -> None:
    known = dialect(spoken)
    N, g = group(known.group or "rfc5054-1024")
    given = {"N": N, "g": g, "I": "alice", "P": "SECRET1", "s": b"\x5a" * 32, "a": A_PRIVATE, "A": A % N}
    base = Knowledge("client", known, given, {"I": b"ALICE", "B": b"\x17" * 16}, hash=known.hash or "sha1")
    found = list(written_otherwise(Case("client", base, {}), Sheet(base, record=False)))
    assert [one.first_difference for one in found] == (["I"] if told else [])


def test_text_of_the_dialects_own_form_is_told_as_bytes() -> None:
    """Thinbus sends the salt as hex: one that went as its bytes has lost no zeros."""
    known = dialect("thinbus")
    base = Knowledge("server", known, {"s": b"\x5a" * 16}, {"s": b"\x5a" * 16})
    (found,) = written_otherwise(Case("server", base, {}), Sheet(base, record=False))
    assert (found.suspects, found.equal) == (("sent-plain@s:s as it is sent",), ())


def test_a_proved_cause_needs_nothing() -> None:
    """The server's b is on no record, and nobody needs it any more."""
    capture = Made().session("P a", wire="A B").capture
    capture.add_values("wire", {"I": "ALICE"})
    session = Session(capture)
    found = diagnose_session(session, 20, reach=Reach(1))
    assert found.verdict == "proved" and judge(session, found).values == "unknown"
    assert judge(session, found).missing == () and "needs" not in as_text(found, session)
