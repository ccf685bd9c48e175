"""The library: what comes with srpscope, what was opened, finding, opening and pasting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.library.captures import Entry, bundled
from srpscope.tui.library.recent import recent, remember
from srpscope.tui.library.screen import ABOUT_CELLS, CaptureList, _columns, look_into
from tests.tui.conftest import ACCEPTED, REFUSED, screen_text, settled


def library() -> SrpscopeApp:
    """The app without a file."""
    return SrpscopeApp(start="library")


def nothing_needed(app: SrpscopeApp) -> bool:
    """Settled without a session."""
    return True


async def test_bundled_captures_with_their_verdicts() -> None:
    async with library().run_test(size=(120, 40)) as pilot:
        await settled(pilot, nothing_needed)
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        for _ in range(300):  # verdicts come in one by one, each after its own search
            if "M1 accepted" in text and "M1 refused" in text:
                break
            await pilot.pause(0.1)
            text = screen_text(pilot.app)  # type: ignore[arg-type]
        assert "comes with srpscope" in text
        assert "ESP32 over BLE, accepted" in text and "ESP32 over BLE, refused" in text
        assert "M1 accepted" in text and "M1 refused" in text
        assert "captures" in text


async def test_find_then_open(own_folders: Path) -> None:
    app = library()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, nothing_needed)
        await pilot.press("slash")
        await pilot.pause()
        app.screen.query_one(Input).value = "esp32 refused"
        await pilot.press("enter")
        await settled(pilot, nothing_needed)
        assert "ESP32 over BLE, accepted" not in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert app.current_mode == "debug"
        assert "M1 ≠ REFUSED" in screen_text(app)
    # What was opened is on top the next time.
    assert [Path(one.path).name for one in recent()] == [REFUSED.name]
    async with library().run_test(size=(80, 24)) as pilot:
        await settled(pilot, nothing_needed)
        assert "recent" in screen_text(pilot.app)  # type: ignore[arg-type]


def test_a_broken_list_of_recent_files_is_an_empty_one(own_folders: Path) -> None:
    state = own_folders / "state"
    state.mkdir()
    for text in ("", "{", "[1]", "[[]]", '[{"path":1}]', "[" * 5_000):
        (state / "recent.json").write_text(text, "utf-8")
        assert recent() == []
    remember(REFUSED, "t", "d", "differ", "M1 differs")
    (whole,) = json.loads((state / "recent.json").read_text("utf-8"))
    for opened in (10**400, -1, "nan", "inf", 1e300):
        (state / "recent.json").write_text(json.dumps([{**whole, "opened": opened}]), "utf-8")
        assert recent() == []
    remember(REFUSED, "t", "d", "differ", "M1 differs")
    assert len(recent()) == 1
    assert (state / "recent.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_no_title_that_comes_with_srpscope_is_cut(size: tuple[int, int]) -> None:
    async with library().run_test(size=size) as pilot:
        await settled(pilot, nothing_needed)
        rows = ["".join(part for part, _ in line) for line in pilot.app.screen.query_one(CaptureList).lines]
        titles = [entry.title for entry in bundled()]
        assert titles and all(any(title in row for row in rows) for title in titles)


def test_what_makes_way_for_a_title_is_told_beside_it() -> None:
    assert set(_columns(85, 43)) == {"dialect", "verdict", "when"}
    assert set(_columns(78, 43)) == {"verdict", "when"}
    assert set(_columns(54, 43)) == {"verdict"}


def test_the_verdict_of_a_row_is_that_of_the_leg_it_is_called_by(tmp_path: Path) -> None:
    """A proxy's recording holds two handshakes: a right leg never lends its verdict to the wrong one's row."""
    from srpscope.session.opening import read_path

    lines: list[dict[str, object]] = []
    for leg, path in (("app", ACCEPTED), ("device", REFUSED)):
        header, *rest = (json.loads(line) for line in path.read_text("utf-8").splitlines())
        lines += [*([] if lines else [header]), *({**one, "leg": leg} for one in rest)]
    path = tmp_path / "both.srp.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    states = []
    for capture in read_path(path).captures:
        entry = Entry(path, capture.title, "", "", "", "dim", "", False)
        found = look_into(entry, 40, lambda: False)
        assert found is not None
        states.append(found.state)
    assert states == ["=", "●"]


def test_what_About_knows_is_whole_and_stands_before_the_story() -> None:
    entry = next(one for one in bundled() if one.path.name == REFUSED.name)
    about = look_into(entry, ABOUT_CELLS, lambda: False)
    assert about is not None
    rows = ["".join(text for text, _ in line) for line in about.lines]
    said = " ".join(" ".join(rows).split())
    assert "Cmd0 406, Resp0 416, Cmd1 75" in said and ".." not in said
    assert all(len(row) <= ABOUT_CELLS for row in rows)
    assert said.index("secrets") < said.index("A client with one mistake") and said.endswith("M.")
