"""An ESP32 in provisioning mode: requests in, replies, error codes and log lines out. No sockets, no clock.

Mirrors security2.c and protocomm.c of ESP-IDF: the order of the checks, the codes and the text of every log line. The
sums are those of the Party that is given; what a client sees of an error is the stack's (protocomm_firmware.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from srpscope.errors import SrpscopeError
from srpscope.wire.exchange import AttRefusal, HttpAnswer, Party
from srpscope.wire.gcm import TAG, Channel, WrongTagError
from srpscope.wire.protocomm.firmware import FIRMWARES, Firmware, firmware_of_patch
from srpscope.wire.protocomm.messages import Resp0, Resp1, encode, unpack
from srpscope.wire.protocomm.provisioning import Provisioning
from srpscope.wire.protocomm.schema import SESSION, VERSION

if TYPE_CHECKING:
    from srpscope.wire.protocomm.pb.session_pb2 import Sec2Payload

FAIL, NO_MEMORY, INVALID_ARGUMENT, INVALID_STATE, NOT_FOUND = -1, 257, 258, 259, 261
"""The device's error codes (esp_err_t)."""

Level = Literal["E", "W", "I", "D"]
_COMMAND0, _COMMAND1, _DONE = 0, 1, 2


@dataclass(frozen=True)
class LogLine:
    """One line as the device prints it. secret: it shows a secret (b, S, K, a passphrase)."""

    level: Level
    tag: str
    text: str
    secret: bool = False

    def at(self, milliseconds: int) -> str:
        """The line in the device's format, without colour."""
        return f"{self.level} ({milliseconds}) {self.tag}: {self.text}"

    def __str__(self) -> str:
        return f"{self.level} {self.tag}: {self.text}"


@dataclass(frozen=True)
class Answered:
    """The handler's answer. again: makes it anew from the values as they stand; None where nothing of it is made of
    them."""

    data: bytes
    again: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Failed:
    """The handler refused. code: esp_err_t; crashed: the device reboots, every session is gone. http, att, said: how
    another device refused in whose place this one stands, and in words. dropped: a person held the message back, and
    no device refused it."""

    code: int
    crashed: bool = False
    http: HttpAnswer | None = None
    att: AttRefusal | None = None
    said: str = ""
    dropped: bool = False


class Device:
    """The device: one session at a time, as in security2.c.

    new_party: makes the device's side of a handshake (salt, verifier, b), anew for each Cmd0. log: takes every line.
    draw: makes random bytes for the nonce. provisioning: what is behind the encrypted endpoints.
    """

    takes = "M1 is right."
    """What it knows of a proof that it takes."""

    def __init__(
        self,
        new_party: Callable[[], Party],
        log: Callable[[LogLine], None],
        draw: Callable[[int], bytes],
        firmware: Firmware = FIRMWARES["v5.5"],
        provisioning: Provisioning | None = None,
    ) -> None:
        self.new_party = new_party
        self.firmware = firmware
        self.provisioning = provisioning or Provisioning()
        self._log = log
        self._draw = draw
        self.session_id = -1
        self._version = b""
        self._reset()

    def _reset(self) -> None:
        self._state = _COMMAND0
        self.party: Party | None = None
        self.channel: Channel | None = None
        self.accepted: bool | None = None

    def _say(self, level: Level, text: str, tag: str = "security2") -> None:
        self._log(LogLine(level, tag, text))

    def _dump(self, name: str, data: bytes, tag: str = "security2", secret: bool = False) -> None:
        self._say("D", f"{name} ->", tag)
        for start in range(0, len(data), 16):
            self._log(LogLine("D", tag, data[start : start + 16].hex(" "), secret))

    # Transport sessions

    def open(self, session_id: int) -> None:
        """A connection opened. One session at a time: an older one is closed."""
        if self.session_id != -1:
            self._say("E", f"Closing old session with id {self.session_id}")
            if self.firmware.closes_twice:
                self._say("E", "Attempt to close invalid session")
        self._reset()
        self.session_id = session_id

    def close(self, session_id: int) -> None:
        """A connection closed."""
        if session_id != self.session_id:
            self._say("E", "Attempt to close invalid session")
            return
        self._reset()
        self.session_id = -1

    # Requests

    def request(self, endpoint: str, session_id: int, data: bytes) -> Answered | Failed:
        """One request. Never raises: any bytes give a reply or an error code."""
        if endpoint == VERSION:
            self._say("D", "VER_EP Req handler returned 0", "protocomm")
            return Answered(self.version())
        if endpoint == SESSION:
            reply = self._session(session_id, data)
            code = reply.code if isinstance(reply, Failed) else 0
            self._say("D", f"SEC_EP Req handler returned {code}", "protocomm")
            return reply
        if not self.provisioning.knows(endpoint):
            self._say("E", f"No registered endpoint for {endpoint}", "protocomm")
            return Failed(NOT_FOUND)
        return self._encrypted(endpoint, session_id, data)

    def like(self, version: bytes, patch: int | None) -> None:
        """Say in proto-ver what another device said there, and follow its nonce rule."""
        self._version = version
        if patch is not None and patch != self.firmware.patch:
            self.firmware = firmware_of_patch(patch)

    def version(self) -> bytes:
        """The JSON of proto-ver, laid out as cJSON prints it."""
        if self._version:
            return self._version
        prov: dict[str, object] = {"ver": "v1.1", "sec_ver": 2}
        if self.firmware.patch:
            prov["sec_patch_ver"] = self.firmware.patch
        prov["cap"] = ["wifi_scan"]
        lines = ",\n".join(f'\t\t"{key}":\t{json.dumps(value)}' for key, value in prov.items())
        return ('{\n\t"prov":\t{\n' + lines + "\n\t}\n}").encode()

    def _session(self, session_id: int, data: bytes) -> Answered | Failed:
        if session_id != self.session_id:
            self._say("E", f"Invalid session ID:{session_id}(expected {self.session_id})")
            return Failed(INVALID_STATE)
        message = unpack(data)
        if message is None:
            self._say("E", "Unable to unpack setup_req")
            return Failed(INVALID_ARGUMENT)
        if message.sec_ver != 2:
            self._say("E", "Security version mismatch. Closing connection")
            return Failed(INVALID_ARGUMENT)
        scheme = message.WhichOneof("proto")
        if scheme is None:
            self._say("E", "Empty session data")
            self._say("E", f"Session setup error {FAIL}")
            return Failed(FAIL)
        if scheme != "sec2":
            self._say("E", "Security scheme mismatch. Closing connection")
            return Failed(INVALID_ARGUMENT)
        try:
            result = self._command(message.sec2)
        except SrpscopeError as error:
            # A formula of the chosen dialect cannot be evaluated: the device has no such state, so it says why.
            self._say("E", f"Failed to generate device session key! ({error})")
            result = FAIL
        if isinstance(result, Answered):
            return result
        self._say("E", f"Session setup error {result}")
        return Failed(FAIL)

    def _command(self, sec2: Sec2Payload) -> Answered | int:
        payload = sec2.WhichOneof("payload")
        if sec2.msg not in (0, 2):
            self._say("E", "Invalid security message type")
            return INVALID_ARGUMENT
        command = 0 if sec2.msg == 0 else 1
        self._say("D", f"Request to handle setup{command}_command")
        wanted = f"sc{command}"
        if payload != wanted and self.firmware.checks_payload:
            self._say("E", f"Missing or mismatched {wanted} payload in session command{command}")
            return INVALID_ARGUMENT
        # Older releases read the other payload's memory as their own; absent fields stand for that here.
        return self._command0(sec2) if command == 0 else self._command1(sec2)

    def _command0(self, sec2: Sec2Payload) -> Answered | int:
        if self._state != _COMMAND0:
            # The device prints the two numbers swapped; a client's author searches for exactly this line.
            self._say("W", f"Invalid state of session {_COMMAND0} (expected {self._state}). Restarting session.")
            self._say("E", f"Closing old session with id {self.session_id}")
            self._reset()
        username, public_key = sec2.sc0.client_username, sec2.sc0.client_pubkey
        if len(public_key) != 384:
            self._say("E", "Invalid public key length")
            return self._invalid_parameters()
        if not username or len(username) > 65_535:
            self._say("E", self.firmware.username_error if not username else "Invalid username length")
            return self._invalid_parameters()
        self._say("D", f"Username: {username.decode('utf-8', 'backslashreplace')}")
        self._dump("Client Public Key", public_key)
        self._say("I", "Using salt and verifier to generate public key...")
        party = self.new_party()
        party.receive("I", username)
        party.receive("A", public_key)
        self._dump("k", _minimal(party.number("k")), "srp6a")
        self._dump("b", _minimal(party.number("b")), "srp6a", secret=True)
        own_key = party.raw("B")
        self._dump("Device Public Key", own_key)
        if self.firmware.checks_key and party.number("A") % party.number("N") == 0:
            self._say("E", "Rejected client public key: A mod N == 0 (RFC 5054 Section 2.5.4)", "srp6a")
            self._say("E", "Failed to generate device session key!")
            return FAIL
        if self.firmware.checks_key and party.number("u") == 0:
            self._say("E", "Rejected client public key: u == 0 (RFC 5054 Section 2.5.4)", "srp6a")
            self._say("E", "Failed to generate device session key!")
            return FAIL
        self._dump("u", _minimal(party.number("u")), "srp6a")
        self._dump("S", _minimal(party.number("S")), "srp6a", secret=True)
        self._dump("Session Key", party.raw("K"), secret=True)
        self._say("D", "Session setup phase1 done")
        self.party = party
        self._state = _COMMAND1

        def answer() -> bytes:
            return encode(Resp0(party.raw("B"), party.raw("s")))

        return Answered(answer(), answer)

    def _invalid_parameters(self) -> int:
        self._say("E", "Received invalid security parameters for establishing secure session!", "app")
        return INVALID_ARGUMENT

    def _command1(self, sec2: Sec2Payload) -> Answered | int:
        party = self.party
        if self._state != _COMMAND1 or party is None:
            self._say("E", f"Invalid state of session {_COMMAND1} (expected {self._state})")
            return INVALID_STATE
        proof = sec2.sc1.client_proof
        self._dump("Client proof", proof)
        if len(proof) != 64:
            self._say(
                "E",
                f"handle_session_command1({self.firmware.proof_line}): The client proof length does not match",
            )
            return FAIL
        self._dump("M", party.raw("M1"), "srp6a")
        if not party.agrees("M1", proof):
            if self.firmware.proof_error:
                self._say("E", self.firmware.proof_error, "srp6a")
            self._say("E", "Failed to authenticate client proof!")
            self._say("E", "Received incorrect username and/or PoP for establishing secure session!", "app")
            self.accepted = False
            return FAIL
        party.receive("M1", proof)
        device_proof = party.raw("M2")
        self._dump("AMK", device_proof, "srp6a")
        self._dump("Device proof", device_proof)
        nonce = self._draw(8) + b"\0\0\0\1" if self.firmware.patch else self._draw(16)
        self._dump("Initialization vector", nonce)

        def answer() -> bytes:
            self.channel = Channel(party.raw("K"), nonce, self.firmware.patch)
            return encode(Resp1(party.raw("M2"), nonce))

        data = answer()
        self._say("I", "Secured session established!", "app")
        self._say("D", "Secure session established successfully")
        self._state = _DONE
        self.accepted = True
        return Answered(data, answer)

    # Encrypted endpoints

    def _encrypted(self, endpoint: str, session_id: int, data: bytes) -> Answered | Failed:
        plain = self._decrypt(session_id, data)
        if isinstance(plain, Failed):
            self._say("E", f"Decryption of response failed for endpoint {endpoint}", "protocomm")
            return plain
        assert self.channel is not None
        answer = self.provisioning.answer(endpoint, plain)
        for line in self.provisioning.said():
            self._log(LogLine("I", "app", line))
        if answer is None:
            self._say("E", f"Request handler for {endpoint} failed", "protocomm")
            return Failed(FAIL)
        sealed = self.channel.encrypt(answer)
        self._dump("Encrypt IV", sealed.nonce)
        return Answered(sealed.data)

    def _decrypt(self, session_id: int, data: bytes) -> bytes | Failed:
        if session_id != self.session_id:
            self._say("E", f"Session with ID {session_id}not found")
            return Failed(INVALID_STATE)
        if self._state != _DONE or self.channel is None:
            self._say("E", "Secure session not established")
            return Failed(INVALID_STATE)
        if len(data) < TAG:
            self._say("E", f"Failed to allocate decrypt buf len {len(data) - TAG}")
            return Failed(NO_MEMORY)
        if self.firmware.patch:
            self._dump("Decrypt IV", self.channel.nonce)
        try:
            return self.channel.decrypt(data).data
        except WrongTagError:
            self._say("E", self.firmware.gcm_error)
            if self.firmware.crashes:
                self.reboot()
            return Failed(FAIL, crashed=self.firmware.crashes)

    def reboot(self) -> None:
        """All sessions are gone."""
        self._reset()
        self.session_id = -1


def _minimal(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
