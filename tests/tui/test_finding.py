"""/ finds values, bytes and texts; offsets, differing bytes and ranges; a click on a byte says whose it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.debug.bytes_pane import BytesPane
from srpscope.tui.facts.moment.shown import Shown, shown
from srpscope.tui.facts.seeking import at_offset, byte_range, differing, hits, owner_of, patterns, spots
from srpscope.tui.facts.values.octets import LABEL, OFFSET, AsOctets, octets
from tests.tui.conftest import REFUSED, screen_text, session_of, settled

App = Callable[..., SrpscopeApp]


@pytest.fixture(scope="module")
def refused_moment() -> Shown:
    return shown(session_of(REFUSED), [])


def test_a_text_is_a_name_then_hex_then_itself(refused_moment: Shown) -> None:
    assert patterns("0x05 06") == [b"\x05\x06", b"0x05 06"]
    assert [hit.value for hit in hits(refused_moment, "m1", False)] == ["M1"]
    found = hits(refused_moment, "e1c0", False)
    assert ("M1", "wire", 0) in {(hit.value, hit.side, hit.offset) for hit in found}
    user = hits(refused_moment, "wifiprov", False)
    assert {"I"} <= {hit.value for hit in user}


@pytest.mark.parametrize(
    ("words", "values"),
    [("salt", ["s"]), ("Server proof", ["M2"]), ("premaster secret", ["S"]), ("private key", ["x", "a"])],
)
def test_a_value_is_found_by_what_people_call_it(refused_moment: Shown, words: str, values: list[str]) -> None:
    assert {hit.value for hit in hits(refused_moment, words, False)} == set(values)


async def test_the_footer_has_the_keys_to_the_next_place_once_there_is_one(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert ". ; found" not in screen_text(app)
        await pilot.press("slash", *"wifiprov", "enter")
        await settled(pilot, lambda app: ". ; found" in screen_text(app))
        assert "q quit" in screen_text(app)


def test_hex_digits_that_are_a_name_too_are_bytes(refused_moment: Shown) -> None:
    assert all(hit.side for hit in hits(refused_moment, "be", False))


def test_bytes_are_found_in_what_is_hashed_and_secrets_only_when_shown(refused_moment: Shown) -> None:
    table = refused_moment.table("M1")
    key = next(row for row in table.outer() if row.label == "K").client
    assert key is not None
    pattern = key.data[:6].hex()
    assert hits(refused_moment, pattern, False) == []
    seen = hits(refused_moment, pattern, True)
    assert any(hit.value == "M1" and hit.number for hit in seen)
    assert owner_of(table, "client", next(hit.offset for hit in seen if hit.number and hit.value == "M1")) == 6


def test_offsets_and_differing_bytes_are_places_in_the_rows(refused_moment: Shown) -> None:
    found = octets(refused_moment.table("M1"), AsOctets("client", 16, True, True, frozenset({4})))
    spot = at_offset(found, 0x40 + 64 + 16 + 100)
    assert spot is not None
    row = "".join(text for text, _ in found.lines[spot.row])
    piece = next(row for row in refused_moment.table("M1").outer() if row.number == 4).client
    assert piece is not None and row[spot.column : spot.column + 2] == f"{piece.data[100]:02x}"
    assert {one.column for one in spots(found.lines)} <= {LABEL + OFFSET + 3 * i + i // 8 for i in range(16)}
    marked = [one for one in spots(found.lines) if one.mark == "!"]
    assert differing(found.lines, None, 1) == (marked[0] if marked else None)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0-f", (0, 16)),
        ("10+4", (16, 20)),
        ("5", (5, 6)),
        ("0x1f - 20", (31, 33)),
        ("9-8", None),
        ("x", None),
        ("0-40", None),
    ],
)
def test_ranges(text: str, span: tuple[int, int] | None) -> None:
    assert byte_range(text, 64) == span


async def asked(pilot: Pilot[int], key: str, text: str) -> None:
    await pilot.press(key)
    await pilot.pause()
    field = pilot.app.screen.query_one("Input")
    field.value = text  # type: ignore[attr-defined]
    await pilot.press("enter")
    await settled(pilot)


async def test_finding_going_and_copying_on_the_screen(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await asked(pilot, "slash", "u")
        assert app.desk.selected == "u"
        await asked(pilot, "slash", "e1c0")
        assert app.desk.selected == "M1" and "on the wire, at offset 0000" in screen_text(app)
        await asked(pilot, "colon", "0150")
        pane = app.screen.query_one(BytesPane)
        assert pane._spot is not None and pane._spot.offset == 0x150
        assert "0150" in screen_text(app)
        await asked(pilot, "slash", "no such thing")
        assert "is nowhere" in screen_text(app)
        await asked(pilot, "slash", "by the dialect")
        assert "In the pane 1 Steps" in screen_text(app)
        app.desk.select("u")
        await settled(pilot)
        await asked(pilot, "c", "0-3")
        assert app.desk.note[0][0].startswith("4 bytes were sent")
        assert app.clipboard == "2c893393"


async def test_a_click_on_a_byte_chooses_its_operand(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.desk.select("u")
        await settled(pilot)
        pane = app.screen.query_one(BytesPane)
        row = next(index for index, owner in enumerate(pane._octets.owners) if owner == 2)
        top = pane.scrollable_content_region
        await pilot.click(pane, offset=(LABEL + OFFSET + 2, row + len(pane.head) + 1))
        await settled(pilot)
        assert top.height and "in operand 2, B" in screen_text(app)


async def test_help_is_searched_and_runs_what_it_shows(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await pilot.pause(0.2)
        await asked(pilot, "slash", "step beginning")
        text = screen_text(app)
        assert "Step by step from the beginning" in text and "Next difference" not in text
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.replay.on and not app.screen.is_modal


async def test_a_text_is_found_on_the_live_screen(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f4")
        await settled(pilot)
        await asked(pilot, "slash", "command line")
        assert "In the pane 1 Live" in screen_text(app)


async def test_the_next_and_the_previous_place_go_through_every_pane(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await asked(pilot, "slash", "resp0")
        first = app.desk.note[0][0]
        await asked(pilot, "slash", "unknown")
        await asked(pilot, "slash", " 384")
        seen = [app.desk.note[0][0]]
        for _ in range(40):
            await pilot.press("full_stop")
            await settled(pilot)
            seen.append(app.desk.note[0][0])
            if seen[-1] == seen[0]:
                break
        assert first.startswith("In the pane 1 Steps, row") and seen[-1] == seen[0]
        assert {one[:13] for one in seen} >= {"In the pane 1", "In the pane 2"}
        await pilot.press("semicolon")
        await settled(pilot)
        assert app.desk.note[0][0] == seen[-2] != seen[0]
