"""--force-zeros: what a played server draws begins with 00, and a client that drops zeros fails in that session."""

from __future__ import annotations

import asyncio

import pytest

from srpscope.errors import UserError
from srpscope.live.listening import Audience
from srpscope.live.systems.esp32.host import Host, HostSettings, make_credential
from srpscope.live.systems.esp32.http_server import ProtocommServer
from srpscope.live.zeros import ForcedZeros
from tests.live.bench import Device, client
from tests.systems.parties import SYSTEMS, mistake


def test_what_cannot_be_forced_is_said() -> None:
    with pytest.raises(UserError, match="x"):
        ForcedZeros("B,x")
    assert ForcedZeros("salt").drawn_salt(16)[0] == 0 and len(ForcedZeros("B").drawn_salt(16)) == 16


async def test_a_device_gives_b_and_then_k_with_a_zero_in_front() -> None:
    said: list[str] = []
    zeros = ForcedZeros("B,K", said.append)
    host = Host(HostSettings(make_credential("wifiprov", "abcd1234"), zeros=zeros))
    server = ProtocommServer(host)
    await server.start()
    try:
        for name in ("B", "K"):
            session = client(Device(server), username="wifiprov", password="abcd1234")
            assert await session.run() is True
            sheet = session.party.sheet
            length = len(sheet.raw("K")) if name == "K" else 384
            assert int.from_bytes(session.party.raw(name)) >> 8 * (length - 1) == 0
            await session.close()
    finally:
        await server.close()
    assert said == ["B begins with 00 in this session.", "K begins with 00 in this session."]


async def test_a_client_that_drops_the_zero_is_right_elsewhere_and_wrong_there() -> None:
    system = SYSTEMS["devolutions-tcp"]
    drops = mistake("u", "H(MIN(A) | MIN(B))")
    for zeros, accepted in ((None, True), (ForcedZeros("B"), False)):
        users = system.users()
        users.zeros = zeros
        listening = await system.serve(users, Audience())
        try:
            for _ in range(3):
                party = system.client(drops)
                exchange = await asyncio.wait_for(system.log_in(listening.url, party, None), 60)
                if zeros is None and (party.number("A").bit_length() <= 2040 or party.number("B").bit_length() <= 2040):
                    continue  # one in 128: chance did what is forced below
                assert bool(exchange.accepted) is accepted
        finally:
            await listening.close()
