"""A peer that refuses a proof which agrees with the client's own: the screen must not look as if all were well."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.shown import shown
from srpscope.tui.facts.verdict import badge
from srpscope.tui.facts.wire_table import wire_lines
from tests.tui.conftest import ACCEPTED, screen_text, session_of, settled


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


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_badge_warns_and_the_verdict_says_whose_word_it_is(size: tuple[int, int]) -> None:
    app = SrpscopeApp(one_sided("refused", "closed"), searching=False)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert "M1 = BUT REFUSED" in text
        assert "Only the client's word." in text and "C checks" in text
        assert "AGREES" not in text


def test_without_a_refusal_it_agrees() -> None:
    session = one_sided("closed")
    assert badge(shown(session, [])) == ("agree", "M1 = AGREES")


@pytest.mark.parametrize(("what", "rows"), [("closed", 0), ("closing", 0), ("refused", 1), ("att-error", 1)])
def test_only_a_refusal_stands_as_one_in_the_wire_table(what: str, rows: int) -> None:
    session = one_sided(what)
    lines, _ = wire_lines(session, shown(session, []), 110)
    text = ["".join(part for part, _ in line) for line in lines]
    assert sum("≠ refused" in line for line in text) == rows
    assert not any("\x1b" in line for line in text)


async def test_the_wire_shows_the_user_name_as_text() -> None:
    app = SrpscopeApp(session_of(ACCEPTED), searching=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.selected = "I"
        app.refresh_screens()
        await settled(pilot)
        row = next(line for line in screen_text(app).splitlines() if "text" in line or line.count("wifiprov") > 1)
        assert row.count("wifiprov") >= 2
        assert "7769" not in "".join(line for line in screen_text(app).splitlines() if "wifiprov" in line)
