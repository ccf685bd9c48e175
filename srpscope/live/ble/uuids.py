"""UUIDs of the Bluetooth specification as bleak and BlueZ write them (Core 5.4, volume 3, part B, 2.5.1)."""

from __future__ import annotations

from typing import Final

from srpscope.capture.bluetooth import att

SIG_END: Final = "-0000-1000-8000-00805f9b34fb"
"""How every UUID ends that the specification gave out in 16 bits."""

USER_DESCRIPTION: Final = f"0000{att.USER_DESCRIPTION:04x}{SIG_END}"
"""The descriptor that holds what a characteristic is called."""
