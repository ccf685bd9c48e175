"""Lines that were read wrongly or dropped without a word: levels, wrappers, pairs without a sign, names in capitals."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.srp.primitives.groups import known_groups

EXPONENT = "60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393"
PUBLIC = "9d" * 383 + "ca"
GROUP = known_groups()["rfc5054-3072"].group
N, G = GROUP.N, GROUP.g


def captures(tmp_path: Path, text: str, name: str = "page.txt") -> list[Capture]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(Source.of_path(path))


def values(capture: Capture, *sides: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        if not sides or line["side"] in sides:
            found |= line["values"]
    return found


def test_a_level_before_a_name_with_its_value_is_no_user_name(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"I: SRP a: {EXPONENT}\n")
    assert values(capture) == {"a": EXPONENT}
    (capture,) = captures(tmp_path, f"I: starting\nI: SRP a: {EXPONENT}\nI: client public key = {PUBLIC}\n")
    assert values(capture) == {"a": EXPONENT, "A": PUBLIC}


def test_a_user_name_called_I_stays_one(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"I: mira a: {EXPONENT}\n")
    assert values(capture)["I"] == "mira"
    (capture,) = captures(tmp_path, f"I: mira\na: {EXPONENT}\n")
    assert values(capture)["I"] == "mira"


@pytest.mark.parametrize("size", [20, 32, 48, 64])
@pytest.mark.parametrize("label", ["clientProof = ", "client proof: ", "clientProof Optional(%s)"])
def test_a_proof_in_base64_is_read(tmp_path: Path, label: str, size: int) -> None:
    proof = bytes(range(0xA0, 0xA0 + size))
    text = base64.b64encode(proof).decode()
    line = label % f'"{text}"' if "%" in label else label + text
    (capture,) = captures(tmp_path, f"A: {PUBLIC}\n{line}\n")
    assert values(capture)["M1"] == proof.hex()


def test_what_swift_may_miss_is_unwrapped(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f'[Prov] username Optional("wifiprov") pop Optional("abcd1234")\nA = {PUBLIC}\n')
    assert values(capture) == {"I": "wifiprov", "P": "abcd1234", "A": PUBLIC}


def test_words_without_a_sign_are_said_and_not_read(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"user wifiprov pop abcd1234\nA: {PUBLIC}\n")
    assert values(capture) == {"A": PUBLIC}
    assert any("line 1: user has a blank alone before its value" in note for note in capture.notes)
    assert [one.split(" has ")[0] for one in capture.unread] == ["line 1: user", "line 1: pop"]
    with pytest.raises(FileError, match="put a colon between"):
        captures(tmp_path, "user wifiprov pop abcd1234\n")


@pytest.mark.parametrize("sentence", ["The user typed the password twice", "password of user is wrong", "user mira"])
def test_a_sentence_is_no_pair(tmp_path: Path, sentence: str) -> None:
    (capture,) = captures(tmp_path, f"{sentence}\nA: {PUBLIC}\n")
    assert capture.unread == []
    assert values(capture) == {"A": PUBLIC}


def test_names_in_capitals_are_one_handshake(tmp_path: Path) -> None:
    a, x = int(EXPONENT, 16), 0x5D
    rows = [("SRP_I", "mira"), ("SRP_P", "tea4two"), ("SRP_S", "5d" * 16), ("SRP_V", f"{pow(G, x, N):0768x}")]
    k = hashlib.sha512(N.to_bytes(384, "big") + G.to_bytes(384, "big")).hexdigest()
    rows += [("SRP_A", EXPONENT), ("SRP_A", f"{pow(G, a, N):0768x}"), ("SRP_K", k), ("SRP_K", "1f" * 64)]
    (capture,) = captures(tmp_path, "".join(f"{name}={value}\n" for name, value in rows), "srp.env")
    found = values(capture)
    assert (found["a"], found["A"], found["s"]) == (EXPONENT, rows[5][1], "5d" * 16)
    assert (found["k"], found["K"]) == (k, "1f" * 64)


def test_a_short_A_beside_a_name_in_small_letters_keeps_its_name(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"SRP_A={EXPONENT}\nSRP_v={PUBLIC}\n")
    assert "a" not in values(capture)


@pytest.mark.parametrize("more", ["", f"a: {EXPONENT}\n", "salt: 5d5d5d5d5d5d5d5d\n"])
def test_a_name_and_a_password_that_stand_once_are_both_sides(tmp_path: Path, more: str) -> None:
    (capture,) = captures(tmp_path, f"user name: mira\npassword: tea4two\nA: {PUBLIC}\nB: {PUBLIC[::-1]}\n{more}")
    assert {"I", "P"} <= set(values(capture, "both"))


def test_a_piece_of_the_client_alone_keeps_its_password(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"password: tea4two\na: {EXPONENT}\n")
    assert values(capture, "client") == {"P": "tea4two", "a": EXPONENT}


def test_words_that_say_whose_it_is_are_heard(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"client password: tea4two\nserver password: tea5two\nA: {PUBLIC}\n")
    assert values(capture, "client")["P"] == "tea4two"
    assert values(capture, "server")["P"] == "tea5two"


COUNTERS = """
import pandas as pd

def test_groups():
    pdf = pd.DataFrame({"a": [1, 2, 3, 4, 5, 6, 7, 8, 9], "b": [4, 5, 6, 3, 2, 1, 0, 0, 0]})
    assert pdf.groupby("a").sum()
"""


def test_a_few_small_numbers_are_nobodys_secret(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        captures(tmp_path, COUNTERS, "test_groups.py")
    drawn = COUNTERS.replace("[1, 2, 3, 4, 5, 6, 7, 8, 9]", str(list(bytes.fromhex(EXPONENT))))
    assert values(captures(tmp_path, "# SRP\n" + drawn, "test_groups.py")[0])["a"] == EXPONENT


def test_nothing_is_put_into_bytes(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, f"""A: {PUBLIC}\nsalt = b"\\x9d\\xca\\x00#{{'${{"\n""")
    assert values(capture)["s"] == "9dca00237b27247b"


def test_a_modulus_in_a_list_stays_one(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, "{\n  g: 3,\n  p: Uint8Array(4) [\n 9, 9, 9, 7\n ]\n}\n")
    assert values(capture) == {"g": "3", "N": "09090907"}


def test_what_was_typed_on_a_console_is_read(tmp_path: Path) -> None:
    (capture,) = captures(tmp_path, "esp32> user wifiprov pop abcd1234\nesp32> prov_start\n")
    assert values(capture) == {"I": "wifiprov", "P": "abcd1234"}
    (capture,) = captures(tmp_path, f"esp32> user likes pop music today\nA: {PUBLIC}\n")
    assert values(capture) == {"A": PUBLIC}


@pytest.mark.parametrize("typo", ["z", "O", "G"])
def test_hex_with_a_wrong_digit_is_no_base64(tmp_path: Path, typo: str) -> None:
    (capture,) = captures(tmp_path, f"A: {PUBLIC}\nB: 9dcaff0011223344556677{typo}8\n")
    assert values(capture) == {"A": PUBLIC}
    assert any("line 2: B is hex but for a character or two" in note for note in capture.notes)
