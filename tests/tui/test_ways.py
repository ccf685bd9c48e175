"""z: every value and operand can be taken in other ways, by the names of the slips, each judged against the wire."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp.dialect import Dialect, dialect, dialect_ids
from srpscope.srp.encodings import value_bytes
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.edits.ways import Beginning, Way, beginning, judged, place_of, ways
from srpscope.tui.facts.moment.shown import Shown, shown
from tests.tui.conftest import REFUSED, desk_of, screen_text, session_of, settled

NAMES = sorted(dialect_ids())


def played(spoken: Dialect) -> Session:
    """A handshake of a dialect, both sides, in a small group."""
    text = {"I": "alice", "P": "password123"}
    own = {name: {"text": "pool", "number": "02"}.get(spoken.kind(name), "0102030405060708") for name in spoken.inputs}
    values = {**text, "s": "beb25379d1a8581eb5a727673a2441ee", **own}
    lines = [
        {"type": "values", "side": "both", "values": values},
        {
            "type": "values",
            "side": "client",
            "values": {"a": "60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529dd"},
        },
        {
            "type": "values",
            "side": "server",
            "values": {"b": "e487cb59d31ac550471e81f00f6928e01dda08e974a004f49e61f5d1"},
        },
    ]
    return Session(Capture({"dialect": spoken.id, "group": "nimbus-256", "hash": spoken.hash or "sha256"}, lines))


def changes(session: Session, found: Shown, side: str, name: str, way: Way) -> bool:
    """Whether a way makes another value, or says in words why it cannot."""
    before, after = found.view.sheet(side)[name], session.evaluate(list(way.edits)).sheet(side)[name]
    if after.value is None:
        return bool(after.problem)
    return before.value is None or value_bytes(before.value) != value_bytes(after.value)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_every_dialect_has_a_working_way(name: str) -> None:
    session = played(dialect(name))
    found = shown(session, [])
    for value in found.order:
        side = next((one for one in ("client", "server") if found.view.sheet(one).value(value) is not None), None)
        if side is None:
            continue
        for row in (None, *range(min(len(found.table(value).rows), 8))):
            place = place_of(session, found, value, row, side)
            offered = (way for way in islice(ways(session, found, place), 40) if way.edits)
            works = any(changes(session, found, place.side, value, way) for way in offered)
            assert works, (value, row, place.title)


def test_a_way_is_judged_against_the_wire_and_the_other_side() -> None:
    session = session_of(REFUSED)
    found = shown(session, [])
    row = next(index for index, one in enumerate(found.table("M1").rows) if one.label == "H(g)")
    place = place_of(session, found, "M1", row, "client")
    made = {way.name: way for way in judged(session, found, place, islice(ways(session, found, place), 4))}
    assert (made["as it is now"].wire, made["as it is now"].other) == (False, True)
    assert (made["minimal"].wire, made["minimal"].other) == (True, False)
    assert made["minimal"].data == b"\x05" and made["minimal"].result == found.view.wire["M1"]


async def test_a_click_beside_the_menu_closes_it_and_nothing_else(refused: Callable[..., SrpscopeApp]) -> None:
    """Two classes answer that click, and each let a screen go: the program ended with an error of its own."""
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        below = app.screen
        await pilot.press("2", "z")
        await settled(pilot)
        assert app.screen is not below
        await pilot.click(offset=(4, 20))
        await settled(pilot)
        assert app.screen is below and len(app.screen_stack) > 0


async def test_a_way_is_tried_kept_and_taken_back(refused: Callable[..., SrpscopeApp]) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("2", "g", "j", "j", "z")
        await settled(pilot)
        text = screen_text(app)
        assert "z  g in M1, client" in text and "M1 becomes" in text and "e1c0..e2c4" in text
        await pilot.press("j")
        await settled(pilot)
        assert app.desk.shown is not None and app.desk.shown.preview
        assert app.desk.shown.view.comparison.rows["M1"].client.value == app.desk.shown.view.wire["M1"]
        await pilot.press("escape")
        await settled(pilot)
        assert app.desk.session is not None and app.desk.session.edits == [] and not app.desk.shown.preview
        await pilot.press("z")
        await settled(pilot)
        await pilot.press("j", "enter")
        await settled(pilot)
        assert [edit.value for edit in app.desk.session.edits] == ["M1"]
        await pilot.press("u")
        await settled(pilot)
        assert app.desk.session.edits == []


def test_ways_of_what_was_not_found_begin_with_what_was_found() -> None:
    """The panes show the client with the cause that was found, so 'as it is now' is that; of the operand that the cause
    changes it is one of the ways, and the first one is the dialect's."""
    desk = desk_of(REFUSED, searching=True)
    desk.evaluate()
    assert desk.shown is not None and desk.shown.explanation is not None and desk.session is not None
    session, labels = desk.session, [one.label for one in desk.shown.table("M1").rows]

    def opened(label: str) -> tuple[Beginning, list[Way]]:
        assert desk.shown is not None
        begun = beginning(desk.shown, "M1", labels.index(label))
        place = place_of(session, begun.shown, "M1", begun.row, "client")
        return begun, list(judged(session, begun.shown, place, islice(ways(session, begun.shown, place, begun.now), 4)))

    begun, found = opened("H(N)")
    assert (found[0].name, found[0].wire, found[0].other) == ("as it is now", True, False)
    kept = session.evaluate(list(begun.kept_with(found[2]))).client["M1"].formula
    assert kept is not None and "MIN(g)" in kept.text and begun.kept_with(found[0]) == ()
    begun, found = opened("H(g)")
    assert (found[0].name, found[0].wire, found[0].other) == ("as the dialect has it", False, True)
    assert begun.kept_with(found[0]) == () and {way.name for way in found if way.wire} == {"minimal"}
