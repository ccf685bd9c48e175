"""The cause is found without a key, w explains it, enter puts it right, u takes that back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from srpscope.answers.diagnosis import question_of, swept
from srpscope.languages import FIXED
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.facts.cause.reasons import remedy
from srpscope.tui.facts.cause.why_lines import Searched, why_lines
from srpscope.tui.facts.spans import line_width
from srpscope.tui.panels.why import WhyPanel
from srpscope.why import Diagnosis, Reach, diagnose
from srpscope.why.telling.words import NOT_TOLD_APART, equal_lines
from tests.session.test_not_on_record import ACCEPTED as ACCEPTED_M1, Made
from tests.tui.conftest import CAPTURES, LOG, REFUSED, desk_of, screen_text, session_of, settled

App = Callable[..., SrpscopeApp]


async def test_the_cause_shows_with_no_key_pressed_and_enter_puts_it_right(refused: App) -> None:
    async with refused(searching=True).run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda app: app.desk.explanation is not None and app.desk.diagnosis is not None)
        app = pilot.app
        assert isinstance(app, SrpscopeApp) and app.desk.session is not None
        text = screen_text(app)
        assert "* found: H(g) in M1, was H(PAD(g))" in text
        assert "minimal ≠ padded" in text and "1≠384" in text
        assert "H(g) client 0000 05!" in text
        assert "all 64 bytes of it" in text
        assert app.desk.session.edits == [] and not app.desk.session.unsaved  # what explains is no edit of the user's

        await pilot.press("w")
        await pilot.pause(0.2)
        text = screen_text(app)
        for needed in ("proved:", "M1 on the wire", "64 of 64 =", "The fix, in Dart", "No help", "enter keep"):
            assert needed in text, needed
        await pilot.press("l")
        await pilot.pause()
        assert "The fix, in Kotlin" in screen_text(app)

        await pilot.press("enter")
        await settled(pilot, lambda app: bool(app.desk.session and app.desk.session.edits))
        await settled(pilot)
        assert [edit.side for edit in app.desk.session.edits] == ["client"]  # the recorded wire is never edited
        assert app.desk.shown is not None
        row = app.desk.shown.view.comparison.rows["M1"]
        assert row.client.value == row.wire and "computes as the client did" in screen_text(app)
        await pilot.press("0")
        await settled(pilot)
        row = app.desk.shown.view.comparison.rows["M1"]
        assert row.client.value == row.server.value != row.wire
        await pilot.press("u")
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert "M1 ≠ REFUSED" in screen_text(app)
        await pilot.press("escape")  # the sentence that it was undone goes, and the proof stands there again
        await pilot.pause()
        assert "all 64 bytes of it" in screen_text(app)


def test_the_remedy_puts_a_side_right_and_never_the_wire() -> None:
    session = session_of(REFUSED)
    assert remedy(session, [], "client") == []
    wrong = Edit("client", "M1", "formula", "H(H(N) ^ H(g) | H(I) | s | A | B | K)")
    found = remedy(session, [wrong], "client")
    assert [(edit.side, edit.value) for edit in found] == [("client", "M1")]
    assert session.evaluate([wrong, *found]).comparison["M1"].state != "agree"  # the wire is as it was recorded


async def test_a_long_search_says_how_far_it_is_and_escape_stops_it() -> None:
    """A proof that no known mistake gives: singles are tried in a second, larger sets for half a minute."""
    session = session_of(CAPTURES / "mistakes" / "base-plain.srp.jsonl")
    session.settings.append(("wire", "M1", "a5" * 64))
    session.changed()
    app = SrpscopeApp(Desk(session, searching=True))
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(600):
            await pilot.pause(0.05)
            if " tried, " in app.desk.search_state[1]:
                break
        text = screen_text(app)
        assert "Looking for the cause: " in text and " of 30 s. esc stops." in text
        await pilot.press("w")
        await pilot.pause(0.1)
        assert "So far " in screen_text(app)
        await pilot.press("escape")
        assert app.desk.diagnosis is None
        await pilot.press("escape")
        await settled(pilot, lambda app: app.desk.diagnosis is not None)
        assert app.desk.diagnosis is not None and app.desk.diagnosis.stopped
        assert "Stopped: none of " in screen_text(app)
        await pilot.press("w")
        await pilot.pause(0.2)
        assert "The search was stopped after" in screen_text(app)


@pytest.mark.parametrize("cells", [56, 76, 84])
def test_every_line_fits_and_what_is_not_told_apart_is_said(cells: int) -> None:
    desk = desk_of(CAPTURES / "mistakes" / "m1-a-stripped.srp.jsonl", searching=True)
    assert desk.session is not None
    found = diagnose(question_of(desk.session), 30, reach=Reach(1))
    desk._adopt((), found.findings[0])
    assert desk.shown is not None and found.findings[0].equal
    names = {found.findings[0].suspects, *found.findings[0].reworded}
    assert {("m1-a-stripped",), ("minimal@M1:A",)} <= names  # one formula by two names: no session tells them apart
    assert not [one for one in equal_lines(found.findings[0]) if "A into M1 without its leading zeros" in one]
    searched = Searched(desk.explanation, found, desk.search_state)
    lines = why_lines(desk.session, desk.shown, searched, cells, FIXED[0], reveal=False)
    text = " ".join("".join(part for part, _ in line).strip() for line in lines)
    assert "strikes when A starts with 00, about 1 handshake in 256" in text
    assert NOT_TOLD_APART in text and all(one in text for one in equal_lines(found.findings[0]))
    assert max(map(line_width, lines)) <= cells


async def test_w_says_what_is_missing_where_nothing_can_be_explained(tmp_path: Path) -> None:
    path = tmp_path / "app.txt"
    path.write_text("I: alice\ns: 58a7c300921d7d743eea4b15496516b9\n", encoding="utf-8")
    app = SrpscopeApp(Desk(session_of(path), searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "v takes its name" in screen_text(app) and "--dialect" not in screen_text(app)
        await pilot.press("w")
        await pilot.pause()
        assert "Nothing can be explained yet: " in screen_text(app) and not isinstance(app.screen, WhyPanel)


async def test_without_the_clients_a_the_panel_names_the_sweep_as_the_command_line_does() -> None:
    session = session_of(LOG)
    app = SrpscopeApp(Desk(session))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda app: app.desk.diagnosis is not None)
        await pilot.press("w")
        await pilot.pause()
        panel = app.screen
        assert isinstance(panel, WhyPanel) and app.desk.shown is not None
        text = " ".join(" ".join("".join(part for part, _ in line) for line in panel.pane.lines).split())
        said = swept(session, app.desk.shown.judgement)
        assert said and said[0] in text
        assert "log these" in text, "they are all needed: there is one way"
        assert "only against a or b" not in text, "b is known"


async def test_the_fix_is_in_the_language_that_printed_the_page(refused: App) -> None:
    app = refused()
    assert app.desk.session is not None
    app.desk.session.capture.header["printed_by"] = "kotlin"
    assert WhyPanel(app.desk)._language == FIXED.index("kotlin")


def explained(mistake: str, reach: Reach) -> tuple[Desk, Diagnosis]:
    """A desk on a saved mistake whose first explanation is shown, and all that was found."""
    desk = desk_of(CAPTURES / "mistakes" / f"{mistake}.srp.jsonl", searching=True)
    assert desk.session is not None
    found = diagnose(question_of(desk.session), 30, reach=reach)
    desk._adopt((), found.findings[0])
    return desk, found


def test_at_60_columns_the_fix_stands_before_the_bytes_of_the_proof() -> None:
    desk, found = explained("m1-a-stripped", Reach(1))
    assert desk.session is not None and desk.shown is not None
    searched = Searched(desk.explanation, found, ("", ""))
    lines = why_lines(desk.session, desk.shown, searched, 56, FIXED[0], reveal=False)
    rows = ["".join(part for part, _ in line) for line in lines]
    fix = next(at for at, row in enumerate(rows) if row.startswith("The fix"))
    assert fix <= 9 and "64 of 64 =" in rows[fix - 1] and () not in lines[:fix]
    lines = why_lines(desk.session, desk.shown, searched, 76, FIXED[0], reveal=False)
    rows = ["".join(part for part, _ in line) for line in lines]
    fix, apart = (next(at for at, row in enumerate(rows) if words in row) for words in ("The fix", "Not told apart"))
    assert fix + 4 < min(apart, 20), "at 80x24 the panel has 20 rows: the fix is what one looks for in them"


def test_one_of_several_operands_is_no_hash_input_and_what_is_left_out_is_said() -> None:
    desk, found = explained("x-no-username", Reach(0))
    assert desk.session is not None and desk.shown is not None
    searched = Searched(desk.explanation, found, desk.search_state)
    lines = why_lines(desk.session, desk.shown, searched, 84, FIXED[0], reveal=True)
    text = ["".join(part for part, _ in line) for line in lines]
    assert "client   I left out" in [one.strip() for one in text]
    dialects = next(one for one in text if one.strip().startswith("dialect"))
    assert "dialect  I 77 69 66" in dialects and "H(" not in dialects  # it hashes I | ':' | P, not I alone


async def test_of_an_accepted_login_the_panel_asks_for_no_disagreement_and_mends_nothing() -> None:
    """What the client does otherwise than the named dialect, the server took."""
    other = {"M1": "H(A | B | K)"}
    session = Made(client=other, server=other).session("P a", "", **ACCEPTED_M1)
    app = SrpscopeApp(Desk(session, searching=True))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda app: app.desk.diagnosis is not None)
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(app.screen, WhyPanel)
        assert app.screen.heading() == "w  What is made otherwise"
        text = screen_text(app)
        assert "Nothing is to be mended" in text
        assert "The fix" not in text
