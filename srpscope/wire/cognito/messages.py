"""Amazon Cognito's USER_SRP_AUTH: two requests and their answers, JSON over HTTP.

    InitiateAuth            client  USERNAME, SRP_A                        AdminInitiateAuth: UserPoolId too
    PASSWORD_VERIFIER       server  SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP
    RespondToAuthChallenge  client  TIMESTAMP, PASSWORD_CLAIM_SIGNATURE    also the Admin form
    AuthenticationResult    server  tokens, or an error with its __type

DEVICE_SRP_AUTH is the same with the device's key as the user and its group as the pool. Amazon Cognito user pools API
reference: InitiateAuth, RespondToAuthChallenge.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import bytes_of, number_of, read_object, text_of, write_object

TARGET: Final = "AWSCognitoIdentityProviderService"
INITIATE, ADMIN_INITIATE = "InitiateAuth", "AdminInitiateAuth"
RESPOND, ADMIN_RESPOND = "RespondToAuthChallenge", "AdminRespondToAuthChallenge"
USER_FLOW, DEVICE_FLOW = "USER_SRP_AUTH", "DEVICE_SRP_AUTH"
VERIFIER, DEVICE_VERIFIER = "PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"

NOT_AUTHORIZED, NO_USER = "NotAuthorizedException", "UserNotFoundException"
INVALID, NO_CLIENT = "InvalidParameterException", "ResourceNotFoundException"
WRONG = "Incorrect username or password."

TEXT: Final = 4_096


@dataclass(frozen=True)
class Part:
    """One message as it is understood. sender, name: whose it is, what it is called. values: of the place that holds
    them: AuthParameters, ChallengeParameters, ChallengeResponses, or a pasted object of those. whole: the whole object.
    """

    sender: str
    name: str
    values: dict[str, Any]
    whole: dict[str, Any]


def part(data: bytes) -> Part | None:
    """What a message is; None where it is none of these. Never raises."""
    try:
        whole = read_object(data, "")
    except RefusedError:
        return None
    flow = whole.get("AuthFlow")
    if isinstance(flow, str) and "SRP_A" in (held := _inner(whole, "AuthParameters")):
        return Part("client", INITIATE, held, whole)
    held = _inner(whole, "ChallengeResponses")
    if "PASSWORD_CLAIM_SIGNATURE" in held:  # before SRP_A, which cognito-srp-helper sends once more
        return Part("client", RESPOND, held, whole)
    if "SRP_A" in held:
        return Part("client", DEVICE_FLOW, held, whole)
    held = _inner(whole, "ChallengeParameters")
    if "SRP_B" in held:
        return Part("server", str(whole.get("ChallengeName", VERIFIER))[:64], held, whole)
    if isinstance(whole.get("AuthenticationResult"), dict) and "SRP_A" not in whole:
        return Part("server", "AuthenticationResult", whole["AuthenticationResult"], whole)
    kind = whole.get("__type")
    if isinstance(kind, str) and kind.rpartition("#")[2].endswith("Exception"):
        return Part("server", "error", {}, whole)
    if isinstance(whole.get("ChallengeName"), str) and "ChallengeParameters" in whole:
        return Part("server", str(whole["ChallengeName"])[:64], held, whole)
    return _bare(whole)


def _inner(whole: dict[str, Any], key: str) -> dict[str, Any]:
    found = whole.get(key)
    return found if isinstance(found, dict) else {}


def _bare(whole: dict[str, Any]) -> Part | None:
    """The parameters alone, as people paste them."""
    if {"SRP_B", "SALT"} <= whole.keys():
        return Part("server", VERIFIER, whole, whole)
    if {"PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"} <= whole.keys():
        return Part("client", RESPOND, whole, whole)
    if {"SRP_A", "USERNAME"} <= whole.keys():
        return Part("client", INITIATE, whole, whole)
    return None


def expected(data: bytes, sender: str, *names: str) -> Part:
    """A message of that side with one of these names. Raises RefusedError, by the peer for an error of the server's."""
    found = part(data)
    if found is not None and found.sender == "server" and found.name == "error":
        kind, said = error_of(found.whole)
        of = "" if kind == NOT_AUTHORIZED else "session"
        raise RefusedError(f"The server refuses: {kind}: {said}", kind, by_peer=True, of=of)
    if found is None or found.sender != sender or found.name not in names:
        read_object(data, f"the {sender}'s message")
        given = "is none of Cognito's" if found is None else f"is {found.name}"
        raise RefusedError(f"The {sender}'s message {given}; {' or '.join(names)} was expected.", INVALID)
    return found


def error_of(whole: dict[str, Any]) -> tuple[str, str]:
    """Type and words of an error, within bounds."""
    said = whole.get("message", whole.get("Message", ""))
    kind = str(whole.get("__type", "")).rpartition("#")[2][:64]
    return kind, said[:200] if isinstance(said, str) else ""


def error(kind: str, said: str) -> bytes:
    """An error as Cognito writes it."""
    return write_object({"__type": kind, "message": said})


def positive(held: dict[str, Any], key: str) -> bytes:
    """A public value, minimal. Raises RefusedError."""
    number = number_of(held, key, key)
    if number < 0:
        raise RefusedError(f"{key} is negative.", INVALID)
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))


def salt_of(held: dict[str, Any]) -> bytes:
    """SALT, its leading zeros kept. Raises RefusedError."""
    if isinstance(held.get("SALT"), str) and held["SALT"].startswith("-"):
        raise RefusedError(
            "SALT is negative: Cognito was seen to send such a one for users that do not exist.", NO_USER
        )
    return bytes_of(held, "SALT", "SALT")


def base64_of(held: dict[str, Any], key: str) -> bytes:
    """A member in base64. Raises RefusedError."""
    try:
        return base64.b64decode(text_of(held, key, key, TEXT), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError(f"{key} is no base64.", INVALID) from None


def renewed(data: bytes, answers: Sequence[bytes], stamp: str) -> bytes:
    """A client's second message with another challenge's SECRET_BLOCK and Session, and another TIMESTAMP."""
    asked = part(data)
    given = next((found for one in reversed(answers) if (found := part(one)) and "SECRET_BLOCK" in found.values), None)
    if asked is None or asked.name != RESPOND or given is None:
        return data
    whole, held = asked.whole, asked.values
    held |= {"PASSWORD_CLAIM_SECRET_BLOCK": given.values["SECRET_BLOCK"], "TIMESTAMP": stamp}
    if "Session" in whole or "Session" in given.whole:
        whole["Session"] = given.whole.get("Session")
    return write_object(whole)


def secrets_of(data: bytes) -> list[str]:
    """The tokens, passwords and secrets in a message of a pool, whatever operation it is of."""
    try:
        waiting: list[Any] = [read_object(data, "")]
    except RefusedError:
        return []
    found: list[str] = []
    while waiting:
        held = waiting.pop()
        for key, value in held.items() if isinstance(held, dict) else ():
            if isinstance(value, str) and key in _SECRET_KEYS:
                found.append(value)
        waiting += held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    return found


_SECRET_KEYS = frozenset(
    ["AccessToken", "IdToken", "RefreshToken", "REFRESH_TOKEN", "Token", "ClientSecret", "NEW_PASSWORD", "PASSWORD"]
)


def pool_name(pool_id: str) -> str:
    """The part of a pool's id that is hashed: what stands behind the underscore."""
    return pool_id.partition("_")[2] or pool_id


def pool_of_tokens(tokens: dict[str, Any]) -> str | None:
    """The pool that issued a token, by its own word ("iss"); None where it says none."""
    for key in ("AccessToken", "IdToken"):
        text = tokens.get(key)
        pieces = text.split(".") if isinstance(text, str) and len(text) < 65_536 else []
        if len(pieces) != 3:
            continue
        try:
            claims = json.loads(base64.urlsafe_b64decode(pieces[1] + "=" * (-len(pieces[1]) % 4)))
        except (ValueError, RecursionError):
            continue
        issuer = claims.get("iss") if isinstance(claims, dict) else None
        if isinstance(issuer, str) and "_" in issuer:
            return pool_name(issuer.rstrip("/").rpartition("/")[2])[:128]
    return None
