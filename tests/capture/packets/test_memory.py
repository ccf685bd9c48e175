"""Memory does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.capture.packet_files import BLE, Hci, btsnoop_file, hci_packets, pcapng_file, wrapped

READER = """
import re, sys
from pathlib import Path
from srpscope.capture import formats
from srpscope.capture.source import Source
found = formats.read(Source.of_path(Path(sys.argv[1])))
assert len(found) == 1 and not found[0].notes, found[0].notes
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def peak_kilobytes(path: Path) -> int:
    """What a reader in a process of its own needs at the most. VmHWM, because ru_maxrss counts the parent's, too."""
    out = subprocess.run([sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=True)
    return int(out.stdout)


def noise() -> list[Hci]:
    """About 1 MB of what fills a phone's log: advertising, music, credits, and ATT that is no handshake."""
    report = bytes([4, 0x3E, 0x2B, 2, 1, 0, 0]) + bytes(39)
    music = b"\2\x0b\x20\xe8\x03\xe4\x03\x41\0" + bytes(996)
    read = (False, b"\2\x50\0\7\0\3\0\4\0\x0a\x2a\0")
    answer = (True, b"\2\x50\x20\x10\0\x0c\0\4\0\x0b" + bytes(11))
    one = [(True, report), (False, music), (True, b"\4\x13\5\1\x0b\0\1\0"), read, answer]
    return [(1_700_000_000.0, received, packet) for received, packet in one * 800]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to measure memory")
@pytest.mark.parametrize("kind", ["btsnoop", "pcapng"])
def test_a_large_file_needs_little_more_than_a_small_one(tmp_path: Path, kind: str) -> None:
    session = list(hci_packets(BLE / "failed-mtu185.btsnoop"))
    if kind == "btsnoop":
        head, body = btsnoop_file(session), btsnoop_file(noise())[16:]
    else:
        head, body = pcapng_file(wrapped(session, 201), 201), pcapng_file(wrapped(noise(), 201), 201)
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(head + body)
    with large.open("wb") as out:
        out.write(head)
        for _ in range(50):
            out.write(body)
    assert large.stat().st_size > 45_000_000
    needed = peak_kilobytes(small)
    assert 5_000 < needed < 100_000
    assert peak_kilobytes(large) - needed < 4 * 1024
