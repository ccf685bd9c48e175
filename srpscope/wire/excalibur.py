"""Excalibur's WebSocket /api/auth: {"status", "binary", "data"} from the user name to an encrypted token.

Mirrors its published authentication document and comms.py of its server (PhotonicGluon/Excalibur), whose texts the
refusals are.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from srpscope.errors import SrpscopeError
from srpscope.wire.decoders import Decoded
from srpscope.wire.exchange import Exchange, OpenParty, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import place, read_object, text_of, utf8, write_object

ENDPOINT = "/api/auth"
SALT_ENDPOINT = "/api/users/security/"
"""GET with the user name appended gives {"auk_salt", "srp_salt"} in base64: the salt is no part of the exchange."""

DEPRECATION = (
    "Excalibur's own documentation calls its SRP log-in deprecated in favour of OPAQUE; newer servers may not offer it."
)

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


# What JavaScript's trim removes and Python's strip keeps, and the other way round.
_TRIMMED_BY_ONE = {"\ufeff": "JavaScript", **dict.fromkeys("\x1c\x1d\x1e\x1f\x85", "Python")}


def language_notes(username: str, password: str | None) -> list[str]:
    """Where Excalibur's TypeScript and Python derive different keys from the same words: what is trimmed off the
    password, what is escaped in the user name."""
    notes = []
    for char in (password or "")[:1] + (password or "")[-1:]:
        if char in _TRIMMED_BY_ONE:
            only = _TRIMMED_BY_ONE[char]
            other = "Python" if only == "JavaScript" else "JavaScript"
            notes.append(
                f"The password begins or ends with U+{ord(char):04X}, which {only} trims and {other} keeps: "
                "Excalibur's two languages derive different keys."
            )
    if any(char in '"\\' or char < " " for char in username):
        notes.append(
            "The user name holds a character that TypeScript's JSON.stringify escapes and the Python code does not: "
            "Excalibur's two languages derive different keys."
        )
    return list(dict.fromkeys(notes))


@dataclass(frozen=True)
class Message:
    """One message: data is bytes where "binary" is true, else text."""

    data: bytes | str = ""
    status: str | None = None

    def write(self) -> bytes:
        """The JSON text of the message."""
        binary = isinstance(self.data, bytes)
        shown = base64.b64encode(self.data).decode("ascii") if isinstance(self.data, bytes) else self.data
        return write_object({"status": self.status, "binary": binary, "data": shown})


def read(data: bytes, what: str = "the message") -> Message:
    """One message. Raises RefusedError."""
    message = read_object(data, what)
    status = message.get("status")
    if status is not None and not isinstance(status, str):
        raise RefusedError(f'{what}: "status" is neither OK, ERR nor null.')
    if not isinstance(message.get("binary", False), bool):
        raise RefusedError(f'{what}: "binary" is neither true nor false.')
    if message.get("data") is None:
        return Message("", status)
    text = text_of(message, "data", what, 65_536)
    if not message.get("binary"):
        return Message(text, status)
    try:
        return Message(base64.b64decode(text, validate=True), status)
    except (binascii.Error, ValueError):
        raise RefusedError(f'{what}: "data" is no base64, though "binary" is true.') from None


def _binary(message: Message, what: str) -> bytes:
    if not isinstance(message.data, bytes):
        raise RefusedError(f'{what} came as text; "binary" must be true.')
    if len(message.data) > 4_096:
        raise RefusedError(f"{what} has {len(message.data):,} bytes, more than any group.")
    return message.data


def _said(message: Message, otherwise: str) -> RefusedError:
    text = message.data if isinstance(message.data, str) and message.data else otherwise
    return RefusedError(f"The server refuses: {text}.", text[:100], by_peer=True)


class Client(Exchange):
    """The client: the salt fetched, name, B checked, A, M1, M2 checked, token opened.

    token: the JWT once it came and could be decrypted. fetch_salt: the party has none of its own.
    """

    side = "client"

    def __init__(self, party: Party, fetch_salt: bool = True) -> None:
        self.token: str | None = None
        self._fetch_salt = fetch_salt
        super().__init__(party)

    def steps(self) -> Steps:
        party = self.party
        self.notes += [DEPRECATION, *language_notes(party.text("I"), self._password())]
        if self._fetch_salt:
            address = SALT_ENDPOINT + quote(utf8(party.text("I")), safe="")
            party.receive("s", read_salt((yield Receive("security details", address))))
        yield Send("username", lambda: Message(party.text("I")).write(), ENDPOINT)
        bits = self._ok((yield Receive("group size", ENDPOINT)), "the group size").data
        own = str(party.number("N").bit_length())
        if bits != own:
            shown = bits if isinstance(bits, str) and bits in GROUP_BITS else "an unknown number of"
            raise RefusedError(f"The server uses a group of {shown} bits, this side one of {own}.", "group")
        for tries in range(1, TRIES + 1):
            B = read((yield Receive("B", ENDPOINT)), "B")
            if B.status == "ERR":
                raise _said(B, "no reason given")
            if self._B_is_fit(_binary(B, "B")):
                break
            yield Send("B refused", lambda: Message("B is 0 mod N", "ERR").write(), ENDPOINT)
            if tries == TRIES:
                raise RefusedError(f"B was 0 mod N in all {TRIES} tries.", "B")
        yield from self._agree_on_A()
        yield Send("M1", lambda: Message(party.raw("M1"), "OK").write(), ENDPOINT)
        M2 = _binary(self._ok((yield Receive("M2", ENDPOINT)), "M2"), "M2")
        if not party.agrees("M2", M2):
            raise RefusedError("M2 is not the proof that this side computes.", "proof")
        yield Send("OK", lambda: Message(status="OK").write(), ENDPOINT)
        self.accepted = True
        token = read((yield Receive("token", ENDPOINT)), "the token")
        self._take_token(token)

    def _password(self) -> str | None:
        try:
            return self.party.text("P")
        except SrpscopeError:  # a side may have x or v instead
            return None

    def _agree_on_A(self) -> Steps:
        for _ in range(TRIES):
            yield Send("A", lambda: Message(self.party.raw("A"), "OK").write(), ENDPOINT)
            answer = read((yield Receive("U is OK", ENDPOINT)), "the answer to A")
            if answer.status == "OK":
                return
            if answer.data != A_ILLEGAL:
                raise _said(answer, "A is refused")
            self.notes.append("The server refused A and may be offered another.")
            self.party.renew("a")
        raise RefusedError(f"The server refused A {TRIES} times.", A_TRIES_EXCEEDED)

    def _B_is_fit(self, B: bytes) -> bool:
        if int.from_bytes(B) % self.party.number("N") == 0:
            self.notes.append("B is 0 mod N: whoever sends it knows S without the verifier. It was refused.")
            return False
        self.party.receive("B", B)
        return True

    def _ok(self, data: bytes, what: str) -> Message:
        message = read(data, what)
        if message.status != "OK":
            raise _said(message, f"{what} came with status {message.status}")
        return message

    def _take_token(self, message: Message) -> None:
        if not isinstance(message.data, str):
            raise RefusedError("The token is not JSON text.")
        try:
            self.token = open_token(self.party.raw("K"), message.data)
            self.notes += shown_token(self.token)
        except RefusedError as refusal:  # both proofs were right, so this is not the handshake's failure
            self.notes.append(str(refusal))


class Server(Exchange):
    """The server: it speaks B before it has seen A."""

    side = "server"

    def __init__(self, open_party: OpenParty, sign_with: bytes | None = None) -> None:
        self._open_party = open_party
        self._sign_with = sign_with or secrets.token_bytes(32)
        super().__init__(None)

    def steps(self) -> Steps:
        name = read((yield Receive("username", ENDPOINT)), "the user name").data
        if not isinstance(name, str):
            raise RefusedError("The user name came as bytes.", NO_USER)
        self.party = party = self._open_party(name)
        yield Send("group size", lambda: Message(str(party.number("N").bit_length()), "OK").write(), ENDPOINT)
        yield from self._agree_on_A((yield from self._agree_on_B()))
        if party.number("u") == 0:
            raise RefusedError(f"{U_IS_ZERO}.", U_IS_ZERO)
        yield Send("U is OK", lambda: Message(U_IS_OK, "OK").write(), ENDPOINT)
        proof = read((yield Receive("M1", ENDPOINT)), "M1")
        if proof.status != "OK":
            raise RefusedError("The client gave up before M1.", "ERR", by_peer=True)
        M1 = _binary(proof, "M1")
        if not party.agrees("M1", M1):
            raise RefusedError(f"{M1_DIFFERS}.", M1_DIFFERS)
        party.receive("M1", M1)
        yield Send("M2", lambda: Message(party.raw("M2"), "OK").write(), ENDPOINT)
        last = read((yield Receive("OK", ENDPOINT)), "the last answer")
        if last.status != "OK":
            raise RefusedError("The client does not accept M2.", "ERR", by_peer=True)
        self.accepted = True
        yield Send("token", self._token, ENDPOINT)

    def _agree_on_B(self) -> Generator[Send | Receive, bytes, bytes]:
        """Returns the client's answer, which carries A already."""
        for tries in range(TRIES):
            if tries:
                self.party.renew("b")
            yield Send("B", lambda: Message(self.party.raw("B")).write(), ENDPOINT)
            data = yield Receive("A", ENDPOINT)
            if read(data, "A").status == "OK":
                return data
            self.notes.append("The client refused B.")
        raise RefusedError(f"{B_ALL_REFUSED}.", B_ALL_REFUSED)

    def _agree_on_A(self, data: bytes) -> Steps:
        for tries in range(1, TRIES + 1):
            answer = read(data, "A")
            if answer.status == "ERR":
                raise RefusedError("The client gave up before A.", "ERR", by_peer=True)
            A = _binary(answer, "A")
            if int.from_bytes(A) % self.party.number("N"):
                self.party.receive("A", A)
                return
            if tries == TRIES:
                raise RefusedError(f"{A_TRIES_EXCEEDED}.", A_TRIES_EXCEEDED)
            self.notes.append("A is 0 mod N: whoever sends it knows S without the password. Another may be tried.")
            yield Send("A refused", lambda: Message(A_ILLEGAL, "ERR").write(), ENDPOINT)
            data = yield Receive("A", ENDPOINT)

    def _token(self) -> bytes:
        now = int(time.time())
        claims = {"sub": self.party.text("I"), "iat": now, "exp": now + 3600, "uuid": secrets.token_hex(16)}
        return Message(seal_token(self.party.raw("K"), make_jwt(claims, self._sign_with))).write()

    def refusal_message(self, refusal: RefusedError) -> bytes:
        """Status ERR with the document's text, where it has one."""
        known = (NO_USER, U_IS_ZERO, M1_DIFFERS, A_TRIES_EXCEEDED, B_ALL_REFUSED)
        return Message(refusal.cause if refusal.cause in known else "Malformed message", "ERR").write()


# ---------------------------------------------------------------- the token


def seal_token(key: bytes, token: str, nonce: bytes | None = None) -> str:
    """{"nonce","token","tag"} in base64: AES-256-GCM under K, a nonce of 16 bytes as the server's library draws."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = nonce or secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, token.encode("utf-8"), None)
    parts = {"nonce": nonce, "token": sealed[:-16], "tag": sealed[-16:]}
    return json.dumps({name: base64.b64encode(part).decode("ascii") for name, part in parts.items()})


def open_token(key: bytes, text: str) -> str:
    """The JWT that was sent. Raises RefusedError where the form is wrong or K does not open it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    message = read_object(text.encode("utf-8", "replace"), "the token")
    parts: dict[str, bytes] = {}
    for name in ("nonce", "token", "tag"):
        try:
            parts[name] = base64.b64decode(text_of(message, name, "the token", 2 * TOKEN_BYTES), validate=True)
        except (binascii.Error, ValueError):
            raise RefusedError(f'the token: "{name}" is no base64.') from None
    if not 8 <= len(parts["nonce"]) <= 128 or len(parts["tag"]) != 16:
        raise RefusedError(f"the token: a nonce of {len(parts['nonce'])} and a tag of {len(parts['tag'])} bytes.")
    if len(key) not in (16, 24, 32):
        raise RefusedError(f"the token: K has {len(key)} bytes, which is no AES key.")
    try:
        return AESGCM(key).decrypt(parts["nonce"], parts["token"] + parts["tag"], None).decode("utf-8")
    except InvalidTag:
        raise RefusedError("the token: K does not open it; the tag does not fit.", "tag") from None
    except UnicodeDecodeError:
        raise RefusedError("the token: what K opened is no text.", "tag") from None


def make_jwt(claims: dict[str, Any], key: bytes) -> str:
    """A signed token (HS256), as the server would hand out."""
    import hashlib
    import hmac

    head = _url64(write_object({"alg": "HS256", "typ": "JWT"})) + "." + _url64(write_object(claims))
    return head + "." + _url64(hmac.new(key, head.encode("ascii"), hashlib.sha256).digest())


def read_jwt(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims. The signature is not verified: its key never leaves the server. Raises RefusedError."""
    parts = token.split(".")
    if len(parts) != 3:
        raise RefusedError("The token is no JWT: it has not three parts.")
    try:
        header, claims = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts[:2])
    except (binascii.Error, ValueError):
        raise RefusedError("The token is no JWT: a part is not base64.") from None
    return read_object(header, "the JWT's header"), read_object(claims, "the JWT's claims")


def shown_token(token: str) -> list[str]:
    """The JWT for people: its header and claims, and that nobody verified it. Raises RefusedError."""
    header, claims = read_jwt(token)
    return [
        f"The token opens under K. Its header: {json.dumps(header)[:500]}",
        f"Its claims: {json.dumps(claims)[:2_000]}",
        "Its signature is not verified: the key for that never leaves the server.",
    ]


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


# ---------------------------------------------------------------- reading a recorded message


def decode(sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
    """The values of one message. What a binary message is follows from sender, status and length: A and M1, B and M2
    have the same form."""
    try:
        parsed = read_object(data, "")
    except RefusedError:
        return None
    if endpoint is not None and endpoint.startswith(SALT_ENDPOINT) and sender == "server":
        return _decode_salt(data, parsed)
    if not {"status", "data"} <= parsed.keys():
        return None
    try:
        message = read(data)
    except RefusedError as refusal:
        return Decoded("malformed", notes=[str(refusal)])
    decoded = Decoded("text")
    if message.status == "ERR":
        decoded.notes.append(f"Refused: {message.data[:200]!r}" if isinstance(message.data, str) else "Refused.")
        return _named(decoded, "refusal")
    if isinstance(message.data, bytes):
        if sender == "client":
            name = "M1" if len(message.data) <= DIGEST_BYTES else "A"
        else:
            name = "M2" if message.status == "OK" else "B"
        return _with_value(_named(decoded, name), name, message.data, data, parsed)
    if sender == "client" and message.status is None:
        return _with_value(_named(decoded, "username"), "I", message.data.encode("utf-8"), data, parsed)
    if sender == "client":
        return _named(decoded, "OK")
    if message.data == U_IS_OK:
        return _named(decoded, U_IS_OK)
    if message.data in GROUP_BITS:
        decoded.notes.append(f"The group has {message.data} bits.")
        return _named(decoded, "group size")
    return _named(decoded, "token" if message.data.lstrip().startswith("{") else "text")


def _named(decoded: Decoded, name: str) -> Decoded:
    return Decoded(name, decoded.values, decoded.fields, decoded.notes)


def _with_value(decoded: Decoded, name: str, value: bytes, data: bytes, parsed: dict[str, Any]) -> Decoded:
    decoded.values[name] = value
    spot = place(data, "data", str(parsed["data"]))
    if spot is not None:
        decoded.fields.append((name, *spot))
    return decoded


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


def _decode_salt(data: bytes, parsed: dict[str, Any]) -> Decoded:
    try:
        salt = read_salt(data)
    except RefusedError as refusal:
        return Decoded("security details", notes=[str(refusal)])
    decoded = Decoded("security details", {"s": salt})
    spot = place(data, "srp_salt", str(parsed["srp_salt"]))
    if spot is not None:
        decoded.fields.append(("s", *spot))
    return decoded
