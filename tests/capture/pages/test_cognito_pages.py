"""What Cognito's messages say of a page's values by themselves: A, B and s are hex, the group is Cognito's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from srpscope.session.opening import session_of
from srpscope.srp.primitives.groups import group
from tests.capture.made import made, of

LONG = made("long", "rfc5054-3072")
BLOCK = "b3BhcXVlIGJsb2Nr"


def opened(text: str) -> tuple[Any, list[str]]:
    (capture,) = of(text)
    return session_of(capture).view, capture.notes


def page(salt: str, more: str = "") -> str:
    return f"SRP_A: {LONG['A']}\nSRP_B: {LONG['B']}\nSALT: {salt}\nSECRET_BLOCK: {BLOCK}\n{more}"


@pytest.mark.parametrize("salt", ["a1b2c3d4", "123456", "12345678", "0a1b2c3d4e5f"])
def test_a_short_salt_is_hex_and_no_question(salt: str) -> None:
    view, notes = opened(page(salt))
    assert view.wire["s"].hex() == salt
    assert not any("does not tell" in note for note in notes)
    assert any("read as hex, as it is sent" in note for note in notes)


def test_a_short_salt_alone_in_a_challenge_is_hex_too() -> None:
    text = json.dumps(
        {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": {"SALT": "12345678", "SECRET_BLOCK": BLOCK}}
    )
    view, _ = opened(text)
    assert view.wire["s"].hex() == "12345678"


def test_elsewhere_a_short_salt_stays_a_question() -> None:
    _, notes = opened("user: tessa\npassword: apricot\nsalt: a1b2c3d4\n")
    assert any("can be hex or base64" in note for note in notes)


def test_the_group_is_the_one_that_cognito_has() -> None:
    view, notes = opened(page("a1b2c3d4e5f60718"))
    assert view.client.value("N") == group("rfc3526-3072").N and view.client.value("g") == 2
    assert not any("rfc5054-3072" in note or "assumed" in note for note in notes)


def test_a_size_names_the_group_that_the_dialect_has() -> None:
    """3072 bits are RFC 5054's and Cognito's, with another g: a client that is right was told that its g is 2."""
    own, other = group("rfc3526-3072"), group("rfc5054-3072")
    said = "dialect = cognito\ngroup: 3072\nI = rosa\npool = Ab3dE\n"
    for g, due in ((own.g, own.g), (other.g, other.g)):
        view, _ = opened(f"{said}a = c0ffee\nA = {pow(g, 0xC0FFEE, own.N):x}\n")
        assert view.client.value("g") == due
    view, _ = opened(f"{said}A = {pow(own.g, 0xC0FFEE, own.N):x}\n")
    assert view.client.value("g") == own.g


def test_a_size_names_another_prime_of_the_dialect_where_an_exponent_says_so() -> None:
    """1024 bits in Wikipedia's program: a client that is right was told that its N is Wikipedia's."""
    own, other = group("wikipedia-1024"), group("rfc5054-1024")
    said = "dialect = wikipedia-demo\ngroup: 1024\nI = rosa\na = c0ffee\n"
    for used in (own, other):
        view, _ = opened(f"{said}A = {pow(used.g, 0xC0FFEE, used.N):x}\n")
        assert view.client.value("N") == used.N


def test_the_name_that_was_typed_is_kept_beside_the_one_that_is_hashed() -> None:
    """A client may have hashed it all the same: `why` asks."""
    view, _ = opened(page("a1b2c3d4", "USERNAME: rosa@example.org\nUSER_ID_FOR_SRP: 8f1c-77aa\n"))
    assert view.client.value("I") == "8f1c-77aa"
    assert view.wire["username"] == b"rosa@example.org"
    view, _ = opened(page("a1b2c3d4", "USERNAME: 8f1c-77aa\nUSER_ID_FOR_SRP: 8f1c-77aa\n"))
    assert "username" not in view.wire
