"""Whatever print a secret, or a part of one, stands in, it is found; and nothing else is."""

from __future__ import annotations

import base64
import codecs
import json
import quopri
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.capture.remnants import RUN, Remnants, decimal_text, unreadable
from srpscope.capture.secret_search import REMOVED, Secret, SecretSearch

PRINTS: dict[str, Callable[[bytes], str]] = {
    "kotlin": lambda d: "byteArrayOf(" + ", ".join(f"0x{b:02X}.toByte()" for b in d) + ")",
    "java": lambda d: ", ".join(f"(byte)0x{b:02x}" for b in d),
    "java, one digit": lambda d: ", ".join(f"(byte) 0x{b:x}" for b in d),
    "rust": lambda d: ", ".join(f"0x{b:02x}u8" for b in d),
    "go": lambda d: "[]byte{" + ", ".join(f"0x{b:x}" for b in d) + "}",
    "swift": lambda d: ", ".join(f"UInt8({b})" for b in d),
    "erlang": lambda d: "<<" + ",".join(f"16#{b:02X}" for b in d) + ">>",
    "python repr": repr,
    "repr in JSON": lambda d: json.dumps(repr(d)),
    "octal": lambda d: "".join(f"\\{b:03o}" for b in d),
    "percent": lambda d: "".join(f"%{b:02X}" for b in d),
    "quoted-printable": lambda d: quopri.encodestring(d).decode(),
    "quoted-printable, all": lambda d: "".join(f"={b:02X}" + "=\n" * (at % 25 == 24) for at, b in enumerate(d)),
    "signed": lambda d: str([b - 256 if b > 127 else b for b in d]),
    "spaced": lambda d: " ".join(map(str, d)),
    "object": lambda d: "{" + ",".join(f'"{at}":{b}' for at, b in enumerate(d)) + "}",
    "xxd": lambda d: "".join(
        f"{at:08x}: {' '.join(d[at + two : at + two + 2].hex() for two in range(0, 16, 2))}  ....\n"
        for at in range(0, len(d), 16)
    ),
    "hexdump": lambda d: "".join(f"{at:08x}  {d[at : at + 16].hex(' ')}  |..|\n" for at in range(0, len(d), 16)),
    "colons": lambda d: d.hex(":"),
    "reversed": lambda d: d[::-1].hex(),
    "hex of hex": lambda d: d.hex().encode().hex(),
    "base64": lambda d: base64.b64encode(b"xy" + d).decode(),
    "base64, wrapped": lambda d: base64.encodebytes(d * 3).decode(),
    "base64 for URLs": lambda d: base64.urlsafe_b64encode(d).decode().rstrip("="),
    "base64 of hex": lambda d: base64.b64encode(d.hex().encode()).decode(),
    "base32": lambda d: base64.b32encode(d).decode(),
    "base32hex, wrapped": lambda d: "\n".join(
        base64.b32hexencode(d).decode()[at : at + 10] for at in range(0, len(d) * 8 // 5 + 7, 10)
    ),
    "bits": lambda d: " ".join(f"{b:08b}" for b in d),
    "blanks and tabs": lambda d: "".join(f"{b:08b}" for b in d).replace("0", " ").replace("1", "\t"),
    "decimal": lambda d: decimal_text(int.from_bytes(d, "big")),
    "decimal in groups": lambda d: f"{int.from_bytes(d, 'big'):,}",
    "words of od": lambda d: " ".join(f"{int.from_bytes(d[at : at + 2], 'little'):04x}" for at in range(0, 24, 2)),
    "octal of od": lambda d: " ".join(f"{byte:03o}" for byte in d),
    "long words, low byte first": lambda d: ", ".join(
        f"0x{int.from_bytes(d[at : at + 4], 'little'):08x}" for at in range(0, 24, 4)
    ),
    "words in decimal": lambda d: str([int.from_bytes(d[at : at + 4], "big") for at in range(0, 24, 4)]),
    "signed words": lambda d: str([int.from_bytes(d[at : at + 4], "little", signed=True) for at in range(0, 24, 4)]),
    "limbs of BN.js": lambda d: str([int.from_bytes(d, "big") >> 26 * at & (1 << 26) - 1 for at in range(len(d) // 3)]),
    "limbs of Python": lambda d: str(
        [int.from_bytes(d, "big") >> 30 * at & (1 << 30) - 1 for at in range(len(d) // 3)]
    ),
    "parts of 9 digits": lambda d: str(
        [int.from_bytes(d, "big") // 10 ** (9 * at) % 10**9 for at in range(len(d) // 4)]
    ),
    "octal number": lambda d: f"{int.from_bytes(d, 'big'):o}",
    "base 85": lambda d: base64.b85encode(d).decode(),
    "Visual Basic": lambda d: ", ".join(f"&H{byte:02X}" for byte in d),
    "assembler": lambda d: ", ".join(f"0{byte:02X}h" for byte in d),
    "entities": lambda d: "".join(f"&#x{byte:X};" for byte in d),
    "Swift's escapes": lambda d: "".join(f"\\u{{{byte:x}}}" for byte in d),
    "Lua's escapes": lambda d: "".join(f"\\{byte:03}" for byte in d),
    "hex backwards": lambda d: d.hex()[::-1],
    "base64 backwards": lambda d: base64.b64encode(d).decode()[::-1],
    "hex in UTF-16": lambda d: base64.b64encode(d.hex().encode("utf-16le")).decode(),
    "with dots": lambda d: ".".join(map(str, d)),
    "compressed": lambda d: base64.b64encode(zlib.compress(d.hex().encode())).decode(),
    "Arabic digits": lambda d: "".join(chr(0x660 + int(one)) for one in decimal_text(int.from_bytes(d, "big"))),
    "half": lambda d: d[: len(d) // 2].hex(),
    "a run": lambda d: ", ".join(f"0x{b:02x}" for b in d[3 : 3 + RUN + 1]),
}


@pytest.mark.parametrize("name", PRINTS)
@settings(max_examples=5, deadline=None)
@given(data=st.binary(min_size=24, max_size=64).filter(lambda d: d[0] and len(set(d)) > 16))
def test_every_print_is_found_and_left_out(name: str, data: bytes) -> None:
    text = f"before {PRINTS[name](data)} after"
    search = SecretSearch([Secret("a", data, True)])
    assert search.holds(text) == ["a"]
    assert search.holds(search.hide(text)[0]) == []


@settings(max_examples=30, deadline=None)
@given(secret=st.binary(min_size=24, max_size=64), other=st.binary(min_size=24, max_size=300))
def test_what_is_no_secret_stays(secret: bytes, other: bytes) -> None:
    if any(secret[at : at + RUN] in other or secret[::-1][at : at + RUN] in other for at in range(len(secret))):
        return
    text = f"A = {other.hex()}, B = {base64.b64encode(other).decode()}, list {list(other)}"
    assert SecretSearch([Secret("a", secret, True)]).hide(text) == (text, [])


def test_zeros_are_no_secret() -> None:
    assert Remnants([Secret("a", bytes(30) + b"\1", True)]).names("00" * 40) == []


def test_a_long_secret_and_a_long_text_are_bounded() -> None:
    long = bytes(range(256)) * 4_096
    search = SecretSearch([Secret("S", long, True)])
    assert len(search.remnants._runs) <= 2 * 65_536
    assert search.hide("x" * 300_000)[0] == REMOVED


@pytest.mark.parametrize(
    "told",
    [
        "\\0".join("Marmalade-fox"),
        "".join(f"p[{at}] = '{one}'; " for at, one in enumerate("Marmalade-fox")),
        " then ".join("Marmalade"),
        "".join(f"{one}\u0301" for one in "Marmalade-fox"),
    ],
    ids=["UTF-16", "one by one", "between words", "accents"],
)
def test_a_password_that_is_told_letter_by_letter(told: str) -> None:
    search = SecretSearch([Secret("P", b"Marmalade-fox-4417!")])
    assert search.hide(f"it is {told}")[0] == REMOVED
    assert search.hide("p[0] = 'M'; p[1] = 'i'; p[2] = 'n'; p[3] = 't'; p[4] = 'e'; p[5] = 'd'")[1] == []


def test_what_nothing_here_can_read_is_left_out() -> None:
    coded = base64.a85encode(bytes(range(7, 107))).decode()
    assert unreadable(f"key {coded}") and SecretSearch([Secret("a", b"0123456789")]).hide(f"key {coded}")[0] == REMOVED
    for plain in (
        "M1 = H(H(N) ^ H(PAD(g)) | H(I) | s | A | B | K), as the document says it",
        "https://example.org/a/b-c?x=1&y=2#part",
        "E (1234) security2: Failed to authenticate client proof!",
    ):
        assert not unreadable(plain)


def test_a_password_of_megabytes_is_made_plain_once() -> None:
    """A report of one of 8 MB took 20 s: it was made plain anew for each of Caesar's codes, both ways."""
    letters = "".join(chr(97 + (n * n + n // 7) % 26) for n in range(800_000))
    search = Remnants([Secret("P", letters.encode())])
    told = codecs.encode(letters[700_000:703_200], "rot13")
    assert search.names(f"{told[:1_600]}-{told[1_600:]}") == ["P"]
    assert search.names(letters[500_000:500_300]) == ["P"]
    assert search.names("nothing of it, in a sentence") == []
