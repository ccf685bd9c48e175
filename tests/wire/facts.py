"""What the device's own code and recorded sessions say; the files name where each comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from srpscope.wire.protocomm.scan import decode
from srpscope.wire.protocomm.schema import SESSION

ANY_SPEED = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A slow machine fails no test."""

DATA = Path(__file__).parent.parent / "data" / "protocomm"


def golden() -> dict[str, str]:
    """One session with fixed a and b, every value and message in hex."""
    return dict(json.loads((DATA / "golden.json").read_text()))


def sessions() -> list[dict[str, Any]]:
    """Sessions of esp_prov against the device's code."""
    return list(json.loads((DATA / "sessions.json").read_text())["sessions"])


def ble_sessions() -> list[dict[str, Any]]:
    """Sessions over BLE."""
    return list(json.loads((DATA / "ble.json").read_text())["sessions"])


def states(version: str) -> dict[str, tuple[list[str], list[str]]]:
    """Error path -> (what the client sees, what the device logs without D lines)."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    title = ""
    for line in (DATA / f"states-{version}.txt").read_text().splitlines():
        if line.startswith("## "):
            title = line[3:]
        elif "client sees:" in line:
            seen = line.split(":", 1)[1].strip().strip("[]").replace("'", "")
            found[title] = ([one.strip() for one in seen.split(",")], [])
        elif title and line.startswith("    "):
            found[title][1].append(line.strip())
    return found


def wire_values(data: bytes, sender: str) -> dict[str, bytes]:
    """The values alone: Cmd0 -> I, A; Resp0 -> B, s; Cmd1 -> M1; Resp1 -> M2, nonce."""
    found = decode(sender, data, SESSION)
    return found.values if found is not None else {}
