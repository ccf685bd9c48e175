"""The central job: a log is open, what the app printed is pasted, salt and password are typed: the cause is there."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from srpscope.errors import SrpscopeError
from srpscope.session import Session
from srpscope.session.adding import added, named, offer, seen
from srpscope.session.opening import read_path, read_text, session_of
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.needed import DIALECT, needed
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.facts.offer_lines import offer_lines
from srpscope.tui.flows.adding import dialects_like, read_brought, readable, with_typed
from srpscope.tui.panels.blanks import as_many
from srpscope.tui.panels.tray import TrayPanel
from srpscope.tui.work import Work
from tests.tui.conftest import ACCEPTED, LOG, screen_text, settled, tray_of

PRIVATE = "c5f0d1454e1a903864c9dbec337189f1bba23e37497de85cc8f529df08353808"
SALT = "58a7c300921d7d743eea4b15496516b9"


def log_session() -> Session:
    return session_of(read_path(LOG).captures[0])


def printed(session: Session) -> str:
    """What the app's own log said."""
    wire = session.view.wire
    lines = {"a": PRIVATE, "A": wire["A"].hex(), "M1": wire["M1"].hex()}
    return "".join(f"I/flutter (12): SRP {name}: {text}\n" for name, text in lines.items())


def test_what_is_pasted_is_new_or_the_same_or_contradicts() -> None:
    session = log_session()
    offered = offer(session, read_text(printed(session), "pasted").captures)
    assert [(item.name, item.standing, item.beside) for item in offered.items] == [
        ("a", "new", "g^a is the A that was sent"),
        ("A", "same", "as on the wire"),
        ("M1", "same", "as on the wire"),
    ]
    assert offered.fits and offered.adds
    other = offer(session, read_text(printed(session).replace("SRP A: 2c89", "SRP A: 2c88"), "pasted").captures)
    assert [item.standing for item in other.items] == ["new", "contradicts", "same"] and not other.fits
    wrong = offer(session, read_text(f"a: {PRIVATE.replace('c5', 'c6', 1)}\n", "pasted").captures)
    assert wrong.items[0].odd and "is not the A" in wrong.items[0].beside


def test_what_contradicts_is_listed_as_a_sentence_has_it() -> None:
    pasted = read_text(f"srp M1: {'ab' * 64}\nsrp username: somebody\n", "pasted").captures
    said = "".join(text for text, _ in offer_lines(offer(log_session(), pasted), 80, False)[0])
    assert said == "Two values read. M1 and I contradict what is known, and would be left out."


def test_the_countdown_goes_down_and_an_edit_is_no_evidence() -> None:
    session = log_session()
    first = needed(session, session.view)
    assert first is not None and first.count == "2 of 5 known" and first.missing == ("P", "s", "a")
    session = added(session, offer(session, read_text(printed(session), "pasted").captures))
    second = needed(session, session.view)
    assert second is not None and second.count == "3 of 5 known" and second.names in ("P and s", "s and P")
    session = seen(session, "both", "s", "hex", SALT)
    session = seen(session, "client", "P", "text", "abcd1234")
    assert needed(session, session.view) is None
    assert session.edits == [] and session.capture.lines[-1]["by"] == "typed"


async def proved(pilot: Pilot[int]) -> SrpscopeApp:
    app = pilot.app
    assert isinstance(app, SrpscopeApp)
    await settled(pilot, lambda app: app.desk.explanation is not None)
    return app


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_central_job_with_a_log_open(size: tuple[int, int]) -> None:
    session = log_session()
    app = SrpscopeApp(Desk(session))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        keys = 0
        await pilot.press("v")
        keys += 1
        await pilot.pause()
        app.screen.query_one(TextArea).text = printed(session)
        await settled(pilot, lambda app: "3 of 5 known" in screen_text(app))
        text = screen_text(app)
        assert "g^a is the A that was sent" in text and "Nothing contradicts" in text
        for value, count in ((SALT, 4), ("abcd1234", 5)):
            await pilot.press("tab")
            keys += 1
            assert isinstance(app.focused, Input)
            app.focused.value = value
            await pilot.pause()
            text = screen_text(app)
            assert f"{count} of 5 known" in text and f"{count} OF 5 KNOWN" in text.splitlines()[0]
            assert app.focused.parent is not None
            label = app.focused.parent.query_one(".blank-name", Static)
            assert str(label.content) == f"= {app.focused.name}", "what is filled in is no blank any more"
        await pilot.press("ctrl+o")
        keys += 1
        await proved(pilot)
        assert keys < 12
        assert app.desk.session is not None and app.desk.session.edits == []
        assert "g" in str(app.desk.explanation) and app.desk.explanation is not None
        assert app.desk.explanation.side == "client" and app.desk.explanation.proved == "M1"
        # Nothing was saved: it is asked, and u takes it back.
        await pilot.press("q")
        await pilot.pause()
        assert "not saved" in screen_text(app)
        await pilot.press("u")
        await settled(pilot, lambda app: app.desk.session is session)


async def test_the_central_job_from_an_empty_library_by_pasting_all() -> None:
    session = log_session()
    app = SrpscopeApp(Desk(), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        await tray_of(pilot, LOG.read_text() + printed(session))
        await settled(pilot, lambda app: "3 of 5 known" in screen_text(app))
        for value in (SALT, "abcd1234"):
            await pilot.press("tab")
            assert isinstance(app.focused, Input)
            app.focused.value = value
        await pilot.press("ctrl+o")
        await proved(pilot)
        assert app.current_mode == "debug"
        assert app.desk.explanation is not None and app.desk.explanation.side == "client"


async def test_typed_values_one_by_one_are_evidence_by_default() -> None:
    app = SrpscopeApp(Desk(log_session(), searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.desk.select("P")
        await pilot.press("e")
        await pilot.pause()
        assert "seen" in screen_text(app) and "what if" in screen_text(app)
        await pilot.press(*"abcd1234", "enter")
        await settled(pilot)
        assert app.desk.session is not None and app.desk.session.edits == []
        assert app.desk.session.view.client.value("P") == "abcd1234"
        app.desk.select("P")
        await pilot.press("e", "ctrl+a", "ctrl+k", *"other", "enter")
        await settled(pilot)
        assert [edit.content for edit in app.desk.session.edits] == ["other"]


async def test_another_handshake_is_opened_apart_and_asks_first() -> None:
    session = log_session()
    app = SrpscopeApp(Desk(session, searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.desk.saw("client", "P", "text", "abcd1234")
        await tray_of(pilot, "A: 02\nB: 03\nI: alice\nP: pw\n")
        await settled(pilot, lambda app: "another handshake" in screen_text(app))
        await pilot.press("ctrl+n")
        await settled(pilot, lambda app: not isinstance(app.screen, TrayPanel))
        assert "not saved" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot, lambda app: app.desk.session is not None and app.desk.session.title == "pasted")


async def test_what_is_pasted_over_the_example_is_no_evidence_about_it() -> None:
    session = log_session()
    app = SrpscopeApp(Desk(session_of(read_path(ACCEPTED).captures[0]), example=True, searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await tray_of(pilot, printed(session))
        await settled(pilot, lambda app: "what was pasted" in screen_text(app))
        assert "contradicts" not in screen_text(app)
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: not app.desk.example and app.desk.session is not None)
        assert not app.desk.reveal


def client_log(session: Session) -> str:
    """All that the app knows, A left out: it follows from a."""
    lines = {"I": "wifiprov", "a": PRIVATE, "s": SALT, "B": session.view.wire["B"].hex()}
    return "".join(f"{name}: {text}\n" for name, text in lines.items())


def test_only_what_the_clients_side_lacks_is_counted() -> None:
    session = log_session()
    proof = f"M1: {session.view.wire['M1'].hex()}\n"
    spoken = "P: abcd1234\ndialect: esp-idf-security2\n"
    whole = read_brought(None, client_log(session) + spoken + proof)
    assert whole is not None and whole.lacking is None  # b and v are nobody's to log
    assert set(whole.names) >= {"I", "P", "a", "s", "B", "M1"} and not {"A", "N", "g", "k", "K"} & set(whole.names)
    unsent = read_brought(None, client_log(session) + spoken)
    assert unsent is not None and unsent.lacking is not None and unsent.lacking.missing == ("M1",)


def test_what_follows_is_not_asked_and_a_dialect_that_nobody_names_is() -> None:
    session = log_session()
    text = f"a: {PRIVATE}\ns: {SALT}\nM1: {session.view.wire['M1'].hex()}\n"
    first = read_brought(None, text)
    assert first is not None and first.lacking is not None
    assert {"P", "I", "dialect"} <= set(first.lacking.missing) and not {"A", "N", "g", "b", "v"} & set(
        first.lacking.missing
    )
    spoken = read_brought(None, text, "esp-idf-security2")
    assert spoken is not None and spoken.lacking is not None and "dialect" not in spoken.lacking.missing
    # The dialect is counted with what is known: the count goes up when it is typed, and stays when it is read.
    now = first.lacking.with_typed(["dialect"])
    assert ("dialect", "typed just now") in spoken.lacking.known and len(spoken.lacking.known) == len(now.known)
    half = read_brought(None, text, "esp")
    assert half is not None and half.lacking == first.lacking  # several begin so
    one = read_brought(None, text, "esp-idf")
    assert one is not None and one.lacking == spoken.lacking
    typed = with_typed(first.session, {"P": "abcd1234", "dialect": "esp-idf-security2"})
    assert typed.dialect("client").id == "esp-idf-security2" and typed.view.client.value("P") == "abcd1234"
    assert with_typed(first.session, {"dialect": "esp-idf"}).dialect("client").id == "esp-idf-security2"
    with pytest.raises(SrpscopeError):
        with_typed(first.session, {"dialect": "esp"})


def test_a_dialect_is_found_by_a_part_of_its_name() -> None:
    assert dialects_like("rfc5054") == ["rfc5054"] and dialects_like("") == []
    assert len(dialects_like("esp")) > 1 and dialects_like(" IDF ") == ["esp-idf-security2"]
    assert dialects_like("no-such-dialect") == []


@pytest.mark.parametrize("cells", [12, 24, 40, 200])
def test_names_that_go_on_like_what_is_typed_are_never_cut(cells: int) -> None:
    names = dialects_like("esp")
    said = as_many("  ".join(names), cells)
    assert len(said) <= cells
    whole, _, more = said.partition("  and ")
    if said != f"{len(names)} like it":
        assert set(whole.split("  ")) <= set(names)
        assert (f"{len(names) - len(whole.split('  '))} more" == more) is (cells < 200)


async def test_the_dialect_is_completed_or_chosen_and_keys_stand_only_where_they_work() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("v")
        await settled(pilot, lambda app: isinstance(app.screen, TrayPanel))
        last_row = screen_text(app).splitlines()[-1]
        assert "esc back" in last_row and "^o" not in last_row and "tab" not in last_row and "^l" not in last_row
        text = f"a: {PRIVATE}\ns: {SALT}\nM1: {log_session().view.wire['M1'].hex()}\n"
        app.screen.query_one(TextArea).text = text
        await settled(pilot, lambda app: "^l dialects" in screen_text(app))
        blank = next(one for one in app.screen.query(Input) if one.name == "dialect")
        blank.value = "esp"
        await settled(pilot, lambda app: "esp-android" in screen_text(app))
        await pilot.press("ctrl+l")
        await settled(pilot, lambda app: "Dialects" in screen_text(app))
        await pilot.press("slash")
        await settled(pilot, lambda app: "Words that an answer holds" in screen_text(app))
        app.screen.query_one(Input).value = "idf-security2"
        await pilot.press("enter")
        await settled(pilot, lambda app: "► 1  esp-idf-security2" in screen_text(app))
        await pilot.press("enter")
        await settled(pilot, lambda app: isinstance(app.screen, TrayPanel) and "^l" in screen_text(app))
        assert blank.value == "esp-idf-security2" and blank.has_focus


async def test_a_user_name_alone_is_added() -> None:
    app = SrpscopeApp(Desk(log_session(), searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await tray_of(pilot, "I = wifiprov")
        await settled(pilot, lambda app: "One value read" in screen_text(app))
        assert "no value is named" not in screen_text(app)


async def test_a_bare_log_of_the_device_is_added_to_what_the_app_printed() -> None:
    text = client_log(log_session()) + f"M1: {log_session().view.wire['M1'].hex()}\nP: abcd1234\n"
    session = session_of(read_text(text, "app").captures[0])
    app = SrpscopeApp(Desk(session, searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await tray_of(pilot, "E (1358) security2: Failed to authenticate client proof!\n")
        await settled(pilot, lambda app: "and new: 2 events" in screen_text(app))
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: app.desk.session is not session and not isinstance(app.screen, TrayPanel))
        assert app.desk.session is not None and "M1 ≠ REFUSED" in screen_text(app)
        assert app.desk.session.dialect("client").id == "esp-idf-security2"


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_what_is_typed_before_the_fields_come_goes_into_them(size: tuple[int, int]) -> None:
    """Nothing that is typed lands in the text, whatever the time that reading takes."""
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=size) as pilot:
        text = LOG.read_text() + printed(log_session())
        area = await tray_of(pilot, text)
        await pilot.press("tab", *SALT, "tab", *"abcd")
        await settled(pilot, lambda app: "5 of 5 known" in screen_text(app))
        await pilot.press(*"1234")
        assert area.text == text and not area.has_focus
        shown_now = {one.name: one.value for one in app.screen.query("#tray-blanks Input").results(Input)}
        assert shown_now == {"s": SALT, "P": "abcd1234"}
        assert not app.screen.query_one("#tray-ahead").display


async def test_what_is_added_before_the_fields_come_waits_for_them() -> None:
    app = SrpscopeApp(Desk(), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        await tray_of(pilot, LOG.read_text() + printed(log_session()))
        await pilot.press("tab", *SALT, "tab", *"abcd1234", "ctrl+o")
        await proved(pilot)
        assert app.desk.explanation is not None and app.desk.explanation.side == "client"


def test_a_logged_proof_that_its_dialect_does_not_give_is_marked_so_when_it_is_explained() -> None:
    log, other = client_log(log_session()), log_session().view.wire["M1"].hex()
    text = f"{log}P: abcd1234\ndialect: esp-idf-security2\nM1: {other}\n"
    session = session_of(read_text(text, "app").captures[0])
    wrong = Edit("client", "M1", "formula", "H(H(N) ^ H(g) | H(I) | s | RAW(A) | B | K)")
    found = shown(session, [wrong])
    assert not found.view.client["M1"].contradicted and found.marks["M1"].client == "≠"


async def test_what_is_pasted_is_not_dropped_by_one_esc() -> None:
    app = SrpscopeApp(Desk(log_session()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("v", "escape")
        assert not isinstance(app.screen, TrayPanel), "nothing was pasted: nothing is asked"
        await tray_of(pilot, "a: 0102030405060708")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, TrayPanel) and "esc once more drops it" in screen_text(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, TrayPanel)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_what_can_be_pasted_is_said_over_the_whole_width(size: tuple[int, int]) -> None:
    app = SrpscopeApp(Desk(log_session(), example=True, searching=False))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert isinstance(app.screen, TrayPanel)
        assert "hex, base64, JSON, a device log, C arrays" in screen_text(app)


def test_only_what_is_whole_counts_as_known_while_it_is_typed() -> None:
    assert readable({"s": "58a7c", "a": "58a7", "P": "x", DIALECT: "esp-idf-security2"}) == {"a", "P", DIALECT}
    assert readable({DIALECT: "esp", "b": "no"}) == frozenset()


async def test_a_pasted_password_is_not_read_over_somebodys_shoulder() -> None:
    app = SrpscopeApp(Desk(log_session(), searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        area = await tray_of(pilot, f"client.P=hunter2 hunter2\nclient.s={SALT}\nwire.I=wifiprov\n")
        await settled(pilot, lambda app: "Three values read" in screen_text(app))
        text = screen_text(app)
        assert "hunter2" not in text and "client.P=•••" in text and SALT in text
        assert "hunter2 hunter2" in area.text
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: app.desk.session is not None and "P" in named(app.desk.session))


async def test_the_tray_fits_after_the_terminal_got_another_size() -> None:
    app = SrpscopeApp(Desk(log_session(), searching=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await tray_of(pilot, printed(log_session()))
        await settled(pilot, lambda app: "3 of 5 known" in screen_text(app))
        for size, boxed in (((120, 40), True), ((60, 20), False)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            rows = screen_text(app).splitlines()
            title = next(row for row in rows if "Add what you know" in row)
            assert title.startswith("│") is boxed and any("g^a is the A that was sent" in row for row in rows)
            assert rows[0].count("M1 ") == 1


async def test_a_shorter_badge_leaves_nothing_of_the_longer_one() -> None:
    app = SrpscopeApp(Desk(log_session(), searching=False))
    async with app.run_test(size=(80, 24)) as pilot:
        await tray_of(pilot, f"client.P=abcd1234\nclient.s={SALT}\nclient.a={PRIVATE}\n")
        await settled(pilot, lambda app: "ALL KNOWN" in screen_text(app))
        assert screen_text(app).splitlines()[0].count("REFUSED") == 1
        assert screen_text(app).splitlines()[0].count("M1") == 1


async def test_what_is_pasted_is_dots_until_it_is_read_and_a_second_paste_is_a_line_of_its_own() -> None:
    desk = Desk(log_session(), searching=False)
    app = SrpscopeApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        waiting: list[Work] = []
        at_once, desk.start = desk.start, waiting.append
        app.push_screen(TrayPanel(desk, "client.P=correct horse"))
        await settled(
            pilot, lambda app: "client.P" not in screen_text(app) and "•••••••••••••••• •••••" in screen_text(app)
        )
        assert "horse" not in screen_text(app)
        desk.start = at_once
        area = app.screen.query_one(TextArea)
        area.post_message(events.Paste(f"client.s={SALT}"))
        await settled(pilot, lambda app: "Two values read" in screen_text(app))
        assert area.text == f"client.P=correct horse\nclient.s={SALT}"
        text = screen_text(app)
        assert "horse" not in text and "client.P=•••" in text and f"client.s={SALT}" in text


async def test_what_is_typed_and_cannot_be_read_says_what_it_takes() -> None:
    app = SrpscopeApp(Desk(log_session(), searching=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot, lambda app: any(one.name == "a" for one in app.screen.query(Input)))
        field = next(one for one in app.screen.query(Input) if one.name == "a")
        for text, said in (("c5f", "log it"), ("c5fz", "not read yet: it takes hex"), (PRIVATE, "log it")):
            field.value = text
            await settled(pilot, lambda app: True)
            assert said in screen_text(app), text
