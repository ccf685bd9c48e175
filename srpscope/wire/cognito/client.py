"""The client of USER_SRP_AUTH and of DEVICE_SRP_AUTH."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from srpscope.wire.cognito.messages import (
    ADMIN_INITIATE,
    ADMIN_RESPOND,
    DEVICE_FLOW,
    DEVICE_VERIFIER,
    INITIATE,
    RESPOND,
    USER_FLOW,
    VERIFIER,
    Part,
    base64_of,
    expected,
    part,
    positive,
    salt_of,
)
from srpscope.wire.cognito.texts import secret_hash, timestamp
from srpscope.wire.exchange import Exchange, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import text_of, write_object

NO_PROOF_OF_ITS_OWN = "Cognito sends no proof of its own: nothing showed that it knows the verifier."


@dataclass(frozen=True)
class Login:
    """What a client says beside its values. username: as typed, maybe an alias. pool_id: with the Admin forms only.
    device: its key, where a device logs in. stamp: makes TIMESTAMP."""

    username: str
    client_id: str
    client_secret: str | None = None
    pool_id: str | None = None
    device: str | None = None
    stamp: Callable[[], str] = timestamp


class CognitoClient(Exchange):
    """The client. tokens: what the server gave, or the parameters of a further challenge; challenge: that one.
    username: as the pool calls the user, once it has said so. A device's key is hashed as I, and is no user."""

    side = "client"
    mutual = False

    def __init__(self, party: Party, login: Login) -> None:
        self.login = login
        self.username = login.username
        self.tokens: dict[str, Any] = {}
        self.challenge: Part | None = None
        super().__init__(party)

    def steps(self) -> Steps:
        """InitiateAuth with A, then the signature over salt, B and the secret block; the tokens end it."""
        party, login = self.party, self.login
        first = INITIATE if login.pool_id is None else ADMIN_INITIATE
        second = RESPOND if login.pool_id is None else ADMIN_RESPOND
        begin = first if login.device is None else second
        yield Send(INITIATE if login.device is None else DEVICE_FLOW, self._first, begin)
        verifier = VERIFIER if login.device is None else DEVICE_VERIFIER
        challenge = expected((yield Receive(verifier, begin)), "server", verifier)
        held = challenge.values
        B = positive(held, "SRP_B")
        if int.from_bytes(B) % party.number("N") == 0:
            raise RefusedError("SRP_B is 0 mod N.", "B")
        user = "USER_ID_FOR_SRP" if login.device is None else "DEVICE_KEY"
        party.receive("I", text_of(held, user, "the challenge").encode())
        party.receive("s", salt_of(held))
        party.receive("B", B)
        party.receive("secret_block", base64_of(held, "SECRET_BLOCK"))
        party.receive("timestamp", login.stamp().encode())
        session = challenge.whole.get("Session")
        self._keep = {"Session": session} if isinstance(session, str) else {}
        yield Send(RESPOND, lambda: self._second(held, verifier), second)
        self._take((yield Receive("AuthenticationResult", second)))
        self.notes.append(NO_PROOF_OF_ITS_OWN)
        self.accepted = True

    def _common(self) -> dict[str, Any]:
        login = self.login
        return {"ClientId": login.client_id, **({} if login.pool_id is None else {"UserPoolId": login.pool_id})}

    def hashed(self, username: str) -> dict[str, str]:
        """SECRET_HASH, of an app client with a secret."""
        login = self.login
        if login.client_secret is None:
            return {}
        return {"SECRET_HASH": secret_hash(login.client_secret, username, login.client_id)}

    def _first(self) -> bytes:
        login = self.login
        sent = {"USERNAME": login.username, "SRP_A": self.party.raw("A").hex(), **self.hashed(login.username)}
        if login.device is None:
            return write_object({"AuthFlow": USER_FLOW, "AuthParameters": sent, **self._common()})
        sent["DEVICE_KEY"] = login.device
        return write_object({"ChallengeName": DEVICE_FLOW, "ChallengeResponses": sent, **self._common()})

    def _second(self, held: dict[str, Any], verifier: str) -> bytes:
        party = self.party
        named = held.get("USERNAME")
        if isinstance(named, str):
            self.username = named
        sent = {
            "USERNAME": self.username,
            "PASSWORD_CLAIM_SECRET_BLOCK": held["SECRET_BLOCK"],
            "TIMESTAMP": party.text("timestamp"),
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(party.raw("M1")).decode("ascii"),
            **self.hashed(self.username),
        }
        if self.login.device is not None:
            sent["DEVICE_KEY"] = self.login.device
        return write_object(
            {"ChallengeName": verifier, "ChallengeResponses": sent, **self._common(), **self._keep},
        )

    def _take(self, data: bytes) -> None:
        found = part(data)
        if found is None or found.name == "error" or found.sender != "server" or "SRP_B" in found.values:
            found = expected(data, "server", "AuthenticationResult")
        self.tokens = found.values
        if found.name != "AuthenticationResult":
            self.challenge = found
            self.notes.append(f"The proof was taken; the server goes on with the challenge {found.name}.")
