"""The Attribute Protocol's numbers and names (Bluetooth Core 5.4, Vol 3, Part F, 3.4)."""

from __future__ import annotations

from typing import Final

ERROR: Final = 0x01
MTU_REQUEST: Final = 0x02
MTU_RESPONSE: Final = 0x03
FIND_INFORMATION_RESPONSE: Final = 0x05
READ_BY_TYPE_REQUEST: Final = 0x08
READ_BY_TYPE_RESPONSE: Final = 0x09
READ_REQUEST: Final = 0x0A
READ_RESPONSE: Final = 0x0B
READ_BLOB_REQUEST: Final = 0x0C
READ_BLOB_RESPONSE: Final = 0x0D
WRITE_REQUEST: Final = 0x12
PREPARE_WRITE_REQUEST: Final = 0x16
EXECUTE_WRITE_REQUEST: Final = 0x18
NOTIFICATION: Final = 0x1B
INDICATION: Final = 0x1D
WRITE_COMMAND: Final = 0x52

DEFAULT_MTU: Final = 23
LONGEST_VALUE: Final = 512

CHANNEL: Final = 4
"""The L2CAP channel that carries ATT on an LE link."""

CHARACTERISTIC: Final = 0x2803
USER_DESCRIPTION: Final = 0x2901


ERROR_NAMES: Final[dict[int, str]] = {
    0x01: "Invalid Handle",
    0x02: "Read Not Permitted",
    0x03: "Write Not Permitted",
    0x04: "Invalid PDU",
    0x05: "Insufficient Authentication",
    0x06: "Request Not Supported",
    0x07: "Invalid Offset",
    0x08: "Insufficient Authorization",
    0x09: "Prepare Queue Full",
    0x0A: "Attribute Not Found",
    0x0B: "Attribute Not Long",
    0x0C: "Encryption Key Size Too Short",
    0x0D: "Invalid Attribute Value Length",
    0x0E: "Unlikely Error",
    0x0F: "Insufficient Encryption",
    0x10: "Unsupported Group Type",
    0x11: "Insufficient Resources",
    0x12: "Database Out Of Sync",
    0x13: "Value Not Allowed",
}


def error_name(code: int) -> str:
    """What people call an ATT error code; 0x80 to 0x9F belong to the application, 0xE0 and up to the profiles."""
    known = ERROR_NAMES.get(code)
    if known is not None:
        return known
    if 0x80 <= code <= 0x9F:
        return f"Application-specific Error 0x{code:02x}"
    return f"Error 0x{code:02x}"


def from_client(opcode: int) -> bool:
    """Whether the side in the client's role sends this PDU: all its opcodes are even, all of the server's odd."""
    return not opcode & 1
