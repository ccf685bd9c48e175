"""What the messages of HomeKit's pair-setup are to everybody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import MappingProxyType

from srpscope.wire.decoders import Decoded, SeenBefore, Wire
from srpscope.wire.exchange import RefusedError, Side
from srpscope.wire.homekit.messages import (
    ENCRYPTED,
    ERROR,
    FLAGS,
    ITEM_NAMES,
    METHOD,
    PROOF,
    PUBLIC_KEY,
    RETRY_DELAY,
    SALT,
    STATE,
    decode,
    is_pair_verify,
    sender_of,
    whole,
)
from srpscope.wire.homekit.pdus import Pdus
from srpscope.wire.homekit.pieces import pieces
from srpscope.wire.pieces import WirePiece
from srpscope.wire.tlv8 import items, tlv8

_ITEM_OF = {"s": "salt", "A": "public key", "B": "public key", "M1": "proof", "M2": "proof"}
_USUAL_LENGTHS: dict[int, Collection[int]] = {
    METHOD: (1,), SALT: range(1, 17), PUBLIC_KEY: (255,), PROOF: (63, 64), ENCRYPTED: range(17, 256), STATE: (1,),
    ERROR: (1,), RETRY_DELAY: (1, 2, 4), FLAGS: (1, 2, 4),
}  # fmt: skip
"""Bytes of an item's first fragment."""


class HomeKitWire(Wire):
    """Pair-setup over HTTP, and in PDUs over Bluetooth LE. Its messages are M1 to M6, which are no names of values."""

    name = "homekit"
    dialect = "hap"
    labels = ("M3", "M2", "M3", "M4")
    proofs = ("the client's proof", "the accessory's proof")
    client_proof = ("M3",)
    server_proof = ("M4",)
    unsent = MappingProxyType({"I": "Pair-Setup"})
    swept_by = ("homekit",)

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """As messages.decode."""
        return decode(sender, data, endpoint)

    def framing(self, sender: str, data: bytes) -> list[WirePiece]:
        """Types and lengths of TLV8."""
        return pieces(sender, data)

    def recognise(self, sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
        """What comes to pair-setup, and elsewhere what is whole and of its shape."""
        named = endpoint is not None and endpoint.rstrip("/").split("/")[-1] == "pair-setup"
        return decode(sender, data, endpoint) if named or whole(data) is not None else None

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """M1 opens, whatever came before it; of what is found first, anything may be all that was recorded."""
        if before is None:
            return True
        if decoded.name == "M1":
            return before.messages != {("client", "M1")}
        return super().opens(sender, decoded, before)

    def ends(self, decoded: Decoded) -> bool:
        """After M4 both may introduce themselves."""
        return decoded.refusal is not None or decoded.name == "M6"

    def dialect_of(self, data: bytes) -> str | None:
        """HomeKit has one group and one hash."""
        return self.dialect

    def begins(self, head: bytes) -> bool:
        """Items of pair-setup, the last of which may be cut off."""
        first = _USUAL_LENGTHS.get(head[0]) if head else None
        if first is None or (len(head) > 1 and head[1] not in first):
            return False
        found, _ = items(head)
        for item in found:
            length = item.spans[0][1] + (item.missing if len(item.spans) == 1 else 0)
            if length not in _USUAL_LENGTHS.get(item.kind, ()):
                return False
        states = [item for item in found if item.kind == STATE]
        return len(states) <= 1 and not is_pair_verify(found)

    def spoken_by(self, data: bytes) -> str | None:
        """The odd states are the client's."""
        state = whole(data)
        return None if state is None else sender_of(state)

    def fragments(self) -> Pdus:
        """HAP PDUs."""
        return Pdus()

    def opened_words(self, messages: Sequence[tuple[str, bytes]], K: bytes) -> list[str]:
        """Whom M5 and M6 introduce, and whether their signatures are right."""
        from srpscope.wire.homekit.identities import opened, sentence

        found = []
        for sender, data in messages:
            side: Side = "client" if sender == "client" else "server"
            if whole(data) != (5 if side == "client" else 6) or ERROR in {one.kind for one in items(data)[0]}:
                continue
            try:
                found.append(sentence(side, opened(side, K, data)))
            except RefusedError as refusal:
                found.append(str(refusal))
        return found

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """The message anew, with TLV8's own lengths."""
        found, _ = items(data)
        wanted = next((kind for kind, words in ITEM_NAMES.items() if words == _ITEM_OF.get(name, name)), None)
        if wanted is None or all(one.kind != wanted for one in found):
            raise self.no_field(name)
        return tlv8((one.kind, content if one.kind == wanted else one.data) for one in found)


WIRE = HomeKitWire()
