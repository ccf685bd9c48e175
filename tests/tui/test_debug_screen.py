"""The debug screen: what it says without a key pressed, stepping, panes, folding, forms, secrets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from tests.tui.conftest import ACCEPTED, screen_text, session_of, settled

App = Callable[..., SrpscopeApp]


async def test_first_difference_is_marked_without_a_key(refused: App) -> None:
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


async def test_an_accepted_handshake_agrees() -> None:
    async with SrpscopeApp(Desk(session_of(ACCEPTED), searching=False)).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        text = screen_text(app)
        assert "M1 = AGREES" in text
        assert "Both sides agree, on M1 and M2." in text


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60)])
async def test_nothing_is_lost_at_any_size(refused: App, size: tuple[int, int]) -> None:
    async with refused().run_test(size=size) as pilot:
        await settled(pilot)
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        for needed in (
            "M1 ≠ REFUSED",
            "H(N)⊕H(g)",
            "padded to 384",
            "client",
            "server",
            "w why",
            "? keys",
            "q quit",
            "●",
        ):
            assert needed in text, needed


async def test_the_smallest_screen_has_every_pane(refused: App) -> None:
    async with refused().run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        assert "M1 ≠ REFUSED" in screen_text(app)
        for key, shown in (("1", "client"), ("2", "M1"), ("3", "0000")):
            await pilot.press(key, "enter")
            await settled(pilot)
            assert shown in screen_text(app), key
            await pilot.press("enter")


async def test_below_60x20_one_sentence(refused: App) -> None:
    async with refused().run_test(size=(50, 15)) as pilot:
        await settled(pilot)
        text = " ".join(screen_text(pilot.app).split())  # type: ignore[arg-type]
        assert text == "srpscope needs 60 columns and 20 rows. Make the window larger, or q quits."
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert "M1 ≠ REFUSED" in screen_text(pilot.app)  # type: ignore[arg-type]


async def test_stepping_forward_back_and_between_differences(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        await pilot.press("p")
        assert app.desk.selected == "K"
        await pilot.press("n", "n")
        assert app.desk.selected == "M2"
        await pilot.press("n")
        assert app.desk.selected == "M2"  # the last value stays
        await pilot.press("]")
        assert app.desk.selected == "M1"
        await pilot.press("1", "g")
        assert app.desk.selected == "N"
        await pilot.press("G")
        assert app.desk.selected == "M2"


async def test_operand_and_bytes_move_together(refused: App) -> None:
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
            app.desk.selected = name
            app.desk.changed("look")
            await pilot.pause()
            flat = screen_text(app).replace(" ", "").replace("!", "")
            for secret in secrets:
                assert secret[:12] not in flat, name
            assert "abcd1234" not in flat
        app.desk.selected = "P"
        await pilot.press("f8")
        await pilot.pause()
        assert "abcd1234" in screen_text(app)
        await pilot.press("f8")
        await pilot.pause()
        assert "abcd1234" not in screen_text(app)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("d", "g", "5"),
        ("b", "M1", "4cDN"),
        ("a", "M1", "0xe1, 0xc0"),
        ("x", "M1", "client, hex"),
        ("t", "I", "wifiprov"),
    ],
)
async def test_a_value_shows_in_other_forms(refused: App, key: str, value: str, expected: str) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        app.desk.selected = value
        await pilot.press(key)
        await pilot.pause()
        assert expected in screen_text(app)


async def test_arrays_go_round(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        for wanted in ("C array", "Dart list", "Python bytes", "C array"):
            await pilot.press("a")
            await pilot.pause()
            assert f"client, {wanted}" in screen_text(app)


async def test_the_mouse_chooses_values_and_operands(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        rows = screen_text(app).split("\n")
        at = next(index for index, row in enumerate(rows) if row[2:].startswith("   u   "))
        await pilot.click(offset=(8, at))
        await pilot.pause()
        assert app.desk.selected == "u"
        assert "What u is made of" in screen_text(app)


async def test_a_pane_fills_the_screen_and_goes_back(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        await pilot.press("3", "enter")
        await settled(pilot)
        text = screen_text(app)
        assert "1 Steps" not in text and "3 Bytes hashed into M1" in text
        assert "M1 ≠ REFUSED" in text and "q quit" in text and "╱" not in text
        await pilot.press("escape")
        await settled(pilot)
        assert "1 Steps" in screen_text(app)


async def test_pinned_values_stand_on_top(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("@")
        await pilot.pause()
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        assert "pinned" in text
