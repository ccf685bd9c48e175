"""The Attribute Protocol's numbers and names (Bluetooth Core 5.4, Vol 3, Part F, 3.4)."""

from __future__ import annotations

from typing import Final

ERROR: Final = 0x01
MTU_REQUEST: Final = 0x02
MTU_RESPONSE: Final = 0x03
FIND_INFORMATION_REQUEST: Final = 0x04
FIND_INFORMATION_RESPONSE: Final = 0x05
READ_BY_TYPE_REQUEST: Final = 0x08
READ_BY_TYPE_RESPONSE: Final = 0x09
READ_REQUEST: Final = 0x0A
READ_RESPONSE: Final = 0x0B
READ_BLOB_REQUEST: Final = 0x0C
READ_BLOB_RESPONSE: Final = 0x0D
WRITE_REQUEST: Final = 0x12
WRITE_RESPONSE: Final = 0x13
PREPARE_WRITE_REQUEST: Final = 0x16
PREPARE_WRITE_RESPONSE: Final = 0x17
EXECUTE_WRITE_REQUEST: Final = 0x18
EXECUTE_WRITE_RESPONSE: Final = 0x19
NOTIFICATION: Final = 0x1B
INDICATION: Final = 0x1D
WRITE_COMMAND: Final = 0x52
SIGNED_WRITE_COMMAND: Final = 0xD2

DEFAULT_MTU: Final = 23
LONGEST_VALUE: Final = 512

CHANNEL: Final = 4
"""The L2CAP channel that carries ATT on an LE link."""

PRIMARY_SERVICE: Final = 0x2800
CHARACTERISTIC: Final = 0x2803
USER_DESCRIPTION: Final = 0x2901

OPCODE_NAMES: Final[dict[int, str]] = {
    0x01: "Error Response",
    0x02: "Exchange MTU Request",
    0x03: "Exchange MTU Response",
    0x04: "Find Information Request",
    0x05: "Find Information Response",
    0x06: "Find By Type Value Request",
    0x07: "Find By Type Value Response",
    0x08: "Read By Type Request",
    0x09: "Read By Type Response",
    0x0A: "Read Request",
    0x0B: "Read Response",
    0x0C: "Read Blob Request",
    0x0D: "Read Blob Response",
    0x0E: "Read Multiple Request",
    0x0F: "Read Multiple Response",
    0x10: "Read By Group Type Request",
    0x11: "Read By Group Type Response",
    0x12: "Write Request",
    0x13: "Write Response",
    0x16: "Prepare Write Request",
    0x17: "Prepare Write Response",
    0x18: "Execute Write Request",
    0x19: "Execute Write Response",
    0x1B: "Handle Value Notification",
    0x1D: "Handle Value Indication",
    0x1E: "Handle Value Confirmation",
    0x52: "Write Command",
    0xD2: "Signed Write Command",
}

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
