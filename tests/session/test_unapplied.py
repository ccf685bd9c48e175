"""An edit that was not applied is none: what rests on it is unknown, nothing agrees under it and nobody is cleared."""

from __future__ import annotations

from typing import Any

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge

HEADER = {"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1"}
SHARED = {"I": "alice", "P": "password123", "s": "beb25379d1a8581eb5a727673a2441ee"}
BY_HAND = "22" * 20


def _session(*edits: dict[str, Any]) -> Session:
    capture = Capture(dict(HEADER))
    capture.add_values("both", SHARED)
    capture.add_values("client", {"a": "60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393"})
    capture.add_values("server", {"b": "e487cb59d31ac550471e81f00f6928e01dda08e974a004f49e61f5d105284d20"})
    for edit in edits:
        capture.add("edit", **edit)
    return Session(capture)


def _judged(session: Session) -> tuple[Judgement, tuple[str, ...]]:
    found = diagnose_session(session, 2.0)
    return judge(session, found), found.cleared


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"value": "M1", "formula": "__import__('os')"}, "the edit of M1 on the client was not applied"),
        ({"value": "M1", "formula": f"H({'A | ' * 900}B)"}, "the edit of M1 on the client was not applied"),
        ({"value": "u", "hex": "no hex"}, "the edit of u on the client was not applied"),
        ({"value": "H", "text": "sha-none"}, "the edit of H on the client was not applied"),
        ({"value": "k", "formula": "H(nowhere)"}, "the edit of k on the client was not applied"),
        (
            {"value": "M1", "formula": "PBKDF2(P,s,iterations=10000000,length=65536,hash=SHA1)"},
            "the edit of M1 on the client was not applied",
        ),
        ({"value": "M1"}, "the edit in line 5 was not applied"),
    ],
)
def test_an_edit_that_was_not_applied_leaves_the_verdict_open(edit: dict[str, Any], said: str) -> None:
    judged, cleared = _judged(_session({"side": "client", **edit}))
    assert judged.headline == f"Cannot tell: {said}."
    assert judged.exit_status == 2
    assert (judged.values, judged.cleared, cleared) == ("unknown", (), ())


def test_what_rests_on_an_unread_edit_is_unknown_on_that_side_alone() -> None:
    view = _session({"side": "client", "value": "u", "hex": "no hex"}).view
    assert [view.client[name].value for name in ("u", "S", "K", "M1")] == [None] * 4
    assert None not in [view.server[name].value for name in ("u", "S", "K", "M1")]


def test_an_edit_on_the_wire_that_was_not_applied_is_said() -> None:
    judged, cleared = _judged(_session({"side": "wire", "value": "A", "formula": "g"}))
    assert judged.headline == "Cannot tell: the edit of A on the wire was not applied."
    assert (judged.exit_status, cleared) == (2, ())


def test_an_edit_that_is_switched_off_is_not_missed() -> None:
    judged, _cleared = _judged(_session({"side": "client", "value": "M1", "hex": "no hex", "off": True}))
    assert judged.values == "agree" and "not applied" not in judged.headline


def test_a_proof_set_by_hand_on_both_sides_agrees_with_nothing() -> None:
    by_hand = [{"side": side, "value": "M1", "hex": BY_HAND} for side in ("client", "server")]
    judged, cleared = _judged(_session(*by_hand))
    assert judged.values != "agree" and judged.exit_status != 0
    assert (judged.cleared, cleared) == ((), ())


def test_a_proof_set_by_hand_clears_nobody_where_something_else_differs() -> None:
    by_hand = [{"side": side, "value": "M1", "hex": BY_HAND} for side in ("client", "server")]
    judged, cleared = _judged(_session(*by_hand, {"side": "client", "value": "P", "text": "wrong"}))
    assert (judged.values, judged.cleared, cleared) == ("disagree", (), ())
