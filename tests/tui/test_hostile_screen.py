"""What arrives is hostile: it is shown as it is, never as markup, never as escape codes, and never as a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.errors import FileError
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.flows.opening import open_text
from srpscope.tui.work import Opening
from tests.tui.conftest import REFUSED, Answers, desk_of, screen_text, session_of, settled

EVIL = "[red]x[/x][@click=app.quit]\x1b[31m\u202eabc\n\x07"


def with_header(tmp_path: Path, **header: Any) -> Path:
    """The failed session with other header keys and a user name that tries things."""
    lines = REFUSED.read_text("utf-8").splitlines()
    first = json.loads(lines[0]) | header
    extra = {"type": "values", "side": "both", "values": {"I": EVIL}}
    path = tmp_path / "evil.srp.jsonl"
    path.write_text("\n".join([json.dumps(first), *lines[1:], json.dumps(extra)]) + "\n", "utf-8")
    return path


async def test_outside_text_is_plain(tmp_path: Path) -> None:
    path = with_header(tmp_path, title=EVIL, about=EVIL, origin=EVIL)
    app = SrpscopeApp(Desk(session_of(path), searching=False, path=path))
    async with app.run_test(size=(120, 40)) as pilot:
        for size in ((120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert app.desk.shown is not None
            for name in app.desk.shown.order:
                app.desk.select(name)
                await pilot.pause()
                _is_clean(screen_text(app))
            for key in ("m", "f6", "f2", "question_mark", "escape", "i", "escape"):
                await pilot.press(key)
                await pilot.pause(0.1)
                _is_clean(screen_text(app))
            app.desk.say(EVIL)
            await pilot.pause()
            _is_clean(screen_text(app))
            assert "[red]" in screen_text(app)


def _is_clean(text: str) -> None:
    assert not [c for c in text if c != "\n" and (ord(c) < 32 or c in "\x7f\u202e")]


@pytest.mark.parametrize("text", ["\0\1\2" * 50, "{", "[[[[[" * 1_000, "hello world", "\x1b[2J"])
def test_a_bad_paste_is_one_sentence(text: str) -> None:
    desk = desk_of(REFUSED)
    before = desk.session
    open_text(desk, Answers(), text)
    assert desk.session is before and len(desk.note) == 1 and desk.note[0][1] == "warn"
    _is_clean(desk.note[0][0])


async def test_a_file_that_cannot_be_read_ends_the_app_with_its_sentence() -> None:
    def read() -> list[Any]:
        raise FileError("x.bin: this is nothing that srpscope can read.")

    app = SrpscopeApp(Desk(searching=False), opening=Opening(read, Session))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            if app.fault is not None:
                break
        assert str(app.fault) == "x.bin: this is nothing that srpscope can read."
    assert app.return_value == 65


async def test_an_unknown_dialect_in_the_file_is_one_sentence(tmp_path: Path) -> None:
    path = with_header(tmp_path, dialect="nosuch")

    def read() -> list[Any]:
        from srpscope.capture.formats import read as read_file
        from srpscope.capture.source import Source

        return read_file(Source.of_path(path))

    app = SrpscopeApp(Desk(searching=False), opening=Opening(read, Session))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            if app.desk.session is not None:
                break
        assert app.fault is None and app.desk.session is not None, "what could be read is shown"
        assert any("'nosuch'" in note for note in app.desk.session.view.notes)
        assert app.crash is None


async def test_a_crash_keeps_its_locals_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False))

    def broken() -> None:
        password = "correct horse"
        raise RuntimeError(password)

    with pytest.raises(RuntimeError):
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.call_later(broken)
            await pilot.pause(0.5)
    assert isinstance(app.crash, RuntimeError)
    printed = capsys.readouterr()
    assert "correct horse" not in printed.out + printed.err
    assert app.return_code == 70


async def test_ascii_draws_nothing_else() -> None:
    app = SrpscopeApp(Desk(session_of(REFUSED), searching=False), ascii_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for key in ("f3", "f6", "f2", "w", "escape", "question_mark", "escape"):
            await pilot.press(key)
            await settled(pilot)
            assert screen_text(app).isascii(), key
