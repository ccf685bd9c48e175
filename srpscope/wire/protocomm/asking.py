"""What a person asks of a device after the handshake, in words with named fields: `config-set ssid=home channel=6`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from srpscope.errors import UserError
from srpscope.wire.asking import read_words
from srpscope.wire.protocomm.messages import config_status, scan_result, scan_start, scan_status

PAGE = 4
"""Networks asked for at a time: more do not fit a message over BLE."""


@dataclass(frozen=True)
class DeviceRequest:
    """One request, built. plain: before it is encrypted; b"" where it depends on what the device answers (`scan`)."""

    name: str
    endpoint: str
    plain: bytes
    fields: Mapping[str, str]


def _config_set(fields: Mapping[str, str]) -> bytes:
    from srpscope.wire.protocomm.pb import wifi_config_pb2 as pb

    message = pb.WiFiConfigPayload(msg=pb.TypeCmdSetConfig)
    message.cmd_set_config.ssid = _text(fields.get("ssid", ""), 32, "ssid")
    message.cmd_set_config.passphrase = _text(fields.get("passphrase", ""), 64, "passphrase")
    message.cmd_set_config.bssid = _hex(fields.get("bssid", ""), "bssid")
    message.cmd_set_config.channel = _number(fields.get("channel", "0"), "channel")
    return message.SerializeToString()


def _config_apply(fields: Mapping[str, str]) -> bytes:
    from srpscope.wire.protocomm.pb import wifi_config_pb2 as pb

    message = pb.WiFiConfigPayload(msg=pb.TypeCmdApplyConfig)
    message.cmd_apply_config.SetInParent()
    return message.SerializeToString()


def _ctrl(kind: str) -> Callable[[Mapping[str, str]], bytes]:
    def build(fields: Mapping[str, str]) -> bytes:
        from srpscope.wire.protocomm.pb import wifi_ctrl_pb2 as pb

        message = pb.WiFiCtrlPayload(msg=pb.TypeCmdCtrlReset if kind == "reset" else pb.TypeCmdCtrlReprov)
        (message.cmd_ctrl_reset if kind == "reset" else message.cmd_ctrl_reprov).SetInParent()
        return message.SerializeToString()

    return build


def _scan_start(fields: Mapping[str, str]) -> bytes:
    group, period = fields.get("group_channels", "0"), fields.get("period_ms", "120")
    return scan_start(True, _number(group, "group_channels"), _number(period, "period_ms"))


def _scan_page(fields: Mapping[str, str]) -> bytes:
    return scan_result(_number(fields.get("start", "0"), "start"), _number(fields.get("count", str(PAGE)), "count"))


HINTS = {
    "endpoint": "as prov-config",
    "bytes": "hex, not encrypted yet",
    "ssid": "32 bytes at most",
    "passphrase": "64 bytes at most",
    "bssid": "hex: 24:0a:c4:00:00:01",
    "channel": "a number; 0 is any",
    "group_channels": "at a time; 0 is all",
    "period_ms": "a channel; 120 unless said",
    "start": "the first, from 0",
    "count": f"{PAGE} unless said",
}
"""What each field takes."""

Kind = tuple[str, tuple[str, ...], Callable[[Mapping[str, str]], bytes]]

KINDS: dict[str, Kind] = {
    "scan": ("prov-scan", (), lambda fields: b""),
    "scan-start": ("prov-scan", ("group_channels", "period_ms"), _scan_start),
    "scan-status": ("prov-scan", (), lambda fields: scan_status()),
    "scan-result": ("prov-scan", ("start", "count"), _scan_page),
    "config-status": ("prov-config", (), lambda fields: config_status()),
    "config-set": ("prov-config", ("ssid", "passphrase", "bssid", "channel"), _config_set),
    "config-apply": ("prov-config", (), _config_apply),
    "ctrl-reset": ("prov-ctrl", (), _ctrl("reset")),
    "ctrl-reprov": ("prov-ctrl", (), _ctrl("reprov")),
}
"""Name -> endpoint, its fields, and what builds it. `scan` starts one, waits for it and takes as many as were found."""

HELP = tuple(f"{name} {' '.join(f'{one}=..' for one in fields)}".strip() for name, (_, fields, _) in KINDS.items())
"""Each as it is written."""


def read_request(text: str) -> DeviceRequest:
    """NAME FIELD=VALUE .., or ENDPOINT:HEX for anything else. Raises UserError."""
    words = read_words(text, {name: fields for name, (_, fields, _) in KINDS.items()})
    if words.plain is not None:
        return DeviceRequest(words.name, words.name, words.plain, {})
    endpoint, _, build = KINDS[words.name]
    return DeviceRequest(words.name, endpoint, build(words.fields), words.fields)


def found_networks(reply: bytes) -> tuple[bool, int]:
    """Of an answer to scan-status: whether it is finished, and how many were found."""
    from google.protobuf.message import DecodeError

    from srpscope.wire.protocomm.pb import wifi_scan_pb2 as pb

    message = pb.WiFiScanPayload()
    try:
        message.ParseFromString(reply)
    except DecodeError:
        return True, 0
    return message.resp_scan_status.scan_finished, min(message.resp_scan_status.result_count, 256)


def _text(value: str, most: int, name: str) -> bytes:
    data = value.encode("utf-8", "surrogateescape")
    if len(data) > most:
        raise UserError(f"{name} has {len(data)} bytes; {most} are the most.")
    return data


def _hex(value: str, name: str) -> bytes:
    try:
        return bytes.fromhex(value.replace(":", ""))
    except ValueError:
        raise UserError(f"{name} is bytes in hex, as 24:0a:c4:00:00:01.") from None


def _number(value: str, name: str) -> int:
    if not value.isdecimal() or len(value) > 9:
        raise UserError(f"{name} is a number.")
    return int(value)
