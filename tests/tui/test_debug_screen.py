"""The debug screen: what it says without a key pressed, at every size, and what its keys and the mouse do there.

What the desk does by itself, stepping, forms and edits, is tested on it: tests/tui/test_desk.py."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.tui.app import SrpscopeApp
from tests.tui.conftest import screen_text, settled

App = Callable[..., SrpscopeApp]


async def test_first_difference_is_marked_without_a_key_and_keys_step(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        text = screen_text(app)
        assert app.desk.selected == "M1"
        assert "M1 ≠ REFUSED" in text
        assert "►● M1" in text
        assert "ESP32 over BLE, refused" in text and "esp-idf-security2" in text
        assert "not sent" in text  # Resp1 never came
        assert "adab..ba79" in text and "e1c0..e2c4" in text
        for key, value in (
            ("p", "K"),
            ("n", "M1"),
            ("n", "M2"),
            ("]", "M1"),
            ("[", "M1"),
            ("1", "M1"),
            ("g", "N"),
            ("G", "M2"),
        ):
            await pilot.press(key)
            assert app.desk.selected == value, key


async def test_nothing_is_lost_at_any_size(refused: App) -> None:
    """One window that is made larger and smaller, down to where one sentence is left, and large again."""
    async with refused().run_test(size=(120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        for size in ((120, 40), (80, 24), (200, 60)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            text = screen_text(app)
            for needed in (
                "M1 ≠ REFUSED",
                "H(N)⊕H(g)",
                "padded to 384",
                "client",
                "server",
                "w why",
                "? keys",
                "q quit",
            ):
                assert needed in text, (size, needed)
            assert "●" in text
        await pilot.resize_terminal(60, 20)  # the smallest that has panes
        await settled(pilot)
        assert "M1 ≠ REFUSED" in screen_text(app)
        for key, shown in (("1", "client"), ("2", "M1"), ("3", "0000")):
            await pilot.press(key, "enter")
            await settled(pilot)
            assert shown in screen_text(app), key
            await pilot.press("enter")
        await pilot.resize_terminal(50, 15)
        await settled(pilot)
        sentence = "srpscope needs 60 columns and 20 rows. Make the window larger, or q quits."
        assert " ".join(screen_text(app).split()) == sentence
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert "M1 ≠ REFUSED" in screen_text(app)


async def test_operands_bytes_forms_and_pins_are_drawn(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        await pilot.press("2", "G")
        await pilot.pause()
        assert "6 K         0390 hidden" in screen_text(app)
        await pilot.press("k", "k", "space")
        await pilot.pause()
        text = screen_text(app)
        assert "►  4 A" in text
        assert "rows of A" not in text  # unfolded
        for key, value, expected in (
            ("d", "g", "5"),
            ("b", "M1", "4cDN"),
            ("x", "M1", "client, hex"),
            ("a", "M1", "client, C array"),
            ("t", "I", "wifiprov"),
        ):
            app.desk.select(value)
            await pilot.press(key)
            await pilot.pause()
            assert expected in screen_text(app), key
        await pilot.press("@")
        await pilot.pause()
        assert "pinned" in screen_text(app)


async def test_the_mouse_chooses_and_a_pane_fills_the_screen(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        await pilot.press("3", "enter")
        await settled(pilot)
        text = screen_text(app)
        assert "1 Steps" not in text and "3 Bytes hashed into M1" in text
        assert "M1 ≠ REFUSED" in text and "q quit" in text and "╱" not in text and "esc all panes" in text
        await pilot.press("escape")
        await settled(pilot)
        assert "esc all panes" not in screen_text(app)
        rows = screen_text(app).split("\n")
        assert any("1 Steps" in row for row in rows)
        at = next(index for index, row in enumerate(rows) if row[2:].startswith("   u   "))
        await pilot.click(offset=(8, at))
        await pilot.pause()
        assert app.desk.selected == "u"
        assert "What u is made of" in screen_text(app)


async def test_each_key_asks_its_question(refused: App) -> None:
    """What is asked then, and what comes of the answers, is in tests/tui/test_flows.py."""
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        for key, question in (
            ("ctrl+s", "Save the capture and its edits as"),
            ("T", "A test of your own client"),
            ("L", "Which one shall be another?"),
            ("o", "tab complete"),
            ("i", "No edits yet"),
        ):
            await pilot.press(key)
            await settled(pilot)
            assert question.lower() in screen_text(app).lower() and app.screen.is_modal, key
            await pilot.press("escape")
            await settled(pilot)
            assert not app.screen.is_modal, key
        await pilot.press("2", "g", "j", "j", "Z")  # H(g) under the first operand
        await settled(pilot)
        assert app.desk.session is not None
        assert app.desk.session.edits[-1].content == "H(H(N) ^ H(MIN(g)) | H(I) | s | RAW(A) | B | K)"
        await pilot.press("i")
        await settled(pilot)
        assert "1 edit, not saved." in screen_text(app)
        await pilot.press("space")
        await settled(pilot)
        assert app.desk.session.edits[0].off
        await pilot.press("d")
        await settled(pilot)
        assert app.desk.session.edits == []
        await pilot.press("escape", "u", "q")  # what is not saved is asked about once
        await pilot.pause()
        assert "Your edits are not saved" in screen_text(app)


async def test_secrets_are_masked_until_f8(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        assert app.desk.shown is not None
        secrets = []
        for name in ("a", "x", "S", "K"):
            value = app.desk.shown.view.client.value(name)
            assert value is not None
            secrets.append((value if isinstance(value, bytes) else value.to_bytes(384, "big").lstrip(b"\0")).hex())  # type: ignore[union-attr]
        for name in app.desk.shown.order:
            app.desk.select(name)
            await pilot.pause()
            flat = screen_text(app).replace(" ", "").replace("!", "")
            for secret in secrets:
                assert secret[:12] not in flat, name
            assert "abcd1234" not in flat
        app.desk.select("P")
        await pilot.press("f8")
        await pilot.pause()
        assert "abcd1234" in screen_text(app)
        await pilot.press("f8")
        await pilot.pause()
        assert "abcd1234" not in screen_text(app)


async def test_ctrl_c_copies_what_is_selected_and_says_so_else_how_one_quits(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        await pilot.press("ctrl+c")
        await settled(pilot)
        assert "q quits" in screen_text(app)
        await pilot.mouse_down(offset=(60, 24))
        await pilot.hover(offset=(80, 26))
        await pilot.mouse_up(offset=(80, 26))
        await pilot.press("ctrl+c")
        await settled(pilot)
        assert "The selection was sent to your terminal's clipboard." in screen_text(app) and app.clipboard
