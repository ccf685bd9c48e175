"""The client's side of Security 2: Cmd0, Resp0, Cmd1, Resp1."""

from __future__ import annotations

from srpscope.wire.exchange import Exchange, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.gcm import rule_of_nonce
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, MalformedError, Message, Resp0, Resp1, encode, parse
from srpscope.wire.protocomm.schema import SESSION

KEY_LENGTH = 384
"""Bytes of A that the device insists on."""

_REROLLS = 16


class Security2Client(Exchange):
    """The client. nonce: the device's nonce after Resp1, for the encrypted messages.

    renews: draw `a` anew while A starts with 00 (1 in 256), as esp_prov does since v5.5.5; off where `a` is given.
    """

    side = "client"

    def __init__(self, party: Party, renews: bool = True) -> None:
        self.nonce = b""
        self.renews = renews
        super().__init__(party)

    def steps(self) -> Steps:
        """Send Cmd0, take B and the salt, send Cmd1, check M2."""
        yield Send("Cmd0", self._cmd0, SESSION)
        reply = self._read((yield Receive("Resp0", SESSION)))
        if not isinstance(reply, Resp0):
            raise RefusedError(f"The device answered Cmd0 with {type(reply).__name__}, not with Resp0.", "order")
        self._check_key(reply)
        self.party.receive("s", reply.salt)
        self.party.receive("B", reply.public_key)
        yield Send("Cmd1", self.cmd1, SESSION)
        self.finish((yield Receive("Resp1", SESSION)))

    def finish(self, data: bytes) -> None:
        """Check Resp1. Raises RefusedError where the device's proof is wrong."""
        reply = self._read(data)
        if not isinstance(reply, Resp1):
            raise RefusedError(f"The device answered Cmd1 with {type(reply).__name__}, not with Resp1.", "order")
        self.nonce = reply.nonce
        if rule_of_nonce(reply.nonce) is None:
            self.notes.append(f"The device's nonce has {len(reply.nonce)} bytes; 12 or 16 are known.")
        if not self.party.agrees("M2", reply.proof):
            raise RefusedError(
                "The device accepted the proof, but its own proof M2 is wrong: it does not hold the same K, "
                "or computes M2 differently.",
                "server proof",
            )
        self.accepted = True

    def cmd1(self) -> bytes:
        """Cmd1 with the proof as this side computes it now."""
        return encode(Cmd1(self.party.raw("M1")))

    def _cmd0(self) -> bytes:
        public_key = self.party.raw("A")
        for _ in range(_REROLLS if self.renews else 0):
            if public_key[:1] != b"\0" and len(public_key) >= KEY_LENGTH:
                break
            self.party.renew("a")
            public_key = self.party.raw("A")
        return encode(Cmd0(self.party.raw("I"), public_key.rjust(KEY_LENGTH, b"\0")))

    def _read(self, data: bytes) -> Message:
        try:
            message = parse(data)
        except MalformedError as error:
            raise RefusedError(str(error)) from None
        if isinstance(message, Resp0 | Resp1) and message.status:
            from srpscope.wire.protocomm.schema import ENUMS

            name = ENUMS["Status"].get(message.status, str(message.status))
            raise RefusedError(f"The device answered with status {name}.", name, by_peer=True)
        return message

    def _check_key(self, reply: Resp0) -> None:
        if int.from_bytes(reply.public_key) % self.party.number("N") == 0:
            raise RefusedError("The device sent B = 0 mod N, which a client must refuse (RFC 5054 section 2.5.3).", "B")
        if not reply.salt:
            self.notes.append("The device sent an empty salt.")
        for name, data in (("B", reply.public_key), ("the salt", reply.salt)):
            if data[:1] == b"\0" or (name == "B" and len(data) < KEY_LENGTH):
                self.notes.append(f"{name} starts with a 00 byte: some clients drop it.")
