"""A protocol without proofs of its own (TLS-SRP has its Finished): nothing asks for an M1 that nobody ever has."""

from __future__ import annotations

from srpscope.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.missing import missing
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.commands import footer
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.needed import needed
from srpscope.tui.facts.spans import line_width
from srpscope.tui.frame.bars import FooterBar
from srpscope.tui.frame.boxes.choices import Choices
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.title_bar import FileBar

SEEN = {"A": "05" * 128, "B": "07" * 128, "s": "09" * 16}
"""What crossed the wire of it, made up."""


def of_tls() -> Session:
    header = {"type": "header", "srpscope": 1, "dialect": "tls-srp", "group": "rfc5054-1024"}
    given = {
        "type": "values",
        "side": "both",
        "values": {"I": "alice", "client_random": "01" * 32, "server_random": "02" * 32},
    }
    return Session(Capture(header, [given, {"type": "values", "side": "wire", "values": SEEN}]))


def test_what_is_missing_is_no_proof_that_no_formula_makes() -> None:
    session = of_tls()
    view = session.evaluate([])
    assert missing(view) and all("M1" not in way for way in missing(view))
    lacking = needed(session, view)
    assert lacking is not None and set(lacking.missing) == {"P", "a"}
    assert "M1" not in judge(session).headline


async def test_a_list_is_as_wide_as_its_longest_row_where_there_is_room() -> None:
    app = SrpscopeApp(Desk(), start="debug")
    detail = "ESP-IDF Security 2, as the device computes it, with words up to here."
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(Choices("One", "Which?", [("esp-device-enrolling", detail), ("another", "short")]))
        await pilot.pause()
        await pilot.pause()
        pane = app.screen.query_one("#overlay", Lines)
        assert any("up to here." in "".join(text for text, _ in line) for line in pane.lines)


async def test_the_last_row_has_quit_whole_beside_the_palette() -> None:
    app = SrpscopeApp(Desk(), start="compare")
    async with app.run_test(size=(112, 40)):
        bar = app.screen.query_one(FooterBar)
        long = [(one, keys, f"{word} and on") for one, keys, word in footer("compare", False)]
        bar._entries = lambda narrow: long
        row = bar.rows(112)[0]
        text = "".join(part for part, _ in row)
        assert "quit and on" in text and ".." not in text and line_width(row) <= 112


async def test_a_long_title_stands_whole_where_the_row_has_room() -> None:
    title = "http session 1 with 127.0.0.1, the app's leg"
    bar = FileBar(lambda narrow: (title, [("recorded", "dim")]), lambda: None)
    assert title in "".join(part for part, _ in bar.rows(120)[0])
