"""Proton's log-in, JSON over HTTP, as a capture source: /auth/info and /auth, numbers in base64 and little-endian.

    Username -> Modulus (signed), ServerEphemeral, Salt, Version   ClientEphemeral, ClientProof -> ServerProof

As ProtonMail's go-proton-api and proton-python-client speak it.
"""

from __future__ import annotations

import base64
from typing import Any, Final

from srpscope.wire.decoders import Decoded, SeenBefore, Wire, others_words, spans_of, splice
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import base64_bytes, inner_text, place, read_object
from srpscope.wire.signed_text import signed_bytes

_KEYS: Final = {
    "A": "ClientEphemeral", "B": "ServerEphemeral", "s": "Salt", "M1": "ClientProof", "M2": "ServerProof",
}  # fmt: skip
_ARMOUR_LINE: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_SHAPES: Final = (
    ("auth", "client", frozenset({"ClientEphemeral", "ClientProof"})),
    ("info", "server", frozenset({"Modulus", "ServerEphemeral", "Salt"})),
    ("proof", "server", frozenset({"ServerProof"})),
)
_VERSION = 4
_FINE = 1_000


class ProtonWire(Wire):
    """Proton's JSON."""

    name = "proton"
    dialect = "proton"
    labels = ("auth", "info", "auth", "proof")
    client_proof = ("auth",)
    server_proof = ("proof",)

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message; Modulus is taken out of its signed text, whose signature is not checked."""
        found = _shape(data)
        if found is None:
            return None
        name, expected, message = found
        decoded = Decoded(name)
        decoded.notes.extend(others_words(expected, sender))
        if name == "error":
            said = f"{message['Code']}: {str(message.get('Error', ''))[:200]}"
            return Decoded(name, notes=decoded.notes, refusal=said)
        for value, key in _KEYS.items():
            if key not in message:
                continue
            content = base64_bytes(message[key])
            if content is None:
                decoded.notes.append(f"{key} is no base64.")
                continue
            decoded.values[value] = content
            spot = place(data, key, str(message[key]))
            if spot is not None:
                decoded.fields.append((value, (spot,)))
        if name == "info":
            self._group(decoded, message)
        if name == "auth" and isinstance(message.get("Username"), str):
            decoded.values["I"] = message["Username"].encode("utf-8", "replace")[:1_024]
        return decoded

    def _group(self, decoded: Decoded, message: dict[str, Any]) -> None:
        signed = str(message["Modulus"])
        modulus = signed_bytes(signed) if _ARMOUR_LINE in signed else base64_bytes(message["Modulus"])
        if modulus is None:
            decoded.notes.append("Modulus is neither a signed text nor base64.")
        else:
            decoded.values["N"] = modulus
        if message.get("Version", _VERSION) != _VERSION:
            decoded.notes.append(
                f"The account is of version {str(message['Version'])[:8]}; only version {_VERSION} is computed here."
            )

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """The server's challenge: the request before it holds a name alone."""
        return decoded.name == "info" if before is not None else bool(decoded.values)

    def dialect_of(self, data: bytes) -> str | None:
        """There is one."""
        return self.dialect if _shape(data) is not None else None

    def begins(self, head: bytes) -> bool:
        """A JSON object."""
        return head.startswith(b"{")

    def spoken_by(self, data: bytes) -> str | None:
        """The members say it; an error alone could be anybody's."""
        found = _shape(data)
        return None if found is None or found[0] == "error" else found[1]

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """Values go out in base64."""
        spans = next((spans for side in ("client", "server") if (spans := spans_of(self.decode(side, data), name))), ())
        if not spans:
            raise self.no_field(name)
        return splice(data, spans, inner_text(base64.b64encode(content)))


def _shape(data: bytes) -> tuple[str, str, dict[str, Any]] | None:
    try:
        message = read_object(data, "")
    except RefusedError:
        return None
    for name, sender, keys in _SHAPES:
        if keys <= message.keys():
            return name, sender, message
    code = message.get("Code")
    if isinstance(code, int) and code > _FINE and isinstance(message.get("Error"), str):
        return "error", "server", message
    return None


WIRE = ProtonWire()
