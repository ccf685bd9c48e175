"""Captures that btmon made of live sessions in rig C (tests/ble/test_btmon.py makes new ones): BlueZ's own packets, and
in the first a device whose table bluetoothd remembered, so that nothing was discovered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.cli import main
from tests.capture.packet_files import DATA, messages, read


@pytest.mark.parametrize(
    ("name", "verdict"), [("client-failed-mtu256", "proved"), ("device-good-mtu256", "agree")], ids=["failed", "good"]
)
def test_what_btmon_recorded(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, verdict: str) -> None:
    path = DATA / "btmon" / f"{name}.btsnoop"
    known = json.loads(path.with_suffix(".json").read_text())
    (found,) = read(path.read_bytes())
    assert messages(found) == known["messages"]
    assert found.notes == []
    secrets = tmp_path / "secrets"
    secrets.write_text(f"client.a={known['a']}\nclient.P={known['P']}\n")
    main(["why", "--json", "--secrets", str(secrets), str(path)])
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == verdict
    if verdict == "proved":
        (finding,) = answer["findings"]
        assert finding["side"] == "client" and "password-newline" in finding["suspects"]
