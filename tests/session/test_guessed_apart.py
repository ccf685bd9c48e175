"""Nobody named a dialect, none fits both sides, and one fits each: no side is at fault."""

from __future__ import annotations

from srpscope.answers.diagnosis import diagnose_session
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from tests.session.met import met
from tests.session.test_given_hash import TERMS

GIVEN = [(side.replace("both", "client"), name, text) for side, name, text in TERMS]


def test_each_side_gets_its_own() -> None:
    """k of the server pads g, and that of the client does not. N and g are given as the client's alone."""
    session = session_of(met("pysrp", "srptools"), settings=[*GIVEN, ("client", "H", "sha256")])
    client, server = session.dialect("client").id, session.dialect("server").id
    note = session.capture.notes[-1]
    assert client == "pysrp" and session.guessed_apart == (client, server)
    assert "none reproduces both sides" in note and f"as {client}, the server as {server}" in note
    assert "everything known" not in note
    diagnosis = diagnose_session(session)
    judged = judge(session, diagnosis)
    assert judged.headline == f"The client computes as pysrp does, the server as {server}: k differs."
    assert (judged.at_fault, judged.missing, diagnosis.findings) == ("unknown", (), ())


def test_one_for_both_where_one_fits() -> None:
    session = session_of(met("srptools", "srptools"), settings=[*GIVEN, ("client", "H", "sha256")])
    assert session.guessed_apart is None and session.dialect("client").id == session.dialect("server").id
    assert "reproduces everything known." in session.capture.notes[-1]
    assert judge(session).values == "agree"
