"""A bug report is opened as it comes from the phone."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.capture import formats
from srpscope.capture.packets import android_bug_report
from srpscope.capture.source import CancelledError, Source
from srpscope.errors import FileError
from tests.capture.packet_files import BLE, messages, read, read_with, truth

LOG = "FS/data/misc/bluetooth/logs/btsnoop_hci.log"
GOOD = (BLE / "good-mtu256.btsnoop").read_bytes()
FAILED = (BLE / "failed-mtu185.btsnoop").read_bytes()


def report(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("main_entry.txt", "bugreport-oriole.txt")
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_every_snoop_log_is_read() -> None:
    data = report({LOG: GOOD, LOG + ".last": FAILED, "FS/data/other": b"x"})
    assert formats.recognise(Source.of_bytes(data, "bugreport.zip")) is android_bug_report
    first, second = read(data, "bugreport.zip")
    assert messages(first) == truth(BLE / "good-mtu256.btsnoop")["sessions"][0]["messages"]
    assert messages(second) == truth(BLE / "failed-mtu185.btsnoop")["sessions"][0]["messages"]


def test_a_broken_log_beside_a_good_one_is_a_note() -> None:
    (found,) = read(report({LOG: GOOD, LOG + ".last": b"nothing"}), "bugreport.zip")
    assert any("btsnoop_hci.log.last: the file ends at byte 7" in note for note in found.notes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (report({}), "no Bluetooth snoop log is in it. Switch on"),
        (report({LOG: GOOD[:400]}), "no SRP handshake is in it"),
        (report({LOG: GOOD})[:-30], "this ZIP file cannot be read"),
        (b"PK\3\4" + bytes(100), "this ZIP file cannot be read"),
    ],
    ids=[
        "no log",
        "a log cut early",
        "an archive cut short",
        "no archive",
    ],  # the bytes hold the time: no name for a test
)
def test_reports_without_a_handshake(data: bytes, words: str) -> None:
    with pytest.raises(FileError) as raised:
        read(data, "bugreport.zip")
    assert words in str(raised.value)


def test_unpacking_that_fails_is_said() -> None:
    data = bytearray(report({LOG: GOOD}))
    at = data.index(LOG.encode()) + len(LOG) + 900
    data[at : at + 40] = bytes(40)
    with pytest.raises(FileError, match=r"btsnoop_hci\.log"):
        read(bytes(data), "bugreport.zip")


def test_a_log_that_claims_to_be_huge_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(android_bug_report, "LARGEST_LOG", 100)
    with pytest.raises(FileError, match="bytes are too many for a snoop log"):
        read(report({LOG: GOOD}), "bugreport.zip")


def test_a_log_that_unpacks_to_far_more_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(android_bug_report, "SMALL_LOG", 100_000)
    record = struct.pack(">IIIIq", 5, 5, 0, 0, 0x00DCDDB30F2F8000) + b"\2abcd"
    with pytest.raises(FileError, match="are no snoop log"):
        read(report({LOG: GOOD[:16] + record * 40_000}), "bugreport.zip")


def test_all_logs_of_one_report_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(android_bug_report, "LARGEST_LOG", len(GOOD) + 10)
    captures = read(report({LOG: GOOD, f"{LOG}.last": GOOD}), "bugreport.zip")
    limit = f"all logs of a report may have {len(GOOD) + 10:,} together."
    assert any(note.endswith(limit) for note in captures[0].notes)
    assert not any("too many for a snoop log" in note for note in captures[0].notes)


def test_it_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srpscope.capture.packets.window.SECONDS_BETWEEN_PROGRESS", 0)

    def stop(_done: int, _total: int) -> None:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        android_bug_report.read(Source.of_bytes(report({LOG: GOOD}), "x", stop))


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.binary(min_size=1, max_size=8))
def test_any_damage(place: float, damage: bytes) -> None:
    data = report({LOG: GOOD})
    at = int(place * len(data))
    try:
        read_with(android_bug_report, data[:at] + damage + data[at + len(damage) :], "x")
    except FileError as error:
        assert str(error).startswith("x: ")
