"""What Cognito's messages are to everybody else."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace

from srpscope.wire.cognito.messages import (
    DEVICE_FLOW,
    INITIATE,
    NO_USER,
    NOT_AUTHORIZED,
    RESPOND,
    Part,
    base64_of,
    error_of,
    part,
    pool_name,
    pool_of_tokens,
    positive,
    renewed,
    salt_of,
    secrets_of,
)
from srpscope.wire.cognito.texts import timestamp, timestamp_note
from srpscope.wire.decoders import Decoded, SeenBefore, Wire, others_words, spans_of, splice
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import inner_text, place, text_of

_HEX = {"A": "SRP_A", "B": "SRP_B", "s": "SALT"}
_BASE64 = {"secret_block": "SECRET_BLOCK", "M1": "PASSWORD_CLAIM_SIGNATURE"}
_TEXT = {"timestamp": "TIMESTAMP"}
_USER = ("USER_ID_FOR_SRP", "DEVICE_KEY")
"""The name that is hashed, as the server says it: that of a user, or a device's key."""


class CognitoWire(Wire):
    """InitiateAuth and RespondToAuthChallenge over HTTP. The server sends no proof: tokens take its place."""

    name = "cognito"
    dialect = "cognito"
    labels = (INITIATE, "PASSWORD_VERIFIER", RESPOND, "AuthenticationResult")
    client_proof = (RESPOND,)
    server_proof = ("AuthenticationResult",)
    brought = ("pool",)

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message. USER_ID_FOR_SRP is hashed, whatever name was typed."""
        found = part(data)
        if found is None:
            return None
        decoded = Decoded(found.name)
        decoded.notes.extend(others_words(found.sender, sender))
        self._numbers(decoded, found, data)
        self._texts(decoded, found, data)
        if found.name == "error":
            kind, said = error_of(found.whole)
            return replace(decoded, refusal=f"{kind}: {said}" if said else kind)
        return replace(decoded, accepts=_accepts(found))

    def _numbers(self, decoded: Decoded, found: Part, data: bytes) -> None:
        for value, key in _HEX.items():
            if key not in found.values:
                continue
            try:
                content = salt_of(found.values) if value == "s" else positive(found.values, key)
            except RefusedError as refusal:
                decoded.notes.append(str(refusal))
                continue
            self._value(decoded, value, content, data, key, found)

    def odd(self, name: str, text: str) -> str:
        """A TIMESTAMP that Cognito does not sign so."""
        return (timestamp_note(text) or "") if name == "timestamp" else ""

    def _texts(self, decoded: Decoded, found: Part, data: bytes) -> None:
        values = found.values
        for value, key in _BASE64.items():
            if found.name == RESPOND and value == "secret_block":
                key = "PASSWORD_CLAIM_SECRET_BLOCK"
            if key in values:
                try:
                    self._value(decoded, value, base64_of(values, key), data, key, found)
                except RefusedError as refusal:
                    decoded.notes.append(str(refusal))
        for value, key in (*_TEXT.items(), *(("I", key) for key in self._user_keys(found))):
            try:
                text = text_of(values, key, key) if key in values else None
            except RefusedError as refusal:
                decoded.notes.append(str(refusal))
                continue
            if text is not None and value not in decoded.values:
                self._value(decoded, value, text.encode(), data, key, found)
            if text is not None and (note := self.odd(value, text)):
                decoded.notes.append(note)
        pool = found.whole.get("UserPoolId")
        issuer = pool_of_tokens(values) if found.name == "AuthenticationResult" else None
        if isinstance(pool, str) and len(pool) < 128:
            decoded.values["pool"] = pool_name(pool).encode("utf-8", "replace")
        elif issuer is not None:
            decoded.values["pool"] = issuer.encode("utf-8", "replace")
        self._typed(decoded, found, data)

    def _typed(self, decoded: Decoded, found: Part, data: bytes) -> None:
        """The name that was typed. It is no value of the sums, but a client may have hashed it."""
        values = found.values
        if found.name == INITIATE and isinstance(values.get("USERNAME"), str):
            decoded.values["username"] = values["USERNAME"].encode("utf-8", "replace")[:1_024]
        if "USERNAME" in values and (spot := place(data, "USERNAME", str(values["USERNAME"]))):
            decoded.fields.append(("USERNAME", (spot,)))

    def _user_keys(self, found: Part) -> tuple[str, ...]:
        return _USER if found.sender == "server" and "SRP_B" in found.values else ()

    def _value(self, decoded: Decoded, value: str, content: bytes, data: bytes, key: str, found: Part) -> None:
        decoded.values[value] = content
        spot = place(data, key, str(found.values[key]))
        if spot is not None:
            decoded.fields.append((value, (spot,)))

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """A client's A, unless it is the same handshake's first."""
        if before is None:
            return bool(decoded.values.keys() - set(self.brought))
        return sender == "client" and decoded.name in (INITIATE, DEVICE_FLOW) and "A" in decoded.values

    def dialect_of(self, data: bytes) -> str | None:
        """Cognito has one group and one hash."""
        return self.dialect if part(data) is not None else None

    def begins(self, head: bytes) -> bool:
        """A JSON object."""
        return head.startswith(b"{")

    def spoken_by(self, data: bytes) -> str | None:
        """Whose message it is; most errors could be any service's."""
        found = part(data)
        own = found is not None and (found.name != "error" or error_of(found.whole)[0] in (NOT_AUTHORIZED, NO_USER))
        return found.sender if own and found is not None else None

    def renewed(self, data: bytes, answers: Sequence[bytes]) -> bytes:
        """Its SECRET_BLOCK and Session are the challenge's, its TIMESTAMP is now."""
        return renewed(data, answers, timestamp())

    def secrets_in(self, data: bytes) -> list[str]:
        """Tokens above all: a refresh token is good for weeks."""
        return secrets_of(data)

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """Numbers in hex, bytes in base64, the rest as text."""
        found = part(data)
        spans = spans_of(self.decode(found.sender, data), name) if found is not None else ()
        if not spans:
            raise self.no_field(name)
        if name in _HEX:
            return splice(data, spans, content.hex().encode())
        return splice(data, spans, base64.b64encode(content) if name in _BASE64 else inner_text(content))


def _accepts(found: Part) -> bool:
    """Tokens, or a further challenge, come only after a proof that was right."""
    return found.sender == "server" and "SRP_B" not in found.values


WIRE = CognitoWire()
