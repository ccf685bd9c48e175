"""What bleak's errors, and those of the systems below it, mean here: one of ours, which says what to do."""

from __future__ import annotations

import re
from typing import Final

from srpscope.errors import PeerError, PermissionDeniedError, SrpscopeError
from srpscope.printable import printable

PAIRING: Final = frozenset({0x05, 0x08, 0x0C, 0x0F})
"""ATT errors that ask for pairing."""

_WITHOUT = "`srpscope doctor` says what is missing; `srpscope live --simulate` needs no Bluetooth."


def att_code(error: BaseException) -> int | None:
    """The ATT error code that bleak's exception carries; None where it carries none."""
    from bleak.exc import BleakGATTProtocolError

    if isinstance(error, BleakGATTProtocolError):
        return int(error.args[0])
    # BlueZ puts the code into its text where bleak's own reading of it did not see it.
    match = re.search(r"ATT error: 0x([0-9a-fA-F]{2})\b", _text(error))
    return int(match[1], 16) if match else None


def not_paired(error: BaseException) -> bool:
    """Whether BlueZ says that the device wants pairing, in its words for ATT errors 0x05, 0x0C and 0x0F."""
    text = _text(error)
    return "org.bluez.Error.NotPermitted" in text and "Not paired" in text


def _text(error: BaseException) -> str:
    # Not str(): bleak's own reading of some D-Bus errors raises.
    return " ".join(map(str, error.args))


def explained(error: BaseException, doing: str) -> SrpscopeError:
    """One of bleak's errors, or of the system below it, as one of ours."""
    from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDeviceNotFoundError

    if isinstance(error, SrpscopeError):
        return error
    code, text = att_code(error), printable(_text(error), 200)
    if code in PAIRING or not_paired(error):
        which = f"ATT error 0x{code:02x}" if code is not None else "BlueZ says Not paired"
        return PeerError(
            f"{doing}: the device wants pairing first ({which}). That is no failure of SRP: its firmware forces "
            "encryption of the link. Try --pair, or pair it in the system's Bluetooth settings."
        )
    if isinstance(error, BleakBluetoothNotAvailableError):
        reason = BleakBluetoothNotAvailableReason
        if error.reason in (reason.DENIED_BY_USER, reason.DENIED_BY_SYSTEM, reason.DENIED_BY_UNKNOWN):
            return PermissionDeniedError(f"Bluetooth is not allowed to this program ({text}). See `srpscope doctor`.")
        if error.reason is reason.POWERED_OFF:
            return PeerError("Bluetooth is off. Turn it on; on Linux: bluetoothctl power on.")
        return PeerError(f"There is no Bluetooth here ({printable(str(error.args[0]), 200)}). {_WITHOUT}")
    if isinstance(error, PermissionError) or "org.freedesktop.DBus.Error.AccessDenied" in text:
        return PermissionDeniedError(f"{doing}: the system refuses Bluetooth to this user. See `srpscope doctor`.")
    if "org.freedesktop.DBus.Error.ServiceUnknown" in text:
        return PeerError(f"bluetoothd is not running: systemctl start bluetooth (package bluez). {_WITHOUT}")
    if isinstance(error, BleakDeviceNotFoundError):
        return PeerError(f"{doing}: the device is not there any more. Is it still on, near and advertising?")
    if isinstance(error, TimeoutError):
        return PeerError(f"{doing}: no answer in time. Is the device still on, near and advertising?")
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return PeerError(f"{doing}: no D-Bus system bus, so BlueZ cannot be reached. {_WITHOUT}")
    return PeerError(f"{doing} failed: {type(error).__name__}{f', {text}' if text else ''}.")


def error_name(code: int) -> str:
    """What the Bluetooth specification calls an ATT error."""
    from srpscope.capture.bluetooth.att import error_name as named

    return named(code)
