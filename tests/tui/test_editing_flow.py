"""The editing flow: the salt, on the client only. Every key echoes; the difference travels to M1; u takes it back."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot
from textual.widgets import Input

from srpscope.capture.pages.literals.forms import literal_hex
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.panels.edit_strip import EditStrip
from tests.tui.conftest import ACCEPTED, screen_text, session_of, settled

App = Callable[..., SrpscopeApp]
SALT = "4ba1773c109e42b5610de82f7a90e210"
NEW = "00" + SALT[2:]


def accepted() -> SrpscopeApp:
    """The app over a handshake that agrees."""
    return SrpscopeApp(Desk(session_of(ACCEPTED), searching=False))


async def open_salt(pilot: Pilot[int]) -> SrpscopeApp:
    """Go to s on the client and open the edit strip."""
    await settled(pilot)
    app = pilot.app
    assert isinstance(app, SrpscopeApp)
    for _ in range(20):
        if app.desk.selected == "s":
            break
        await pilot.press("p")
    assert app.desk.selected == "s"
    await pilot.press("e")
    await pilot.pause()
    assert app.screen.query(EditStrip)
    return app


async def put(pilot: Pilot[int], text: str) -> None:
    """Type over what stands in the strip."""
    field = pilot.app.screen.query_one("#edit-text", Input)
    field.value = text
    await settled(pilot)


def shown_of(app: SrpscopeApp) -> Shown:
    """The moment on the screen."""
    assert app.desk.shown is not None
    return app.desk.shown


async def test_the_whole_flow() -> None:
    async with accepted().run_test(size=(120, 40)) as pilot:
        app = await open_salt(pilot)
        assert app.desk.session is not None
        before = shown_of(app).view.comparison.rows["s"].client.value
        assert isinstance(before, bytes)
        assert "Edit s on" in screen_text(app)

        # Nothing is covered, and every key echoes at once.
        await put(pilot, before.hex()[:-1])
        text = screen_text(app)
        assert "Odd number of hex digits (31): a byte has two." in text
        assert shown_of(app).view.comparison.agreement == "agree"  # an invalid text never changes the sheet
        changed = "00" + before.hex()[2:]
        await put(pilot, changed)
        text = screen_text(app)
        assert "What s" in text or "2 s" in text
        assert f"byte 0: {before[0]:02x} → 00   starts with 00" in text
        for name in ("x", "S", "K", "M1"):
            assert f"{name} ≠" in text
        assert shown_of(app).preview
        assert app.desk.session.edits == []

        # enter keeps it; the cursor has not moved; the verdict names what differs and what follows.
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.session.edits == [Edit("client", "s", "hex", changed)]
        assert app.desk.selected == "s"
        text = screen_text(app)
        assert "* edit 1, client: s = " in text
        assert shown_of(app).first == "s"
        assert "s differs first" in text
        assert shown_of(app).view.comparison.path[-2:] == ("M1", "M2")

        # ] walks the path down to M1; there the operand that carries the difference is chosen.
        visited = []
        for _ in range(8):
            await pilot.press("]")
            visited.append(app.desk.selected)
            if app.desk.selected == "M1":
                break
        assert visited[-1] == "M1" and "S" in visited and "K" in visited
        await pilot.pause()
        assert "►○ 3 s" in screen_text(app) or "►○ 6 K" in screen_text(app)

        # u undoes, ^r makes it again.
        await pilot.press("u")
        await settled(pilot)
        assert shown_of(app).view.comparison.agreement == "agree"
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert shown_of(app).view.comparison.agreement == "disagree"


async def test_other_forms_another_side_and_back() -> None:
    async with accepted().run_test(size=(80, 24)) as pilot:
        app = await open_salt(pilot)
        await put(pilot, NEW)
        assert shown_of(app).view.comparison.agreement == "disagree"
        field = app.screen.query_one("#edit-text", Input)
        seen = []
        for _ in range(4):
            await pilot.press("down")
            seen.append(field.value)
        # They are no UTF-8 and begin with 00: text and decimal would lose bytes, and are passed over.
        assert seen[0] == "AKF3PBCeQrVhDegvepDiEA=="
        assert seen[1].startswith("0x00, 0xa1, 0x77")
        assert seen[2] == NEW
        await pilot.press("escape")
        await settled(pilot)
        assert app.desk.session is not None and app.desk.session.edits == []
        assert shown_of(app).view.comparison.agreement == "agree"
        assert not app.screen.query(EditStrip)
        await open_salt(pilot)
        await put(pilot, NEW)
        await pilot.press("tab", "tab")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.session.edits == [Edit("both", "s", "hex", NEW)]


def test_arrays_of_every_language() -> None:
    assert literal_hex("{0x4b, 0xa1}") == "4ba1"
    assert literal_hex("[75, 161]") == "4ba1"
    assert literal_hex("0x4b,0xa1,") == "4ba1"
    assert literal_hex("[300]") is None
    assert literal_hex("zz") is None


async def test_a_formula_is_edited_and_refused_in_words() -> None:
    async with accepted().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp) and app.desk.session is not None
        app.desk.selected = "u"
        await pilot.press("e")
        await pilot.pause()
        field = app.screen.query_one("#edit-text", Input)
        assert field.value == "H(PAD(A) | PAD(B))"
        await put(pilot, "H(PAD(A) |")
        assert "Not a formula" in screen_text(app)
        await put(pilot, "H(B | A)")
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.session.edits == [Edit("client", "u", "formula", "H(B | A)")]
        assert shown_of(app).first == "u"
