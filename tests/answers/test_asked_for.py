"""What is asked for is asked for in the form in which it can be given."""

from __future__ import annotations

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp.primitives.groups import group

HEADER = {"dialect": "apple-gsa-s2k", "origin": "recorded"}


def test_a_count_of_rounds_is_asked_for_as_a_decimal_number() -> None:
    """As 'iterations=2000' it is read as hex, and 8,192 rounds give another password."""
    named = group("rfc5054-2048")
    capture = Capture(HEADER)
    capture.add_values("client", {"I": "alice", "P": "hunter2", "a": "1234"})
    public = pow(named.g, 0x1234, named.N)
    capture.add_values("wire", {"s": "11" * 16, "A": f"{public:0512x}", "B": "22" * 256, "M1": "33" * 32})
    session = Session(capture)
    said = as_text(diagnose_session(session, 1), session)
    assert "--set client.iterations.dec=" in said
    given = Session(capture, settings=[("client", "iterations.dec", "2000")])
    assert given.view.client.value("iterations") == 2000
