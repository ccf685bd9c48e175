"""A played server as a screen sees it: sessions told, held, edited, dropped, recorded, diagnosed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.errors import UserError
from srpscope.live.concluding import Seen, ServerRun
from srpscope.live.host import SystemHost, client_session_of
from srpscope.live.recording import ClientRun
from srpscope.live.system import SpokenTerms
from srpscope.live.systems.registry import client_session, played_server, system as spoken_system, systems
from srpscope.live.users import LiveParty, Terms
from srpscope.session import Session
from srpscope.srp.nimbus_settings import of_object
from srpscope.srp.primitives.groups import Group
from srpscope.wire.wires import wire
from tests.systems.parties import NAME, PASSWORD, SYSTEMS, System, log_in, mistake, serve

SPOKEN = [one.name for one in systems() if one.on_network]  # a device in the air has tests of its own
each = pytest.mark.parametrize(
    "system", [SYSTEMS[one] for one in ("nimbus", "devolutions-http", "excalibur", "rfc5054")]
)


def spoken(terms: Terms) -> SpokenTerms:
    return SpokenTerms(terms, terms.dialect.id)


def host_of(system: System, folder: Path | None, *hold: str) -> SystemHost:
    return SystemHost("test", system.wire, spoken(system.terms()), ServerRun(folder, hold), system.users())


@each
async def test_a_session_is_told_recorded_and_diagnosed(system: System, tmp_path: Path) -> None:
    host, seen = host_of(system, tmp_path), list[Seen]()
    host.observe = seen.append
    listening = await system.serve(system.users(), host.audience)
    number = system.dialect == "nimbus"
    wrong = mistake("M1", "INT(H(A | B | K))" if number else "H(A | B | K)")
    try:
        assert (await system.log_in(listening.url, system.client(), None)).accepted
        good = await asyncio.wait_for(host.ended.get(), 60)
        assert not (await system.log_in(listening.url, system.client(wrong), None)).accepted
        bad = await asyncio.wait_for(host.ended.get(), 60)
    finally:
        await listening.close()
        await host.close()
    assert (good.session, good.accepted, good.answer["verdict"]) == (1, True, "agree")
    assert (bad.session, bad.accepted, bad.answer["verdict"]) == (2, False, "proved")
    assert good.record is not None
    assert bad.record is not None
    assert bad.record.stat().st_mode & 0o777 == 0o600
    kinds = [one.what for one in seen]
    assert kinds.count("opened") == kinds.count("ended") == 2
    assert {"request", "reply", "refused", "note"} <= set(kinds)
    lines = [json.loads(line) for line in bad.record.read_text().splitlines()]
    assert any(line["type"] == "finding" and line["side"] == "client" for line in lines)
    view = Session(formats.read(Source.of_path(good.record))[0]).view
    assert view.comparison.agreement == "agree"
    assert view.server.value("b") is not None


@each
async def test_a_message_is_held_edited_and_sent(system: System) -> None:
    host = host_of(system, None, *wire(system.wire).server_proof)
    listening = await system.serve(system.users(), host.audience)
    held = asyncio.Event()
    host.observe = lambda seen: held.set() if seen.what == "held" else None
    try:
        client = asyncio.ensure_future(system.log_in(listening.url, system.client(), None))
        await asyncio.wait_for(held.wait(), 60)
        (served,) = host.running.values()
        assert served.held is not None
        data = served.held.data
        served.hold.edit(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
        assert served.held.edited
        served.hold.release()
        exchange = await asyncio.wait_for(client, 60)
        assert exchange.accepted is not True
        ended = await asyncio.wait_for(host.ended.get(), 60)
    finally:
        await listening.close()
        await host.close()
    assert any(line["what"] == "edit" for line in ended.capture.of_type("event"))
    with pytest.raises(UserError):
        served.hold.release()


@each
async def test_a_held_message_can_be_dropped(system: System) -> None:
    host = host_of(system, None, "*")
    listening = await system.serve(system.users(), host.audience)
    held = asyncio.Event()
    host.observe = lambda seen: held.set() if seen.what == "held" else None
    try:
        client = asyncio.ensure_future(system.log_in(listening.url, system.client(), None))
        await asyncio.wait_for(held.wait(), 60)
        (served,) = host.running.values()
        served.hold.drop()
        exchange = await asyncio.wait_for(client, 60)
        assert exchange.accepted is not True
        ended = await asyncio.wait_for(host.ended.get(), 60)
        assert ended.accepted is False
    finally:
        await listening.close()
        await host.close()


async def test_stopping_lets_go_of_what_is_held() -> None:
    system = SYSTEMS["rfc5054"]
    host = host_of(system, None, "*")
    listening = await system.serve(system.users(), host.audience)
    held = asyncio.Event()
    host.observe = lambda seen: held.set() if seen.what == "held" else None
    client = asyncio.ensure_future(system.log_in(listening.url, system.client(), None))
    await asyncio.wait_for(held.wait(), 60)
    await asyncio.wait_for(listening.close(), 60)
    await asyncio.wait_for(host.close(), 60)
    exchange = await asyncio.wait_for(client, 60)
    assert exchange.accepted is False


async def test_a_folder_that_cannot_be_written_does_not_stop_the_listener(tmp_path: Path) -> None:
    system = SYSTEMS["rfc5054"]
    taken = tmp_path / "file"
    taken.write_text("")
    host, said = host_of(system, taken / "inside"), list[str]()
    host.observe = lambda seen: said.append(seen.text) if seen.what == "log" else None
    listening = await system.serve(system.users(), host.audience)
    try:
        assert (await system.log_in(listening.url, system.client(), None)).accepted
        ended = await asyncio.wait_for(host.ended.get(), 60)
    finally:
        await listening.close()
        await host.close()
    assert ended.record is None
    assert said
    assert ended.answer["verdict"] == "agree"


async def test_our_own_error_in_a_diagnosis_does_not_stop_the_listener() -> None:
    system = SYSTEMS["rfc5054"]

    def fails(capture: object, stop: object) -> dict[str, object]:
        raise ZeroDivisionError

    host = SystemHost("test", system.wire, spoken(system.terms()), ServerRun(diagnose=fails))
    listening = await system.serve(system.users(), host.audience)
    try:
        for _ in range(2):
            assert (await system.log_in(listening.url, system.client(), None)).accepted
            ended = await asyncio.wait_for(host.ended.get(), 60)
            assert ended.answer["problem"] == "our own error (ZeroDivisionError)"
    finally:
        await listening.close()
        await host.close()


async def test_a_client_session_is_held_edited_and_recorded(tmp_path: Path) -> None:

    system = SYSTEMS["rfc5054"]
    listening = await serve("plain", system.users())
    party = system.client(password="wrong")
    spoken = spoken_system("plain")
    exchange, transport = spoken.client(party, {}), spoken.transport(listening.url, {})
    terms, path = SpokenTerms(party.terms, "rfc5054"), tmp_path / "one.srp.jsonl"
    session = client_session_of(spoken, exchange, transport, listening.url, terms, ClientRun(path, holds=("M1",)))
    held = asyncio.Event()
    session.observe = lambda event: held.set() if event.what == "held" else None
    try:
        running = asyncio.ensure_future(session.run())
        await asyncio.wait_for(held.wait(), 60)
        await session.edit_value("P", PASSWORD)
        session.hold.release()
        assert await asyncio.wait_for(running, 60) is True
    finally:
        await session.close()
        await listening.close()
    opened = Session(formats.read(Source.of_path(tmp_path / "one.srp.jsonl"))[0])
    assert opened.view.comparison.agreement == "agree"
    assert any(edit.value == "P" for edit in opened.edits)


@pytest.mark.parametrize("name", SPOKEN)
async def test_a_field_of_the_held_proof_is_changed(name: str, tmp_path: Path) -> None:
    played, start = played_server(name, NAME, PASSWORD, folder=tmp_path)
    listening = await start(played)
    record = tmp_path / "one.srp.jsonl"
    session = client_session(
        name, listening.url, NAME, PASSWORD, record=record, holds=wire(spoken_system(name).wire).client_proof
    )
    held = asyncio.Event()
    session.observe = lambda event: held.set() if event.what == "held" else None
    chosen = bytes(range(0x21, 0x21 + 20))
    try:
        running = asyncio.ensure_future(session.run())
        await asyncio.wait_for(held.wait(), 60)
        await session.edit_field("M1", chosen)
        assert session.held is not None
        session.hold.release()
        assert await asyncio.wait_for(running, 60) is False
    finally:
        await session.close()
        await listening.close()
        await played.close()
    opened = Session(formats.read(Source.of_path(record))[0])
    assert opened.view.wire["M1"] == chosen


async def test_a_group_without_a_name_and_agreed_routines_are_written_down(tmp_path: Path) -> None:
    settings = of_object({"N": "c037c37588b4329887e61c2da3324b1ba4b81a63f9748fed2d8a410c2fc21b1232f0d3bfa024276cfd88448197aae486a63bfca7b8bf7754dfb327c7201f6fd17fd7fd74158bd31ce772c9f5f8ab584548a99a759b5a2c0532162b7b6218e8f142bce2c30d7784689a483e095e701618437913a8c39c3dd0d4ca3c500b885fe3", "g": "3", "xRoutine": "H(s|H(I|':'|P))"})  # fmt: skip  # noqa: E501
    terms = Terms(settings.dialect, Group(settings.group.N, 3), settings.hash)
    from srpscope.live.users import Users, enrol

    users = Users(terms, [enrol(terms, NAME, PASSWORD)])
    host = SystemHost("nimbus", "nimbus", SpokenTerms(terms, "nimbus", settings.changes), ServerRun(tmp_path))
    listening = await serve("nimbus", users, host.audience)
    party = LiveParty("client", terms, {"I": NAME, "P": PASSWORD})
    try:
        assert (await log_in("nimbus", listening.url, party)).accepted
        ended = await asyncio.wait_for(host.ended.get(), 60)
    finally:
        await listening.close()
        await host.close()
    session = Session(ended.capture)
    assert session.declared == "nimbus"
    assert session.view.server.value("g") == 3
    assert session.view.server.value("S") == party.sheet.value("S")
    assert session.view.comparison["M1"].state == "agree" or session.view.comparison.agreement == "agree"


@pytest.mark.parametrize(("name", "over"), [*((name, "") for name in SPOKEN), ("devolutions", "tcp")])
async def test_a_screen_starts_both_roles_from_the_table(name: str, over: str, tmp_path: Path) -> None:
    played, start = played_server(name, NAME, PASSWORD, folder=tmp_path, options={"over": over or None, "linger": 0.05})
    listening = await start(played)
    try:
        for password, accepted in ((PASSWORD, True), ("wrong", False)):
            record = tmp_path / f"{accepted}.srp.jsonl"
            session = client_session(name, listening.url, NAME, password, record=record)
            assert await session.run() is accepted
            await session.close()
            assert (await asyncio.wait_for(played.ended.get(), 60)).accepted is accepted
            assert record.exists()
    finally:
        await listening.close()
        await played.close()


def test_an_unknown_system_is_said() -> None:
    with pytest.raises(UserError, match="telegraph"):
        client_session("telegraph", "http://x", NAME, PASSWORD)


async def test_who_stops_a_server_gets_the_verdicts_that_are_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is ended, and what was found by then is told."""
    monkeypatch.setattr("srpscope.live.concluding.GRACE", 0.05)
    system = SYSTEMS["rfc5054"]
    ended_early: list[bool] = []

    def searches(capture: object, stop: Callable[[], bool]) -> dict[str, object]:
        until = time.monotonic() + 30
        while not stop() and time.monotonic() < until:
            time.sleep(0.01)
        ended_early.append(stop())
        return {"verdict": "cannot-tell"}

    host = SystemHost("test", system.wire, spoken(system.terms()), ServerRun(diagnose=searches))
    listening = await system.serve(system.users(), host.audience)
    assert (await system.log_in(listening.url, system.client(), None)).accepted
    await listening.close()
    await host.close()
    assert ended_early == [True]
    assert host.ended.get_nowait().answer["verdict"] == "cannot-tell"
