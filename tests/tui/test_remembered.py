"""The screen remembers what was answered last, and never a password."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from srpscope.tui.flows import remembered
from srpscope.tui.live.ways import WAYS


def test_all_but_the_password_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "state_folder", lambda: tmp_path)
    way = next(way for way in WAYS if way.title == "Be the client, over HTTP")
    assert remembered.remembered(way, "Device", "192.168.4.1") == "192.168.4.1"
    remembered.remember(way, ["10.0.0.7:8080", "alice", "secret"])
    assert remembered.remembered(way, "Device", "192.168.4.1") == "10.0.0.7:8080"
    assert remembered.remembered(way, "User name", "wifiprov") == "alice"
    assert remembered.remembered(way, "Password", "") == ""
    assert remembered.remembered(WAYS[-1], "User name", "wifiprov") == "wifiprov"
    path = tmp_path / "live.json"
    assert b"secret" not in path.read_bytes() and stat.S_IMODE(path.stat().st_mode) == 0o600
    for broken in (b"", b"[1]", b'{"x": 3}', b"\xff"):
        path.write_bytes(broken)
        assert remembered.remembered(way, "Device", "192.168.4.1") == "192.168.4.1"
