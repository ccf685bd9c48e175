"""The server of Excalibur: it speaks B before it has seen A."""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator

from srpscope.wire.excalibur.messages import (
    A_ILLEGAL,
    A_TRIES_EXCEEDED,
    B_ALL_REFUSED,
    ENDPOINT,
    M1_DIFFERS,
    NO_USER,
    TRIES,
    U_IS_OK,
    U_IS_ZERO,
    ExcaliburMessage,
    binary,
    read,
)
from srpscope.wire.excalibur.token import make_jwt, seal_token
from srpscope.wire.exchange import Exchange, OpenParty, Receive, RefusedError, Send, Steps


class ExcaliburServer(Exchange):
    """The server: it speaks B before it has seen A."""

    side = "server"

    def __init__(self, open_party: OpenParty, sign_with: bytes | None = None) -> None:
        self._open_party = open_party
        self._sign_with = sign_with or secrets.token_bytes(32)
        super().__init__(None)

    def steps(self) -> Steps:
        """The same as the server has it. Raises RefusedError."""
        name = read((yield Receive("username", ENDPOINT)), "the user name").data
        if not isinstance(name, str):
            raise RefusedError("The user name came as bytes.", NO_USER)
        self.party = party = self._open_party(name)
        yield Send("group size", lambda: ExcaliburMessage(str(party.number("N").bit_length()), "OK").write(), ENDPOINT)
        yield from self._agree_on_A((yield from self._agree_on_B()))
        if party.number("u") == 0:
            raise RefusedError(f"{U_IS_ZERO}.", U_IS_ZERO)
        yield Send("U is OK", lambda: ExcaliburMessage(U_IS_OK, "OK").write(), ENDPOINT)
        proof = read((yield Receive("M1", ENDPOINT)), "M1")
        if proof.status != "OK":
            raise RefusedError("The client gave up before M1.", "ERR", by_peer=True, of="message")
        M1 = binary(proof, "M1")
        if not party.agrees("M1", M1):
            raise RefusedError(f"{M1_DIFFERS}.", M1_DIFFERS, of="M1")
        party.receive("M1", M1)
        yield Send("M2", lambda: ExcaliburMessage(party.raw("M2"), "OK").write(), ENDPOINT)
        last = read((yield Receive("OK", ENDPOINT)), "the last answer")
        if last.status != "OK":
            raise RefusedError("The client does not accept M2.", "ERR", by_peer=True, of="M2")
        self.accepted = True
        yield Send("token", self._token, ENDPOINT)

    def _agree_on_B(self) -> Generator[Send | Receive, bytes, bytes]:
        """Returns the client's answer, which carries A already."""
        for tries in range(TRIES):
            if tries:
                self.party.renew("b")
            yield Send("B", lambda: ExcaliburMessage(self.party.raw("B")).write(), ENDPOINT)
            data = yield Receive("A", ENDPOINT)
            if read(data, "A").status == "OK":
                return data
            self.notes.append("The client refused B.")
        raise RefusedError(f"{B_ALL_REFUSED}.", B_ALL_REFUSED, of="B")

    def _agree_on_A(self, data: bytes) -> Steps:
        for tries in range(1, TRIES + 1):
            answer = read(data, "A")
            if answer.status == "ERR":
                raise RefusedError("The client gave up before A.", "ERR", by_peer=True, of="B")
            A = binary(answer, "A")
            if int.from_bytes(A) % self.party.number("N"):
                self.party.receive("A", A)
                return
            if tries == TRIES:
                raise RefusedError(f"{A_TRIES_EXCEEDED}.", A_TRIES_EXCEEDED, of="A")
            self.notes.append("A is 0 mod N: whoever sends it knows S without the password. Another may be tried.")
            yield Send("A refused", lambda: ExcaliburMessage(A_ILLEGAL, "ERR").write(), ENDPOINT)
            data = yield Receive("A", ENDPOINT)

    def _token(self) -> bytes:
        now = int(time.time())
        claims = {"sub": self.party.text("I"), "iat": now, "exp": now + 3600, "uuid": secrets.token_hex(16)}
        return ExcaliburMessage(seal_token(self.party.raw("K"), make_jwt(claims, self._sign_with))).write()

    def refusal_message(self, refusal: RefusedError) -> bytes:
        """Status ERR with the document's text, where it has one."""
        known = (NO_USER, U_IS_ZERO, M1_DIFFERS, A_TRIES_EXCEEDED, B_ALL_REFUSED)
        return ExcaliburMessage(refusal.cause if refusal.cause in known else "Malformed message", "ERR").write()
