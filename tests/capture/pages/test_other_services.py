"""Logins of other services, and ciphers, beside a handshake or alone: of own making."""

from __future__ import annotations

import json
import random

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values

DRAWN = random.Random(62)
SALT, KEY = DRAWN.randbytes(16).hex(), DRAWN.randbytes(32).hex()
A, B = (DRAWN.randbytes(128).hex() for _ in "AB")
PROOF = DRAWN.randbytes(32).hex()
BROKERS = [
    "10:11:12 mqtt: connecting to broker.local:1883 username=sensor password=hunter22\n",
    "MQTT connect host=broker.local user=sensor pass=hunter22\n",
    "I (2100) MQTT: connecting user=sensor password=hunter22\n",
    "[mqtt]\nusername = sensor\npassword = hunter22\n\n",
    "mqtt:\n  host: broker.local\n  username: sensor\n  password: hunter22\n",
    "wifi: ssid=HomeNet password=hunter22\n",
    "jdbc:postgresql://db.local/app user=app password=hunter22\n",
]


@pytest.mark.parametrize("broker", BROKERS)
def test_what_a_broker_is_told_is_no_handshake(broker: str) -> None:
    with pytest.raises(FileError):
        of(broker, "app.log")


@pytest.mark.parametrize("broker", BROKERS)
def test_a_handshake_beside_it_is_read_without_it(broker: str) -> None:
    log = f"10:11:13 user=sven\n10:11:13 salt={SALT}\n10:11:13 A={A}\n10:11:14 B={B}\n10:11:14 M1={PROOF}\n"
    for text in (broker + log, log + broker):
        (capture,) = of(text, "app.log")
        assert values(capture) == {
            "I": "sven", "s": SALT, "A": A.lstrip("0"), "B": B.lstrip("0"), "M1": PROOF.lstrip("0"),
        }  # fmt: skip


def test_an_object_of_another_service_is_stepped_over() -> None:
    text = json.dumps({"mqtt": {"username": "sensor", "password": "hunter22"}, "srp": {"username": "sven", "A": A}})
    (capture,) = of(text, "config.json")
    assert values(capture) == {"I": "sven", "A": A.lstrip("0")}


@pytest.mark.parametrize(
    "page",
    [
        f"AES-256-CBC\nkey: {KEY}\niv: {SALT}\nsalt: {SALT}\npbkdf2 iterations: 100000\npassword: correct horse\n",
        f"salt = {SALT}\npassword = correct horse\niterations = 4096\nAES key = {KEY}\n",
    ],
)
def test_a_cipher_with_a_password_is_no_handshake(page: str) -> None:
    with pytest.raises(FileError):
        of(page, "note.txt")


def test_a_handshake_whose_key_goes_into_a_cipher_is_read() -> None:
    (capture,) = of(f"salt: {SALT}\nA: {A}\nB: {B}\nAES key: {KEY}\niv: {SALT[::-1]}\n", "note.txt")
    assert values(capture)["A"] == A.lstrip("0") and values(capture)["s"] == SALT
