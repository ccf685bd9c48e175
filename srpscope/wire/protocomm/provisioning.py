"""What is behind the encrypted endpoints of a played device: Wi-Fi scan, Wi-Fi settings, control, custom data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """One Wi-Fi network that the device claims to see. rssi in dBm, auth as in WifiAuthMode."""

    ssid: bytes
    channel: int
    rssi: int
    auth: int
    bssid: bytes


NETWORKS = (
    Network(b"srpscope", 1, -41, 3, bytes.fromhex("0200005e0001")),
    Network(b"workshop", 6, -58, 7, bytes.fromhex("0200005e0006")),
    Network(b"guest", 11, -73, 0, bytes.fromhex("0200005e000b")),
)


class Provisioning:
    """Answers decrypted requests as the provisioning example does. The networks are invented, nothing is joined.

    endpoints: what can be asked besides proto-ver and prov-session.
    """

    def __init__(self, networks: tuple[Network, ...] = NETWORKS) -> None:
        self.endpoints = {
            "prov-config": self._config,
            "prov-scan": self._scan,
            "prov-ctrl": self._ctrl,
            "custom-data": self._custom,
        }
        self.networks = networks
        self._ssid = b""
        self._applied = False
        self._lines: list[str] = []

    def knows(self, endpoint: str) -> bool:
        """Whether there is such an endpoint."""
        return endpoint in self.endpoints

    def answer(self, endpoint: str, data: bytes) -> bytes | None:
        """The plain answer to a plain request; None where the handler refuses it (unknown or no protobuf)."""
        from google.protobuf.message import DecodeError

        try:
            return self.endpoints[endpoint](data)
        except DecodeError:
            return None

    def said(self) -> list[str]:
        """What the app printed (tag app, level I) since the last call. A passphrase is not among it."""
        lines, self._lines = self._lines, []
        return lines

    def _config(self, data: bytes) -> bytes | None:
        from srpscope.wire.protocomm.pb import wifi_config_pb2 as pb

        request, reply = pb.WiFiConfigPayload(), pb.WiFiConfigPayload()
        request.ParseFromString(data)
        payload = request.WhichOneof("payload")
        if request.msg == pb.TypeCmdGetStatus and payload in ("cmd_get_status", None):
            reply.msg = pb.TypeRespGetStatus
            reply.resp_get_status.sta_state = pb.Connected if self._applied else pb.Disconnected
            if self._applied:
                connected = reply.resp_get_status.connected
                connected.ip4_addr, connected.ssid, connected.channel = "192.0.2.7", self._ssid, 1
                connected.auth_mode, connected.bssid = pb.WPA2_PSK, self.networks[0].bssid if self.networks else b""
        elif request.msg == pb.TypeCmdSetConfig and payload == "cmd_set_config":
            reply.msg = pb.TypeRespSetConfig
            self._ssid = request.cmd_set_config.ssid[:32]
            shown = self._ssid.decode("utf-8", "backslashreplace")
            self._lines.append(f"Received Wi-Fi credentials SSID : {shown} Password : (masked)")
            reply.resp_set_config.SetInParent()
        elif request.msg == pb.TypeCmdApplyConfig and payload in ("cmd_apply_config", None):
            reply.msg = pb.TypeRespApplyConfig
            self._applied = bool(self._ssid)
            reply.resp_apply_config.SetInParent()
        else:
            return None
        return reply.SerializeToString()

    def _scan(self, data: bytes) -> bytes | None:
        from srpscope.wire.protocomm.pb import wifi_scan_pb2 as pb

        request, reply = pb.WiFiScanPayload(), pb.WiFiScanPayload()
        request.ParseFromString(data)
        payload = request.WhichOneof("payload")
        if request.msg == pb.TypeCmdScanStart and payload in ("cmd_scan_start", None):
            reply.msg = pb.TypeRespScanStart
            reply.resp_scan_start.SetInParent()
        elif request.msg == pb.TypeCmdScanStatus:
            reply.msg = pb.TypeRespScanStatus
            reply.resp_scan_status.scan_finished = True
            reply.resp_scan_status.result_count = len(self.networks)
        elif request.msg == pb.TypeCmdScanResult and payload == "cmd_scan_result":
            reply.msg = pb.TypeRespScanResult
            first = request.cmd_scan_result.start_index
            for one in self.networks[first : first + request.cmd_scan_result.count]:
                reply.resp_scan_result.entries.add(
                    ssid=one.ssid,
                    channel=one.channel,
                    rssi=one.rssi,
                    bssid=one.bssid,
                    auth=one.auth,
                )
            reply.resp_scan_result.SetInParent()
        else:
            return None
        return reply.SerializeToString()

    def _ctrl(self, data: bytes) -> bytes | None:
        from srpscope.wire.protocomm.pb import wifi_ctrl_pb2 as pb

        request, reply = pb.WiFiCtrlPayload(), pb.WiFiCtrlPayload()
        request.ParseFromString(data)
        if request.msg == pb.TypeCmdCtrlReset:
            reply.msg = pb.TypeRespCtrlReset
            reply.resp_ctrl_reset.SetInParent()
        elif request.msg == pb.TypeCmdCtrlReprov:
            reply.msg = pb.TypeRespCtrlReprov
            reply.resp_ctrl_reprov.SetInParent()
        else:
            return None
        self._ssid, self._applied = b"", False
        return reply.SerializeToString()

    def _custom(self, data: bytes) -> bytes:
        self._lines.append(f"Received data: {data[:200].decode('utf-8', 'backslashreplace')}")
        return b"SUCCESS\0"
