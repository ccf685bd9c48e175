"""Which endpoint stands behind an attribute handle: from service discovery, and from the 0x2901 descriptors.

A host that remembers a device's table (BlueZ by the Database Hash, phones too) discovers nothing the second time, but
its application still reads the names.
"""

from __future__ import annotations

import re
from struct import Struct
from typing import Final

from srpscope.capture.bluetooth.att import CHARACTERISTIC, USER_DESCRIPTION
from srpscope.printable import printable
from srpscope.wire.wires import wire, wires_over

BASE_UUID_END: Final = bytes.fromhex("fb349b5f8000008000100000")
"""How the 128-bit form of a Bluetooth SIG number ends, as it is on the wire (backwards)."""

LONGEST_NAME: Final = 64

NAME: Final = re.compile(rb"[!-z]{1,64}\0?").fullmatch
"""What an endpoint's name looks like: no spaces, no JSON."""

NO_MESSAGES: Final = ""
"""In place of a name: what is read and written here is no message of an application."""

_HANDLES = Struct("<HBH").unpack_from


class AttributeNames:
    """What one device's attribute table is known to hold. Bounded by the 16 bits of a handle."""

    def __init__(self) -> None:
        self._described: dict[int, str] = {}
        self._uuids: dict[int, bytes] = {}
        self._descriptors: dict[int, int] = {}
        self._texts: dict[int, str] = {}
        self._found: dict[int, str | None] = {}

    def characteristics(self, response: bytes) -> None:
        """A Read By Type Response for characteristics: entry length, then (handle, properties, value handle, UUID)."""
        self._found.clear()
        size = response[1] if len(response) > 1 else 0
        if size not in (7, 21):
            return
        for at in range(2, len(response) - size + 1, size):
            _, _, value_handle = _HANDLES(response, at)
            self._uuids[value_handle] = response[at + 5 : at + size]

    def information(self, response: bytes) -> None:
        """A Find Information Response: format 1 is (handle, 16-bit UUID); descriptors have no other."""
        self._found.clear()
        if len(response) > 1 and response[1] == 1:
            for at in range(2, len(response) - 3, 4):
                handle, number = int.from_bytes(response[at : at + 2], "little"), response[at + 2 : at + 4]
                if handle not in self._uuids:
                    self._descriptors[handle] = int.from_bytes(number, "little")

    def values_by_type(self, uuid: int, response: bytes) -> None:
        """A Read By Type Response for another type: user descriptions may be read so, too."""
        self._found.clear()
        size = response[1] if len(response) > 1 else 0
        if uuid == USER_DESCRIPTION and size > 2:
            for at in range(2, len(response) - size + 1, size):
                handle = int.from_bytes(response[at : at + 2], "little")
                self._descriptors[handle] = USER_DESCRIPTION
                self.read(handle, response[at + 2 : at + size])
        elif uuid == CHARACTERISTIC:
            self.characteristics(response)

    def read(self, handle: int, value: bytes) -> bool:
        """A value that was read; True where it was a descriptor and so no message."""
        kind = self._descriptors.get(handle)
        if kind == USER_DESCRIPTION:
            owner = max((one for one in self._uuids if one < handle), default=None)
            if owner is not None:
                self._described[owner] = _name(value)
                self._found.clear()
        return kind is not None

    def learn(self, handle: int, name: str) -> None:
        """What the messages themselves tell of a handle."""
        self._described[handle] = name
        self._found.clear()

    def suppose(self, handle: int, value: bytes) -> None:
        """A value that was read where nothing was written, of an attribute of which nothing is known: if it reads like
        a name, it may be the description of the characteristic before it."""
        if NAME(value) and handle not in self._uuids:
            self._texts[handle] = _name(value)
            self._found.clear()

    def endpoint(self, handle: int) -> str | None:
        """The endpoint's name: as described, else by its UUID; None where nothing is known of it; NO_MESSAGES where it
        is a descriptor, or a characteristic of the Bluetooth SIG's own, such as the device name."""
        try:
            return self._found[handle]
        except KeyError:
            found = self._found[handle] = self._endpoint(handle)
            return found

    def _endpoint(self, handle: int) -> str | None:
        if handle in self._descriptors:
            return NO_MESSAGES
        described = self._described.get(handle)
        if described:
            return described
        uuid = self._uuids.get(handle, b"")
        number = self._number(handle)
        if number is None:
            # The description follows the value, or the 0x2902 that follows it.
            return self._texts.get(handle + 1) or self._texts.get(handle + 2)
        known = _hint(number)
        if known is None and (len(uuid) == 2 or uuid[:12] == BASE_UUID_END) and number < 0xFF00:
            return NO_MESSAGES
        return known

    def _number(self, handle: int) -> int | None:
        """The 16 bits of a UUID that tell characteristics apart."""
        uuid = self._uuids.get(handle)
        if uuid is None:
            return None
        return int.from_bytes(uuid if len(uuid) == 2 else uuid[12:14], "little")


def _hint(number: int) -> str | None:
    """What the wires over Bluetooth LE say such a characteristic is called."""
    return next((hint for name in wires_over("ble") if (hint := wire(name).characteristics.get(number))), None)


def _name(value: bytes) -> str:
    return printable(value.rstrip(b"\0")[:LONGEST_NAME].decode("utf-8", "surrogateescape"), LONGEST_NAME)
