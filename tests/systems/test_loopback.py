"""A handshake of each system caught on loopback: the packets are opened and show the same values."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.live.listening import Audience
from srpscope.session import Session
from srpscope.wire import wires
from tests.systems.parties import SYSTEMS
from tests.systems.test_tls_srp_tools import capturing, need

pytestmark = pytest.mark.peers


@pytest.mark.parametrize(
    "name", ["nimbus", "devolutions-http", "devolutions-tcp", "excalibur", "homekit", "cognito", "rfc5054", "rfc2945"]
)
async def test_packets_of_a_handshake_open_as_that_handshake(name: str, tmp_path: Path) -> None:
    need("dumpcap")
    system = SYSTEMS[name]
    listening = await system.serve(system.users(), Audience())
    try:
        with capturing(listening.port, tmp_path) as packets:
            client = await system.log_in(listening.url, system.client(), None)
            await asyncio.sleep(0.2)
    finally:
        await listening.close()
    assert client.accepted
    (capture,) = formats.read(Source.of_path(packets))
    session = Session(capture)
    assert session.wire == system.wire
    sent = session.view.wire
    expected = {"I", "s", "A", "B", "M1"} | ({"M2"} if name != "cognito" else {"secret_block", "timestamp"})
    assert expected - wires.wire(system.wire).unsent.keys() <= sent.keys()
    for value in ("A", "B"):
        assert int.from_bytes(sent[value]) == client.party.number(value)
