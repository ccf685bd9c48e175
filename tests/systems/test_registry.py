"""What holds of every system in the registry, the ESP32 by each of its ways among them: it lets the right one in,
refuses and says who refused what, holds, records what opens again, and takes any bytes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from srpscope.errors import UserError
from srpscope.live.ble.scanning import Radio
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Ended, PlayedHost
from srpscope.live.systems.esp32.ble.peripheral import Peripheral
from srpscope.live.systems.esp32.ble.simulated import SimulatedRadio
from srpscope.live.systems.registry import SYSTEMS, client_session, played_server, spoken_as, system, systems
from srpscope.session.opening import read_path, session_of
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.wire.wires import WIRES, wire

USER, PASSWORD = "alice", "correct horse"
ADDRESS = "5E:00:00:C0:FF:EE"
each = pytest.mark.parametrize("name", SYSTEMS)


@dataclass
class Played:
    """A played server and how a client of it is made."""

    name: str
    host: PlayedHost
    url: str
    folder: Path
    options: dict[str, Any]
    count: int = 0

    def client(self, password: str = PASSWORD, holds: tuple[str, ...] = ()) -> ClientSession:
        """A client with a recording of its own."""
        self.count += 1
        record = self.folder / f"client-{self.count}.srp.jsonl"
        return client_session(self.name, self.url, USER, password, record=record, holds=holds, options=self.options)

    async def ended(self) -> Ended:
        """The server's end of the next session."""
        return await asyncio.wait_for(self.host.ended.get(), 60)


@asynccontextmanager
async def played(name: str, folder: Path, *holds: str) -> AsyncIterator[Played]:
    options: dict[str, Any] = {"linger": 0.05}
    chosen: dict[str, Any] = {}

    airs: list[SimulatedRadio] = []

    async def in_memory(peripheral: Peripheral) -> None:
        airs.append(SimulatedRadio.around(peripheral, ADDRESS))
        radio = airs[0].radio()
        chosen.update(radio=Radio(radio.scanner, radio.client), address=ADDRESS, scan_seconds=2.0)

    if not system(name).on_network:
        options["air"] = in_memory
    host, start = played_server(name, USER, PASSWORD, folder=folder, holds=holds, options=options)
    listening = await start(host)
    try:
        yield Played(name, host, listening.url, folder, chosen)
    finally:
        await listening.close()
        await host.close()
        for air in airs:
            air.stations[0].away = True


def wire_of(name: str) -> str:
    return system(name).wire


def proves_itself(name: str) -> bool:
    """Whether the server of a system has a proof of its own."""
    return dialect(system(name).dialect).formula("client", "M2") is not None


def events_of(path: Path, what: str) -> list[tuple[str, str]]:
    """(by, of) of the events that say who did what."""
    lines = read_path(path).captures[0].events
    return [(str(line.get("by")), str(line.get("of", ""))) for line in lines if line["what"] == what]


def test_every_system_speaks_a_wire_that_there_is() -> None:
    assert {one.wire for one in systems()} <= set(WIRES)
    network = [one for one in systems() if one.on_network]
    assert len({one.port for one in network}) == len(network) and all(one.address for one in network)
    for one in systems():
        assert one.title and one.called and one.ways()
        assert all(choice.sentence for choice in one.options)


@each
async def test_the_right_one_is_let_in_and_recorded_on_both_sides(name: str, tmp_path: Path) -> None:
    async with played(name, tmp_path) as here:
        session = here.client()
        assert await session.run() is True and not session.problem
        await session.close()
        ended = await here.ended()
    assert ended.accepted is True and ended.record is not None and session.recording.kept is not None
    assert events_of(ended.record, "accepted") == [("server", "M1")]
    said = ("client", "M2") if proves_itself(name) else ("server", "M1")
    assert events_of(session.recording.kept, "accepted") == [said]
    for path in (ended.record, session.recording.kept):
        opened = session_of(read_path(path).captures[0])
        assert opened.view.comparison["M1"].wire is not None
        assert opened.wire == wire_of(name)


@each
async def test_a_refusal_says_by_whom_and_of_what(name: str, tmp_path: Path) -> None:
    async with played(name, tmp_path) as here:
        session = here.client("wrong")
        assert await session.run() is False
        await session.close()
        ended = await here.ended()
    assert ended.accepted is False and ended.record is not None and session.recording.kept is not None
    assert events_of(ended.record, "refused") == [("server", "M1")]
    assert events_of(session.recording.kept, "refused") == [("server", "M1")]


@pytest.mark.parametrize("name", [name for name in SYSTEMS if proves_itself(name)])
async def test_what_a_person_changes_is_recorded_and_the_client_refuses_it(name: str, tmp_path: Path) -> None:
    """The server's proof is held, M2 set by hand and sent: it is the client that refuses, and of M2."""
    async with played(name, tmp_path, *wire(wire_of(name)).server_proof) as here:
        session = here.client()
        running = asyncio.ensure_future(session.run())
        while not (waiting := [one for one in here.host.running.values() if one.hold.held is not None]):
            await asyncio.sleep(0.01)
        (served,) = waiting
        served.hold.edit(served.encoded("M2", bytes(range(1, 33)) * 2))
        served.hold.release()
        assert await asyncio.wait_for(running, 60) is False
        await session.close()
        ended = await here.ended()
    assert session.recording.kept is not None and ended.record is not None
    assert events_of(session.recording.kept, "refused") == [("client", "M2")]
    assert ("server", "M2") in events_of(ended.record, "edit")


@each
async def test_a_message_that_is_dropped_is_no_refusal(name: str, tmp_path: Path) -> None:
    proof = wire(wire_of(name)).client_proof
    async with played(name, tmp_path) as here:
        session = here.client(holds=proof)
        running = asyncio.ensure_future(session.run())
        while session.held is None:
            await asyncio.sleep(0.01)
        session.hold.drop()
        assert await asyncio.wait_for(running, 60) is False
        await session.close()
    assert session.recording.kept is not None
    path = session.recording.kept
    assert events_of(path, "refused") == [] and events_of(path, "accepted") == []
    assert [by for by, _ in events_of(path, "dropped")] == ["client"]
    assert [by for by, _ in events_of(path, "broken-off")] == ["client"]


@each
async def test_a_client_that_vanishes_leaves_a_broken_off_session(name: str, tmp_path: Path) -> None:
    proof = wire(wire_of(name)).client_proof
    async with played(name, tmp_path) as here:
        session = here.client(holds=proof)
        running = asyncio.ensure_future(session.run())
        while session.held is None:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await session.close()
        if name in ("plain", "excalibur"):
            ended = await here.ended()
            assert ended.record is not None and len(events_of(ended.record, "broken-off")) == 1
    records = [path for path in tmp_path.glob("*.srp.jsonl") if not path.name.startswith("client")]
    assert [len(events_of(path, "broken-off")) for path in records] == [1]


@each
async def test_a_peer_that_is_not_there_leaves_no_recording(name: str, tmp_path: Path) -> None:
    from srpscope.errors import PeerError

    async with played(name, tmp_path) as here:
        pass
    session = here.client()
    with pytest.raises(PeerError):
        await session.run()
    await session.close()
    assert list(tmp_path.glob("client-*")) == []


@each
async def test_any_bytes_leave_the_server_standing(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    async with played(name, tmp_path) as here:
        for _ in range(6):
            session = here.client(holds=("*",))
            running = asyncio.ensure_future(session.run())
            while session.held is None:
                await asyncio.sleep(0.005)
            data = bytearray(session.held.data)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            session.hold.edit(bytes(data).replace(b"\n", b" "))
            session.hold.release(go_on=True)
            await asyncio.wait_for(asyncio.gather(running, return_exceptions=True), 60)
            await session.close()
        session = here.client()
        assert await session.run() is True
        await session.close()


@pytest.mark.parametrize("side", ["client", "server"])
def test_the_id_of_every_dialect_finds_a_system_that_speaks_it_or_is_told(side: Literal["client", "server"]) -> None:
    for one in map(dialect, dialect_ids()):
        if one.messages is not None and all(spoken.wire != one.messages for spoken in systems()):
            with pytest.raises(UserError, match="read, and not spoken live"):
                spoken_as(one.id, side)
            continue
        name, chosen = spoken_as(one.id.upper(), side)
        found = system(name)
        assert one.messages in (None, found.wire)
        own = side == "server" and not found.open_terms
        assert found.spoken(chosen, side).terms.dialect.id == (found.dialect if own else one.id)
    assert spoken_as("ESP32", side) == ("http", {})
    with pytest.raises(UserError, match="Did you mean nimbus"):
        spoken_as("nimbuss", side)


def test_what_sweeps_is_told_where_a_is_missing() -> None:
    """A wire declares which systems of `serve --sweep` find a client's mistake without its a: those that can."""
    from srpscope.wire.wires import WIRES, wire

    can = {one.name for one in map(system, SYSTEMS) if any(option.name == "sweep" for option in one.options)}
    declared = {name for one in WIRES for name in wire(one).swept_by}
    assert declared == can and can
    assert all(name in wire(system(name).wire).swept_by for name in can)


def test_why_tells_of_the_sweep_only_where_the_client_is_not_seen_into() -> None:
    from srpscope.answers.diagnosis import as_text, diagnose_session
    from srpscope.places import captures_folder

    told = {}
    for name in ("esp32-device-log", "esp32-refused", "nimbus-live-refused"):
        session = session_of(read_path(captures_folder() / f"{name}.srp.jsonl").captures[0])
        found = diagnose_session(session, seconds=0.2)
        told[name] = "serve http --sweep" in as_text(found, session)
    assert told == {"esp32-device-log": True, "esp32-refused": False, "nimbus-live-refused": False}
