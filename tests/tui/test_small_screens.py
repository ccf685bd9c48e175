"""Nothing collides and nothing is cut in the middle of a word on small screens, seen on the lines themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.answers.compared.compared import compared
from srpscope.session.adding import offer
from srpscope.session.opening import read_text
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.commands import of_screen
from srpscope.tui.desk import Desk
from srpscope.tui.facts.edits.way_lines import found_line, way_lines
from srpscope.tui.facts.edits.ways import Way
from srpscope.tui.facts.moment.needed import advice, needed
from srpscope.tui.facts.offer_lines import advice_lines, missing_lines, offer_lines
from srpscope.tui.facts.seeking import hidden_ranges, input_bytes
from srpscope.tui.facts.spans import Line, line_width, over_rows
from srpscope.tui.facts.two_lines import message_lines, value_lines
from srpscope.tui.facts.values.operands import table
from srpscope.tui.live.proof_rows import proof_rows
from srpscope.tui.panels.help import HelpPanel
from tests.tui.conftest import ACCEPTED, CAPTURES, REFUSED, desk_of, screen_text, session_of, settled
from tests.tui.test_tray import log_session, printed

WIDTHS = (56, 76, 116)


def text(line: Line) -> str:
    return "".join(part for part, _ in line)


@pytest.mark.parametrize("cells", WIDTHS)
def test_what_the_tray_says_has_room(cells: int) -> None:
    session = log_session()
    offered = offer(session, read_text(printed(session), "pasted").captures)
    lacking = needed(session, session.view)
    assert lacking is not None
    lines = [
        *offer_lines(offered, cells, True),
        *missing_lines(lacking, frozenset(), cells),
        *advice_lines(advice(session.view, lacking), cells),
    ]
    assert all(line_width(line) <= cells for line in lines)
    rows = [text(line) for line in lines]
    heads = next(row for row in rows if "is" in row.split() and "bytes" in row.split())
    assert heads.split()[-6:] == ["is", "bytes", "beside", "what", "was", "known"]
    assert any(row.endswith("g^a is the A that was sent") for row in rows)
    assert not any("..." in row for row in rows)


@pytest.mark.parametrize("cells", WIDTHS)
def test_two_handshakes_keep_their_columns(cells: int) -> None:
    found = compared(session_of(ACCEPTED), session_of(REFUSED))
    rows = [text(line) for line in message_lines(found, cells)]
    assert all(len(row) <= cells for row in rows)
    opening = next(row for row in rows if "Cmd0" in row)
    assert opening.split()[2:4] == ["24", "406"] and "26" in opening.split() and opening.count(" 406") == 2
    assert any("error" in row and "M1: " not in row for row in rows)


def test_which_way_was_taken_is_said_on_top() -> None:
    ways = [Way("now", "as it is now", (), wire=False, other=True), Way("min", "minimal", (), result=b"12", wire=True)]
    assert (
        text(found_line(ways, "client", "M1", False, True, 80))
        == "minimal gives the M1 on the wire, all 2 bytes of it."
    )
    assert text(found_line(ways[:1], "client", "M1", False, True, 80)) == "as it is now gives the M1 of the server."
    none = [Way("now", "as it is now", (), wire=False, other=False)]
    assert text(found_line(none, "client", "M1", True, True, 80)).startswith("None of these so far")
    unknown = [Way("now", "as it is now", ())]
    assert "none of these can be judged" in text(found_line(unknown, "client", "M1", False, True, 80))


def test_an_operand_that_nobody_has_keeps_its_row() -> None:
    found = table(log_session().view, "M1")
    assert [row.label for row in found.rows] == ["H(N)⊕H(g)", "H(N)", "H(g)", "H(I)", "s", "A", "B", "K"]
    salt = found.rows[4]
    assert (salt.client, salt.server, salt.state, salt.length) == (None, None, "unknown", "·")


def test_a_range_is_hidden_only_where_a_secret_is() -> None:
    found = table(session_of(REFUSED).view, "M1")
    data = input_bytes(found, "client")
    assert data is not None and hidden_ranges(found, "client") == [(len(data) - 64, len(data))]
    key = table(session_of(REFUSED).view, "K")
    assert hidden_ranges(key, "client") and input_bytes(key, "client")


@pytest.mark.parametrize("cells", [54, 76])
def test_two_unlike_lengths_do_not_run_into_the_value(cells: int) -> None:
    files = (REFUSED.with_name(f"devolutions-live-{how}.srp.jsonl") for how in ("accepted", "refused"))
    lines, names = value_lines(compared(*map(session_of, files)), "I", True, False, cells)
    row = text(lines[names.index("transcript")])
    assert "transcript 658≠616  53" in row and line_width(lines[names.index("transcript")]) <= cells


async def test_bytes_against_bytes_are_whole_at_60_columns() -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False), start="compare")
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        rows = [row for row in screen_text(app).splitlines() if row.startswith(" server  0")]
        assert rows and all(len(row.split()) == 2 + 8 for row in rows)


def test_a_sentence_goes_over_as_many_rows_as_it_needs_in_its_styles() -> None:
    line: Line = (("● ", "differ bold"), ("Refused, as it must be: ", "text bold"), ("x = H(s | H(P))", "text"))
    rows = over_rows(line, 20)
    assert [text(row) for row in rows] == ["● Refused, as it", "  must be: x = H(s |", "  H(P))"]
    spoken: Line = (("  The device keeps it: ", "text"), ("f", "accent bold"), (" tries another.", "text"))
    assert [text(row) for row in over_rows(spoken, 24)] == ["  The device keeps it: f", "  tries another."]
    assert rows[1][-2:] == (("must be:", "text bold"), (" x = H(s |", "text")) and over_rows(line, 80) == [line]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_long_verdict_is_not_cut(size: tuple[int, int], tmp_path: Path) -> None:
    lines = [json.loads(line) for line in REFUSED.read_text(encoding="utf-8").splitlines()]
    b = next(index for index, line in enumerate(lines) if "server" in (line.get("side"), line.get("from")))
    made = [{"type": "edit", "side": "client", "value": "u", "formula": "H(A | B)"}]
    made += [{"type": "edit", "side": "client", "value": "k", "formula": "H(N | g)"}]
    made += [{"type": "edit", "side": "client", "value": "M1", "formula": "H(H(N) ^ H(g) | H(I) | s | A | B | K)"}]
    path = tmp_path / "edited.srp.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in [*lines[:b], *made, *lines[b:]]), encoding="utf-8")
    app = SrpscopeApp(Desk(session_of(path), searching=False))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert app.desk.shown is not None
        shown = " ".join(row.strip(" ┃") for row in screen_text(app).splitlines())
        assert len(app.desk.shown.judgement.headline) > 90 and app.desk.shown.judgement.headline in shown


async def test_the_selected_value_stays_in_view_on_a_smaller_screen() -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False), start="compare")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for size in ((80, 24), (60, 20)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert any(row.startswith(" ►● M1") for row in screen_text(app).splitlines())


@pytest.mark.parametrize(("size", "said"), [((60, 20), "refused  example"), ((80, 24), "example  esp-idf-security2")])
async def test_the_title_has_whole_words(size: tuple[int, int], said: str) -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False, example=True))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        title = screen_text(app).splitlines()[0]
        assert said in title and ".." not in title


async def test_the_verdict_is_whole_below_the_menu_of_ways() -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, lambda app: app.desk.explanation is not None)
        await pilot.press("z")
        await settled(pilot)
        assert "= Proved: 64 of 64 bytes of M1." in screen_text(app) and "follows.  .." not in screen_text(app)


async def test_a_pane_shows_that_there_are_more_rows_and_compare_which_key_brings_the_third_column() -> None:
    app = SrpscopeApp(desk_of(REFUSED))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f4")
        await settled(pilot, lambda app: "1 of " in screen_text(app))
        rows = screen_text(app).splitlines()
        assert [row[-1:] for row in rows if row.rstrip().endswith("⋮")] == ["⋮"] and rows[20].endswith("⋮")
        for _ in range(23):
            await pilot.press("j")
        await settled(pilot, lambda app: "24 of 24" in screen_text(app))
        rows = screen_text(app).splitlines()
        assert rows[2].endswith("⋮"), "there are rows above now"
        await pilot.press("f3")
        await settled(pilot, lambda app: "s columns" in screen_text(app))
        assert "wire" not in screen_text(app).splitlines()[2]
        await pilot.press("s")
        await pilot.pause()
        assert "wire" in screen_text(app).splitlines()[2]
        await pilot.resize_terminal(120, 40)
        await settled(pilot, lambda app: "s columns" not in screen_text(app).splitlines()[-1])


def test_the_names_of_ways_are_whole_at_80_columns_and_in_wide_ones_have_the_room_they_need() -> None:
    names = ["read as Latin-1, written as UTF-8", "hex", "through a UTF-8 string and back"]
    found = [Way(str(at), name, (), "", bytes([at]) * 384, bytes([at]) * 64) for at, name in enumerate(names)]
    for cells in (72, 76, 84, 116):
        lines, own, first = way_lines(found, 0, cells, ("M1", "server"), False)
        assert own and max(map(line_width, lines)) <= cells
        for at, name in enumerate(names):
            assert name in text(lines[first + at])


async def test_the_number_of_a_pane_is_its_key_and_a_note_has_the_rows_it_needs() -> None:
    """Where pane 1 has no room, 2 is still what puts the keyboard into the pane that says 2."""
    app = SrpscopeApp(desk_of(REFUSED))
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        for key, there in (("3", "3 Bytes"), ("1", "3 Bytes"), ("2", "2 What M1 is made of")):
            await pilot.press(key)
            assert app.focused is not None and str(app.focused.border_title).strip().startswith(there)
        app.desk.say("salt is nowhere. Secrets are hidden and were not looked into.")
        await settled(pilot)
        assert "looked" in screen_text(app) and " into." in screen_text(app) and ".." not in screen_text(app)[-240:]
        await pilot.press("i")
        await settled(pilot)
        assert "operand's" in screen_text(app).replace("\n", " ") and "encoding." in screen_text(app)


def test_what_a_refused_proof_was_made_of_has_its_result_in_sight_at_60_columns() -> None:
    desk = desk_of(REFUSED)
    assert desk.edit(Edit("client", "M1", "formula", "H(H(N) ^ H(MIN(g)) | H(I) | s | RAW(A) | B | K)"))
    assert desk.shown is not None
    small, wide = ([text(line) for line in proof_rows(desk.shown.view.client, cells, True)] for cells in (56, 76))
    assert len(small) <= 8 and all(len(row) <= 56 for row in small), "the held pane has nine rows at 60x20"
    assert "1≠384" in "".join(small) and "M1" in small[-1] and "≠" in small[-1]
    assert small[-2].split() == ["=", "2", "H(I)", "3", "s", "4", "A", "5", "B", "6", "K", "alike"]
    assert any(row.split()[:2] == ["6", "K"] for row in wide) and not any("alike" in row for row in wide)


async def test_the_sentences_of_the_help_are_whole_at_60_columns() -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False))
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        panel = app.screen
        assert isinstance(panel, HelpPanel)
        said = " ".join(text(line).strip() for line in panel.pane.lines)
        assert all(one.sentence in " ".join(said.split()) for one in of_screen("debug"))
        assert all(line_width(line) <= panel.pane.size.width for line in panel.pane.lines)
        for _ in range(30):
            await pilot.press("j")
        assert panel.pane.lines[panel.cursor([]) or 0][0][0].startswith("►")


async def test_the_verdict_below_a_menu_says_once_what_follows() -> None:
    app = SrpscopeApp(Desk(session_of(CAPTURES / "mistakes" / "salt-hex-text.srp.jsonl")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, lambda app: app.desk.shown is not None and app.desk.shown.explanation is not None)
        await pilot.press("z")
        await settled(pilot, lambda app: "likeliest first" in screen_text(app))
        text = screen_text(app)
        assert text.count("follow.") == 1 and "= Proved: 64 of 64 bytes of M1." in text


@pytest.mark.parametrize(("screen", "leads"), [("debug", "m compare"), ("compare", "enter debug")])
async def test_the_smallest_footer_has_the_key_that_leads_on(screen: str, leads: str) -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False), start=screen)
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        foot = screen_text(app).splitlines()[-1]
        assert leads in foot and foot.startswith(" ? keys") and foot.rstrip().endswith("q quit")
