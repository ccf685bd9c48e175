"""The pool's side of what follows a log-in: GetUser, a refresh, RevokeToken and GlobalSignOut, for tokens made here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from srpscope.wire.cognito.asking import GET_USER, REFRESH_FLOW, REVOKE, SIGN_OUT
from srpscope.wire.cognito.messages import ADMIN_INITIATE, INITIATE, INVALID, NOT_AUTHORIZED, error
from srpscope.wire.cognito.server import Pool
from srpscope.wire.cognito.texts import secret_hash, tokens
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import read_object, write_object

MOST_LOG_INS = 1_000
"""Log-ins whose tokens are known; beyond it the oldest is forgotten."""


MOST_ACCESS = 10 * MOST_LOG_INS
"""Access tokens that are known: each refresh makes one more."""


class LoggedIn:
    """Whose tokens were given out. A token is known by its text: nothing here is signed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._users: dict[str, str] = {}
        self._access: dict[str, str] = {}

    def gave(self, made: dict[str, Any], username: str) -> None:
        """Tokens went out to a user."""
        refresh = str(made["RefreshToken"])
        self._users[refresh] = username
        self._opens(str(made["AccessToken"]), refresh)
        while len(self._users) > MOST_LOG_INS:
            self._forget(next(iter(self._users)))

    def answers(self, operation: str, data: bytes) -> bool:
        """Whether a request is one of these."""
        if operation in (INITIATE, ADMIN_INITIATE):
            try:
                return read_object(data, "").get("AuthFlow") in (REFRESH_FLOW, "REFRESH_TOKEN")
            except RefusedError:
                return False
        return operation in (GET_USER, REVOKE, SIGN_OUT)

    def answer(self, operation: str, data: bytes) -> tuple[int, bytes]:
        """HTTP's status, and what the pool says."""
        try:
            asked = read_object(data, operation)
            return 200, write_object(self._said(operation, asked))
        except RefusedError as refusal:
            kind = refusal.cause if refusal.cause == NOT_AUTHORIZED else INVALID
            return 400, error(kind, str(refusal))

    def _said(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation in (INITIATE, ADMIN_INITIATE):
            return self._refreshed(asked)
        if operation == REVOKE:
            self._forget(str(asked.get("Token")))
            return {}
        refresh = self._access.get(str(asked.get("AccessToken")))
        if refresh is None:
            raise RefusedError("Invalid Access Token", NOT_AUTHORIZED)
        username = self._users[refresh]
        if operation == GET_USER:
            return {"Username": username, "UserAttributes": [{"Name": "sub", "Value": username}]}
        for one in [one for one, name in self._users.items() if name == username]:
            self._forget(one)
        return {}

    def _refreshed(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = asked.get("AuthParameters")
        held = given if isinstance(given, dict) else {}
        refresh = str(held.get("REFRESH_TOKEN"))
        username, pool = self._users.get(refresh), self._pool
        if username is None:
            raise RefusedError("Invalid Refresh Token", NOT_AUTHORIZED)
        if pool.client_secret is not None:
            right = secret_hash(pool.client_secret, username, pool.client_id)
            if held.get("SECRET_HASH") != right:
                raise RefusedError(f"Unable to verify secret hash for client {pool.client_id}", NOT_AUTHORIZED)
        made = tokens(pool.pool_id, pool.client_id, username, datetime.now(UTC))
        self._opens(made["AccessToken"], refresh)
        del made["RefreshToken"]
        return {"AuthenticationResult": made, "ChallengeParameters": {}}

    def _opens(self, access: str, refresh: str) -> None:
        self._access[access] = refresh
        if len(self._access) > MOST_ACCESS:
            del self._access[next(iter(self._access))]

    def _forget(self, refresh: str) -> None:
        self._users.pop(refresh, None)
        for one in [one for one, of in self._access.items() if of == refresh]:
            del self._access[one]
