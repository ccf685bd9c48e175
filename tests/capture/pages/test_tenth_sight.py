"""Telegram's bytes in JSON, values that were taken out, labels that turn a number, a client's own test, columns that a
comment names, logins of other programs: of own making."""

from __future__ import annotations

import json
import random
from hashlib import sha256

import pytest

from srpscope.srp.primitives.groups import group
from tests.capture.made import even, made, of, plain, values

DRAWN = random.Random(92)
LOGIN = made("tenth sight")
PAGE = f"username: petra\nsalt: {LOGIN['s']}\nA: {LOGIN['A']}\nB: {LOGIN['B']}\nM1: {LOGIN['M1']}\n"


def test_telegrams_prime_as_a_list_is_no_password() -> None:
    prime, salt1, salt2, B = (DRAWN.randbytes(size) for size in (256, 40, 16, 256))
    algorithm = {"_": "kdf", "salt1": list(salt1), "salt2": list(salt2), "g": 3, "p": list(prime)}
    (capture,) = of(json.dumps({"_": "account.password", "current_algo": algorithm, "srp_B": list(B)}), "answer.json")
    found = values(capture)
    assert found["N"] == prime.hex().lstrip("0") and "P" not in found
    assert (found["salt1"], found["B"]) == (salt1.hex().lstrip("0"), B.hex().lstrip("0"))


@pytest.mark.parametrize("word", ["REDACTED", "[REDACTED]", "<redacted>", "[hidden]", "HIDDEN", "***", "[FILTERED]"])
def test_what_was_taken_out_is_no_value(word: str) -> None:
    (capture,) = of(f"{PAGE}K={word}\nP={word}\npassword: {word}\na={word}\n")
    assert values(capture) == {"I": "petra"} | plain(LOGIN, "s A B M1")


@pytest.mark.parametrize("label", ["LE", "little endian", "little-endian"])
def test_a_label_says_that_the_low_byte_stands_first(label: str) -> None:
    turned = {name: bytes.fromhex(LOGIN[name])[::-1].hex() for name in "Aa"}
    (capture,) = of(f"SRP\nA ({label}): {turned['A']}\na ({label}): {turned['a']}\nsalt ({label}): {LOGIN['s']}\n")
    assert values(capture) == plain(LOGIN, "A a s")


def test_a_comment_names_the_columns() -> None:
    row = " ".join(LOGIN[name] for name in ("s", "a", "A", "b", "B"))
    (capture,) = of(f"# SRP\n# columns: salt a A b B\n{row}\n")
    assert values(capture) == plain(LOGIN, "s a A b B")


@pytest.mark.parametrize("who", ["backup-agent", "smtp-relay", "[cron]"])
def test_a_login_of_another_program_is_not_believed(who: str) -> None:
    (capture,) = of(f"{PAGE}{who if who[0] == '[' else who + ':'} login OK\n")
    assert list(capture.events) == []


@pytest.mark.parametrize("line", ["login OK", "server: login OK", "[srp] login OK", "10:00:01 auth: login OK"])
def test_a_login_of_this_one_is(line: str) -> None:
    (capture,) = of(f"{PAGE}{line}\n")
    assert [one["what"] for one in capture.events] == ["accepted"]


def _client() -> dict[str, str]:
    """A client's values with SHA-256, its proof as RFC 2945 makes it."""
    N, g = group("rfc5054-1024")

    def hashed(*parts: bytes) -> bytes:
        return sha256(b"".join(parts)).digest()

    def wide(number: int) -> bytes:
        return number.to_bytes(128)

    salt, a, b = DRAWN.randbytes(16), *(int.from_bytes(DRAWN.randbytes(32)) | 1 << 255 for _ in "ab")
    x = int.from_bytes(hashed(salt, hashed(b"petra:tea4two")))
    k = int.from_bytes(hashed(wide(N), wide(g)))
    A, B = pow(g, a, N), (k * pow(g, x, N) + pow(g, b, N)) % N
    u = int.from_bytes(hashed(wide(A), wide(B)))
    K = hashed(wide(pow((B - k * pow(g, x, N)) % N, a + u * x, N)))
    mixed = bytes(one ^ other for one, other in zip(hashed(wide(N)), hashed(bytes([g])), strict=True))
    proof = hashed(mixed, hashed(b"petra"), salt, wide(A), wide(B), K)
    return {"s": salt.hex(), "a": even(f"{a:x}"), "A": wide(A).hex(), "B": wide(B).hex(), "M1": proof.hex()}


@pytest.mark.parametrize("word", ["tea4two", "another"])
def test_the_account_of_a_clients_own_test_is_tried_against_its_proof(word: str) -> None:
    one = _client()
    text = f"""import unittest
from srp import Client
class TestSrp(unittest.TestCase):
    def test_client(self):
        c = Client("petra", "{word}", a=0x{one["a"]})
        self.assertEqual(c.start(), 0x{one["A"]})
        self.assertEqual(c.answer("{one["s"]}", 0x{one["B"]}), "{one["M1"]}")
"""
    (capture,) = of(text, "test_srp.py")
    found = values(capture)
    assert (found["a"], found["A"]) == (one["a"].lstrip("0"), one["A"].lstrip("0"))
    rest = {name: found.get(name) for name in ("I", "P", "s", "B", "M1")}
    proved = {"I": "petra", "P": word, "s": one["s"], "B": one["B"].lstrip("0"), "M1": one["M1"].lstrip("0")}
    assert rest == (proved if word == "tea4two" else dict.fromkeys(rest))
