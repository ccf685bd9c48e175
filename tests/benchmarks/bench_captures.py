"""How fast packet files are read, against tshark on the same files in the same run, and how much memory that takes.

    python -m tests.benchmarks.bench_captures [--megabytes 100] [--rounds 5]

Each program is a process of its own, interpreter start and imports included, in interleaved rounds; the ratio of the
medians of their processor time is printed. tshark lists the ATT operations; we do that and put handshakes together. The
files are made from a recorded session of ESP-IDF's device code between what fills real logs: advertising reports,
credits, music, other ATT.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.capture.packet_files import BLE, Hci, btsnoop_file, hci_packets, pcapng_file, wrapped

OURS = """
import re, sys
from pathlib import Path
from importlib import import_module
from srpscope.capture.source import Source
path = Path(sys.argv[1])
found = import_module("srpscope.capture.packets." + path.suffix[1:]).read(Source.of_path(path))
print(len(found), re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""

FIELDS = ("frame.number", "btatt.opcode", "btatt.handle", "btatt.value")
TSHARK = ["tshark", "-Y", "btatt", "-T", "fields", *(word for field in FIELDS for word in ("-e", field)), "-r"]


def host_log() -> list[Hci]:
    """About 1 MB of a phone's HCI log without a handshake; one packet in fifteen is ATT."""
    chance = random.Random(1)
    report = bytes([4, 0x3E, 0x2B, 2, 1, 0, 0]) + bytes(39)
    credit = b"\4\x13\5\1\x0b\0\1\0"
    packets: list[tuple[bool, bytes]] = []
    for number in range(300):
        packets += [(True, report), (True, credit), (True, report), (True, report)] * 7
        if number % 4 == 0:
            music = chance.randbytes(chance.choice([120, 600, 900]))
            packets.append((False, b"\2\x0b\x20" + struct.pack("<HHH", len(music) + 4, len(music), 0x41) + music))
        packets.append((False, b"\2\x50\0\7\0\3\0\4\0\x0a\x2a\0"))
        packets.append((True, b"\2\x50\x20\x19\0\x15\0\4\0\x0b" + chance.randbytes(20)))
    return [(1_700_000_000.0, received, packet) for received, packet in packets]


def air_log() -> list[tuple[float, bytes]]:
    """About 1 MB of what a sniffer hears besides: advertising and empty packets of a followed connection."""
    chance = random.Random(1)
    packets = []
    for _ in range(9_000):
        packets.append(struct.pack("<IBB", 0x8E89BED6, 0x40, 37) + chance.randbytes(40))
        packets.append(struct.pack("<IBB", 0x50655D21, 0x01, 0) + bytes(3))
    return [(1_700_000_000.0, packet) for packet in packets]


def air_session() -> list[tuple[float, bytes]]:
    """The packets of a recorded air capture (link type 251)."""
    data, at, packets = (BLE / "good-mtu256.ll251.pcap").read_bytes(), 24, []
    while at < len(data):
        included = struct.unpack_from("<I", data, at + 8)[0]
        packets.append((1_700_000_000.0 + len(packets) / 100, data[at + 16 : at + 16 + included]))
        at += 16 + included
    return packets


def repeated(path: Path, head: bytes, body: bytes, megabytes: int) -> Path:
    """A file of about so many megabytes: one session, then the same filling again and again."""
    with path.open("wb") as out:
        out.write(head)
        for _ in range(max(1, megabytes * 1_000_000 // len(body))):
            out.write(body)
    return path


def files(folder: Path, megabytes: int) -> dict[str, Path]:
    """One file of each kind."""
    session = list(hci_packets(BLE / "failed-mtu185.btsnoop"))
    log = host_log()
    return {
        "btsnoop": repeated(folder / "host.btsnoop", btsnoop_file(session), btsnoop_file(log)[16:], megabytes),
        "pcapng, HCI (201)": repeated(
            folder / "host.pcapng",
            pcapng_file(wrapped(session, 201), 201),
            pcapng_file(wrapped(log, 201), 201)[48:],  # without the headers of section and interface
            megabytes,
        ),
        "pcapng, air (251)": repeated(
            folder / "air.pcapng", pcapng_file(air_session(), 251), pcapng_file(air_log(), 251)[48:], megabytes
        ),
    }


def seconds(run: Callable[[], object]) -> float:
    """Processor seconds of the processes that run starts: what else the machine does counts less."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def ours(path: Path) -> tuple[int, int]:
    """(handshakes, peak memory in kilobytes)."""
    out = subprocess.run([sys.executable, "-c", OURS, str(path)], capture_output=True, text=True, check=True).stdout
    found, memory = out.split()
    return int(found), int(memory)


def tshark(path: Path) -> None:
    subprocess.run([*TSHARK, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def compare(megabytes: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        small = {kind: ours(path)[1] for kind, path in files(Path(name), 1).items()}
        for kind, path in files(Path(name), megabytes).items():
            size = path.stat().st_size / 1e6
            own: list[float] = []
            theirs: list[float] = []
            for _ in range(rounds):
                own.append(seconds(lambda path=path: ours(path)))
                if shutil.which("tshark"):
                    theirs.append(seconds(lambda path=path: tshark(path)))
            found, memory = ours(path)
            line = (
                f"{kind}, {size:.0f} MB: {found} handshake, {size / statistics.median(own):.0f} MB a processor second, "
            )
            line += f"{(memory - small[kind]) / 1024:.1f} MB more memory than for 1 MB"
            if theirs:
                line += f", {statistics.median(theirs) / statistics.median(own):.1f} x tshark"
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    compare(arguments.megabytes, arguments.rounds)


if __name__ == "__main__":
    main()
