"""A user pool that checks the signature: USER_SRP_AUTH and DEVICE_SRP_AUTH."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from srpscope.wire.cognito.messages import (
    DEVICE_FLOW,
    DEVICE_VERIFIER,
    INITIATE,
    INVALID,
    NO_CLIENT,
    NOT_AUTHORIZED,
    RESPOND,
    VERIFIER,
    WRONG,
    Part,
    base64_of,
    error,
    expected,
    positive,
)
from srpscope.wire.cognito.texts import FORMAT, canonical, is_timestamp, secret_hash, timestamp_note, tokens
from srpscope.wire.exchange import Exchange, OpenParty, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import text_of, write_object

BLOCK_BYTES = 64


@dataclass(frozen=True)
class Pool:
    """A user pool with one app client. client_secret: None for an app without one. aliases: other names to log in
    with -> the user name that is hashed."""

    pool_id: str
    client_id: str
    client_secret: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)


class CognitoServer(Exchange):
    """The pool's side. secret_block: what it gives out, by which the second request finds it. gave: called with the
    tokens that go out, and whose they are."""

    side = "server"

    def __init__(
        self,
        open_party: OpenParty,
        pool: Pool,
        gave: Callable[[dict[str, Any], str], None] = lambda made, username: None,
    ) -> None:
        self._open_party = open_party
        self.pool = pool
        self._gave = gave
        self.secret_block = secrets.token_bytes(BLOCK_BYTES)
        super().__init__(None)

    def steps(self) -> Steps:
        """The same as a user pool has it. Raises RefusedError with the name of the exception that Cognito sends."""
        first = expected((yield Receive(INITIATE)), "client", INITIATE, DEVICE_FLOW)
        self._app_client(first)
        device = first.name == DEVICE_FLOW
        typed = text_of(first.values, "DEVICE_KEY" if device else "USERNAME", "the first request")
        username = typed if device else self.pool.aliases.get(typed, typed)
        user = self._user_of_device(first) if device else username
        self.party = party = self._open_party(username)
        A = positive(first.values, "SRP_A")
        if int.from_bytes(A) % party.number("N") == 0:
            raise RefusedError("SRP_A is 0 mod N.", "A")
        party.receive("A", A)
        party.receive("secret_block", self.secret_block)
        verifier = DEVICE_VERIFIER if device else VERIFIER
        yield Send(verifier, lambda: self._challenge(verifier, username, user), INITIATE)
        second = expected((yield Receive(RESPOND)), "client", RESPOND)
        self._app_client(second)
        self._look_at(second)
        stamp = text_of(second.values, "TIMESTAMP", "the second request")
        if not is_timestamp(stamp):
            raise RefusedError(FORMAT, INVALID)
        party.receive("timestamp", canonical(stamp).encode())
        M1 = base64_of(second.values, "PASSWORD_CLAIM_SIGNATURE")
        if not party.agrees("M1", M1):
            odd = timestamp_note(stamp)
            self.notes += [odd] if odd else []
            raise RefusedError("PASSWORD_CLAIM_SIGNATURE is not the one computed here.", "proof")
        party.receive("M1", M1)
        yield Send("AuthenticationResult", lambda: self._result(user), RESPOND)
        self.accepted = True

    def _user_of_device(self, first: Part) -> str:
        """Whose device it is: the key is hashed, and the tokens are the user's."""
        named = str(first.values.get("USERNAME", ""))
        return self.pool.aliases.get(named, named)

    def _challenge(self, verifier: str, username: str, user: str) -> bytes:
        party = self.party
        held = {
            "SALT": party.raw("s").hex(),
            "SECRET_BLOCK": base64.b64encode(self.secret_block).decode("ascii"),
            "SRP_B": party.raw("B").hex(),
            "USERNAME": user,
            "USER_ID_FOR_SRP" if verifier == VERIFIER else "DEVICE_KEY": username,
        }
        return write_object({"ChallengeName": verifier, "ChallengeParameters": held})

    def _result(self, username: str) -> bytes:
        made = tokens(self.pool.pool_id, self.pool.client_id, username, datetime.now(UTC))
        self._gave(made, username)
        return write_object({"AuthenticationResult": made, "ChallengeParameters": {}})

    def _app_client(self, found: Part) -> None:
        """The app client and its secret hash. Raises RefusedError in Cognito's words."""
        pool, given = self.pool, found.whole.get("ClientId")
        if given is not None and given != pool.client_id:
            shown = given[:64] if isinstance(given, str) else "?"
            raise RefusedError(f"User pool client {shown} does not exist.", NO_CLIENT, of="session")
        if pool.client_secret is None:
            return
        sent = found.values.get("SECRET_HASH")
        if sent is None:
            words = f"Client {pool.client_id} is configured with secret but SECRET_HASH was not received"
            raise RefusedError(words, NOT_AUTHORIZED, of="session")
        username = text_of(found.values, "USERNAME", found.name)
        right = secret_hash(pool.client_secret, username, pool.client_id)
        if not isinstance(sent, str) or not hmac.compare_digest(sent.encode("utf-8", "replace"), right.encode()):
            words = f"Unable to verify secret hash for client {pool.client_id}"
            raise RefusedError(words, NOT_AUTHORIZED, of="session")

    def _look_at(self, second: Part) -> None:
        if base64_of(second.values, "PASSWORD_CLAIM_SECRET_BLOCK") != self.secret_block:
            self.notes.append("PASSWORD_CLAIM_SECRET_BLOCK is not the SECRET_BLOCK that was given out.")

    def refusal_message(self, refusal: RefusedError) -> bytes:
        """The error's __type and words: for a wrong proof those that Cognito has for everything."""
        refusal.status = 400
        if refusal.answer is not None:
            return refusal.answer
        if refusal.cause in (NO_CLIENT, INVALID, NOT_AUTHORIZED):
            return error(refusal.cause, str(refusal))
        if refusal.cause == "proof":
            return error(NOT_AUTHORIZED, WRONG)
        return error(INVALID, str(refusal))
