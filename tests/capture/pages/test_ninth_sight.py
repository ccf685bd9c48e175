"""Logs of half secrets, tags of two words, refusals in people's own words: of own making."""

from __future__ import annotations

import json
import random

import pytest

from srpscope.capture.formats import read
from srpscope.capture.logs import esp_log
from srpscope.capture.logs.messages import TextMessages
from srpscope.capture.refusals import ProofRead, ending_told
from srpscope.capture.source import Source
from tests.capture.made import of, values, values_of

DRAWN = random.Random(51)
SALT, LOWER, OTHER_LOWER = (DRAWN.randbytes(size).hex() for size in (16, 32, 32))
A, B = (DRAWN.randbytes(128).hex() for _ in "AB")
PROOF, ANOTHER = (DRAWN.randbytes(32).hex() for _ in "12")


def test_stars_before_the_next_name_are_no_formula() -> None:
    (capture,) = of(f"[auth] user=sven password=******** salt={SALT}\nA={A}\nM1={PROOF}\n")
    assert values(capture) == {"I": "sven", "s": SALT, "A": A.lstrip("0"), "M1": PROOF.lstrip("0")}


def test_a_formula_before_its_value_is_stepped_over() -> None:
    (capture,) = of(f"salt: {SALT}\nS = (B - k*v) ^ (a + u*x) = {A}\nv = g ^ x = {B}\n")
    assert values(capture) == {"s": SALT, "S": A.lstrip("0"), "v": B.lstrip("0")}


def test_a_value_that_was_taken_out_ends_at_its_bracket() -> None:
    (capture,) = of(f"salt: {SALT}\na=<redacted> A={A}\n")
    assert values(capture) == {"s": SALT, "A": A.lstrip("0")}


def test_a_tag_of_two_words_names_the_side() -> None:
    (capture,) = of(
        f"[my-client]: user=vic a={LOWER}\n[my-client]: A={A}\n[my-server]: salt={SALT} b={OTHER_LOWER} B={B}\n"
        f"[my-client]: M1={PROOF}\n[my-server]: M1={ANOTHER}\n[my-server]: rejected\n"
    )
    assert values_of(capture, "client")["M1"] == PROOF and values_of(capture, "server")["M1"] == ANOTHER
    assert [(one["by"], one["of"]) for one in capture.events] == [("server", "M1")]


@pytest.mark.parametrize(
    "line",
    [
        "12-02 10:11:12.390  4411  4433 W SrpClient: server says: 401 invalid proof",
        "error\t10:11:12.423456+0100\tDemo\tSRP server rejected proof",
        " ERROR  [srp] [Error: Invalid client session proof]",
        f"client M1={PROOF} rejected: proof mismatch",
        "[my-server]: rejected",
        "the device refused our proof",
    ],
)
def test_a_refusal_in_peoples_own_words(line: str) -> None:
    told = ending_told([(1, line)], ProofRead())
    assert told is not None and (told["by"], told["of"]) == ("server", "M1")


@pytest.mark.parametrize(
    "line",
    [
        "if the server rejected it, look at the salt",
        "checks that the server refuses a bad proof",
        "Error: server proof mismatch",
        "proof: 32 bytes",
        "the server rejects nothing here?",
    ],
)
def test_what_is_no_refusal_of_the_clients_proof(line: str) -> None:
    told = ending_told([(1, line)], ProofRead())
    assert told is None or told["by"] == "client"


def test_lines_of_json_refuse_too() -> None:
    rows = [
        {"msg": "start", "username": "urs", "A": A},
        {"msg": "challenge", "salt": SALT, "B": B},
        {"msg": "proof", "M1": PROOF},
        {"level": "error", "msg": "client proof mismatch, access denied"},
    ]
    (capture,) = of("".join(json.dumps(one) + "\n" for one in rows), "app.jsonl")
    assert [(one["by"], one["of"]) for one in capture.events] == [("server", "M1")]
    (alone,) = of(json.dumps({"A": A, "salt": SALT, "M1": PROOF, "error": "invalid proof"}), "vector.json")
    assert list(alone.events) == []  # what a test expects of its vector


def test_a_refusal_beside_an_address_ends_the_messages() -> None:
    salt, public, proof = DRAWN.randbytes(16), DRAWN.randbytes(384), DRAWN.randbytes(64)

    def item(kind: int, data: bytes) -> bytes:
        return b"".join(
            bytes([kind, len(one)]) + one for one in (data[at : at + 255] for at in range(0, len(data), 255))
        )

    two = item(6, b"\2") + item(2, salt) + item(3, public)
    three = item(6, b"\3") + item(3, public[::-1]) + item(4, proof)
    log = f"Pair response <Buffer {two.hex(' ')}>\nPair request <Buffer {three.hex(' ')}>\n"
    log += "[AA:BB:CC:DD:EE:FF] Error while checking pincode: client did not use the same password\n"
    (capture,) = read(Source.of_bytes(log.encode(), "hap.log"))
    assert [(one["what"], one["of"]) for one in capture.events] == [("refused", "M1")]


def test_the_wifi_drivers_own_lines_are_passed_over_in_a_long_log() -> None:
    dull = esp_log._skim(
        "I (5) wifi:state: init -> auth (b0)\nI (6) wifi:mode : sta\n", TextMessages("long.log"), False
    )
    assert dull is not None and dull("I (5) wifi:state: init -> auth (b0)")
    assert not dull("E (5) wifi:state: no memory")
