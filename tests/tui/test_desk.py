"""What the desk holds and does, without a terminal: stepping, forms, edits and their way back, the cause."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.tui.desk import Desk
from srpscope.tui.facts.cause.verdict import badge, verdict
from srpscope.tui.facts.edits.ways import place_of, ways
from srpscope.tui.facts.forms import in_form
from srpscope.tui.facts.moment.shown import Explanation, Shown
from tests.tui.conftest import ACCEPTED, REFUSED, desk_of, session_of
from tests.tui.test_facts import MISTAKE

NEW = "00a1773c109e42b5610de82f7a90e210"


def moment(desk: Desk) -> Shown:
    assert desk.shown is not None
    return desk.shown


def contents(desk: Desk) -> list[str]:
    """What the edits say."""
    assert desk.session is not None
    return [edit.content for edit in desk.session.edits]


def test_the_first_difference_is_looked_at_first() -> None:
    desk = desk_of(REFUSED)
    assert desk.selected == "M1" and badge(moment(desk)) == ("differ", "M1 ≠ REFUSED")
    assert badge(moment(desk_of(ACCEPTED))) == ("agree", "M1 = ACCEPTED")


def test_secrets_that_were_asked_for_before_anything_was_open_are_shown_of_it() -> None:
    for asked in (True, False):
        desk = Desk(searching=False)
        desk.begin_with_secrets(asked)
        desk.look_at(session_of(REFUSED))
        assert desk.reveal is asked


def test_stepping_stops_at_the_ends_and_differences_go_round() -> None:
    desk = desk_of(REFUSED)
    seen = []
    for move in (lambda: desk.step(-1), lambda: desk.step(2), lambda: desk.step(1), lambda: desk.difference(1)):
        move()
        seen.append(desk.selected)
    assert seen == ["K", "M2", "M2", "M1"]
    desk.step(-1_000)
    assert desk.selected == "N"


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [("dec", "g", "5"), ("b64", "M1", "4cDN"), ("array", "M1", "0xe1, 0xc0"), ("text", "I", "wifiprov")],
)
def test_a_value_shows_in_other_forms(form: str, value: str, expected: str) -> None:
    desk = desk_of(REFUSED)
    desk.selected = value
    desk.show_as(form)
    assert any(expected in text for _, text, _ in in_form(moment(desk), value, desk.forms[value], False, 0))


def test_arrays_go_round_and_a_pin_comes_off() -> None:
    desk = desk_of(REFUSED)
    seen = []
    for _ in range(4):
        desk.show_as("array")
        seen.append(desk.forms["M1"])
    assert len(set(seen)) == 3 and seen[3] == seen[0]
    desk.pin()
    assert desk.pinned == {"M1"}
    desk.pin()
    assert not desk.pinned


def test_an_encoding_makes_an_edit_and_the_dialects_comes_back() -> None:
    desk = desk_of(REFUSED)
    row = next(index for index, one in enumerate(moment(desk).table("M1").rows) if one.label == "H(g)")
    desk.encode(row, "strip")
    assert contents(desk) == ["H(H(N) ^ H(MIN(g)) | H(I) | s | RAW(A) | B | K)"]
    # With g as one byte the client's M1 is the one on the wire.
    assert moment(desk).view.client.value("M1") == moment(desk).view.wire["M1"]
    desk.encode(row, "dialect")
    assert contents(desk)[-1] == "H(H(N) ^ H(PAD(g)) | H(I) | s | RAW(A) | B | K)"
    for how, wanted in (("sign", "SIGNED(g)"), ("reverse", "LEMIN(g)"), ("hex", "HEX(g)")):
        desk.encode(row, how)
        assert wanted in contents(desk)[-1]
    desk.selected = "A"
    desk.encode(0, "strip")
    assert "hashes nothing" in desk.note[0][0]


def test_edits_are_switched_off_taken_back_and_made_again() -> None:
    desk = desk_of(REFUSED)
    told: list[int] = []
    desk.on_edits = lambda edits: told.append(len(edits))
    assert desk.session is not None
    assert desk.edit(Edit("client", "s", "hex", NEW)) and desk.edit(Edit("server", "I", "text", "Wifiprov"))
    assert not desk.edit(Edit("client", "u", "formula", "H(A |")) and "formula" in desk.note[0][0]
    desk.switch_edit(0)
    assert [edit.off for edit in desk.session.edits] == [True, False]
    desk.replace_edits(desk.session.edits[:1])
    desk.undo()
    assert [edit.off for edit in desk.session.edits] == [True, False]
    desk.redo()
    assert len(desk.session.edits) == 1
    desk.undo_all()
    assert desk.session.edits == [] and told[-1] == 0
    desk.undo_all()
    assert "no edit" in desk.note[0][0]


def test_a_preview_is_not_kept_and_a_text_that_is_none_changes_nothing() -> None:
    desk = desk_of(ACCEPTED)
    assert desk.session is not None
    desk.evaluate([Edit("client", "s", "hex", NEW)])
    assert moment(desk).preview and moment(desk).first == "s" and desk.session.edits == []
    assert moment(desk).view.comparison.path[-2:] == ("M1", "M2")
    desk.evaluate()
    assert not moment(desk).preview and moment(desk).view.comparison.agreement == "agree"


@pytest.fixture(scope="module")
def searched() -> Callable[[], Desk]:
    """A desk that knows the cause. It is searched for once, where nothing was and somebody asks why."""
    first = desk_of(REFUSED)
    assert first.diagnosis is None
    first.ask_why()
    assert first.diagnosis is not None and first.diagnosis.verdict == "proved" and not first.looking

    def make() -> Desk:
        desk = desk_of(REFUSED)
        desk.diagnosis = first.diagnosis
        desk.explain(first.explanation)
        return desk

    return make


def test_the_cause_is_no_edit(searched: Callable[[], Desk]) -> None:
    desk = searched()
    assert desk.explanation is not None and desk.explanation.side == "client" and desk.explanation.proved == "M1"
    assert desk.session is not None and desk.session.edits == [] and not desk.unsaved
    said = " ".join(text for line in verdict(moment(desk)).lines for text, _ in line)
    assert "all 64 bytes of it" in said


def test_what_was_found_is_kept_put_right_and_taken_back(searched: Callable[[], Desk]) -> None:
    desk = searched()
    desk.put_right()
    assert desk.session is not None
    assert [edit.side for edit in desk.session.edits] == ["client"]  # the recorded wire is never edited
    row = moment(desk).view.comparison.rows["M1"]
    assert row.client.value == row.wire and "computes as the client did" in desk.note[0][0]
    desk.encode(0, "dialect")
    row = moment(desk).view.comparison.rows["M1"]
    assert row.client.value == row.server.value != row.wire
    desk.undo()
    desk.undo()
    assert desk.session.edits == [] and badge(moment(desk)) == ("differ", "M1 ≠ REFUSED")


def test_edits_of_a_file_are_taken_back_one_by_one_and_made_again() -> None:
    """They came with it, in the order in which they were made; ^r does what the note says."""
    session = session_of(REFUSED)
    for text in ("H(A | B | K)", "H(A | K)"):
        session.edit(Edit("client", "M1", "formula", text))
    desk = Desk(Session(session.as_capture()), searching=False)
    desk.evaluate()
    seen = []
    for move in (desk.undo, desk.undo, desk.undo, desk.redo, desk.redo, desk.undo, desk.undo):
        move()
        seen.append(contents(desk))
    one, two = ["H(A | B | K)"], ["H(A | B | K)", "H(A | K)"]
    assert seen == [one, [], [], one, two, one, []]


def test_a_search_under_edits_leaves_what_was_proved_without_them() -> None:
    """w under what was kept searches anew; when every edit is taken back, the proof stands there as before."""
    desk = desk_of(REFUSED)
    desk.ask_why()
    before = moment(desk).judgement.headline
    assert desk.explanation is not None and "without padding" in before
    desk.put_right()
    desk.ask_why()
    desk.undo_all()
    assert desk.explanation is not None and moment(desk).judgement.headline == before


def test_an_edit_of_the_users_own_drops_the_explanation(searched: Callable[[], Desk]) -> None:
    desk = searched()
    desk.edit(Edit("client", "u", "formula", "H(B | A)"))
    assert desk.explanation is None and desk.proved is not None
    desk.undo()
    assert desk.explanation is not None


def test_the_ways_begin_without_what_was_found() -> None:
    desk = desk_of(REFUSED)
    desk.explain(Explanation("client", "g is hashed", (MISTAKE,), "M1", 64, "M1", ("m1-g-unpadded",)))
    session, found = desk.session, moment(desk)
    assert session is not None
    row = next(index for index, one in enumerate(found.table("M1").rows) if one.label == "H(g)")
    first = next(iter(ways(session, found, place_of(session, found, "M1", row, "client"))))
    assert first.name == "as it is now" and first.edits == ()
    proof = session.evaluate(list(first.edits)).client.value("M1")
    assert isinstance(proof, bytes) and proof.hex().startswith("adab")  # by the dialect, as the sheet computes


def test_a_value_that_was_so_is_evidence_and_undo_takes_it_back() -> None:
    desk = desk_of(REFUSED)
    before = desk.session
    desk.saw("client", "K", "hex", "00" * 64)
    assert desk.session is not before and desk.session is not None and desk.session.edits == [] and desk.unsaved
    assert "evidence" in desk.note[0][0]
    desk.undo()
    assert desk.session is before
    desk.saw("client", "K", "hex", "0")
    assert desk.session is before and desk.note[0][1] == "warn"
