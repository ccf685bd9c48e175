"""A verifier as a table of accounts holds it, low byte first, is the number that it is; and no other user's."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from srpscope.answers.credential import check
from srpscope.answers.credential_making import as_json, make
from srpscope.capture.capture import Capture
from srpscope.cli import main
from srpscope.session.opening import read_text, session_of
from srpscope.session.reading import stored_verifier
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group

N, G = group("wow-256").N, group("wow-256").g


def verifier(user: str, password: str, salt: bytes) -> int:
    """Written out: SHA-1, and the digest's low byte first."""
    inner = hashlib.sha1(f"{user}:{password}".upper().encode()).digest()
    return pow(G, int.from_bytes(hashlib.sha1(salt + inner).digest(), "little"), N)


def salt_of(last: int, user: str = "nora", password: str = "tea") -> bytes:
    """The first salt whose stored verifier ends or begins with a zero byte: -1 the last byte stored, 0 the first."""
    return next(
        salt
        for salt in (at.to_bytes(32, "big") for at in range(1, 5_000))
        if verifier(user, password, salt).to_bytes(32, "little")[last] == 0
    )


@pytest.mark.parametrize("salt", [b"\7" * 32, salt_of(0), salt_of(-1)], ids=["plain", "first", "last"])
def test_a_row_of_a_table_of_accounts_names_its_dialect(salt: bytes) -> None:
    stored = verifier("nora", "tea", salt).to_bytes(32, "little")
    rows = f"| salt | `{salt.hex()}` |\n| verifier | `{stored.hex()}` |\n| account / password | `nora` / `tea` |\n"
    session = session_of(read_text(f"SRP6 of the auth database\n\n| | value |\n|---|---|\n{rows}", "a.md").captures[0])
    assert session.dialect("client").id == "wow"
    assert session.view.server.value("v") == verifier("nora", "tea", salt)
    assert any("low byte first" in note for note in session.view.notes)


def test_a_verifier_of_another_password_is_left_as_it_stands() -> None:
    spoken, salt = dialect("wow"), b"\7" * 32
    known = {"N": N, "g": G, "I": "nora", "P": "milk", "s": salt}
    stored = int.from_bytes(verifier("nora", "tea", salt).to_bytes(32, "little"))
    assert stored_verifier(spoken, stored, known) is None
    assert stored_verifier(spoken, stored, known | {"P": "tea"}) == verifier("nora", "tea", salt)
    assert stored_verifier(spoken, verifier("nora", "tea", salt), known | {"P": "tea"}) is None
    assert stored_verifier(dialect("rfc5054"), stored, known | {"P": "tea"}) is None
    assert stored_verifier(spoken, N << 8, known) is None
    assert stored_verifier(spoken, -5, known) is None


def test_a_capture_that_says_the_number_is_read_as_before() -> None:
    capture = Capture(header={"dialect": "wow"})
    capture.add_values("both", {"I": "nora", "P": "tea", "s": "07" * 32})
    capture.add_values("server", {"v": f"{verifier('nora', 'tea', bytes([7]) * 32):x}"})
    session = session_of(capture)
    assert session.view.server.value("v") == verifier("nora", "tea", bytes([7]) * 32) and not session.view.notes


def test_a_credential_is_made_and_checked_as_it_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make("nora", "tea", "wow", 32)
    stored = json.loads(as_json(made))["verifier"]
    assert bytes.fromhex(stored) == verifier("nora", "tea", made.salt).to_bytes(32, "little")
    assert check(made, "tea").match and not check(made, "tea").low_first
    password = tmp_path / "password"
    password.write_text("tea")
    told = ["--dialect", "wow", "--username", "nora", "--password-file", str(password)]
    assert main(["check-credential", *told, "--salt", made.salt.hex(), "--verifier", stored]) == 0
    assert "Match: v = g^x, low byte first as it is stored." in capsys.readouterr().out
