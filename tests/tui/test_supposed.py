"""What is tried by an edit is computed from it on: what a side logged behind it is what it did without."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import value_bytes
from srpscope.tui.facts.edits.proofs import proof_line
from srpscope.tui.facts.edits.ways import judged, place_of, ways
from srpscope.tui.facts.moment.shown import shown

MAIL = "H(s | H(LOWER(I) | 0x40 | P))"
"""A client's own x, which its server does not know."""
RIGHT = Edit("client", "x", "formula", MAIL)
WRONG = Edit("client", "x", "formula", "H(s | H(LOWER(I) | P))")


def logged(sent: bool = True) -> Session:
    """A client that logged its M1, made of an x of its own, and that was refused."""
    secrets = {"I": "alice", "P": "password123", "s": "beb25379d1a8581eb5a727673a2441ee"}
    lines = [
        {"type": "values", "side": "both", "values": secrets},
        {"type": "values", "side": "client", "values": {"a": "60975527035cf2ad"}},
        {"type": "values", "side": "server", "values": {"b": "e487cb59d31ac550"}},
    ]
    header = {"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"}
    made = Session(Capture(header, lines), edits=[RIGHT]).view.client
    M1, A = (value_bytes(made.need(name)).hex() for name in ("M1", "A"))
    lines.append({"type": "values", "side": "client", "values": {"M1": M1}})
    if sent:
        lines.append({"type": "values", "side": "wire", "values": {"A": A, "M1": M1}})
    lines.append({"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "no"})
    return Session(Capture(header, lines))


def test_a_logged_proof_stays_what_the_side_did_until_something_it_is_made_of_is_edited() -> None:
    session = logged()
    given = session.view.client["M1"]
    assert given.source == "given" and given.contradicted and given.did is None
    wrong = session.evaluate([WRONG]).client["M1"]
    assert wrong.source == "computed" and wrong.did == given.value and wrong.value != given.value and wrong.contradicted
    right = session.evaluate([RIGHT]).client["M1"]
    assert right.value == given.value and not right.contradicted
    theirs = session.evaluate([Edit("server", "b", "hex", "07")]).client["M1"]
    assert (theirs.source, theirs.value) == ("given", given.value)


def test_what_cannot_be_computed_behind_an_edit_is_not_what_was_logged() -> None:
    lines = [{"type": "values", "side": "client", "values": {"I": "alice", "K": "aa" * 32, "M1": "bb" * 32}}]
    session = Session(Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"}, lines))
    cell = session.evaluate([Edit("client", "x", "hex", "07")]).client["K"]
    assert session.view.client.value("K") == cell.did == b"\xaa" * 32 and cell.value is None


def test_a_verifier_in_store_is_not_behind_the_salt() -> None:
    lines = [{"type": "values", "side": "server", "values": {"P": "p", "I": "i", "s": "01", "v": "0203"}}]
    session = Session(Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"}, lines))
    assert session.evaluate([Edit("server", "s", "hex", "02")]).server.value("v") == 0x203
    assert session.evaluate([Edit("server", "x", "hex", "02")]).server.value("v") == 4


@pytest.mark.parametrize("sent", [True, False])
def test_ways_of_what_a_logged_proof_is_made_of_are_computed(sent: bool) -> None:
    session = logged(sent)
    found = shown(session, [])
    for value, row in (("x", 0), ("s", None), ("M1", 0)):
        place = place_of(session, found, value, row, "client")
        tried = list(judged(session, found, place, ways(session, found, place)))
        assert tried and not any(one.wire for one in tried), value
    kept = shown(session, [RIGHT])
    place = place_of(session, kept, "s", None, "client")
    now, *others = judged(session, kept, place, ways(session, kept, place))
    assert now.wire and others and not any(one.wire for one in others)


@pytest.mark.parametrize(("sent", "word"), [(True, "sent"), (False, "logged")])
def test_the_strip_says_whether_the_proof_is_the_one_on_record(sent: bool, word: str) -> None:
    session = logged(sent)
    said = {edit: proof_line(shown(session, [edit]), "client", "x")[0][0].strip() for edit in (RIGHT, WRONG)}
    assert said == {RIGHT: f"M1 = {word}", WRONG: f"M1 ≠ {word}"}
    assert proof_line(shown(session, [Edit("client", "M2", "hex", "07")]), "client", "M2") == ()


def test_what_is_only_tried_accuses_nobody() -> None:
    session = logged()
    lead = "The server refused M1 as it was sent; with these edits the client's M1 is"
    for edit, rest in ((RIGHT, "the one that is on record."), (WRONG, "not the one that is on record.")):
        found = judge(session, view=session.evaluate([edit]), edits=[edit])
        assert (found.headline, found.at_fault) == (f"{lead} {rest}", "unknown")
