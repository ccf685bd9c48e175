"""What the textbook's messages are to everybody else."""

from __future__ import annotations

from srpscope.wire.decoders import Decoded, Wire, spans_of, splice
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import bytes_of, inner_text, place, read_object, text_of

_NAMES = ("I", "s", "A", "B", "u", "M1", "M2")


class TextbookWire(Wire):
    """JSON lines of the textbook exchange, over TCP."""

    name = "textbook"
    labels = ("I and A", "s and B", "M1", "M2")

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one line."""
        try:
            message = read_object(data, "")
        except RefusedError:
            return None
        names = [name for name in _NAMES if name in message]
        if "error" in message:
            said = str(message["error"])[:200]
            return Decoded("refusal", notes=[f"Refused: {said}"], refusal=said)
        if not names:
            return Decoded("OK") if message.get("ok") is True else None
        decoded = Decoded(" and ".join(names))
        for name in names:
            try:
                decoded.values[name] = (
                    text_of(message, name, name).encode("utf-8") if name == "I" else bytes_of(message, name, name)
                )
            except RefusedError as refusal:
                decoded.notes.append(str(refusal))
                continue
            spot = place(data, name, message[name])
            if spot is not None:
                decoded.fields.append((name, (spot,)))
        return decoded

    def starts(self, head: bytes) -> bool:
        """A JSON object."""
        return head[:1] == b"{"

    def frame(self, head: bytes, sender: str = "client") -> int | None:
        """A line."""
        return head.find(b"\n") + 1 or None

    def unframed(self, data: bytes) -> bytes:
        """Without the line end."""
        return data.strip(b"\r\n\t ")

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """A value goes out in hex, I as text."""
        spans = spans_of(self.decode("client", data), name)
        if not spans:
            raise self.no_field(name)
        return splice(data, spans, inner_text(content) if name == "I" else content.hex().encode())


WIRE = TextbookWire()
