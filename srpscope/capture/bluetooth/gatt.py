"""GATT: what the application wrote and read, joined from ATT requests and responses.

Long values travel as prepared writes (Prepare, Execute) and as blob reads; ATT allows one request at a time, so each
response belongs to the request before it (Bluetooth Core 5.4, Vol 3, Part F, 3.3.2 and Part G, 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import Final

from srpscope.capture.bluetooth import att
from srpscope.capture.bluetooth.error_codes import reason_name
from srpscope.capture.bluetooth.names import NO_MESSAGES, AttributeNames
from srpscope.capture.bluetooth.timing import Timing
from srpscope.capture.bluetooth.words import mtu_words, timing_words
from srpscope.capture.events import event
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, Splitter
from srpscope.wire.decoders import Fragments
from srpscope.wire.wires import wire, wires_over

LONGEST_PREPARED: Final = 64 * 1024
"""Bytes of prepared writes kept of one connection; ATT allows 512 of one value."""

MOST_DEVICES: Final = 256
"""Attribute tables remembered, so that a second connection without discovery still has its names."""

MOST_CONNECTIONS: Final = 512

READS: Final = (att.READ_REQUEST, att.READ_BLOB_REQUEST)
VALUE_REQUESTS: Final = (*READS, att.WRITE_REQUEST, att.PREPARE_WRITE_REQUEST, att.EXECUTE_WRITE_REQUEST)

_HANDLE = Struct("<xH").unpack_from
_HANDLE_OFFSET = Struct("<xHH").unpack_from


@dataclass
class _Client:
    """One side of a connection in the client's role: what it asked last, and what is being put together."""

    opcode: int = 0
    handle: int = 0
    uuid: int = 0
    mtu: int = 0
    prepared: dict[int, list[tuple[int, bytes]]] = field(default_factory=dict)
    prepared_bytes: int = 0
    read_handle: int = 0
    read_time: float = 0.0
    read: bytes | None = None


class GattConnection:
    """One connection's ATT PDUs in, messages and events out."""

    def __init__(self, splitter: Splitter, names: AttributeNames, faults: Faults) -> None:
        self.splitter = splitter
        self._names = names
        self._faults = faults
        self._clients = (_Client(), _Client())
        self._written: set[int] = set()
        self._fragments: dict[int, list[Fragments]] = {}

    def att(self, offset: int, time: float, direction: int, pdu: bytes) -> None:
        """One PDU. Both sides may be clients of each other; the parity of the opcode tells who asks."""
        opcode = pdu[0]
        if not opcode & 1:
            client = self._clients[direction]
            if client.read is not None and opcode != att.READ_BLOB_REQUEST:
                self.finish_read(client)
            client.opcode, client.handle = opcode, pdu[1] | pdu[2] << 8 if len(pdu) >= 3 else 0
            if opcode != att.READ_REQUEST:  # the commonest, whose value comes with the response
                self._request(offset, time, client, opcode, pdu)
        else:
            client = self._clients[1 - direction]
            if opcode == att.READ_RESPONSE and client.opcode == att.READ_REQUEST:
                client.read, client.read_handle, client.read_time = pdu[1:], client.handle, time
                client.opcode = 0
            else:
                self._response(offset, time, client, opcode, pdu)

    def finish(self) -> None:
        """The connection or the file ends: a value that was being read is as long as it will get."""
        for client in self._clients:
            self.finish_read(client)

    def _request(self, offset: int, time: float, client: _Client, opcode: int, pdu: bytes) -> None:
        size = len(pdu)
        if opcode == att.WRITE_REQUEST or opcode == att.WRITE_COMMAND:
            self._write(offset, time, client, opcode, pdu)
        elif opcode == att.PREPARE_WRITE_REQUEST and size >= 5:
            self._prepare(offset, client, pdu)
        elif opcode == att.EXECUTE_WRITE_REQUEST:
            self._execute(offset, time, client, writes=size > 1 and bool(pdu[1] & 1))
        elif opcode == att.READ_BLOB_REQUEST and size >= 5:
            self._read_on(offset, client, _HANDLE_OFFSET(pdu)[1])
        elif opcode == att.READ_BY_TYPE_REQUEST:
            client.uuid = int.from_bytes(pdu[5:7], "little") if size == 7 else 0
        elif opcode == att.MTU_REQUEST and size >= 3:
            if client.mtu:  # it is asked once a connection, so this is a new one whose beginning was missed
                self.splitter.reconnected()
            client.mtu = client.handle

    def _write(self, offset: int, time: float, client: _Client, opcode: int, pdu: bytes) -> None:
        if len(pdu) < 3:
            self._faults.add(offset, "a write is shorter than its handle.")
            return
        self._message(time, "client", client.handle, pdu[3:])
        if opcode == att.WRITE_COMMAND:
            self._event(time, client.handle, "write-without-response", text="Write Without Response")

    def _prepare(self, offset: int, client: _Client, pdu: bytes) -> None:
        client.prepared_bytes += len(pdu) - 5
        if client.prepared_bytes > LONGEST_PREPARED:
            self._faults.add(offset, f"prepared writes of more than {LONGEST_PREPARED:,} bytes; they are dropped.")
            client.prepared, client.prepared_bytes = {}, 0
            return
        client.prepared.setdefault(client.handle, []).append((_HANDLE_OFFSET(pdu)[1], pdu[5:]))

    def _execute(self, offset: int, time: float, client: _Client, writes: bool) -> None:
        """What was prepared is written, or given up."""
        prepared, client.prepared, client.prepared_bytes = client.prepared, {}, 0
        client.handle = next(iter(prepared), 0)
        if not writes:
            self._event(time, client.handle, "write-cancelled", text="Execute Write: cancel")
            return
        for handle, parts in prepared.items():
            self._message(time, "client", handle, self._joined(offset, parts))

    def _read_on(self, offset: int, client: _Client, start: int) -> None:
        """A read of a long value from a byte on: the value that is being read, or another one."""
        if client.read is not None and client.read_handle == client.handle and start == len(client.read):
            return
        self.finish_read(client)
        if start == 0:
            client.read, client.read_handle = b"", client.handle
        else:
            self._faults.add(offset, "a long read starts in the middle of a value; that read is left out.")

    def _response(self, offset: int, time: float, client: _Client, opcode: int, pdu: bytes) -> None:
        if opcode == att.READ_RESPONSE:
            self._faults.say("Answers to reads are there whose requests are missing; they are left out.")
        elif opcode == att.READ_BLOB_RESPONSE:
            if client.read is not None:
                client.read += pdu[1 : 1 + att.LONGEST_VALUE]
                client.read_time = time
                if len(client.read) > LONGEST_PREPARED:
                    self._faults.add(offset, "a long read does not end; what was read of it is kept.")
                    self.finish_read(client)
        elif opcode == att.ERROR:
            self._error(time, client, pdu)
        elif opcode == att.READ_BY_TYPE_RESPONSE:
            if client.opcode == att.READ_BY_TYPE_REQUEST:
                self._names.values_by_type(client.uuid, pdu)
        elif opcode == att.FIND_INFORMATION_RESPONSE:
            self._names.information(pdu)
        elif opcode == att.MTU_RESPONSE and len(pdu) >= 3:
            server = _HANDLE(pdu)[0]
            mtu = max(att.DEFAULT_MTU, min(client.mtu or server, server))
            self.splitter.event(time, "mtu", mtu=mtu, client=client.mtu or None, server=server, text=mtu_words(mtu))
        elif opcode in (att.NOTIFICATION, att.INDICATION) and len(pdu) >= 3:
            self._message(time, "server", _HANDLE(pdu)[0], pdu[3:])
            return
        client.opcode = 0

    def finish_read(self, client: _Client) -> None:
        """Give the value that was read, once nothing more of it can come."""
        if client.read is None:
            return
        value, client.read = client.read, None
        if not self._names.read(client.read_handle, value):
            if not self.splitter.open and client.read_handle not in self._written:
                self._names.suppose(client.read_handle, value)
            self._message(client.read_time, "server", client.read_handle, value)

    def _error(self, time: float, client: _Client, pdu: bytes) -> None:
        """Error Response: request opcode, handle (2), code. The one that only ends a long read is none."""
        if len(pdu) < 5 or pdu[1] not in VALUE_REQUESTS:
            return
        code = pdu[4]
        if pdu[1] == att.READ_BLOB_REQUEST and client.read is not None and code in (0x07, 0x0B):
            return
        self.finish_read(client)
        handle = int.from_bytes(pdu[2:4], "little") or client.handle
        if pdu[1] in (att.PREPARE_WRITE_REQUEST, att.EXECUTE_WRITE_REQUEST):
            client.prepared, client.prepared_bytes = {}, 0
        self._event(time, handle, **event("error", "server", text=att.error_name(code), code=code))

    def _joined(self, offset: int, parts: list[tuple[int, bytes]]) -> bytes:
        value = bytearray()
        for start, part in parts:
            if start != len(value):
                self._faults.add(offset, f"a prepared write goes on at byte {start} of a value of {len(value)} bytes.")
                value.extend(bytes(max(0, start - len(value))))
            value[start : start + len(part)] = part
        return bytes(value)

    def _message(self, time: float, sender: str, handle: int, value: bytes) -> None:
        if sender == "client":
            self._written.add(handle)
        endpoint = self._names.endpoint(handle)
        if endpoint is None and (joined := self._joins(handle, sender, value)) is not None:
            if joined:
                self.splitter.message(time, sender, None, joined)
            return
        if endpoint is None:
            if (named := self.splitter.session_endpoint(sender, value)) is not None:
                endpoint = named  # phones remember a device's table and do not ask again; the bytes tell it
                self._names.learn(handle, endpoint)
            elif self.splitter.open:
                endpoint = f"handle 0x{handle:04x}"
            else:
                return  # nothing that we know is said here
        elif endpoint == NO_MESSAGES:
            return
        if value or sender == "client":
            self.splitter.message(time, sender, endpoint, value)
        else:
            self._event(time, handle, "empty-read", text="The value is empty")

    def _joins(self, handle: int, sender: str, value: bytes) -> bytes | None:
        """What a value ends that is a piece of a message; None where no wire knows it as one."""
        ended = None
        for one in self._fragments.get(handle) or self._fragments_at(handle):
            ends = one.take(sender, value)
            if ends is not None:
                ended = ended or ends
        return None if ended is None or not (ended or self.splitter.open) else ended

    def _fragments_at(self, handle: int) -> list[Fragments]:
        """What joins pieces at a handle that was not met before; nothing where too many were."""
        if len(self._fragments) >= MOST_DEVICES:
            return []
        found = [one for name in wires_over("ble") if (one := wire(name).fragments()) is not None]
        return self._fragments.setdefault(handle, found)

    def _event(self, time: float, handle: int, what: str, **keys: object) -> None:
        endpoint = self._names.endpoint(handle)
        if endpoint != NO_MESSAGES:
            named = {"endpoint": endpoint} if endpoint else {"handle": handle}
            self.splitter.event(time, what, **keys, **named)


class GattReader:
    """All connections of one capture."""

    def __init__(self, found: Found, faults: Faults) -> None:
        self.connections = 0
        self.pdus = 0
        self._found = found
        self._faults = faults
        self._open: dict[int, GattConnection] = {}
        self._devices: dict[str, AttributeNames] = {}

    def connected(self, time: float, key: int, peer: str) -> None:
        """A connection begins, and ends an older one that had the same handle."""
        self._close(key)
        self._open_connection(time, key, peer)

    def timed(self, time: float, key: int, timing: Timing) -> None:
        """How often a link is awake, told when it begins and at each change."""
        connection = self._open.get(key)
        if connection is not None:  # of a headset's, or one whose beginning was not seen, it is of no use
            connection.splitter.event(time, "timing", **timing._asdict(), text=timing_words(*timing))

    def disconnected(self, time: float, key: int, reason: int) -> None:
        """A connection ends."""
        connection = self._open.get(key)
        if connection is not None:
            connection.finish()
            connection.splitter.event(time, "disconnect", code=reason, text=reason_name(reason))
            self._close(key)

    def encrypted(self, time: float, key: int, readable: bool) -> None:
        """The link is encrypted; on the air that is the end of what can be read."""
        connection = self._open.get(key)
        if connection is None:
            if readable:
                return  # a headset, or a link on which nothing was said yet
            connection = self._open_connection(time, key, None)
        connection.splitter.event(time, "encrypted", text="The link is encrypted from here on")
        if not readable:
            self._faults.say(
                "The Bluetooth link is encrypted from some point on, and the air shows nothing of it without the key. "
                "Record on the phone or the computer itself (HCI snoop log, btmon) instead."
            )

    def att(self, offset: int, time: float, key: int, direction: int, pdu: bytes) -> None:
        """A PDU of any connection; one whose beginning was not seen is opened by it."""
        self.pdus += 1
        connection = self._open.get(key)
        if connection is None:
            connection = self._open_connection(time, key, None)
        connection.att(offset, time, direction, pdu)

    def finish(self) -> None:
        """The file ends."""
        for key in list(self._open):
            self._close(key)

    def _open_connection(self, time: float, key: int, peer: str | None) -> GattConnection:
        if len(self._open) >= MOST_CONNECTIONS:
            self._close(next(iter(self._open)))
        self.connections += 1
        splitter = Splitter(self._found, "ble", wires_over("ble"))
        if peer is None:
            names = AttributeNames()
            splitter.notes.append(
                "The recording starts in the middle of the connection: what was said before it, and the names of the "
                "endpoints, may be missing."
            )
        else:
            names = self._names_of(peer)
            splitter.event(time, "connect", **({"peer": peer} if peer else {}))
        connection = GattConnection(splitter, names, self._faults)
        self._open[key] = connection
        return connection

    def _names_of(self, peer: str) -> AttributeNames:
        if not peer:
            return AttributeNames()
        if peer not in self._devices and len(self._devices) >= MOST_DEVICES:
            self._devices.pop(next(iter(self._devices)))
        return self._devices.setdefault(peer, AttributeNames())

    def _close(self, key: int) -> None:
        connection = self._open.pop(key, None)
        if connection is not None:
            connection.finish()
