"""A recorded session's encrypted messages open offline, with K logged or computed."""

from __future__ import annotations

from typing import Any

import pytest

from srpscope.capture import Capture
from srpscope.session import Session
from srpscope.session.decrypted import decrypted
from srpscope.wire.protocomm.messages import config_status
from tests.live.bench import client, device
from tests.wire.facts import ble_sessions

GOOD = [one for one in ble_sessions() if one["accepted"]]


def _capture(recorded: dict[str, Any], values: dict[str, str]) -> Capture:
    capture = Capture({"dialect": "esp-idf-security2"})
    for endpoint, sender, data in recorded["messages"]:
        capture.add("message", from_=sender, via="ble", endpoint=endpoint, bytes=data)
    capture.add_values("server", values)
    return capture


@pytest.mark.parametrize("recorded", GOOD)
def test_with_k_or_with_b(recorded: dict[str, Any]) -> None:
    by_hand = {"K": recorded["K"]}
    from_log = {"b": recorded["b"], "s": recorded["salt"], "v": recorded["v"]}
    for values in (by_hand, from_log):
        found = decrypted(Session(_capture(recorded, values)))
        assert found.verdict == "agree"
        assert [one.opened.data for one in found.messages] == [bytes.fromhex(one) for one in recorded["decrypted"]]


def test_without_a_key_it_says_what_is_missing() -> None:
    assert decrypted(Session(_capture(GOOD[0], {}))).sentence == "The encrypted messages need the K of either side."
    assert decrypted(Session(Capture({"dialect": "esp-idf-security2"}))).verdict == "unknown"
    assert decrypted(Session(_capture(GOOD[0], {"K": "00" * 64}))).verdict == "wrong-key"


async def test_our_own_recording_and_its_passphrase() -> None:
    from srpscope.wire.protocomm.pb.wifi_config_pb2 import TypeCmdSetConfig, WiFiConfigPayload

    settings = WiFiConfigPayload(msg=TypeCmdSetConfig)
    settings.cmd_set_config.ssid, settings.cmd_set_config.passphrase = b"net", b"very secret"
    async with device() as played:
        session = client(played)
        await session.run()
        await session.request("prov-config", settings.SerializeToString())
        await session.request("prov-config", config_status())
        await session.close()
        ended = await played.ended()
        assert not any("very secret" in line for line in played.log)
    for capture in (session.recording.capture, ended.capture):
        found = decrypted(Session(capture))
        assert found.verdict == "agree" and [one.secret for one in found.messages] == [True, False, False, False]
        assert b"very secret" in (found.messages[0].opened.data or b"")
