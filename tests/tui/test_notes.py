"""What is said of a file when it is opened stands below its answer, and never in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.session.opening import read_path, session_of
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.work import Opening
from tests.tui.conftest import screen_text, settled

PAGE = """user: mia
dialect: rfc5054
salt: 0badc0de0badc0de0badc0de0badc0de
A = 2e0f5f3c98b1a7d400112233445566778899aabbccddeeff0011223344556677
B = 7c1d9a05e6b3f24800112233445566778899aabbccddeeff0011223344556677
M1 = 5f3bc67169ea71302599cf1b0f5d408b7b65d347
"""


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_how_a_page_was_read_takes_one_row_beside_its_answer(tmp_path: Path, size: tuple[int, int]) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    opening = Opening(lambda: list(read_path(page).captures), session_of, page)
    app = SrpscopeApp(Desk(searching=False), opening=opening)
    async with app.run_test(size=size) as pilot:
        await settled(pilot, lambda app: bool(app.desk.note))
        bar = app.screen.query_one(VerdictBar)
        said = [text for text in screen_text(app).splitlines() if text.startswith("┃")]
        assert bar.aside and "Cannot tell yet" in said[0] and "missing" in " ".join(said)
        assert said[-1].rstrip().endswith(" ..") and sum("Read from the page" in one for one in said) == 1
