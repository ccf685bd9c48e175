"""Nobody named a dialect, none fits both sides, and one fits each: no side is at fault."""

from __future__ import annotations

import re

import srpscope
from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.capture.capture import Capture
from srpscope.report.identification import as_text as in_words
from srpscope.session import Session
from srpscope.session.declaring import identification
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.values import Value
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
    assert judged.headline == (
        f"The client computes as pysrp does, the server as {server}: k is H(N | g) and H(N | PAD(g))."
    )
    assert (judged.at_fault, judged.missing, diagnosis.findings) == ("unknown", (), ())


def test_one_for_both_where_one_fits() -> None:
    session = session_of(met("srptools", "srptools"), settings=[*GIVEN, ("client", "H", "sha256")])
    assert session.guessed_apart is None and session.dialect("client").id == session.dialect("server").id
    assert "reproduces everything known." in session.capture.notes[-1]
    assert judge(session).values == "agree"


def test_a_known_group_that_nobody_names_is_tried() -> None:
    """A and B stand in what the sides printed alone, as long as N; the group and H prove themselves."""
    capture = met("srptools", "srptools")
    sent = next(line for line in capture.of_type("values") if line["side"] == "wire")
    sent["side"] = "server"
    session = session_of(capture, settings=[("client", "P", "open sesame")])
    assert judge(session).values == "agree"
    assert "Nobody names N and g: they are taken to be those of rfc5054-1024, with which " in session.capture.notes[-1]


def test_what_identify_lacks_is_said() -> None:
    capture = Capture({})
    capture.add_values("server", {"A": "5b" * 99, "b": "77" * 32, "v": "1d" * 99, "M1": "4e" * 32})
    assert in_words(identification(Session(capture))) == (
        "No dialect with a group of its own gives what is known here, and the others cannot be tested without N and g: "
        "--set both.N=.. --set both.g=.. gives them."
    )


def _page(client: str, server: str) -> str:
    """Values of one handshake, a client of pysrp's k and a server of RFC 5054's, as a person pastes them."""
    values: dict[str, Value] = {"s": bytes.fromhex("c0ffee11d2e3f405162738495a6b7c8d"), "a": 7**90, "b": 5**101}
    wrong = {"client": {"k": "H(N | g)"}}
    made = srpscope.make(
        "srptools", "otto", "slate roof", group="rfc5054-1024", hash="sha256", values=values, mistakes=wrong
    )
    made = made.edit("client", "k", formula="H(N | g)")
    lines = []
    for side, names in (("client", "N g I s"), ("client", client), ("server", server)):
        for name in names.split():
            value = made.value("server" if side == "server" else "client", name)
            text = f"{value:x}" if isinstance(value, int) else value.hex() if isinstance(value, bytes) else value
            lines.append(f"{name if name in 'NgIs' else f'{side} {name}'} = {text}")
    return "\n".join(lines)


def test_logged_values_of_both_that_differ_count_against_a_guess() -> None:
    handshake = srpscope.parse(_page("A S M1", "B S"))
    note = handshake.session.capture.notes[-1]
    assert note == (
        "The capture names no dialect: read as pysrp, which reproduces the client's M1; S of client and server differ "
        "all the same."
    )
    judged = handshake.judge()
    assert judged.values == "disagree" and not any("S" in way for way in judged.missing)


def test_the_others_secret_tells_which_dialect_a_side_speaks() -> None:
    """Of the server S alone was printed, which the client's a gives by another k than the client's."""
    handshake = srpscope.parse(_page("P a A S M1", "B S"))
    judged = handshake.judge()
    assert judged.headline == (
        "The client computes as pysrp does, the server as srptools: k is H(N | g) and H(N | PAD(g))."
    )
    assert judged.missing == ()
    text = as_text(handshake.why(), handshake.session)
    assert "k pads g to the length of N" in text
    assert "fix: write k = H(N | PAD(g)) in the client, or H(N | g) in the server" in text


def test_a_formula_that_comes_to_the_same_here_is_no_mistake_to_mend() -> None:
    """A and B are as long as N, H(N) ^ H(g) and H(I) begin with no zero: of the two dialects only k shows."""
    handshake = srpscope.parse(_page("P a A S M1", "b v B S M1"))
    text = as_text(handshake.why(), handshake.session)
    assert text.count("fix: write ") == 1 and "fix: write k = " in text
    assert re.search(r"^  u: .*; the same here$", text, re.M) and re.search(r"^  M1: .*; the same here$", text, re.M)
