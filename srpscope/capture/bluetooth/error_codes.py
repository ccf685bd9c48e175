"""Why a connection ended (Bluetooth Core 5.4, Vol 1, Part F)."""

from __future__ import annotations

from typing import Final

NAMES: Final[dict[int, str]] = {
    0x05: "Authentication Failure",
    0x06: "PIN or Key Missing",
    0x08: "Connection Timeout",
    0x13: "Remote User Terminated Connection",
    0x14: "Remote Device Terminated Connection due to Low Resources",
    0x15: "Remote Device Terminated Connection due to Power Off",
    0x16: "Connection Terminated by Local Host",
    0x1F: "Unspecified Error",
    0x22: "LL Response Timeout",
    0x28: "Instant Passed",
    0x2A: "Different Transaction Collision",
    0x3B: "Unacceptable Connection Parameters",
    0x3D: "Connection Terminated due to MIC Failure",
    0x3E: "Connection Failed to be Established",
}


def reason_name(code: int) -> str:
    """The name of a reason, or its number."""
    return NAMES.get(code, f"reason 0x{code:02x}")
