"""The four Security 2 messages as values and back, the provisioning requests, and what proto-ver says.

Facts from ESP-IDF protocomm (session.proto, sec2.proto and the wifi_*.proto files); the .proto files are our own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from srpscope.errors import PeerError

if TYPE_CHECKING:
    from srpscope.wire.protocomm.pb.session_pb2 import SessionData

LARGEST_MESSAGE = 4096
"""Bytes of one request that the device's HTTP server takes at the most."""


class MalformedError(PeerError):
    """The peer's bytes are not the message that should come."""


@dataclass(frozen=True)
class Cmd0:
    """Client: user name and A (384 bytes)."""

    username: bytes
    public_key: bytes


@dataclass(frozen=True)
class Resp0:
    """Device: B at minimal length, and the salt."""

    public_key: bytes
    salt: bytes
    status: int = 0


@dataclass(frozen=True)
class Cmd1:
    """Client: M1 (64 bytes)."""

    proof: bytes


@dataclass(frozen=True)
class Resp1:
    """Device: M2 (64 bytes) and the nonce (12 bytes; 16 with sec_patch_ver 0)."""

    proof: bytes
    nonce: bytes
    status: int = 0


Message = Cmd0 | Resp0 | Cmd1 | Resp1


def encode(message: Message) -> bytes:
    """SessionData with the message in it, as it goes to prov-session."""
    from srpscope.wire.protocomm.pb import session_pb2 as pb

    data = pb.SessionData(sec_ver=pb.SecScheme2)
    match message:
        case Cmd0():
            data.sec2.msg = pb.S2Session_Command0
            data.sec2.sc0.client_username = message.username
            data.sec2.sc0.client_pubkey = message.public_key
        case Resp0():
            data.sec2.msg = pb.S2Session_Response0
            data.sec2.sr0.status = message.status  # type: ignore[assignment]
            data.sec2.sr0.device_pubkey = message.public_key
            data.sec2.sr0.device_salt = message.salt
        case Cmd1():
            data.sec2.msg = pb.S2Session_Command1
            data.sec2.sc1.client_proof = message.proof
        case Resp1():
            data.sec2.msg = pb.S2Session_Response1
            data.sec2.sr1.status = message.status  # type: ignore[assignment]
            data.sec2.sr1.device_proof = message.proof
            data.sec2.sr1.device_nonce = message.nonce
    return data.SerializeToString()


def unpack(data: bytes) -> SessionData | None:
    """The protobuf message, or None where the bytes are none, for the device's protobuf-c at least."""
    from google.protobuf.message import DecodeError

    from srpscope.wire.protocomm.pb.session_pb2 import SessionData
    from srpscope.wire.protocomm.tree import fault_of

    fault = fault_of(data)
    if fault is not None and fault.grouped:
        return None

    message = SessionData()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    return message


def parse(data: bytes) -> Message:
    """One of the four messages. Raises MalformedError saying what the bytes are instead."""
    message = unpack(data)
    if message is None or message.sec_ver != 2 or message.WhichOneof("proto") != "sec2":
        raise MalformedError(f"The peer's {len(data):,} bytes are no Security 2 message. {_what_it_is(data)}".rstrip())
    sec2 = message.sec2
    payload = sec2.WhichOneof("payload")
    if payload != {0: "sc0", 1: "sr0", 2: "sc1", 3: "sr1"}.get(sec2.msg):
        raise MalformedError(f"The peer's message contradicts itself. {_what_it_is(data)}".rstrip())
    if payload == "sc0":
        return Cmd0(sec2.sc0.client_username, sec2.sc0.client_pubkey)
    if payload == "sr0":
        return Resp0(sec2.sr0.device_pubkey, sec2.sr0.device_salt, sec2.sr0.status)
    if payload == "sc1":
        return Cmd1(sec2.sc1.client_proof)
    return Resp1(sec2.sr1.device_proof, sec2.sr1.device_nonce, sec2.sr1.status)


_FIELDS = {
    "I": ("sc0", "client_username"),
    "A": ("sc0", "client_pubkey"),
    "s": ("sr0", "device_salt"),
    "B": ("sr0", "device_pubkey"),
    "M1": ("sc1", "client_proof"),
    "M2": ("sr1", "device_proof"),
    "nonce": ("sr1", "device_nonce"),
}


def with_field(data: bytes, name: str, content: bytes) -> bytes | None:
    """A handshake message with another content of one value (I, A, s, B, M1, M2, nonce); None where it has no such."""
    message = unpack(data)
    payload, field_name = _FIELDS.get(name, ("", ""))
    if message is None or not payload or message.sec2.WhichOneof("payload") != payload:
        return None
    setattr(getattr(message.sec2, payload), field_name, content)
    return message.SerializeToString()


def _what_it_is(data: bytes) -> str:
    from srpscope.wire.protocomm.tree import message_tree

    return " ".join(message_tree(data).all_notes[:2])


@dataclass(frozen=True)
class Version:
    """What proto-ver says. patch: sec_patch_ver (0 where absent); security: sec_ver, None before v5.0.

    notes: what it means, in sentences. text: as it came.
    """

    text: str
    version: str = ""
    security: int | None = None
    patch: int = 0
    capabilities: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)


def read_version(data: bytes) -> Version:
    """The answer of proto-ver. Anything is a Version; what is odd about it is in its notes."""
    text = data[:LARGEST_MESSAGE].decode("utf-8", "replace").rstrip("\0")
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    prov = parsed.get("prov") if isinstance(parsed, dict) else None
    if not isinstance(prov, dict):
        return Version(text, notes=["proto-ver is plain text, not JSON: the app set it itself. The scheme is unknown."])
    security, patch = prov.get("sec_ver"), prov.get("sec_patch_ver", 0)
    capabilities = tuple(one for one in _list(prov.get("cap")) if isinstance(one, str))
    notes = []
    if not isinstance(security, int):
        security = None
        notes.append("sec_ver is absent: the firmware is older than v5.0, which has no Security 2.")
    elif security == 2:
        notes.append("The device speaks Security 2 (SRP-6a).")
    else:
        why = "no_sec" if "no_sec" in capabilities else "no_pop" if "no_pop" in capabilities else ""
        notes.append(f"The device speaks Security {security}, not 2{f' ({why})' if why else ''}: SRP is not used.")
    if not isinstance(patch, int):
        patch = 0
        notes.append("sec_patch_ver is no number; 0 is assumed.")
    notes.append(
        "sec_patch_ver 1: the nonce's last 4 bytes count up with every message, both ways."
        if patch
        else "sec_patch_ver 0: one fixed 16-byte nonce for all messages."
    )
    version = prov.get("ver")
    return Version(text, version if isinstance(version, str) else "", security, patch, capabilities, notes)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def scan_start(blocking: bool = True, group_channels: int = 0, period_ms: int = 120) -> bytes:
    """prov-scan: look for Wi-Fi networks."""
    from srpscope.wire.protocomm.pb import wifi_scan_pb2 as pb

    message = pb.WiFiScanPayload(msg=pb.TypeCmdScanStart)
    message.cmd_scan_start.CopyFrom(
        pb.CmdScanStart(blocking=blocking, group_channels=group_channels, period_ms=period_ms)
    )
    return message.SerializeToString()


def scan_status() -> bytes:
    """prov-scan: is it finished, how many were found?"""
    from srpscope.wire.protocomm.pb import wifi_scan_pb2 as pb

    message = pb.WiFiScanPayload(msg=pb.TypeCmdScanStatus)
    message.cmd_scan_status.SetInParent()
    return message.SerializeToString()


def scan_result(start: int = 0, count: int = 4) -> bytes:
    """prov-scan: count networks from start on. Over BLE ask for 4 at the most."""
    from srpscope.wire.protocomm.pb import wifi_scan_pb2 as pb

    message = pb.WiFiScanPayload(msg=pb.TypeCmdScanResult)
    message.cmd_scan_result.CopyFrom(pb.CmdScanResult(start_index=start, count=count))
    return message.SerializeToString()


def config_status() -> bytes:
    """prov-config: is the device connected to its Wi-Fi?"""
    from srpscope.wire.protocomm.pb import wifi_config_pb2 as pb

    message = pb.WiFiConfigPayload(msg=pb.TypeCmdGetStatus)
    message.cmd_get_status.SetInParent()
    return message.SerializeToString()
