"""TLS-SRP: the values of RFC 5054 out of the handshake messages of TLS 1.0 to 1.2 (RFC 2246, 4346, 5246, 7627)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from srpscope.capture.events import event
from srpscope.capture.handshakes import Found, RecordedHandshake

ALERT: Final = 21
HANDSHAKE: Final = 22
CHANGE_CIPHER_SPEC: Final = 20

CLIENT_HELLO: Final = 1
SERVER_HELLO: Final = 2
SERVER_KEY_EXCHANGE: Final = 12
CLIENT_KEY_EXCHANGE: Final = 16

EXTENSION_SRP: Final = 12
EXTENSION_EXTENDED_MASTER_SECRET: Final = 23
EXTENSION_SUPPORTED_VERSIONS: Final = 43

LONGEST_RECORD: Final = 18 * 1024
LONGEST_HANDSHAKE: Final = 256 * 1024
"""Bytes of handshake messages of one connection; a certificate chain is the largest part."""

SUITES: Final = {
    0xC01A: "TLS_SRP_SHA_WITH_3DES_EDE_CBC_SHA",
    0xC01B: "TLS_SRP_SHA_RSA_WITH_3DES_EDE_CBC_SHA",
    0xC01C: "TLS_SRP_SHA_DSS_WITH_3DES_EDE_CBC_SHA",
    0xC01D: "TLS_SRP_SHA_WITH_AES_128_CBC_SHA",
    0xC01E: "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA",
    0xC01F: "TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA",
    0xC020: "TLS_SRP_SHA_WITH_AES_256_CBC_SHA",
    0xC021: "TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA",
    0xC022: "TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA",
}
"""RFC 5054 section 2.8.4, from which the key exchange is SRP."""

VERSIONS: Final = {0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2"}

UNKNOWN_PSK_IDENTITY: Final = 115

ALERTS: Final = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    40: "handshake_failure",
    47: "illegal_parameter",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    UNKNOWN_PSK_IDENTITY: "unknown_psk_identity",
}


_OF = {20: "mac", 51: "mac", UNKNOWN_PSK_IDENTITY: "I"}
"""What an alert refuses: the Finished message is the proof that goes under the keys."""


def _alert(sender: str, level: int, code: int) -> dict[str, Any]:
    """The keys of an alert's event: a refusal where it ends the handshake, else a word in passing."""
    text = ALERTS.get(code, f"alert {code}")
    words = {"code": code, "level": {1: "warning", 2: "fatal"}.get(level, str(level)), "from": sender}
    if code != 0 and (level == 2 or code == UNKNOWN_PSK_IDENTITY):
        return event("refused", sender, _OF.get(code, "message"), text, alert=True, **words)
    return {"what": "tls-alert", **words, "text": text}


class _ShortError(Exception):
    """A handshake message ends too early."""


class _Fields:
    """Reads the fields of a handshake message one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next count bytes. Raises _ShortError."""
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise _ShortError
        self._at += count
        return taken

    def number(self, size: int) -> int:
        """A big-endian number of size bytes."""
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        """Bytes behind their length, which takes size bytes."""
        return self.take(self.number(size))

    @property
    def left(self) -> bool:
        """Whether there is more."""
        return self._at < len(self._data)


@dataclass
class _Side:
    """One direction: bytes not yet a record, bytes not yet a handshake message, and whether it encrypts now."""

    records: bytearray = field(default_factory=bytearray)
    messages: bytearray = field(default_factory=bytearray)
    encrypted: bool = False


class TlsConversation:
    """One connection that speaks TLS. Bytes in; if it is SRP, its values go to found."""

    def __init__(self, found: Found) -> None:
        self.wanted = True
        self._found = found
        self._sides = {"client": _Side(), "server": _Side()}
        self._transcript = bytearray()
        self._handshake: RecordedHandshake | None = None
        self._kept = False
        self._version = 0
        self._suite = 0
        self._extended = {"client": False, "server": False}
        self._exchanged = False

    def feed(self, time: float, sender: str, data: bytes) -> None:
        """The next bytes of one side."""
        side = self._sides[sender]
        side.records += data
        while self.wanted and len(side.records) >= 5:
            kind, major, length = side.records[0], side.records[1], side.records[3] << 8 | side.records[4]
            if major != 3 or kind not in range(20, 25) or length > LONGEST_RECORD:
                self._stop("What follows is no TLS record.")
                return
            if len(side.records) < 5 + length:
                return
            body = bytes(side.records[5 : 5 + length])
            del side.records[: 5 + length]
            self._record(time, sender, side, kind, body)

    def lost(self, sender: str, count: int) -> None:
        """Bytes are missing in the capture."""
        self._stop(f"{count:,} bytes of the {sender} are not in the capture; what follows is not read.")

    def _record(self, time: float, sender: str, side: _Side, kind: int, body: bytes) -> None:
        if kind == CHANGE_CIPHER_SPEC:
            side.encrypted = True
            if all(one.encrypted for one in self._sides.values()):
                self._event(time, "encrypted", text="Both sides have sent ChangeCipherSpec: the keys are in use")
                if self._suite in SUITES and not self._exchanged:
                    self._note("An earlier session is resumed here, so no SRP values are exchanged.")
                self.wanted = False
        elif side.encrypted:
            return
        elif kind == ALERT and len(body) == 2:
            if body[1] == UNKNOWN_PSK_IDENTITY:
                self._keep()  # SRP was chosen, and a user name is asked for or unknown
            self._event(
                time,
                **_alert(sender, body[0], body[1]),
            )
        elif kind == HANDSHAKE:
            side.messages += body
            while self.wanted and len(side.messages) >= 4:
                length = int.from_bytes(side.messages[1:4], "big")
                if length > LONGEST_HANDSHAKE or len(self._transcript) > LONGEST_HANDSHAKE:
                    self._stop(f"A handshake message of {length:,} bytes is too long.")
                elif len(side.messages) < 4 + length:
                    return
                else:
                    message = bytes(side.messages[: 4 + length])
                    del side.messages[: 4 + length]
                    self._message(time, sender, message)

    def _message(self, time: float, sender: str, message: bytes) -> None:
        kind = message[0]
        if kind == 0:
            return  # HelloRequest is no part of the transcript
        self._transcript += message
        fields = _Fields(message[4:])
        try:
            if kind == CLIENT_HELLO and sender == "client":
                self._client_hello(time, fields)
            elif kind == SERVER_HELLO and sender == "server":
                self._server_hello(time, fields)
            elif kind == SERVER_KEY_EXCHANGE and sender == "server" and self._suite in SUITES:
                names = {"N": fields.vector(2), "g": fields.vector(2), "s": fields.vector(1), "B": fields.vector(2)}
                self._values(time, {name: value.hex() for name, value in names.items()})
            elif kind == CLIENT_KEY_EXCHANGE and sender == "client" and self._suite in SUITES:
                self._values(time, {"A": fields.vector(2).hex()})
                if not self._exchanged:
                    self._exchanged = True
                    self._session_hash(time)
        except _ShortError:
            self._note(f"A TLS handshake message (kind {kind}) of the {sender} ends inside a field.")

    def _client_hello(self, time: float, fields: _Fields) -> None:
        if self._transcript[0] != CLIENT_HELLO:
            return
        fields.take(2)
        random = fields.take(32)
        fields.vector(1)
        suites = fields.vector(2)
        fields.vector(1)
        offered = {suites[at] << 8 | suites[at + 1] for at in range(0, len(suites) - 1, 2)}
        extensions = _extensions(fields)
        identity = extensions.get(EXTENSION_SRP)
        if identity is None and not offered & SUITES.keys():
            self.wanted = False  # ordinary TLS
            return
        self._handshake = RecordedHandshake("tls-srp", time, header={"dialect": "tls-srp"})
        if identity is not None:
            self._keep()  # without a user name SRP is only one of the suites that a library offers
        self._extended["client"] = EXTENSION_EXTENDED_MASTER_SECRET in extensions
        values = {"client_random": random.hex()}
        if identity:
            values.update(_text("I", identity[1 : 1 + identity[0]]))
        else:
            self._note("The client offers SRP but sends no user name; a server then asks for one with an alert.")
        self._values(time, values)

    def _server_hello(self, time: float, fields: _Fields) -> None:
        self._version = fields.number(2)
        random = fields.take(32)
        fields.vector(1)
        self._suite = fields.number(2)
        fields.take(1)
        extensions = _extensions(fields)
        self._extended["server"] = EXTENSION_EXTENDED_MASTER_SECRET in extensions
        if self._handshake is None:
            return
        if self._suite in SUITES and EXTENSION_SUPPORTED_VERSIONS not in extensions:
            self._keep()
        elif not self._kept:
            self.wanted = False  # ordinary TLS
            return
        else:
            self._note("The server chose a cipher suite without SRP, so there is no SRP handshake.")
        extended = all(self._extended.values())
        if self._version in VERSIONS:
            self._handshake.header["tls"] = VERSIONS[self._version]
            if self._version < 0x0303:
                self._handshake.header["dialect"] = None if extended else "tls-srp-1.0"
            elif extended:
                self._handshake.header["dialect"] = "tls-srp-ems"
        self._event(
            time,
            "tls",
            version=VERSIONS.get(self._version, f"0x{self._version:04x}"),
            suite=SUITES.get(self._suite, f"0x{self._suite:04x}"),
            extended_master_secret=extended,
        )
        self._values(time, {"server_random": random.hex()})

    def _session_hash(self, time: float) -> None:
        """The hash of all messages so far, which the extended master secret is bound to (RFC 7627 section 3)."""
        if all(self._extended.values()):
            transcript = bytes(self._transcript)
            if self._version >= 0x0303:
                digest = hashlib.sha256(transcript).digest()
            else:
                digest = _md5_and_sha1(transcript)
            self._values(time, {"session_hash": digest.hex()})

    def _keep(self) -> None:
        """It is a handshake of SRP: the client names a user, or the server chose SRP."""
        if self._handshake is not None and not self._kept:
            self._kept = True
            self._found.add(self._handshake)

    def _values(self, time: float, values: dict[str, str]) -> None:
        if self._handshake is not None:
            self._handshake.add({"type": "values", "t": time, "side": "wire", "via": "tls", "values": values})

    def _event(self, time: float, what: str, **keys: Any) -> None:
        if self._handshake is not None:
            self._handshake.add({"type": "event", "t": time, "what": what, **keys})

    def _note(self, sentence: str) -> None:
        if self._handshake is not None:
            self._handshake.notes.append(sentence)

    def _stop(self, sentence: str) -> None:
        self._note(sentence)
        self.wanted = False


def _md5_and_sha1(transcript: bytes) -> bytes:
    """What TLS before 1.2 calls the hash of a transcript."""
    md5 = hashlib.md5(transcript, usedforsecurity=False)
    return md5.digest() + hashlib.sha1(transcript, usedforsecurity=False).digest()


def _extensions(fields: _Fields) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    if fields.left:
        inner = _Fields(fields.vector(2))
        while inner.left:
            number = inner.number(2)
            found[number] = inner.vector(2)
    return found


def _text(name: str, value: bytes) -> dict[str, str]:
    """A value that is text, as text where it is UTF-8, else as hex under a name that says so."""
    try:
        return {name: value.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}.hex": value.hex()}
