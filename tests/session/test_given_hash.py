"""H that somebody gives as a value is the hash, of both sides where one leaves it open; none is guessed over it."""

from __future__ import annotations

import re

import pytest

from srpscope.session.adding import as_spoken, seen
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.primitives.groups import group
from tests.session.met import GROUP, SALT, met

TERMS = [("both", "N", f"{group(GROUP).N:x}"), ("both", "g", "2"), ("client", "P", "open sesame")]


@pytest.mark.parametrize("side", ["both", "client", "server"])
@pytest.mark.parametrize("written", ["sha256", "SHA-256"])
def test_it_reaches_both_sides(side: str, written: str) -> None:
    session = session_of(met("srptools", "srptools"), "srptools", [*TERMS, (side, "H", written)])
    assert {one: session.view.sheet(one).value("H") for one in ("client", "server")} == dict.fromkeys(
        ("client", "server"), "sha256"
    )
    assert session.view.comparison.agreement == "agree"


def test_each_side_has_its_own() -> None:
    hashes = [("client", "H", "sha1"), ("server", "H", "sha256")]
    view = session_of(met("srptools", "srptools"), "srptools", [*TERMS, *hashes]).view
    assert (view.client.value("H"), view.server.value("H")) == ("sha1", "sha256")


@pytest.mark.parametrize("hashes", [[("client", "H", "sha256")], []])
def test_none_is_guessed_over_it(hashes: list[tuple[str, str, str]]) -> None:
    """A client whose x nobody makes: nothing fits both sides, and the nearest one is of the right hash all the same."""
    capture = met("rfc5054", "rfc5054", x="H(I | ':' | P | s)")
    session = session_of(capture, settings=[*TERMS, *hashes])
    assert {session.view.sheet(side).value("H") for side in ("client", "server")} == {"sha256"}
    assert session.view.server["v"].computed in (None, session.view.server.value("v"))
    assert session.view.comparison.first_difference in ("x", "S")


@pytest.mark.parametrize(
    ("x", "why"), [("", "with SHA-256 .*M1.* come out"), ("H(I | ':' | P | s)", "SHA-256 has the 32 bytes of M1")]
)
def test_a_named_dialect_that_leaves_it_open_has_the_one_that_its_proof_tells(x: str, why: str) -> None:
    capture = met("srptools", "srptools", x=x)
    if x:  # the client alone, of which nothing comes out
        capture.lines = [line for line in capture.lines if line.get("side") != "server"]
    session = session_of(capture, "srptools", [*TERMS, ("client", "s", SALT.hex())])
    assert {session.view.sheet(side).value("H") for side in ("client", "server")} == {"sha256"}
    assert [note for note in session.capture.notes if re.match(f"Nobody names the hash: {why}", note)]


def test_one_side_alone_whose_proof_comes_out_is_said_so() -> None:
    capture = met("srptools", "srptools")
    capture.lines = [line for line in capture.lines if line.get("side") != "client"]
    found = judge(session_of(capture, "srptools", [*TERMS[:2], ("server", "I", "mona")]))
    assert found.headline.startswith("The server's M1 comes out; what the client computes is not on record; log ")


@pytest.mark.parametrize("x", ["", "H(I | ':' | P | s)"])
def test_a_dialect_with_a_hash_of_its_own_is_read_with_the_one_that_the_server_was_seen_to_use(x: str) -> None:
    """RFC 5054's arithmetic with SHA-256, which the server's B tells: no side is accused of not having SHA-1."""
    session = session_of(met("rfc5054", "rfc5054", x=x), "rfc5054", TERMS)
    assert {session.view.sheet(side).value("H") for side in ("client", "server")} == {"sha256"}
    assert [
        note for note in session.capture.notes if re.match("rfc5054 hashes with SHA-1; here .*B.* with SHA-256", note)
    ]
    assert session.view.comparison.first_difference == ("S" if x else None)


def test_a_client_alone_that_hashes_otherwise_than_the_standard_it_is_said_to_speak_is_not_accused_of_it() -> None:
    """Nothing tells what the server hashes with: SHA-256 is a guess, and is called one; with the server's M2 in SHA-1
    it is the client's mistake."""
    capture = met("rfc5054", "rfc5054")
    capture.lines = [line for line in capture.lines if line.get("side") != "server"]
    session = session_of(capture, "rfc5054", [*TERMS, ("client", "s", SALT.hex())])
    assert session.view.client.value("H") == "sha256"
    found = judge(session)
    assert found.headline.startswith("The client's M1 comes out if it speaks rfc5054 with SHA-256, which is a guess;")
    assert found.cleared == () and found.cause == "cannot-tell"
    alike = session_of(capture, "rfc5054", [*TERMS, ("client", "s", SALT.hex()), ("server", "M2", "5a" * 32)])
    assert alike.view.client.value("H") == "sha256"
    answered = session_of(capture, "rfc5054", [*TERMS, ("client", "s", SALT.hex()), ("wire", "M2", "5a" * 20)])
    assert answered.view.client.value("H") == "sha1"


def test_what_is_added_is_read_as_if_it_had_been_there_from_the_start() -> None:
    """A guess of a client alone is made anew with each word of its server's, and no choice on the screen keeps it."""
    capture = met("rfc5054", "rfc5054")
    capture.lines = [line for line in capture.lines if line.get("side") != "server"]
    session = session_of(capture, settings=[*TERMS, ("client", "s", SALT.hex())])
    assert session.guessed == "dialect"
    named = as_spoken(session, "dialect", "rfc5054")
    assert (named.guessed, named.view.client.value("H")) == ("hash", "sha256")
    answered = seen(named, "wire", "M2", "hex", "5a" * 20)
    assert (answered.guessed, answered.view.client.value("H")) == ("", "sha1")
    assert not [note for note in answered.capture.notes if "names no dialect" in note]
