"""What both sides of SRP-PROTO share: the transcript and the MAC over it."""

from __future__ import annotations

from srpscope.wire.devolutions.messages import (
    FIELDS,
    FLAG_MAC,
    HEADER_BYTES,
    MAC_BYTES,
    NAMES,
    SrpProtoMessage,
    check,
    read,
)
from srpscope.wire.exchange import Exchange, Party, RefusedError


class SrpProtoSide(Exchange):
    """What both sides share: the transcript and the MAC over it.

    lenient: an OFFER that differs from the INITIATE, or another hash, is a note and no refusal.
    """

    closes_to_refuse = True

    def __init__(self, party: Party | None, lenient: bool = False) -> None:
        self.lenient = lenient
        self._transcript = b""
        super().__init__(party)

    def keep(self, data: bytes) -> None:
        """Add a message, as it was sent or came, to what the MACs cover."""
        # Every message so far, each without its MAC: what the MACs cover. Known before the proof in it is looked at, as
        # a message whose proof is refused has a right MAC all the same.
        has_mac = len(data) >= HEADER_BYTES and int.from_bytes(data[6:8], "little") & FLAG_MAC
        self._transcript += data[:-MAC_BYTES] if has_mac else data
        if has_mac:
            self.party.receive("transcript", self._transcript)

    def read(self, data: bytes, kind: int) -> SrpProtoMessage:
        """A message of this kind from its bytes. Raises RefusedError where it is another one or cannot be read."""
        message = read(data)
        if message.kind != kind:
            raise RefusedError(f"{message.name} came where {NAMES[kind]} was expected.", "order")
        try:
            check(message)
        except RefusedError as refusal:
            if not (self.lenient and refusal.cause == "hash"):
                raise
            self.notes.append(str(refusal))
        return message

    def proof(self, kind: int) -> bytes:
        """ACCEPT or CONFIRM with its MAC."""
        name = FIELDS[kind][0]
        bare = SrpProtoMessage(kind, {name: self.party.raw(name)}, flags=FLAG_MAC).write()
        self.party.receive("transcript", self._transcript + bare)
        return bare + self.party.raw("mac")

    def check_mac(self, message: SrpProtoMessage) -> None:
        """Raises RefusedError where the MAC of a message is not the one that this side computes."""
        if message.mac is None or not self.party.agrees("mac", message.mac):
            raise RefusedError(
                f"The MAC of {message.name} is wrong: another key K, or another transcript than this side has.", "mac"
            )

    def prime_bytes(self) -> int:
        """Length of N in bytes, which every message names."""
        return (self.party.number("N").bit_length() + 7) // 8
