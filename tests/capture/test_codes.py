"""What could carry a secret in a code that nobody listed leaves the text of a log; what a person says stays."""

from __future__ import annotations

import base64

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.codes import without_codes
from srpscope.capture.redact import redact
from srpscope.capture.secret_search import REMOVED

PASSWORD = b"Zebra-quilt-9931"
NUMBER = int("60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393", 16)
INVERTED = (NUMBER ^ (1 << 256) - 1).to_bytes(32, "big")
CODES = {
    "octal, spaced": " ".join(f"{one:o}" for one in PASSWORD),
    "binary, spaced": " ".join(f"{one:08b}" for one in PASSWORD),
    "binary": bin(NUMBER),
    "octal": oct(NUMBER),
    "base 58": "7W3yk6NMyAEnazxgA62z4GZ9rsYMM5MjAYNXJgMXqqCv",
    "base 85": base64.b85encode(PASSWORD).decode(),
    "Ascii85": base64.a85encode(PASSWORD).decode(),
    "inverted": INVERTED.hex(),
    "inverted, spaced": INVERTED.hex(" "),
    "limbs": " ".join(str(NUMBER >> at & (1 << 32) - 1) for at in range(0, 256, 32)),
    "less 2 ** 256": str(NUMBER - (1 << 256)),
    "selectors": "".join(chr(0xFE00 + (one & 15)) for one in PASSWORD),
}


@pytest.mark.parametrize("name", CODES)
def test_a_code_goes_out_of_a_log(name: str) -> None:
    capture = Capture({"title": "refused login on device 3"})
    capture.add_values("client", {"P": PASSWORD.decode(), "a": f"{NUMBER:x}"})
    capture.add("event", what="log", text=f"said {CODES[name]} then")
    capture.add("edit", side="client", value="u", formula="H(A | B)", note=f"said {CODES[name]} then")
    found = redact(capture).capture
    assert CODES[name] not in found.edits[0]["note"] and found.edits[0]["formula"] == "H(A | B)"
    said = found.events[0]["text"]
    assert REMOVED in said and CODES[name] not in said and len(said) < 40
    assert found.title == "refused login on device 3"


@pytest.mark.parametrize(
    "text",
    [
        "refused login on device 3",
        "2026-11-30T16:41:49.123 E (1234) security2: Failed to authenticate client proof!",
        "connected to 192.168.4.1:5000, sec2, MTU 517",
        "esp32 20261130T164149, refused",
        "GET /srp/step1?user=alice 403 in 12 ms",
    ],
)
def test_what_a_person_says_stays(text: str) -> None:
    assert without_codes(text, REMOVED) == text


def test_a_public_value_stays() -> None:
    capture = Capture({"title": "t"})
    capture.add_values("client", {"P": PASSWORD.decode()})
    capture.add_values("wire", {"A": "00112233445566778899aabbccddeeff"})
    capture.add("event", what="log", text="A 00112233445566778899AABBCCDDEEFF")
    assert redact(capture).capture.events[0]["text"] == "A 00112233445566778899AABBCCDDEEFF"
