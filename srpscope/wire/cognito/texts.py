"""The texts around Cognito's proof: TIMESTAMP in English, SECRET_HASH of an app client, and tokens that say of
themselves that they were made here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from datetime import UTC, datetime
from typing import Any, Final

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FORMAT: Final = "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."
"""Cognito's own words."""

_TIMESTAMP = re.compile(
    rf"({'|'.join(DAYS)}) ({'|'.join(MONTHS)}) (0?[1-9]|[12]\d|3[01]) (\d\d):(\d\d):(\d\d) (UTC|GMT) (\d{{4}})",
    re.ASCII,
)

MADE: Final = "made by srpscope serve cognito; signed by nobody, good for nothing"


def timestamp(now: datetime | None = None) -> str:
    """A time as Cognito wants it: English whatever the locale, UTC, no zero before the day."""
    now = (now or datetime.now(UTC)).astimezone(UTC)
    return f"{DAYS[now.weekday()]} {MONTHS[now.month - 1]} {now.day} {now:%H:%M:%S} UTC {now.year}"


def is_timestamp(text: str) -> bool:
    """Whether a text has Cognito's form, a zero before the day and GMT forgiven."""
    return _TIMESTAMP.fullmatch(text) is not None


def canonical(text: str) -> str:
    """A timestamp without the zero before its day, which Cognito itself never writes."""
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return text
    day, month, date, hour, minute, second, zone, year = found.groups()
    return f"{day} {month} {int(date)} {hour}:{minute}:{second} {zone} {year}"


def timestamp_note(text: str) -> str | None:
    """What is odd about a timestamp; None where nothing is."""
    if not is_timestamp(text):
        return "TIMESTAMP is not of the form 'Mon Jan 2 15:04:05 UTC 2006' in English."
    if canonical(text) != text:
        return "TIMESTAMP has a zero before its day; Cognito signs the day without one."
    return None


def secret_hash(client_secret: str, username: str, client_id: str) -> str:
    """SECRET_HASH: HMAC-SHA-256 of (user name | client id) with the app client's secret, in base64."""
    made = hmac.new(client_secret.encode(), (username + client_id).encode("utf-8", "surrogateescape"), hashlib.sha256)
    return base64.b64encode(made.digest()).decode("ascii")


def _jwt(claims: dict[str, Any]) -> str:
    header = {"alg": "none", "typ": "JWT", "kid": MADE}
    pieces = [json.dumps(one, separators=(",", ":")).encode() for one in (header, claims)]
    return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in (*pieces, MADE.encode()))


def tokens(pool_id: str, client_id: str, username: str, now: datetime) -> dict[str, Any]:
    """An AuthenticationResult. Every token says that it was made here; nothing that checks signatures takes one."""
    at = int(now.timestamp())
    region = pool_id.partition("_")[0]
    common = {
        "iss": f"https://cognito-idp.{region}.amazonaws.com/{pool_id}", "sub": username, "made_by": MADE,
        "auth_time": at, "iat": at, "exp": at + 3600,
    }  # fmt: skip
    access = {**common, "token_use": "access", "client_id": client_id, "username": username, "scope": "made"}
    identity = {**common, "token_use": "id", "aud": client_id, "cognito:username": username}
    return {
        "AccessToken": _jwt({**access, "jti": secrets.token_hex(8)}),
        "IdToken": _jwt({**identity, "jti": secrets.token_hex(8)}),
        "RefreshToken": base64.urlsafe_b64encode(f"{MADE}; {secrets.token_hex(8)}".encode()).decode(),
        "ExpiresIn": 3600,
        "TokenType": "Bearer",
    }
