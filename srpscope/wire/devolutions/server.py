"""The server of SRP-PROTO: OFFER and CONFIRM."""

from __future__ import annotations

from srpscope.wire.devolutions.messages import (
    ACCEPT,
    CONFIRM,
    INITIATE,
    OFFER,
    SrpProtoMessage,
)
from srpscope.wire.devolutions.side import SrpProtoSide
from srpscope.wire.exchange import OpenParty, Receive, RefusedError, Send, Steps


class DevolutionsServer(SrpProtoSide):
    """OFFER after the INITIATE, then CONFIRM once proof and MAC of the ACCEPT are right."""

    side = "server"

    def __init__(self, open_party: OpenParty, lenient: bool = False) -> None:
        self._open_party = open_party
        super().__init__(None, lenient)

    def steps(self) -> Steps:
        """The four messages as the server has them. Raises RefusedError."""
        data = yield Receive("INITIATE")
        initiate = self.read(data, INITIATE)
        self.keep(data)
        self.party = party = self._open_party(_name(initiate.fields["I"]))
        if initiate.prime_bytes != self.prime_bytes():
            raise RefusedError(
                f"INITIATE: primeSize {initiate.prime_bytes}; the user's verifier belongs to a prime of "
                f"{self.prime_bytes()} bytes.",
                "prime-size",
            )
        if int.from_bytes(initiate.fields["A"]) % party.number("N") == 0:
            raise RefusedError("A is 0 mod N: whoever sends it knows S without the password.", "A")
        party.receive("A", initiate.fields["A"])
        self.keep((yield Send("OFFER", self._offer)))
        data = yield Receive("ACCEPT")
        accept = self.read(data, ACCEPT)
        self.keep(data)
        if not party.agrees("M1", accept.fields["M1"]):
            raise RefusedError("M is not the proof that this side computes.", "proof")
        self.check_mac(accept)
        party.receive("M1", accept.fields["M1"])
        yield Send("CONFIRM", lambda: self.proof(CONFIRM))
        self.accepted = True

    def _offer(self) -> bytes:
        fields = {"s": self.party.raw("s"), "B": self.party.raw("B")}
        return SrpProtoMessage(OFFER, fields, self.prime_bytes()).write()


def _name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError("The user name is not UTF-8.", "name") from None
