"""Several answers to one question: what tells them apart is seen at every width."""

from __future__ import annotations

import pytest

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.frame.boxes.choices import Choices
from tests.tui.conftest import screen_text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_long_answers_that_begin_alike_are_told_apart(size: tuple[int, int]) -> None:
    rows = [(f"a-recording-of-two-attempts.device.log, session {number}", "M1 refused") for number in (1, 2)]
    app = SrpscopeApp()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.push_screen(Choices("2 handshakes", "Which one?", rows))
        await pilot.pause(0.3)
        text = screen_text(app)
        assert "session 1" in text and "session 2" in text and text.count("M1 refused") == 2
