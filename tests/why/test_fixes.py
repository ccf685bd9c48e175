"""The fix of every mistake, in every language: the two lines are of that mistake, not only of its kind."""

from __future__ import annotations

import pytest

from srpscope.answers.fixing import fixes_of
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.languages import FIXED
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.why.finding import Finding, Proof
from srpscope.why.proving import changes_between
from srpscope.why.suspects import suspects
from srpscope.why.telling.fixes import Fix

SESSION = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])

NONE_HERE = ("hash-sha512", "g-5", "group-rfc5054-3072")
"""What the base session's dialect has itself."""


def fix(name: str, language: str) -> Fix:
    """The fix of a mistake of the base session's client, or server."""
    side = "client" if "client" in suspects()[name].sides else "server"
    right = SESSION.view.sheet(side).knowledge
    wrong = suspects()[name].change(right)
    changes = () if wrong is None else tuple(changes_between(right, wrong))
    (found,) = fixes_of(Finding(side, (name,), changes, "x", Proof("M1", b"")), language, SESSION)
    return found


@pytest.mark.parametrize("language", FIXED)
def test_every_mistake_has_a_line_that_is_wrong_and_one_that_is_right(language: str) -> None:
    for name in suspects():
        found = fix(name, language)
        assert found.about and found.wrong and found.right, name
        assert (found.wrong == found.right) == (name in NONE_HERE), name
        for word in ("VALUE", "LENGTH", "FORMULA", "WRONG", "RIGHT"):
            assert word not in found.about + found.wrong + found.right, name


@pytest.mark.parametrize(
    ("name", "language", "wrong", "right"),
    [
        ("x-no-username", "dart", "hash([...P])", "hash([...I, ...colon, ...P])"),
        ("x-no-username", "c", "hash_update(P);", "hash_update(I); hash_update(colon); hash_update(P);"),
        ("m1-short", "python", "h(A + B + S)", "h(xor + hI + s + A + B + K)"),
        ("u-swapped", "kotlin", "hash(B + A)", "hash(A + B)"),
        ("u-sha1", "java", 'MessageDigest.getInstance("SHA-1");', 'MessageDigest.getInstance("SHA-512");'),
        ("hash-sha3-256", "swift", "SHA3_256.hash(data: data)", "SHA512.hash(data: data)"),
        ("g-2", "javascript", "const g = 2n;", "const g = 5n;"),
        ("k-3", "python", "# k = 3", "# k = H(N | PAD(g))"),
        (
            "password-sha256",
            "c",
            "/* the password is hashed with SHA-256 first. */",
            "hash(password, strlen(password));",
        ),
        (
            "salt-stripped",
            "python",
            "h(salt.to_bytes((salt.bit_length() + 7) // 8, 'big'))",
            "h(salt.to_bytes(16, 'big'))",
        ),
    ],
)
def test_the_lines_are_of_that_mistake(name: str, language: str, wrong: str, right: str) -> None:
    found = fix(name, language)
    assert (found.wrong, found.right) == (wrong, right)
