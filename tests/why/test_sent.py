"""What is said of an A that is not g ** a of the a on record: no more than is known of it."""

from __future__ import annotations

import base64

import pytest

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.why import Reach
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
    assert f"client sent a number that A cannot be: it is {why}.\n" in text
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
    said = "the client computed with another a than that of the A that it sent, or sent that A written otherwise."
    assert f"The server refused M1: {said}\n" in text
    assert "  fix: Keep the number that was drawn for this handshake" in text
