"""What is asked after the handshake, in words: a scan as long as the device's, Wi-Fi settings with named fields,
control, any endpoint; from --request and from standard input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.errors import UserError
from srpscope.wire.protocomm.asking import KINDS, read_request
from srpscope.wire.protocomm.provisioning import NETWORKS, Network
from tests.live.bench import client, device


@pytest.mark.parametrize("count", [0, 3, 4, 9])
async def test_a_scan_asks_for_as_many_as_were_found(count: int) -> None:
    networks = tuple(Network(b"net-%d" % at, at % 11 + 1, -40 - at, 3, bytes(6)) for at in range(count))
    async with device() as found:
        session = client(found)
        assert await session.run() is True
        for connection in found.host.connections.values():
            connection._slot.device.provisioning.networks = networks
        trips = await session.perform("scan")
        await session.close()
    pages = [trip for trip in trips if trip.tree.nodes and any(node.name == "ssid" for node in trip.tree.walk())]
    names = [node.text for trip in pages for node in trip.tree.walk() if node.name == "ssid"]
    assert len(names) == count and len(trips) == 2 + (count + 3) // 4


async def test_settings_are_set_applied_and_seen() -> None:
    async with device() as found:
        session = client(found)
        assert await session.run() is True
        for text in ("config-set ssid='my home' passphrase=secret", "config-apply"):
            await session.perform(text)
        (status,) = await session.perform("config-status")
        said = {node.name: node.text for node in status.tree.walk()}
        assert said["sta_state"].startswith("Connected") and "my home" in said["ssid"]
        await session.perform("ctrl-reset")
        (status,) = await session.perform("config-status")
        assert "Disconnected" in " ".join(node.text for node in status.tree.walk())
        (custom,) = await session.perform("custom-data:68656c6c6f")
        assert custom.reply == b"SUCCESS\0" and session.goes_on
        await session.close()


def test_every_request_can_be_written_and_nonsense_is_told() -> None:
    for name in KINDS:
        assert read_request(name).endpoint.startswith("prov-")
    for text, said in (
        ("config-set colour=red", "not 'colour'"),
        ("config-set ssid='", "is no request"),
        ("config-set ssid=" + "x" * 33, "32 are the most"),
        ("config-set bssid=zz", "bytes in hex"),
        ("scan-result start=x", "is a number"),
        ("nothing", "is no request"),
        ("custom-data:0g", "'0g' for custom-data is not hex"),
        ("custom-data:abc", "'abc' for custom-data is not hex"),
        ("", "is no request"),
    ):
        with pytest.raises(UserError, match=said):
            read_request(text)


async def test_requests_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "wifi").write_text("secret\n")
    command = [sys.executable, "-m", "srpscope", "live", "--simulate", "--headless", "--interactive", "--json"]
    asked = "scan\n\nnonsense\nconfig-set ssid=home passphrase=@wifi\nconfig-apply\nconfig-status\n"
    done = subprocess.run(
        [*command, "--record", "one.srp.jsonl"], input=asked, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "'nonsense' is no request" in done.stderr
    requests = json.loads(done.stdout)["requests"]
    assert [one["endpoint"] for one in requests] == ["prov-scan"] * 3 + ["prov-config"] * 3
    assert any(NETWORKS[0].ssid.decode() in text for name, text in requests[2]["fields"] if name == "ssid")
    assert bytes.fromhex(requests[3]["request"]).endswith(b"secret")
