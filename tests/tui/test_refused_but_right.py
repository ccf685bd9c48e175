"""A peer that refuses a proof which agrees with the client's own: the screen must not look as if all were well."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import value_bytes
from srpscope.tui.desk import Desk
from srpscope.tui.facts.cause.reasons import explanation
from srpscope.tui.facts.cause.verdict import badge, verdict
from srpscope.tui.facts.moment.shown import Explanation, shown
from srpscope.tui.facts.values.octets import AsOctets, octets
from srpscope.tui.facts.wire_table import wire_lines
from tests.session.test_not_on_record import REFUSED_M1, Made, judged
from tests.tui.conftest import ACCEPTED, session_of

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"


def one_sided(*what: str) -> Session:
    """The accepted handshake as the client saw it, until its proof; then these events."""
    capture = session_of(ACCEPTED).capture
    after_the_proof = capture.messages[5:]
    kept = [
        line
        for line in capture.lines
        if not any(line is one for one in after_the_proof)
        and not (line.get("type") == "values" and line.get("side") in ("server", "both", "wire", "enroller"))
        and line.get("type") not in ("event", "hash")
    ]
    events = [{"type": "event", "t": 1.0, "what": one, "text": "ATT error 0x04 [/]\x1b"} for one in what]
    return Session(Capture(dict(capture.header), [*kept, *events], name=capture.name))


@pytest.mark.parametrize("narrow", [False, True])
def test_the_badge_warns_and_the_verdict_says_whose_word_it_is(narrow: bool) -> None:
    found = shown(one_sided("refused", "closed"), [])
    role, text = badge(found)
    assert role == "differ" and text.startswith("M1 REFUSED")
    said = "\n".join("".join(text for text, _ in line) for line in verdict(found, narrow=narrow).lines)
    assert "The server refused M1" in said and "AGREES" not in said
    asked = [way for way in found.judgement.missing if set(way) <= {"b", "v"}]
    if "To tell: " in said and asked:  # what `w` says would tell
        assert f"log the server's {' and '.join(asked[0])}, and type" in said


def test_an_acceptance_with_another_m2_is_named_by_that() -> None:
    """The server said yes and sent an M2 that nothing gives: M1 is not what differs, and nothing is green."""
    lines = [*session_of(ACCEPTED).capture.lines]
    edit = {"type": "edit", "side": "wire", "value": "M2", "hex": "00" * 64}
    found = judge(Session(Capture(dict(session_of(ACCEPTED).capture.header), [*lines, edit], name="x")))
    assert (found.values, found.first_difference) == ("disagree", "M2")
    assert found.badge == ("differ", "M2 ≠ DISAGREES") and found.words == "M2 differs"
    assert judge(session_of(ACCEPTED)).badge == ("agree", "M1 = ACCEPTED")


def test_without_an_answer_nothing_is_green() -> None:
    """M1 is what the client's own values give, and that is all: the recording ends before the server's answer."""
    found = judge(one_sided("closed"))
    assert (found.values, found.exit_status, found.words) == ("agree", 2, "cannot tell")
    assert badge(shown(one_sided("closed"), [])) == ("warn", "CANNOT TELL")


@pytest.mark.parametrize(("what", "rows"), [("closed", 0), ("closing", 0), ("refused", 1), ("att-error", 1)])
def test_only_a_refusal_stands_as_one_in_the_wire_table(what: str, rows: int) -> None:
    session = one_sided(what)
    lines, _ = wire_lines(session, shown(session, []), 110)
    text = ["".join(part for part, _ in line) for line in lines]
    assert sum("≠ refused" in line for line in text) == rows
    assert not any("\x1b" in line for line in text)


def test_the_wire_shows_the_user_name_as_text() -> None:
    found = octets(shown(session_of(ACCEPTED), []).table("I"), AsOctets("client"))
    rows = ["".join(text for text, _ in line) for line in found.lines]
    assert any("wifiprov" in row for row in rows), rows
    assert not any("7769" in row for row in rows if "wifiprov" in row)


def test_a_proved_cause_is_the_first_difference_where_only_one_side_is_known() -> None:
    edit = Edit("client", "x", "formula", "H(s | H(P))")
    sheet = session_of(ACCEPTED).evaluate([edit]).client
    wire = {name: value_bytes(sheet[name].value or 0).hex() for name in ("s", "A", "B", "M1")}
    own = {"I": str(sheet.value("I")), "P": str(sheet.value("P")), "a": value_bytes(sheet["a"].value or 0).hex()}
    lines = [
        {"type": "values", "side": "client", "values": own},
        {"type": "values", "side": "wire", "values": wire},
        {"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "no"},
    ]
    session = Session(Capture({"dialect": "esp-idf-security2"}, lines))
    found = shown(session, [], Explanation("client", "x leaves I out.", (edit,), "M1", 64, "x"))
    assert found.view.comparison.first_difference is None and found.first == "x"
    said = ["".join(text for text, _ in line) for line in verdict(found).lines]
    assert said[1] == "○ v S K M1 M2 follow. Nobody has said what the server computed."
    assert said[2] == "= Proved. With that, M1 is the one on the wire, all 64 bytes of it."
    assert ("= Proved: ", "agree bold") in verdict(found, narrow=True).lines[2]
    narrow = "".join(text for line in verdict(found, narrow=True).lines for text, _ in line)
    assert narrow.count("follow") == 1 and "Nobody has said what the server computed." in narrow


def test_the_dot_stands_where_why_says_that_it_begins() -> None:
    """The server has v alone: x, where the client went wrong, stands on one side only, and v follows from it."""
    session = Made(client={"x": "H(s | H(P))"}).session("P a", "b v", **REFUSED_M1)
    judgement, diagnosis = judged(session)
    cause = explanation(diagnosis.findings[0])
    assert session.evaluate(cause.changes).comparison.first_difference == "v"
    found = shown(session, [], cause, diagnosis=diagnosis)
    assert found.first == judgement.first_difference == "x"
    rows = found.view.comparison.rows
    assert (rows["x"].state, rows["v"].state) == ("differ", "follows")
    second = "".join(text for text, _ in verdict(found).lines[1])
    assert second == "○ v S K M1 M2 follow. Everything before it is equal wherever two sides know it."


def test_a_difference_that_the_cause_does_not_make_stays_the_first() -> None:
    session = Made(client={"x": "H(s | H(P))"}).session("P a", "b v", **REFUSED_M1)
    edits = [Edit("client", "I", "text", "bob")]
    cause = Explanation("client", "x leaves I out.", (Edit("client", "x", "formula", "H(s | H(P))"),), "M1", 20, "x")
    session.capture.add_values("server", {"I": "alice"})
    session.changed()
    assert shown(session, edits, cause).first == "I"


def test_secrets_of_the_example_are_shown_and_those_of_what_is_opened_after_it_are_not() -> None:
    desk = Desk(searching=False)
    desk.look_at(session_of(ACCEPTED), example=True)
    assert desk.reveal
    desk.look_at(one_sided("refused"))
    assert not desk.reveal
    desk.show_secrets(True)
    desk.look_at(one_sided("refused"))
    assert desk.reveal


def test_a_connection_that_was_closed_without_a_word_is_not_called_refused() -> None:
    session = session_of(SESSIONS / "esp32-wrong-password.client.srp.jsonl")
    role, words = badge(shown(session, []))
    assert role == "differ"
    assert words.startswith("CLOSED AT M1") and "REFUSED" not in words


def test_what_the_client_computes_is_not_said_to_be_unknown_where_the_server_alone_is() -> None:
    right = session_of(ACCEPTED)
    edit = Edit("server", "M2", "formula", "H(A | M1 | S)")
    other = right.evaluate([edit]).server
    own = {"I": str(right.view.client.value("I")), "P": str(right.view.client.value("P"))}
    own["a"] = value_bytes(right.view.client["a"].value or 0).hex()
    own |= {name: value_bytes(other[name].value or 0).hex() for name in ("s", "A", "B")}
    said_by = {"client": own, "server": {"M2": value_bytes(other["M2"].value or 0).hex()}}
    lines = [{"type": "values", "side": side, "values": values} for side, values in said_by.items()]
    session = Session(Capture({"dialect": "esp-idf-security2"}, lines))
    found = shown(session, [], Explanation("server", "M2 hashes S.", (edit,), "M2", 64, "M2"))
    said = ["".join(text for text, _ in line) for line in verdict(found).lines]
    assert said[1] == "○ The client's own values give another M2."
