"""Credentials of a dialect whose numbers have their low byte first: found without its name, and what is wrong."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.answers.credential import Credential, as_text, check, fitting
from srpscope.answers.credential_making import make, verifier_bytes
from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.srp.primitives.groups import group

N, G = group("wow-256").N, group("wow-256").g
SALT = bytes(range(40, 72))


def sha1(*parts: bytes) -> bytes:
    return hashlib.sha1(b"".join(parts)).digest()


def verifier(inner: bytes, order: str = "little") -> int:
    return pow(G, int.from_bytes(sha1(SALT, sha1(inner)), "little" if order == "little" else "big"), N)


def stored(v: int) -> int:
    """What a reader makes of the bytes of a table of accounts."""
    return int.from_bytes(v.to_bytes(32, "little"), "big")


RIGHT = verifier(b"JAINA:FROST-BOLT")


@pytest.mark.parametrize("v", [RIGHT, stored(RIGHT)], ids=["high byte first", "as stored"])
def test_it_is_found_without_its_name(v: int) -> None:
    found = fitting(Credential("Jaina", SALT, v), "frost-bolt")
    assert found.dialect == "wow" and check(found, "frost-bolt").match


def test_with_another_password_the_length_says_whose_it_is() -> None:
    found = fitting(Credential("Jaina", SALT, stored(RIGHT)), "frost-volt")
    assert found.dialect == "wow" and not check(found, "frost-volt", seconds=0).match


@pytest.mark.parametrize(
    ("v", "sentence"),
    [
        (verifier(b"JAINA:FROST-BOLT", "big"), "x is read big-endian"),
        (verifier(b"Jaina:frost-bolt"), "x takes user name and password as typed, not in capitals"),
        (verifier(b"JAINA:frost-bolt"), "x takes the password as typed, not in capitals"),
        (verifier(b"FROST-BOLT"), "x leaves the user name and the colon out"),
    ],
)
@pytest.mark.parametrize("written", [int, stored], ids=["high byte first", "as stored"])
def test_what_is_wrong_with_it_is_said_and_nothing_else(v: int, sentence: str, written: type[int]) -> None:
    credential = Credential("Jaina", SALT, written(v), "wow")
    assert as_text(credential, check(credential, "frost-bolt", seconds=0)).splitlines()[2:] == [
        f"The verifier comes out if {sentence}."
    ]


def test_a_made_salt_has_the_length_that_its_servers_store() -> None:
    made = make("jaina", "frost-bolt", "wow")
    assert len(made.salt) == len(verifier_bytes(made)) == 32
    assert len(make("jaina", "frost-bolt").salt) == 16
    with pytest.raises(UserError, match="stores a salt of 32 bytes"):
        make("jaina", "frost-bolt", "wow", 16)


def test_the_help_says_that_it_can(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check-credential", "--help"])
    assert "--dialect wow" in capsys.readouterr().out
