"""Sessions of ESP-IDF's own device code: every message that we read out of a capture is the truth's."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from tests.capture.packet_files import BLE, SESSION_FILES, messages, truth


def captures(path: Path) -> list[Capture]:
    return formats.read(Source.of_path(path))


@pytest.mark.parametrize("path", SESSION_FILES, ids=lambda path: path.name)
def test_every_message_is_the_truth(path: Path) -> None:
    sessions = truth(path)["sessions"]
    found = captures(path)
    assert len(found) == len(sessions)
    for capture, session in zip(found, sessions, strict=True):
        assert messages(capture) == session["messages"]
        assert capture.header["dialect"] == "esp-idf-security2"
        assert capture.header["origin"] == "recorded"
        assert capture.notes == []


@pytest.mark.parametrize("path", SESSION_FILES, ids=lambda path: path.name)
def test_events_tell_what_happened(path: Path) -> None:
    known = truth(path)
    for capture, session in zip(captures(path), known["sessions"], strict=True):
        events = [(event["what"], event.get("code")) for event in capture.events]
        assert events[0] == ("connect", None)
        assert [one["mtu"] for one in capture.events if one["what"] == "mtu"] == [known["mtu"]]
        assert (("error", 4) in events) == (not session["accepted"])
        if not session["accepted"]:
            refusal = next(event for event in capture.events if event["what"] == "error")
            assert (refusal["text"], refusal["endpoint"]) == ("Invalid PDU", "prov-session")
            assert capture.messages[-1]["t"] <= refusal["t"]
        if path.suffix != ".pcap":
            assert events[-1] == ("disconnect", 0x13)


def test_several_sessions_are_told_apart_by_name() -> None:
    first, second = captures(BLE / "failed-then-good-mtu500.btsnoop")
    assert first.name == "failed-then-good-mtu500, session 1"
    assert second.name == "failed-then-good-mtu500, session 2"
    assert first.messages[0]["t"] < second.messages[0]["t"]


def test_times_run_from_the_first_line_on() -> None:
    for path in SESSION_FILES:
        times = [line["t"] for capture in captures(path) for line in capture.lines if line["type"] == "message"]
        assert 0 <= times[0] < 1
        assert all(0 <= time < 60 for time in times)


def test_reading_twice_gives_the_same() -> None:
    for path in SESSION_FILES:
        assert captures(path) == captures(path)


def test_the_same_session_in_another_container_is_the_same() -> None:
    first = captures(BLE / "good-mtu256.btsnoop")[0]
    second = captures(BLE / "good-mtu256.pcapng")[0]
    assert [{**line, "t": 0} for line in first.lines] == [{**line, "t": 0} for line in second.lines]
