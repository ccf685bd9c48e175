"""Excalibur's WebSocket /api/auth: {"status", "binary", "data"} from the user name to an encrypted token.

Mirrors its published authentication document and comms.py of its server (PhotonicGluon/Excalibur), whose texts the
refusals are.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import read_object, text_of, write_object

ENDPOINT = "/api/auth"
SALT_ENDPOINT = "/api/users/security/"
"""GET with the user name appended gives {"auk_salt", "srp_salt"} in base64: the salt is no part of the exchange."""

NO_USER = "User does not exist"
U_IS_ZERO = "Shared U value is 0"
U_IS_OK = "U is OK"
M1_DIFFERS = "M1 values do not match"
A_ILLEGAL = "Client public value is illegal; A mod N cannot be 0"
A_TRIES_EXCEEDED = "Client tries exceeded"
B_ALL_REFUSED = "Client refused all server's public values"
TRIES = 3
"""How many values of B, and of A, are tried."""

DIGEST_BYTES = 32
NONCE_BYTES = 16
TOKEN_BYTES = 16_384
GROUP_BITS = ("1024", "1536", "2048")


@dataclass(frozen=True)
class ExcaliburMessage:
    """One message: data is bytes where "binary" is true, else text."""

    data: bytes | str = ""
    status: str | None = None

    def write(self) -> bytes:
        """The JSON text of the message."""
        binary = isinstance(self.data, bytes)
        shown = base64.b64encode(self.data).decode("ascii") if isinstance(self.data, bytes) else self.data
        return write_object({"status": self.status, "binary": binary, "data": shown})


def read(data: bytes, what: str = "the message") -> ExcaliburMessage:
    """One message. Raises RefusedError."""
    message = read_object(data, what)
    status = message.get("status")
    if status is not None and not isinstance(status, str):
        raise RefusedError(f'{what}: "status" is neither OK, ERR nor null.')
    if not isinstance(message.get("binary", False), bool):
        raise RefusedError(f'{what}: "binary" is neither true nor false.')
    if message.get("data") is None:
        return ExcaliburMessage("", status)
    text = text_of(message, "data", what, 65_536)
    if not message.get("binary"):
        return ExcaliburMessage(text, status)
    try:
        return ExcaliburMessage(base64.b64decode(text, validate=True), status)
    except (binascii.Error, ValueError):
        raise RefusedError(f'{what}: "data" is no base64, though "binary" is true.') from None


def binary(message: ExcaliburMessage, what: str) -> bytes:
    """The data of a message that carries bytes, within a bound. Raises RefusedError."""
    if not isinstance(message.data, bytes):
        raise RefusedError(f'{what} came as text; "binary" must be true.')
    if len(message.data) > 4_096:
        raise RefusedError(f"{what} has {len(message.data):,} bytes, more than any group.")
    return message.data


def read_salt(data: bytes) -> bytes:
    """The SRP salt of GET /api/users/security/NAME. Raises RefusedError."""
    message = read_object(data, "the security details")
    if "srp_salt" not in message and isinstance(message.get("detail"), str):
        said = str(message["detail"])[:100]
        raise RefusedError(f"The server refuses: {said}.", said, by_peer=True)
    try:
        return base64.b64decode(text_of(message, "srp_salt", "the security details"), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError('the security details: "srp_salt" is no base64.') from None


def write_salt(salt: bytes) -> bytes:
    """The security details that a server hands out; the other salt is that of the vault key, of no use here."""
    return write_object({"auk_salt": "", "srp_salt": base64.b64encode(salt).decode("ascii")})
