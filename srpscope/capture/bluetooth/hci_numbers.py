"""The numbers of the Host Controller Interface that matter here (Bluetooth Core 5.4, Vol 4, Part E, 5.4 and 7.7)."""

from __future__ import annotations

from typing import Final

ACL: Final = 2
EVENT: Final = 4
"""H4 packet types."""

DISCONNECTION_COMPLETE: Final = 0x05
ENCRYPTION_CHANGES: Final = (0x08, 0x59)
LE_META: Final = 0x3E
CONNECTION_UPDATE: Final = 0x03
TIMING_AT: Final = {0x01: 12, 0x0A: 24, 0x29: 24, CONNECTION_UPDATE: 4}
"""Events, and the subevents of LE_META that begin a connection or change how often it is awake: which of their bytes,
from the subevent on, is the first of the interval."""

CONNECTIONS: Final = frozenset(TIMING_AT)

MATTERS: Final = frozenset((DISCONNECTION_COMPLETE, *ENCRYPTION_CHANGES))
"""Events that matter whatever they hold."""

MONITOR_EVENT: Final = 3
MONITOR_ACL_SENT: Final = 4
MONITOR_ACL_RECEIVED: Final = 5
"""Opcodes of the Linux monitor."""
