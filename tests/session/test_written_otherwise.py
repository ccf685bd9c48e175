"""Accepted sessions whose record does not agree: what is said of them is true of every program that could be behind."""

from __future__ import annotations

import pytest

from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.edit import Edit
from tests.session.test_not_on_record import ACCEPTED, Made

NO_COLON = "H(s | H(I | P))"


def test_a_server_that_takes_any_proof_is_told_so() -> None:
    """The client's M1 is of its own password, and the server's verifier of another one."""
    found = judge(Made(enrolled="other words").session("P a", "b v", "A B M1 M2", **ACCEPTED))
    assert (found.values, found.at_fault, found.exit_status) == ("disagree", "server", 1)
    assert found.headline == "The server accepted an M1 that its own b and v do not give: it does not check it."


def test_two_sides_that_leave_out_a_padding_alike_used_the_password_that_is_written() -> None:
    """Its verifier is known and is of this password: only u is made otherwise, by both."""
    u = "H(B | A)"
    session = Made(client={"u": u}, server={"u": u}).session("P a", "b v", "A B M1", **ACCEPTED)
    found = judge(session)
    assert found.headline == "Accepted: the values on record do not give M1 by rfc5054; both compute otherwise, alike."
    assert (found.at_fault, found.exit_status) == ("unknown", 1)


def test_another_x_on_both_sides_is_not_said_to_be_another_password() -> None:
    made = Made(client={"x": NO_COLON})
    client = made.client
    session = made.session("P a", "b v", "A B M1", **ACCEPTED)
    session.capture.add_values("server", {"v": f"{pow(client.inputs['g'], client.value('x'), client.N):x}"})  # type: ignore[arg-type]
    found = judge(Session(session.capture))
    assert found.values == "disagree"
    assert "the password typed here is not the one used." not in found.headline


def test_an_A_that_is_logged_otherwise_is_not_said_to_be_of_another_a() -> None:
    session = Made().session("P a", "b v", "A B M1 M2", **ACCEPTED)
    session.capture.add_values("client", {"A": "1234567890abcdef" * 4})
    found = judge(Session(session.capture))
    assert found.headline == (
        "Accepted: A on the wire is not the one that the client logged; other values or formulas were used."
    )


@pytest.mark.parametrize("content", ["3", "H(g | N)"])
def test_an_edit_that_is_tried_on_an_accepted_session_is_said_to_be_one(content: str) -> None:
    session = Made().session("P a", "b v", "A B M1 M2", **ACCEPTED)
    edits = [Edit("client", "k", "formula", content)]
    found = judge(session, None, session.evaluate(edits), edits)
    assert found.headline.startswith("With edits that were not in the session: ")
    assert found.at_fault == "person"
