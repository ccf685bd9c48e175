"""What the messages of ESP-IDF protocomm are to everybody else. Without google.protobuf, which not everybody has."""

from __future__ import annotations

from collections.abc import Iterable

from srpscope.wire.decoders import Decoded, SeenBefore, Wire
from srpscope.wire.pieces import WirePiece
from srpscope.wire.protocomm.gatt import HINTS, looks_like
from srpscope.wire.protocomm.scan import LENGTH_KNOWN, decode, total_length, whole
from srpscope.wire.protocomm.schema import MESSAGE_OF_ENDPOINT, SESSION, VERSION

START = b"\x10\x02\x62"
"""How every Security 2 message starts: sec_ver 2, then the payload's tag."""

_OTHER_SECURITY = {
    b"\x10\x01": "The client speaks Security 1 (X25519 and a proof of possession): there is no SRP in this session.",
    b"\x5a": "The client sends a Security 1 message without its version: there is no SRP in this session.",
    b"\x52": "The client speaks Security 0, without any security: there is no SRP in this session.",
}
"""How messages of the other security schemes start, and what to say of them."""


class ProtocommWire(Wire):
    """Security 2 of ESP-IDF, over BLE or HTTP."""

    name = "protocomm"
    dialect = "esp-idf-security2"
    labels = ("Cmd0", "Resp0", "Cmd1", "Resp1")
    client_proof = ("Cmd1",)
    server_proof = ("Resp1",)
    unmistakable = True
    goes_on = True
    gcm_nonce = "nonce"
    server_logs = True
    asked_before = (VERSION, "esp_local_ctrl/version")
    characteristics = HINTS
    swept_by = ("http", "ble")

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """As scan.decode."""
        return decode(sender, data, endpoint)

    def framing(self, sender: str, data: bytes) -> list[WirePiece]:
        """Protobuf's tags and lengths."""
        from srpscope.wire.protocomm.pieces import pieces

        return pieces(data)

    def recognise(self, sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
        """What comes to a session endpoint, or starts as every message does: an application names it as it likes."""
        at_session = endpoint is not None and endpoint.lower().split("/")[-1] in (SESSION, "session")
        return decode(sender, data, SESSION) if at_session or data.startswith(START) else None

    def endpoint(self, sender: str, data: bytes, endpoint: str | None) -> str | None:
        """prov-session, where a message came to an endpoint of another name."""
        return SESSION if decode(sender, data, endpoint) is None else endpoint

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """Every Cmd0 opens; of what is found first, anything may be all that was recorded."""
        if before is None:
            return True
        if sender == "client" and decoded.name == "Cmd0":
            return bool(before.messages)
        return super().opens(sender, decoded, before)

    def dialect_of(self, data: bytes) -> str | None:
        """Security 2 says so itself."""
        return self.dialect if data.startswith(START) else None

    def remark(self, sender: str, data: bytes) -> str:
        """That a client speaks another security scheme."""
        if sender != "client" or data.startswith(START):
            return ""
        return next((text for start, text in _OTHER_SECURITY.items() if data.startswith(start)), "")

    def begins(self, head: bytes) -> bool:
        """As Security 2 starts, and no longer than its payload says."""
        if head[: len(START)] != START[: len(head)]:
            return False
        return len(head) < LENGTH_KNOWN or len(head) <= total_length(head)

    def spoken_by(self, data: bytes) -> str | None:
        """Commands are the client's."""
        name = whole(data)
        return None if name is None else "client" if name.startswith("Cmd") else "server"

    def advertised(self, name: str, services: Iterable[str]) -> str:
        """A provisioning device, by its service or by how its name begins."""
        return looks_like(name, services)

    def sealed_at(self, endpoint: str) -> bool:
        """Everywhere but where the handshake is, and the version before it."""
        return endpoint not in self.asked_before and MESSAGE_OF_ENDPOINT.get(endpoint) != "SessionData"

    def keeps_secret(self, data: bytes, endpoint: str) -> bool:
        """A Wi-Fi passphrase."""
        from srpscope.wire.protocomm.tree import endpoint_tree

        return any(node.name == "passphrase" and node.length for node in endpoint_tree(data, endpoint).walk())

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """The message anew with protobuf's own lengths."""
        from srpscope.wire.protocomm.messages import with_field

        found = with_field(data, name, content)
        if found is None:
            raise self.no_field(name)
        return found


WIRE = ProtocommWire()
