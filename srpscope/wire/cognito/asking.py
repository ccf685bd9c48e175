"""What a client asks of a user pool once it is logged in: JSON with the tokens that the log-in gave, not encrypted.

Amazon Cognito user pools API reference: GetUser, InitiateAuth (REFRESH_TOKEN_AUTH), RevokeToken, GlobalSignOut,
RespondToAuthChallenge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srpscope.errors import PeerError, UserError
from srpscope.printable import printable
from srpscope.wire.asking import Asked, Tree, read_words
from srpscope.wire.cognito.client import CognitoClient
from srpscope.wire.cognito.messages import ADMIN_INITIATE, ADMIN_RESPOND, INITIATE, RESPOND, error_of, part
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import read_object, tree_of, write_object

GET_USER, REVOKE, SIGN_OUT = "GetUser", "RevokeToken", "GlobalSignOut"
REFRESH_FLOW = "REFRESH_TOKEN_AUTH"

CODES = {
    "SMS_MFA": "SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE", "EMAIL_OTP": "EMAIL_OTP_CODE",
    "NEW_PASSWORD_REQUIRED": "NEW_PASSWORD",
}  # fmt: skip
"""A further challenge -> what its answer is called."""

FORMS: Mapping[str, tuple[str, ...]] = {
    "get-user": (), "refresh": (), "revoke": (), "sign-out": (), "respond": ("answer",),
}  # fmt: skip

HELP = tuple(f"{name} {' '.join(f'{one}=..' for one in fields)}".strip() for name, fields in FORMS.items())


class CognitoAsks:
    """The requests of one client, made of what its log-in gave."""

    seals = False
    forms = FORMS
    hints: Mapping[str, str] = {
        "answer": "the code, or the new password, that the further challenge wants",
        "endpoint": "an operation, as GetUser", "bytes": "its JSON, in hex",
    }  # fmt: skip

    secret = frozenset(["answer"])

    def __init__(self, client: CognitoClient) -> None:
        self._client = client

    def read(self, text: str) -> Asked:
        """As asking.read_words: NAME FIELD=VALUE .., or OPERATION:HEX. Raises UserError, for an answer that is empty
        too."""
        asked = read_words(text, FORMS)
        if asked.plain is None and asked.name == "respond" and not asked.fields.get("answer"):
            raise UserError(f"respond has nothing to send: answer is {self.hints['answer']}.")
        return asked

    def build(self, asked: Asked) -> tuple[str, bytes]:
        """The operation and its JSON. Raises UserError where the log-in gave no such token."""
        if asked.plain is not None:
            return asked.name, asked.plain
        login = self._client.login
        app: dict[str, Any] = {"ClientId": login.client_id}
        pool = {} if login.pool_id is None else {"UserPoolId": login.pool_id}
        if asked.name == "respond":
            return RESPOND if not pool else ADMIN_RESPOND, write_object({**self._answer(asked.fields), **app, **pool})
        if asked.name == "refresh":
            given = {"REFRESH_TOKEN": self._token("RefreshToken"), **self._hash()}
            flow = {"AuthFlow": REFRESH_FLOW, "AuthParameters": given}
            return INITIATE if not pool else ADMIN_INITIATE, write_object({**flow, **app, **pool})
        if asked.name == "revoke":
            secret = {} if login.client_secret is None else {"ClientSecret": login.client_secret}
            return REVOKE, write_object({"Token": self._token("RefreshToken"), **app, **secret})
        operation = GET_USER if asked.name == "get-user" else SIGN_OUT
        return operation, write_object({"AccessToken": self._token("AccessToken")})

    def took(self, reply: bytes) -> None:
        """An answer: new tokens are used from then on. Raises PeerError for an error."""
        found = part(reply)
        if found is None or found.sender != "server":
            return
        if found.name == "error":
            kind, said = error_of(found.whole)
            words = printable(f"{kind}: {said}" if kind and said else kind or said)
            raise PeerError(f"The server refuses it: {words.rstrip('.')}.")
        if found.name == "AuthenticationResult":
            self._client.tokens, self._client.challenge = {**self._client.tokens, **found.values}, None
        elif "ChallengeName" in found.whole:
            self._client.challenge = found

    def tree(self, data: bytes, endpoint: str) -> Tree:
        """The JSON, member by member; of anything else its length."""
        try:
            return tree_of(read_object(data, ""))
        except RefusedError:
            return tree_of({"no JSON object": f"{len(data):,} bytes"} if data else {})

    def _token(self, name: str) -> str:
        token = self._client.tokens.get(name) if self._client.challenge is None else None
        if not isinstance(token, str):
            raise UserError(f"The log-in gave no {name}.")
        return token

    def _hash(self) -> dict[str, str]:
        return self._client.hashed(self._client.username)

    def _answer(self, fields: Mapping[str, str]) -> dict[str, Any]:
        challenge = self._client.challenge
        if challenge is None:
            raise UserError("The server has asked for nothing more: there is no further challenge.")
        if challenge.name not in CODES:
            raise UserError(f"{challenge.name} is no challenge that can be answered here, but as OPERATION:HEX.")
        given = {"USERNAME": self._client.username, CODES[challenge.name]: fields["answer"]}
        session = challenge.whole.get("Session")
        kept = {"Session": session} if isinstance(session, str) else {}
        return {"ChallengeName": challenge.name, "ChallengeResponses": {**given, **self._hash()}, **kept}
