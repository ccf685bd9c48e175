"""The ATT operations that we list are those that tshark lists for the same file."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from srpscope.capture.packets import pcap
from srpscope.capture.source import Source
from tests.capture.att_operations import att_operations, timings
from tests.capture.packet_files import (
    BLE,
    BTMON_FILES,
    SESSION_FILES,
    TLS,
    btsnoop_file,
    hci_packets,
    packetlogger_file,
    pcap_file,
    pcapng_file,
    read_with,
    wrapped,
)

pytestmark = pytest.mark.peers

SESSION = BLE / "failed-mtu185.btsnoop"

VALUES = {0x0B, 0x0D, 0x12, 0x16, 0x17}
"""Opcodes whose value both lists have."""

HANDLES = {0x0A, 0x0C, 0x12, 0x16, 0x17}
"""Opcodes that carry a handle themselves."""


@pytest.fixture(scope="module")
def tshark() -> str:
    found = shutil.which("tshark")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("tshark is not installed")
        pytest.skip("tshark is not installed")
    return found


def listed(tshark: str, path: Path, shown: str, *fields: str) -> list[list[str]]:
    """tshark's fields of the packets that match."""
    command = [tshark, "-r", str(path), "-Y", shown, "-T", "fields", "-E", "separator=|", "-E", "occurrence=f"]
    out = subprocess.run(
        [*command, *(word for field in fields for word in ("-e", field))], capture_output=True, text=True, check=True
    )
    return [line.split("|") for line in out.stdout.splitlines()]


@pytest.mark.parametrize("path", [*SESSION_FILES, *BTMON_FILES], ids=lambda path: path.name)
def test_att_operations(tshark: str, path: Path) -> None:
    theirs = listed(tshark, path, "btatt", "btatt.opcode", "btatt.handle", "btatt.value")
    ours = list(att_operations(Source.of_path(path)))
    assert [one.opcode for one in ours] == [int(opcode, 16) for opcode, _, _ in theirs]
    compared = 0
    for operation, (_, handle, value) in zip(ours, theirs, strict=True):
        if operation.opcode in HANDLES:
            assert operation.handle == int(handle, 16)
        if operation.opcode in VALUES and value:  # tshark gives a descriptor's value under another name
            assert operation.value.hex() == value
            compared += 1
    assert len(ours) > 40 and compared >= 5


@pytest.mark.parametrize("path", [SESSION, BLE / "failed-mtu185.ll256.pcap"], ids=lambda path: path.suffix)
def test_how_often_a_link_is_awake(tshark: str, path: Path) -> None:
    by_host = [f"bthci_evt.le_{name}" for name in ("con_interval", "con_latency", "supv_timeout")]
    on_air = [f"btle.link_layer_data.{name}" for name in ("interval", "latency", "timeout")]
    rows = listed(tshark, path, f"{by_host[0]} || {on_air[0]}", *by_host, *on_air)
    theirs = [[int(figure, 0) for figure in row if figure] for row in rows]
    ours = timings(Source.of_path(path))
    assert [[one.interval / 1.25, one.latency, one.timeout / 10] for one in ours] == theirs
    assert ours


VARIANTS: dict[str, Callable[[], bytes]] = {
    "btsnoop 1001": lambda: btsnoop_file(hci_packets(SESSION), 1001),
    "btsnoop 2001": lambda: btsnoop_file(hci_packets(SESSION), 2001),
    "packetlogger >": lambda: packetlogger_file(hci_packets(SESSION), ">"),
    "packetlogger <": lambda: packetlogger_file(hci_packets(SESSION), "<"),
    "pcap 187": lambda: pcap_file(wrapped(hci_packets(SESSION), 187), 187, ">", nano=True),
    "pcap 254": lambda: pcap_file(wrapped(hci_packets(SESSION), 254), 254),
    "pcapng 201": lambda: pcapng_file(wrapped(hci_packets(SESSION), 201), 201, ">"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_tshark_reads_what_our_tests_write(tshark: str, tmp_path: Path, name: str) -> None:
    """Our own writers prove something only if others understand them, too."""
    path = tmp_path / "capture.pklg"
    path.write_bytes(VARIANTS[name]())
    theirs = listed(tshark, path, "btatt", "btatt.opcode", "btatt.handle")
    ours = list(att_operations(Source.of_path(path)))
    assert [one.opcode for one in ours] == [int(opcode, 16) for opcode, _ in theirs]
    assert len(ours) > 50


def test_tls_user_names(tshark: str) -> None:
    for path in sorted(TLS.glob("*.pcap"))[::5]:
        ((theirs,),) = listed(tshark, path, "tls.handshake.type == 1", "tls.handshake.extensions_srp_username")
        (capture,) = read_with(pcap, path.read_bytes(), path.name)
        ours = next(line["values"]["I"] for line in capture.of_type("values") if "I" in line["values"])
        assert ours == theirs
