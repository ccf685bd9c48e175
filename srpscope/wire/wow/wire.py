"""What World of Warcraft's logon messages are to everybody else."""

from __future__ import annotations

from srpscope.wire.decoders import Decoded, SeenBefore, Span, Wire, spans_of, splice
from srpscope.wire.wow.messages import RESULTS, is_client_challenge, is_refusal, may_begin, read, sender_of, size


class WowWire(Wire):
    """Packets of the logon server. What comes after the proof (the list of realms) is none of them."""

    name = "wow"
    dialect = "wow"
    labels = ("logon proof", "challenge", "logon proof", "proof")
    client_proof = ("logon proof",)
    server_proof = ("proof",)

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message, as they stand: little-endian. g and N are the server's word."""
        found = read(sender, data)
        if found is None:
            return None
        notes = [f"The message is not whole: {found.fault}."] if found.fault else []
        values = {name: data[at : at + length] for name, (at, length) in found.spots.items()}
        fields: list[tuple[str, tuple[Span, ...]]] = [(name, (spot,)) for name, spot in found.spots.items()]
        refusal = None
        if found.result:
            refusal = f"result {found.result:#04x}: {RESULTS.get(found.result, 'a number without a known meaning')}"
        return Decoded(found.name, values, fields, notes, refusal)

    def recognise(self, sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
        """Only on a stream that began as this wire: the bytes alone tell little."""
        return self.decode(sender, data, endpoint) if endpoint is None else None

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """The client's challenge, with the user name."""
        return sender == "client" and "I" in decoded.values

    def dialect_of(self, data: bytes) -> str | None:
        """The logon has one group and one hash."""
        return self.dialect

    def starts(self, head: bytes) -> bool:
        """The client's challenge names the game."""
        return is_client_challenge(head)

    def frame(self, head: bytes, sender: str = "client") -> int | None:
        """By opcode and length, since a side has one layout for each."""
        return size(sender, head)

    def begins(self, head: bytes) -> bool:
        """By opcode, the game's name, and the lengths and zeros that each layout has."""
        return may_begin(head)

    def spoken_by(self, data: bytes) -> str | None:
        """A side has one layout for each opcode."""
        return sender_of(data)

    def refuses(self, data: bytes) -> bool:
        """A result that is known, in the two to four bytes that such an answer has."""
        return is_refusal(data)

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """Bytes of the same length; a name tells its length."""
        for sender in ("client", "server"):
            spans = spans_of(self.decode(sender, data), name)
            if spans:
                changed = splice(data, spans, content)
                if name == "I":
                    rest = len(changed) - 4
                    changed = (
                        changed[:2] + rest.to_bytes(2, "little") + changed[4:33] + bytes([len(content)]) + changed[34:]
                    )
                elif len(content) != spans[0][1] and name in ("g", "N"):
                    at = spans[0][0] - 1
                    changed = changed[:at] + bytes([len(content)]) + changed[at + 1 :]
                return changed
        raise self.no_field(name)


WIRE = WowWire()
