"""The client of SRP-PROTO: INITIATE and ACCEPT."""

from __future__ import annotations

from srpscope.wire.devolutions.messages import (
    ACCEPT,
    CONFIRM,
    INITIATE,
    OFFER,
    SHA256,
    SrpProtoMessage,
    hash_name,
)
from srpscope.wire.devolutions.side import SrpProtoSide
from srpscope.wire.exchange import Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import utf8


class DevolutionsClient(SrpProtoSide):
    """INITIATE, then ACCEPT once the OFFER is right, then the CONFIRM checked."""

    side = "client"

    def steps(self) -> Steps:
        """INITIATE, OFFER, ACCEPT, CONFIRM: the four messages as the client has them. Raises RefusedError."""
        party = self.party

        def initiate() -> bytes:
            fields = {"I": utf8(party.text("I")), "A": party.raw("A")}
            return SrpProtoMessage(INITIATE, fields, self.prime_bytes()).write()

        sent = yield Send("INITIATE", initiate)
        self.keep(sent)
        data = yield Receive("OFFER")
        offer = self.read(data, OFFER)
        self.keep(data)
        self._compare(offer)
        if int.from_bytes(offer.fields["B"]) % party.number("N") == 0:
            raise RefusedError("B is 0 mod N: whoever sends it knows S without the verifier.", "B")
        party.receive("s", offer.fields["s"])
        party.receive("B", offer.fields["B"])
        self.keep((yield Send("ACCEPT", lambda: self.proof(ACCEPT))))
        data = yield Receive("CONFIRM")
        confirm = self.read(data, CONFIRM)
        self.keep(data)
        if not party.agrees("M2", confirm.fields["M2"]):
            raise RefusedError("HAMK is not the proof that this side computes.", "proof")
        self.check_mac(confirm)
        self.accepted = True

    def _compare(self, offer: SrpProtoMessage) -> None:
        own = self.prime_bytes()
        for what, proposed, offered in (
            ("primeSize", str(own), str(offer.prime_bytes)),
            ("hashType", hash_name(SHA256), hash_name(offer.hash_code)),
        ):
            if proposed != offered:
                note = f"The OFFER differs from the INITIATE: {what} {offered} instead of {proposed}."
                if not self.lenient:
                    raise RefusedError(note, "offer")
                self.notes.append(note)
