"""Pair-setup over Bluetooth LE on rig A: our controller, and aiohomekit's where it is installed, with one accessory."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from srpscope.errors import PeerError, UserError
from srpscope.live.systems.registry import client_session, system
from srpscope.live.users import Users, enrol
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, session_of
from srpscope.wire.exchange import Exchange, RefusedError
from srpscope.wire.homekit.identities import KEY_BYTES, Identity
from srpscope.wire.homekit.pdus import PduAnswer, piece, requests
from srpscope.wire.homekit.server import HomeKitServer
from srpscope.wire.homekit.setup_code import USER
from tests.ble.hap_accessory import NAME, Accessory, in_the_air

CODE = "031-45-154"


def pair_setup() -> Exchange:
    terms = system("homekit").spoken({}, "server").terms
    users = Users(terms, [enrol(terms, USER, CODE)])
    return HomeKitServer(users.party, Identity("11:22:33:44:55:66", secrets.token_bytes(KEY_BYTES)), USER, None)


@pytest.mark.parametrize(
    ("code", "mtu", "piece_bytes", "size"),  # a value that fits one read: bumble asks anew for each part of a long one
    [(CODE, 185, 0, 180), (CODE, 512, 100, 150), (CODE, 23, 0, 20), ("031-45-155", 185, 0, 180)],
    ids=["right", "in pieces", "smallest MTU", "wrong code"],
)
async def test_a_pairing(code: str, mtu: int, piece_bytes: int, size: int, tmp_path: Path) -> None:
    accessory = Accessory(pair_setup, piece_bytes, size)
    record = tmp_path / "one.srp.jsonl"
    async with in_the_air(accessory, mtu) as radio:
        options: dict[str, Any] = {"radio": radio}
        session = client_session("homekit", f"ble:{NAME[:4]}", USER, code, record=record, options=options)
        try:
            assert await session.run() is (code == CODE)
        finally:
            await session.close()
    saved = session_of(read_path(record).captures[0])
    assert [one.decoded.name for one in saved.messages if one.decoded] == ["M1", "M2", "M3", "M4"]
    assert {line["via"] for line in saved.capture.messages} == {"ble"}
    assert any(line["text"] == "Pair-setup is instance 11." for line in saved.capture.events)
    judged = judge(saved)
    assert (judged.outcome, judged.by) == (("accepted", "both") if code == CODE else ("refused", "server"))
    assert mtu > 100 or any("HAP PDUs" in line["text"] for line in saved.capture.events)


async def test_a_status_and_a_device_that_is_no_accessory(tmp_path: Path) -> None:
    async with in_the_air(Accessory(pair_setup, status=5), 185) as radio:
        session = client_session("homekit", "ble:Lamp", USER, CODE, kept=False, options={"radio": radio})
        try:
            assert await session.run() is False
            assert "HAP status 5: not authenticated" in str(session.exchange.refusal)
        finally:
            await session.close()
        lost = client_session(
            "homekit", "ble:Other", USER, CODE, kept=False, options={"radio": radio, "scan_seconds": 1.0}
        )
        with pytest.raises(PeerError, match="No device with name Other"):
            await lost.run()
        await lost.close()
    with pytest.raises(UserError, match="leave --pair out"):
        options = {"pair": str(tmp_path / "p.json"), "url": "ble:Lamp"}
        client_session("homekit", "ble:Lamp", USER, CODE, kept=False, options=options)
    with pytest.raises(UserError, match="names no accessory"):
        client_session("homekit", "ble: ", USER, CODE, kept=False)
    with pytest.raises(PeerError, match="does not fit a HAP request"):
        requests(7, 11, bytes(65_536), 512)


async def test_aiohomekit_pairs_with_the_same_accessory() -> None:
    """The accessory of these tests is one to a controller that is not ours."""
    pytest.importorskip("aiohomekit")
    from aiohomekit.controller.ble.bleak import AIOHomeKitBleakClient
    from aiohomekit.controller.ble.client import drive_pairing_state_machine
    from aiohomekit.model.characteristics import CharacteristicsTypes
    from aiohomekit.protocol import perform_pair_setup_part1, perform_pair_setup_part2
    from bleak import BleakScanner

    async with in_the_air(Accessory(pair_setup, 100, 150), 185) as radio:
        found = await BleakScanner.find_device_by_name(NAME, backend=radio.scanner)  # type: ignore[arg-type]
        assert found is not None
        client = AIOHomeKitBleakClient(found, backend=radio.client)
        await client.connect()
        try:
            first = await drive_pairing_state_machine(
                client, CharacteristicsTypes.PAIR_SETUP, perform_pair_setup_part1()
            )
            second = perform_pair_setup_part2(CODE, "a4f1b0de-0000-4000-8000-000000000001", *first)
            pairing = await drive_pairing_state_machine(client, CharacteristicsTypes.PAIR_SETUP, second)
        finally:
            await client.disconnect()
    assert pairing["AccessoryPairingID"] == "11:22:33:44:55:66"


@pytest.mark.parametrize("size", [20, 182, 512])
def test_requests_are_those_of_aiohomekit(size: int) -> None:
    pdu = pytest.importorskip("aiohomekit.pdu")
    from aiohomekit.controller.ble.structs import BleRequest

    message = bytes(range(256)) * 2
    body = BleRequest(expect_response=1, value=message).encode()
    assert requests(7, 0x0B, message, size) == [
        bytes(one) for one in pdu.encode_pdu(pdu.OpCode.CHAR_WRITE, 7, 0x0B, body, size)
    ]


@pytest.mark.parametrize(
    ("reads", "said"),
    [
        ([b""], "no response to this HAP request: nothing"),
        ([b"\x02\x08\x00\x00\x00"], "no response to this HAP request"),
        ([b"\x02\x07"], "ends before its status"),
        ([b"\x02\x07\x04"], "HAP status 4: no such instance"),
        ([b"\x02\x07\x63"], "an unknown status"),
        ([b"\x02\x07\x00\x09\x00\x01\x07abc", b"\x02\x07d"], "no response"),
        ([b"\x02\x07\x00\x02\x00\x09\x00"], "holds no value"),
    ],
)
def test_what_is_no_answer(reads: list[bytes], said: str) -> None:
    answer = PduAnswer(7)
    with pytest.raises(RefusedError, match=said):
        for one in reads:
            answer.take(one)
        assert answer.value
    assert piece(b"\x06\x01\x02") is None and piece(b"") is None and piece(b"\x0c\x01a") == (b"a", False)
