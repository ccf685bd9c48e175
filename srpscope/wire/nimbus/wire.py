"""What Nimbus' messages are to everybody else."""

from __future__ import annotations

from dataclasses import replace

from srpscope.wire.decoders import Decoded, Wire, others_words, spans_of, splice
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import inner_text, minimal, number_of, place, text_of
from srpscope.wire.nimbus.messages import NEGATIVE_SALT, Registration, hex_of, shape

_VALUES = {"username": "I", "salt": "s", "A": "A", "B": "B", "M1": "M1", "M2": "M2", "N": "N", "g": "g"}


class NimbusWire(Wire):
    """JSON objects of Nimbus, over HTTP."""

    name = "nimbus"
    dialect = "nimbus"
    labels = ("step 2", "salt and B", "step 2", "M2")
    client_proof = ("step 2",)
    usual_terms = ("nimbus-512", "sha1")  # SRP6CryptoParams.getInstance() of nimbus-srp

    def registration(self, username: str, salt: bytes, verifier: int) -> bytes:
        """{"username", "salt", "verifier"}."""
        return Registration(username, salt, verifier).write()

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message. Numbers in hex have no length of their own, so they are minimal here."""
        found = shape(data)
        if found is None:
            return None
        expected, name, message = found
        decoded = Decoded(name)
        decoded.notes.extend(others_words(expected, sender))
        for key, value in _VALUES.items():
            if key not in message or (key == "username" and name not in ("step 1", "registration")):
                continue
            try:
                if key == "username":
                    content = text_of(message, key, name).encode("utf-8")
                else:
                    number = number_of(message, key, name)
                    content = minimal(number)
                    if number < 0:
                        decoded.notes.append(NEGATIVE_SALT if key == "salt" else f"{value} is negative.")
            except RefusedError as refusal:
                decoded.notes.append(str(refusal))
                continue
            decoded.values[value] = content
            spot = place(data, key, message[key])
            if spot is not None:
                decoded.fields.append((value, (spot,)))
        if name == "registration":
            decoded.values.pop("s", None)  # the enroller's salt; the one of the handshake comes with B
        if name == "error":
            said = ", ".join(str(message[key])[:200] for key in ("error", "message") if message.get(key))
            decoded.notes.append(f"The server refuses: {said}")
            return replace(decoded, refusal=said)
        return decoded

    def spoken_by(self, data: bytes) -> str | None:
        """Every message has members that no other has."""
        found = shape(data, alone=True)
        return None if found is None else found[0]

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """A number goes out in hex without leading zeros, the name as text."""
        spans = spans_of(self.decode("client", data), name)
        if not spans:
            raise self.no_field(name)
        text = content if name == "I" else hex_of(int.from_bytes(content)).encode()
        return splice(data, spans, inner_text(text))


WIRE = NimbusWire()
