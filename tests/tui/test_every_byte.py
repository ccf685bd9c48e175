"""B: every byte of every message has its row, its field and its reason."""

from __future__ import annotations

import pytest

from srpscope.report.every_byte import explained
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.facts.spans import line_width
from srpscope.tui.facts.values.message_bytes import hues, message_bytes
from srpscope.tui.panels.every_byte import EveryBytePanel
from tests.tui.conftest import REFUSED, screen_text, session_of, settled


@pytest.mark.parametrize("cells", [130, 112, 76, 56])
def test_unfolded_it_shows_each_byte_once_and_stays_in_its_room(cells: int) -> None:
    messages = explained(session_of(REFUSED))
    assert len(messages) == 3
    for message, pieces in messages:
        lines, row = message_bytes(message, pieces, hues(messages), 2, set(range(len(pieces))), cells)
        assert all(line_width(line) <= cells for line in lines)
        assert "".join(text for text, _ in lines[row]).startswith("►")
        texts = ["".join(text for text, _ in line) for line in lines[1:]]
        octets = [text[8:33].strip() for text in texts if text[1:5].strip()]
        assert bytes.fromhex(" ".join(octets)) == message.data


async def test_the_panel() -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        for size in ((120, 40), (80, 24), (60, 20)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            await pilot.press("B")
            await pilot.pause()
            assert isinstance(app.screen, EveryBytePanel)
            text = screen_text(app)
            assert "client sends Cmd0" in text and "►0000" in text and "sec_ver" in text, size
            await pilot.press("j", "j", "p", "n", "n", "n", "G", "space")
            await pilot.pause()
            text = screen_text(app)
            assert "3 of 3" in text and "M1" in text and "rows, space unfolds" not in text, size
            await pilot.press("escape")
            await pilot.pause()
            assert not isinstance(app.screen, EveryBytePanel)


async def test_a_handshake_without_messages_says_so() -> None:
    from srpscope.capture.capture import Capture
    from srpscope.session import Session

    app = SrpscopeApp(Desk(Session(Capture({"dialect": "rfc5054", "group": "rfc5054-1024"})), searching=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("B", "j", "n", "space", "y")
        await pilot.pause()
        assert "no messages" in screen_text(app)
