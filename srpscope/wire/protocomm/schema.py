"""The messages of ESP-IDF protocomm and provisioning as tables: field numbers, types and enumerations.

The same facts as pb/*.proto, for the scanner that must not need google.protobuf.
"""

from __future__ import annotations

from dataclasses import dataclass

Enum = dict[int, str]


@dataclass(frozen=True)
class FieldType:
    """One field. kind: "bytes", "string", "int", "bool", "enum" or "message". value: its name in a sheet (A, B, s)."""

    name: str
    kind: str
    message: str = ""
    enum: str = ""
    repeated: bool = False
    value: str = ""


def _bytes(name: str, value: str = "") -> FieldType:
    return FieldType(name, "bytes", value=value)


def _enum(name: str, enum: str) -> FieldType:
    return FieldType(name, "enum", enum=enum)


def _sub(name: str, message: str, repeated: bool = False) -> FieldType:
    return FieldType(name, "message", message=message, repeated=repeated)


def _int(name: str) -> FieldType:
    return FieldType(name, "int")


_STATUS = {1: _enum("status", "Status")}

MESSAGES: dict[str, dict[int, FieldType]] = {
    "SessionData": {
        2: _enum("sec_ver", "SecSchemeVersion"),
        10: _sub("sec0", "Sec0Payload"),
        11: _sub("sec1", "Sec1Payload"),
        12: _sub("sec2", "Sec2Payload"),
    },
    "Sec0Payload": {1: _enum("msg", "Sec0MsgType"), 20: _sub("sc", "S0SessionCmd"), 21: _sub("sr", "S0SessionResp")},
    "S0SessionCmd": {},
    "S0SessionResp": _STATUS,
    "Sec1Payload": {
        1: _enum("msg", "Sec1MsgType"),
        20: _sub("sc0", "SessionCmd0"),
        21: _sub("sr0", "SessionResp0"),
        22: _sub("sc1", "SessionCmd1"),
        23: _sub("sr1", "SessionResp1"),
    },
    "SessionCmd0": {1: _bytes("client_pubkey")},
    "SessionResp0": {**_STATUS, 2: _bytes("device_pubkey"), 3: _bytes("device_random")},
    "SessionCmd1": {2: _bytes("client_verify_data")},
    "SessionResp1": {**_STATUS, 3: _bytes("device_verify_data")},
    "Sec2Payload": {
        1: _enum("msg", "Sec2MsgType"),
        20: _sub("sc0", "S2SessionCmd0"),
        21: _sub("sr0", "S2SessionResp0"),
        22: _sub("sc1", "S2SessionCmd1"),
        23: _sub("sr1", "S2SessionResp1"),
    },
    "S2SessionCmd0": {1: _bytes("client_username", "I"), 2: _bytes("client_pubkey", "A")},
    "S2SessionResp0": {**_STATUS, 2: _bytes("device_pubkey", "B"), 3: _bytes("device_salt", "s")},
    "S2SessionCmd1": {1: _bytes("client_proof", "M1")},
    "S2SessionResp1": {**_STATUS, 2: _bytes("device_proof", "M2"), 3: _bytes("device_nonce", "nonce")},
    "WiFiConfigPayload": {
        1: _enum("msg", "WiFiConfigMsgType"),
        10: _sub("cmd_get_status", "CmdGetStatus"),
        11: _sub("resp_get_status", "RespGetStatus"),
        12: _sub("cmd_set_config", "CmdSetConfig"),
        13: _sub("resp_set_config", "RespSetConfig"),
        14: _sub("cmd_apply_config", "CmdApplyConfig"),
        15: _sub("resp_apply_config", "RespApplyConfig"),
    },
    "CmdGetStatus": {},
    "RespGetStatus": {
        **_STATUS,
        2: _enum("sta_state", "WifiStationState"),
        10: _enum("fail_reason", "WifiConnectFailedReason"),
        11: _sub("connected", "WifiConnectedState"),
        12: _sub("attempt_failed", "WifiAttemptFailed"),
    },
    "WifiConnectedState": {
        1: FieldType("ip4_addr", "string"),
        2: _enum("auth_mode", "WifiAuthMode"),
        3: _bytes("ssid"),
        4: _bytes("bssid"),
        5: _int("channel"),
    },
    "WifiAttemptFailed": {1: _int("attempts_remaining")},
    "CmdSetConfig": {1: _bytes("ssid"), 2: _bytes("passphrase"), 3: _bytes("bssid"), 4: _int("channel")},
    "RespSetConfig": _STATUS,
    "CmdApplyConfig": {},
    "RespApplyConfig": _STATUS,
    "WiFiScanPayload": {
        1: _enum("msg", "WiFiScanMsgType"),
        2: _enum("status", "Status"),
        10: _sub("cmd_scan_start", "CmdScanStart"),
        11: _sub("resp_scan_start", "RespScanStart"),
        12: _sub("cmd_scan_status", "CmdScanStatus"),
        13: _sub("resp_scan_status", "RespScanStatus"),
        14: _sub("cmd_scan_result", "CmdScanResult"),
        15: _sub("resp_scan_result", "RespScanResult"),
    },
    "CmdScanStart": {
        1: FieldType("blocking", "bool"),
        2: FieldType("passive", "bool"),
        3: _int("group_channels"),
        4: _int("period_ms"),
    },
    "RespScanStart": {},
    "CmdScanStatus": {},
    "RespScanStatus": {1: FieldType("scan_finished", "bool"), 2: _int("result_count")},
    "CmdScanResult": {1: _int("start_index"), 2: _int("count")},
    "RespScanResult": {1: _sub("entries", "WiFiScanResult", repeated=True)},
    "WiFiScanResult": {
        1: _bytes("ssid"),
        2: _int("channel"),
        3: _int("rssi"),
        4: _bytes("bssid"),
        5: _enum("auth", "WifiAuthMode"),
    },
    "WiFiCtrlPayload": {
        1: _enum("msg", "WiFiCtrlMsgType"),
        2: _enum("status", "Status"),
        11: _sub("cmd_ctrl_reset", "CmdCtrlReset"),
        12: _sub("resp_ctrl_reset", "RespCtrlReset"),
        13: _sub("cmd_ctrl_reprov", "CmdCtrlReprov"),
        14: _sub("resp_ctrl_reprov", "RespCtrlReprov"),
    },
    "CmdCtrlReset": {},
    "RespCtrlReset": {},
    "CmdCtrlReprov": {},
    "RespCtrlReprov": {},
}
"""Message -> field number -> field. Numbers as in protocomm and network_provisioning 1.2 (the same for Wi-Fi)."""

_MESSAGE_PAIRS = ("Command0", "Response0", "Command1", "Response1")

ENUMS: dict[str, Enum] = {
    "SecSchemeVersion": {0: "SecScheme0", 1: "SecScheme1", 2: "SecScheme2"},
    "Sec0MsgType": {0: "S0_Session_Command", 1: "S0_Session_Response"},
    "Sec1MsgType": {n: f"Session_{name}" for n, name in enumerate(_MESSAGE_PAIRS)},
    "Sec2MsgType": {n: f"S2Session_{name}" for n, name in enumerate(_MESSAGE_PAIRS)},
    "Status": dict(
        enumerate(
            (
                "Success",
                "InvalidSecScheme",
                "InvalidProto",
                "TooManySessions",
                "InvalidArgument",
                "InternalError",
                "CryptoError",
                "InvalidSession",
            )
        )
    ),
    "WiFiConfigMsgType": {
        0: "TypeCmdGetStatus",
        1: "TypeRespGetStatus",
        2: "TypeCmdSetConfig",
        3: "TypeRespSetConfig",
        4: "TypeCmdApplyConfig",
        5: "TypeRespApplyConfig",
    },
    "WifiStationState": {0: "Connected", 1: "Connecting", 2: "Disconnected", 3: "ConnectionFailed"},
    "WifiConnectFailedReason": {0: "AuthError", 1: "NetworkNotFound"},
    "WifiAuthMode": dict(
        enumerate(
            (
                "Open",
                "WEP",
                "WPA_PSK",
                "WPA2_PSK",
                "WPA_WPA2_PSK",
                "WPA2_ENTERPRISE",
                "WPA3_PSK",
                "WPA2_WPA3_PSK",
            )
        )
    ),
    "WiFiScanMsgType": {
        0: "TypeCmdScanStart",
        1: "TypeRespScanStart",
        2: "TypeCmdScanStatus",
        3: "TypeRespScanStatus",
        4: "TypeCmdScanResult",
        5: "TypeRespScanResult",
    },
    "WiFiCtrlMsgType": {
        0: "TypeCtrlReserved",
        1: "TypeCmdCtrlReset",
        2: "TypeRespCtrlReset",
        3: "TypeCmdCtrlReprov",
        4: "TypeRespCtrlReprov",
    },
}

PAYLOAD_OF_MSG: dict[str, dict[int, int]] = {
    "Sec0Payload": {0: 20, 1: 21},
    "Sec1Payload": {0: 20, 1: 21, 2: 22, 3: 23},
    "Sec2Payload": {0: 20, 1: 21, 2: 22, 3: 23},
    "WiFiConfigPayload": {n: 10 + n for n in range(6)},
    "WiFiScanPayload": {n: 10 + n for n in range(6)},
    "WiFiCtrlPayload": {1: 11, 2: 12, 3: 13, 4: 14},
}
"""Which payload field goes with which msg: where they disagree, the device refuses the message."""

SESSION = "prov-session"
VERSION = "proto-ver"
"""The endpoints that every device has: of the handshake, and of its version before it."""

MESSAGE_OF_ENDPOINT: dict[str, str] = {
    SESSION: "SessionData",
    "esp_local_ctrl/session": "SessionData",
    "prov-config": "WiFiConfigPayload",
    "prov-scan": "WiFiScanPayload",
    "prov-ctrl": "WiFiCtrlPayload",
}
"""What is spoken at an endpoint. proto-ver speaks JSON; all but these two are encrypted after the handshake."""

SHORT_NAMES: dict[str, str] = {
    "S2SessionCmd0": "Cmd0",
    "S2SessionResp0": "Resp0",
    "S2SessionCmd1": "Cmd1",
    "S2SessionResp1": "Resp1",
}
"""What the four Security 2 messages are called on screen."""

LENGTHS: dict[str, tuple[int, ...]] = {"A": (384,), "M1": (64,), "M2": (64,), "nonce": (12, 16)}
"""Byte lengths that the device insists on (A, M1) or always sends (M2, nonce: 12 with sec_patch_ver 1, 16 with 0)."""
