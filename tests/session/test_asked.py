"""What is asked for is the least that the client's side lacks; what it was only lent is not known of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srpscope.report.identification import as_text as in_words
from srpscope.report.trace import as_text, first_difference
from srpscope.session import Session
from srpscope.session.declaring import declared, identification
from srpscope.session.judgement import judge
from tests.session.test_not_on_record import REFUSED_M1, Made, judged


def without_name(session: Session) -> Session:
    """The same page, on which nobody wrote the user name."""
    for line in session.capture.of_type("values"):
        line["values"].pop("I", None)
    session.changed()
    return session


def lent(session: Session, password: str) -> Session:
    """The same session, where the client's password is taken to be the server's."""
    session.capture.add_values("client", {"P": password}, by="assumed")
    session.changed()
    return session


def test_a_password_on_loan_is_what_is_missing() -> None:
    """The most common fault of all: the client used another password than the one that the server knows."""
    session = lent(Made(enrolled="hunter3").session("a M1", "b v", **REFUSED_M1), "hunter3")
    assert judge(session).headline == (
        "The server refused M1: the client's M1 is not what its formula gives with the server's P; "
        "`why` looks for the cause."
    )
    found, diagnosis = judged(session)
    assert (found.cause, found.at_fault) == ("not-found", "unknown")
    assert found.missing == diagnosis.needs == (("P",),)
    assert found.headline.startswith("The server refused M1; the client's P is not on record (")
    assert found.headline.endswith("; another one would look the same: log P.")
    assert "P: of the client alone\n  client  hidden  (assumed)" in as_text(session)


def test_without_a_the_client_is_not_on_record_at_all() -> None:
    found, _ = judged(lent(Made(enrolled="hunter3").session("M1", "b v", **REFUSED_M1), "hunter3"))
    assert found.missing == (("a",),) and found.headline.endswith(": log a.")


def test_what_was_on_loan_and_came_out_is_no_longer_asked_for() -> None:
    mistaken = Made(client={"u": "H(PAD(B) | PAD(A))"})
    found, _ = judged(lent(mistaken.session("a M1", "b v", **REFUSED_M1), "hunter2"))
    assert (found.cause, found.missing) == ("proved", ())


@pytest.mark.parametrize("server", ["", "b v", "K", "b S M1"])
def test_the_password_alone_is_asked_for_where_the_client_lacks_no_more(server: str) -> None:
    mistaken = Made(client={"x": "H(s | H(P))"})
    assert judge(mistaken.session("a M1", server, **REFUSED_M1)).missing == (("P",),)


@pytest.mark.parametrize("server", ["", "K", "M1"])
def test_no_secret_of_the_server_is_asked_for_where_a_name_is_missing(server: str) -> None:
    mistaken = Made(client={"x": "H(s | H(P))"})
    assert judge(without_name(mistaken.session("P a M1", server, **REFUSED_M1))).missing == (("I",),)


def test_the_servers_secret_is_asked_for_where_nothing_of_the_client_could_tell() -> None:
    """b alone: with it the verifier that the client's password has gives the server's M2, or another one does."""
    page = Made(server={"M2": "H(A | K)"}).session("P a", wire="A B M1 M2=B", what="refused", by="client", of="M2")
    assert judge(page).missing == (("b",),)
    assert judge(page).headline.endswith("; log b to see what the server has.")


def test_the_first_difference_has_one_name() -> None:
    """M1 is what is on record; x is where the proved cause begins."""
    session = Made(client={"x": "H(s | H(P))"}).session("P a", "b v", **REFUSED_M1)
    unsearched = judge(session)
    assert (unsearched.first_difference, first_difference(session, unsearched)[:21]) == (
        "M1",
        "First difference: M1.",
    )
    found, diagnosis = judged(session)
    assert found.first_difference == diagnosis.findings[0].first_difference == "x"
    assert first_difference(session, found).startswith("First difference: x, which shows in M1.")
    assert "First difference: x, which shows in M1." in as_text(session, judged=found)


def test_a_dialect_is_not_said_to_give_what_could_not_be_computed() -> None:
    session = Made().session("a M1")
    session.capture.header["dialect"] = session.capture.header["group"] = None
    capture = replace(session.capture, header={**session.capture.header, "hash": "sha1", "group": "nimbus-256"})
    note = declared(Session(capture)).capture.notes[-1]
    assert "which reproduces A; M1 cannot be computed of what is known. The same comes out of " in note
    named = note.partition("The same comes out of ")[2].replace(" and ", ", ").split(", ")
    assert len(named) == len(set(named))
    found = identification(Session(capture))
    assert found.uncomputed == ("M1",)
    assert (
        in_words(found)
        .partition("\n")[0]
        .endswith(" dialects reproduce all that can be computed. M1 cannot be computed of what is known.")
    )


def test_what_was_computed_is_reproduced() -> None:
    session = Made().session("P a M1")
    session.capture.header["dialect"] = None
    found = identification(Session(session.capture))
    assert found.uncomputed == () and found.left_open == "" and "M1" in found.dialects[0].reproduces
    assert "reproduces everything known." in declared(Session(session.capture)).capture.notes[-1]
