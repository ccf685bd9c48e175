"""HomeKit over HTTP: codes as people spell them, a pairing that is kept, an accessory that behaves as one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.errors import UserError
from srpscope.live import mdns
from srpscope.live.concluding import ServerRun
from srpscope.live.driving import Unwatched, drive
from srpscope.live.listening import Audience, Listening
from srpscope.live.systems.registry import client_session, system
from srpscope.live.users import Account, LiveParty, Users, enrol
from srpscope.report.trace import as_text as text
from srpscope.session.decrypted import opened_words
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit
from srpscope.wire.exchange import Exchange
from srpscope.wire.wires import wire

HOMEKIT = system("homekit")
CODE = "031-45-154"


async def accessory(code: str = "03145154", **options: object) -> Listening:
    terms = HOMEKIT.terms()
    users = Users(terms, [enrol(terms, HOMEKIT.username, code)])
    return await HOMEKIT.listen(users, options, Audience())


async def pair(url: str, code: str = CODE, **options: object) -> Exchange:
    party = LiveParty("client", HOMEKIT.terms(), {"I": HOMEKIT.username, "P": code})
    exchange, transport = HOMEKIT.client(party, {"url": url, **options}), HOMEKIT.transport(url, options)
    await transport.open()
    try:
        await drive(exchange, transport, Unwatched())
    finally:
        await transport.close()
    return exchange


async def test_one_code_in_two_spellings() -> None:
    listening = await accessory("X-HM://0023ISYWYABCD")
    try:
        assert (await pair(listening.url, "0314 5154")).accepted
        assert not (await pair(listening.url, "031-45-155")).accepted
    finally:
        await listening.close()


async def test_a_pairing_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "pairing.json"
    listening = await accessory()
    try:
        assert (await pair(listening.url, pair=str(file))).accepted
        with pytest.raises(UserError, match="not overwritten"):
            await pair(listening.url, pair=str(file))
        assert not (await pair(listening.url, "031-45-155", pair=str(tmp_path / "none.json"))).accepted
        with pytest.raises(UserError, match="leave --pair out"):
            await pair(listening.url, pair=str(tmp_path / "other.json"), transient=True)
    finally:
        await listening.close()
    assert file.stat().st_mode & 0o777 == 0o600
    (kept,) = json.loads(file.read_text()).values()
    assert len(bytes.fromhex(kept["iOSDeviceLTSK"])) == len(bytes.fromhex(kept["AccessoryLTPK"])) == 32
    assert [path.name for path in tmp_path.glob("*.json")] == ["pairing.json"]  # nothing was paired, nothing is kept


async def test_a_strict_accessory_is_paired_once(tmp_path: Path) -> None:
    listening = await accessory(strict=True)
    try:
        assert (await pair(listening.url)).accepted  # no M5: nothing is paired
        await asyncio.sleep(0.2)
        assert (await pair(listening.url, pair=str(tmp_path / "pairing.json"))).accepted
        again = await pair(listening.url)
    finally:
        await listening.close()
    assert again.refusal is not None and "kTLVError_Unavailable (6)" in str(again.refusal)


async def test_a_strict_accessory_is_busy_with_the_first() -> None:
    listening = await accessory(strict=True)
    first = HOMEKIT.transport(listening.url, {})
    try:
        await first.open()
        await first.send("/pair-setup", bytes.fromhex("060101000100"))
        other = await pair(listening.url)
        assert other.refusal is not None and "kTLVError_Busy (7)" in str(other.refusal)
        await first.close()
        await asyncio.sleep(0.2)  # the accessory sees that the first is gone
        assert (await pair(listening.url)).accepted
    finally:
        await listening.close()


async def test_an_ordered_backoff_tells_its_delay() -> None:
    listening = await accessory(refuse="backoff", retry_delay=300)
    try:
        refused = await pair(listening.url)
    finally:
        await listening.close()
    assert refused.refusal is not None and "(300 seconds)" in str(refused.refusal)
    with pytest.raises(UserError, match="--refuse backoff"):
        await accessory(retry_delay=300)


async def test_a_recording_opens_M5_and_M6_again(tmp_path: Path) -> None:
    listening = await accessory()
    record = tmp_path / "paired.srp.jsonl"
    chosen = {"url": listening.url, "pair": str(tmp_path / "pairing.json")}
    session = client_session("homekit", listening.url, HOMEKIT.username, CODE, record=record, options=chosen)
    try:
        assert await session.run() is True
    finally:
        await session.close()
        await listening.close()
    opened = session_of(read_path(record).captures[0])
    client, server = opened_words(opened)
    assert client.startswith("M5 opens: ") and "its signature is right" in server
    assert any("M6 opens" in line for line in text(opened).splitlines())
    plain = [(one.sender, one.data) for one in opened.messages]
    assert all("does not open" in one for one in wire("homekit").opened_words(plain, bytes(64)))


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "stopped after M4: nothing is paired"),
        ({"transient": True}, "A transient pair-setup ends with M4: nothing is paired"),
        ({"pair": "pairing.json"}, "M6 ends pair-setup: FILE of --pair holds the pairing"),
    ],
)
async def test_what_is_told_at_the_end_is_where_this_one_ended(
    tmp_path: Path, chosen: dict[str, object], words: str
) -> None:
    listening = await accessory()
    options = {"url": listening.url} | chosen
    if "pair" in chosen:
        options["pair"] = str(tmp_path / "pairing.json")
    session = client_session("homekit", listening.url, HOMEKIT.username, CODE, options=options, kept=False)
    try:
        assert await session.run() is True
    finally:
        await session.close()
        await listening.close()
    (told,) = [one.text for one in session.events if one.text == session.ends]
    assert words in told and ("M4" in told) is ("pair" not in chosen)


async def swept(*mistakes: Edit) -> list[dict[str, Any]]:
    """What a sweeping accessory says of a controller after each pairing, until it is settled."""
    chosen = {"sweep": True}
    account = Account(HOMEKIT.username, "03145154")
    host, start = HOMEKIT.played(account, HOMEKIT.spoken(chosen, "server"), chosen, ServerRun())
    listening = await start(host)
    said: list[dict[str, Any]] = []
    try:
        while len(said) < 4 and not (said and said[-1]["left"] == 0):
            party = LiveParty("client", HOMEKIT.terms(edits=mistakes), {"I": HOMEKIT.username, "P": CODE})
            exchange, transport = HOMEKIT.client(party, {}), HOMEKIT.transport(listening.url, {})
            await transport.open()
            await drive(exchange, transport, Unwatched())
            await transport.close()
            said.append((await asyncio.wait_for(host.ended.get(), 60)).answer)
    finally:
        await listening.close()
    return said


async def test_a_sweep_names_a_mistake_in_k_without_a() -> None:
    *_, last = await swept(Edit("client", "k", "formula", "H(N | g)"))
    assert last["findings"][0]["suspects"] == ["k-unpadded"]
    assert last["judgement"]["headline"].startswith("Accepted by a device that errs as the client does: the client's k")


async def test_a_sweep_says_of_a_right_controller_what_was_not_tried() -> None:
    *_, last = await swept()
    assert last["verdict"] == "agree" and last["cleared"] == []
    assert last["zeros_left"] == ["B", "S", "K", "M1", "s"]


def test_an_accessory_by_its_name() -> None:
    assert mdns.name_of("mdns:My Lamp") == mdns.name_of("My Lamp._hap._tcp.local.") == "My Lamp"
    assert mdns.name_of("http://lamp.local:80") is None
    assert HOMEKIT.transport("mdns:My Lamp", {}).name == "http"
