"""What could carry a secret in a code that nobody listed leaves the text of a log; what a person says stays."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.codes import without_codes
from srpscope.capture.redact import redact
from srpscope.capture.secret_search import REMOVED
from srpscope.capture.srp_jsonl import dumps

PASSWORD = b"Zebra-quilt-9931"
NUMBER = int("60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393", 16)
INVERTED = (NUMBER ^ (1 << 256) - 1).to_bytes(32, "big")
SIXTEEN = "kilo lima mike nine oscar papa queen romeo sierra tango under victor whisky xray york zulu".split()
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
    "C#'s escapes": "".join(f"\\U{one:08x}" for one in PASSWORD),
    "Basic": ", ".join(f"&H{one:02X}" for one in PASSWORD),
    "assembler": ", ".join(f"0{one:02x}h" for one in PASSWORD),
    "digits of another script": " ".join("".join(chr(0x966 + int(d)) for d in str(one)) for one in PASSWORD),
    "letters for digits": "".join(chr(97 + (one >> at & 15)) for one in PASSWORD for at in (4, 0)),
    "bases": "".join("GATC"[one >> at & 3] for one in PASSWORD for at in (6, 4, 2, 0)),
    "words for digits": " ".join(
        "kilo lima mike nine oscar papa queen romeo sierra tango under victor whisky xray york zulu".split()[
            one >> at & 15
        ]
        for one in PASSWORD
        for at in (4, 0)
    ),
    "truth values": ", ".join(str(bool(one >> at & 1)) for one in PASSWORD for at in range(8)),
    "two signs": "".join("/-"[one >> at & 1] for one in PASSWORD for at in range(8)),
    "moved by three": "Cheud-txlow-9931",
    "each twice": "".join(2 * chr(one) for one in PASSWORD),
    "with others between": "".join(f"{chr(one)}q" for one in PASSWORD),
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


@pytest.mark.parametrize("name", CODES)
def test_a_code_goes_out_of_everything_that_is_not_a_messages(name: str) -> None:
    """A key of the header, a line and a key that nobody knows, a name of a value, a version."""
    code = CODES[name]
    capture = Capture({"title": code, "about": f"see {code}", "versions": {"app": code}})
    capture.add_values("client", {"P": PASSWORD.decode(), "a": f"{NUMBER:x}", "nickname.text": code})
    capture.add("metrics", deep=[{"of": [code]}], **{code: "a key"})
    if name not in ("words for digits", "truth values"):  # our notes say their words again themselves
        capture.notes.append(f"said {code} then")
    whole = dumps(redact(capture).capture) + " ".join(redact(capture).capture.notes)
    assert code not in whole and json.dumps(code)[1:-1] not in whole and REMOVED in whole


@pytest.mark.parametrize(
    "told",
    [
        {"data": list(INVERTED)},
        {"data": {str(at): one for at, one in enumerate(INVERTED)}},
        {"data": [bool(one >> at & 1) for one in PASSWORD for at in range(8)]},
        {"data": [[one / 255] for one in PASSWORD]},
        {f"n{at}": NUMBER >> at & 0xFFFF_FFFF for at in range(0, 256, 32)},
        {f"{one:02x}": 0 for one in INVERTED},
        {"t": list(INVERTED)},
    ],
    ids=["bytes", "by index", "bits", "fractions", "words by key", "names", "times"],
)
def test_numbers_of_json_are_a_code_too(told: dict[str, Any]) -> None:
    capture = Capture({"title": "t"})
    capture.add_values("client", {"P": PASSWORD.decode(), "a": f"{NUMBER:x}"})
    capture.add("metrics", **told)
    capture.add("event", what="mtu", text="", t=0.25, mtu=517)
    found = redact(capture).capture
    assert not any(line["type"] == "metrics" and line.get("data", line.get("t")) != REMOVED for line in found.lines)
    assert found.events[-1]["mtu"] == 517 and found.events[-1]["t"] == 0.25


def test_a_secret_a_number_a_line_goes() -> None:
    capture = Capture({"title": "t"})
    capture.add_values("client", {"P": PASSWORD.decode()})
    for one in PASSWORD:
        capture.add("event", what="mtu", text="", t=0.5, mtu=one)
    capture.add("event", what="log", text="it stays")
    assert [line["text"] for line in redact(capture).capture.events] == ["it stays"]


def test_a_code_in_pieces_of_which_none_is_one() -> None:
    capture = Capture({"title": "t"})
    capture.add_values("client", {"P": PASSWORD.decode()})
    digits = str(int.from_bytes(INVERTED, "big"))
    for at in range(0, len(digits), 9):
        capture.add("event", what="log", text=digits[at : at + 9])
    capture.add("event", what="log", text="it stays")
    found = redact(capture)
    assert [line["text"] for line in found.capture.events] == ["it stays"]
    assert "lines that may be one code together: removed" in found.removed


@pytest.mark.parametrize(
    "code", [base64.b85encode(INVERTED), base64.b32hexencode(INVERTED), base64.a85encode(INVERTED)]
)
@pytest.mark.parametrize("width", [4, 6, 10])
def test_a_code_that_is_wrapped_or_told_in_an_event_after_the_other_goes(code: bytes, width: int) -> None:
    told = code.decode().rstrip("=")
    pieces = [told[at : at + width] for at in range(0, len(told), width)]
    assert not any(piece in without_codes("\n".join(pieces), REMOVED) for piece in pieces)
    capture = Capture({"title": "t"})
    capture.add_values("client", {"P": PASSWORD.decode()})
    for piece in pieces:
        capture.add("event", what="log", text=piece)
    assert redact(capture).capture.events == []


def test_lines_of_words_stay() -> None:
    text = "Connected\nDisconnected\nMTU 185\nTimeout\nlog\nclient\nserver\nwire"
    assert without_codes(text, REMOVED) == text


def test_public_values_and_formulas_stay() -> None:
    capture = Capture({"title": "t", "created": "2026-12-01T05:30:00Z", "group": "rfc5054-2048"})
    values = {
        "I": "6f1e1c60-0000-4000-8000-aabbccddeeff",
        "s": INVERTED.hex(),
        "salt1": "81a6657b623a95f3794a018f0efe5861",
    }
    capture.add_values("client", {"P": PASSWORD.decode(), **values})
    capture.add("edit", side="client", value="u", formula="H(PAD(A)^PAD(B)|'Clou d'|0x1f*k+v**2)")
    capture.add("edit", side="client", value="s", hex="00112233445566778899aabbccddeeff00")
    found = redact(capture).capture
    assert found.lines[0]["values"] == values and found.header == {**capture.header, "secrets": False}
    assert [line.get("formula", line.get("hex")) for line in found.edits] == [
        "H(PAD(A)^PAD(B)|'Clou d'|0x1f*k+v**2)",
        "00112233445566778899aabbccddeeff00",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "refused login on device 3",
        "2026-11-30T16:41:49.123 E (1234) security2: Failed to authenticate client proof!",
        "connected to 192.168.4.1:5000, sec2, MTU 517",
        "esp32 20261130T164149, refused",
        "GET /srp/step1?user=alice 403 in 12 ms",
        "NotAuthorizedException: Incorrect username or password for CodeDeliveryFailureException",
        "the client and the server are not of one mind: the one says yes where the other one says no all of the time",
        "---------------------------- log ----------------------------",
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
