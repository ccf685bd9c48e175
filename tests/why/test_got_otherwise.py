"""A client that logged another salt or B than the server sent."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.why import Reach
from tests.session.test_not_on_record import REFUSED_M1, SALT, Made

OTHER = 0x1234567890ABCDEF << 190


def told(name: str, value: int | bytes, server: str) -> tuple[Session, str]:
    """What is said of a client that computes with this salt or B, and has logged it."""
    made = Made()
    made.client.inputs = dict(made.client.inputs) | {name: value}
    made.wire["M1"] = made.client.value("M1")
    session = made.session(f"P a {name}", server, **REFUSED_M1)
    return session, as_text(diagnose_session(session, 20, reach=Reach(1)), session)


@pytest.mark.parametrize("server", ["b v", "b", ""])
@pytest.mark.parametrize(("name", "value"), [("B", OTHER), ("s", b"\x11" * 4)])
def test_another_one_than_was_sent_is_named(name: str, value: int | bytes, server: str) -> None:
    session, text = told(name, value, server)
    said = f"computed with another {name} than the server's (read otherwise, or altered on its way)."
    assert text.startswith(f"The server refused M1: the client {said}\n")
    assert "needs" not in text and "client is cleared" not in text and "and the server are" not in text
    found = judge(session, diagnose_session(session, 20))
    assert (found.cause, found.at_fault, found.first_difference) == ("proved", "unknown", name)


def test_the_slip_that_makes_the_one_of_the_other_is_named() -> None:
    made = Made().client
    B = made.value("B")
    assert isinstance(B, int)
    assert "the client read B without its last byte.\n" in told("B", B >> 8, "b v")[1]
    assert "the client used s as hex text.\n" in told("s", SALT.hex().encode(), "b v")[1]


def test_a_log_that_is_of_another_B_than_the_proof_accuses_nobody() -> None:
    session = Made().session("P a", "b v", **REFUSED_M1)
    session.capture.add_values("client", {"B": f"{OTHER:x}"})
    session = Session(session.capture)
    text = as_text(diagnose_session(session, 20, reach=Reach(1)), session)
    assert text.startswith("The server refused M1: the B that the client logged is not the server's.\n")
    assert "The client's M1 is made of the server's B, and not of what it logged as that." in text
