"""Forms of debuggers, consoles, exports and small languages: attributes of elements, tags, answers, groups of hex."""

from __future__ import annotations

import base64

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source

SALT = "5b1e90c7d2a4486f83b7e05c91fd2a36"
PUBLIC = "7a41d6c3f09b8e25" * 16
OTHER = "8c02e5b7914fda63" * 16
SECRET = "e3907bc52df8146a" * 4
PROOF = "0d7c5fa3e82b9146d05fe3b7a1984c26117aeb53"


def spaced(digits: str, size: int = 2) -> str:
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


def values(text: str) -> dict[str, str]:
    (capture,) = read(Source.of_bytes(text.encode(), "page.txt"))
    found = {name: one for line in capture.of_type("values") for name, one in line["values"].items()}
    return {name: one for name, one in found.items() if name not in ("N", "g")}


TEXTS = {
    "an element with attributes": (
        f'<srp group="1024"><salt encoding="hex">{SALT}</salt><A size="128">{PUBLIC}</A>'
        f"<session-key>{PROOF}</session-key></srp>\n",
        {"s": SALT, "A": PUBLIC, "K": PROOF},
    ),
    "a tag of YAML": (
        f"srp:\n  salt: !!binary {base64.b64encode(bytes.fromhex(SALT)).decode()}\n  A: !hex {PUBLIC}\n",
        {"s": SALT, "A": PUBLIC},
    ),
    "sections of YAML": (
        f"username: nora\nclient:\n  private: {SECRET}\n  public: {PUBLIC}\nserver:\n  public: {OTHER}\n",
        {"I": "nora", "a": SECRET, "A": PUBLIC, "B": OTHER},
    ),
    "a pointer and what it points to": (
        f'(gdb) p username\n$1 = 0x55aa10 "nora"\n(gdb) p BN_bn2hex(A)\n$2 = 0x55aa90 "{PUBLIC}"\n'
        f'(gdb) p salt_hex\n$3 = 0x55ab00 <buffer> "{SALT}"\n',
        {"I": "nora", "A": PUBLIC, "s": SALT},
    ),
    "lldb's answers": (
        f'(lldb) po username\nnora\n(lldb) po clientPublicKey.hexString\n"{PUBLIC}"\n(lldb) po salt as NSData\n'
        f"<{spaced(SALT, 8)}>\n",
        {"I": "nora", "A": PUBLIC, "s": SALT},
    ),
    "Safari's console": (
        f'[Log] salt: \u2013 "{SALT}" (srp.js, line 41)\n[Log] A: \u2013 "{PUBLIC}" (srp.js, line 42, x2)\n',
        {"s": SALT, "A": PUBLIC},
    ),
    "a part of a program in brackets": (
        f"[12/1/2026, 9:00:00 AM] [HAP:Server] SRP A {PUBLIC}\n[12/1/2026, 9:00:00 AM] [HAP:Server] SRP salt {SALT}\n",
        {"A": PUBLIC, "s": SALT},
    ),
    "Wireshark's keys": (
        f"SRP Server Params\n    Salt (s): {SALT}\n    Pubkey (B): {OTHER}\n"
        f"SRP Client Params\n    Pubkey (A): {PUBLIC}\n",
        {"s": SALT, "B": OTHER, "A": PUBLIC},
    ),
    "groups of hex through a function of the test's": (
        f'defmodule SrpTest do\n  test "it" do\n    i = "nora"\n    p = "tin"\n    salt =\n      "{spaced(SALT)}"\n'
        f'      |> bin()\n    a_pub =\n      """\n      {spaced(PUBLIC[:112], 8)}\n      {spaced(PUBLIC[112:], 8)}\n'
        '      """\n      |> bin()\n  end\nend\n',
        {"I": "nora", "P": "tin", "s": SALT, "A": PUBLIC},
    ),
    "a method of Lua's": (
        f'local srp = require "srp"\nlocal A = ("{PUBLIC}"):fromhex()\nlocal s = hex_decode("{SALT}")\n',
        {"A": PUBLIC, "s": SALT},
    ),
    "a method called as its value": (
        f'class SrpSpec {{\n  val A = BigInt("{PUBLIC}", 16)\n  client.u(B) should equal (BigInt("{PROOF}", 16))\n}}\n',
        {"A": PUBLIC, "u": PROOF},
    ),
    "a client's secret beside its public value": (
        f'test "srp" {{\n    const client_secret = hexToBytes("{SECRET}");\n'
        f'    const client_public = hexToBytes("{PUBLIC}");\n}}\n',
        {"a": SECRET, "A": PUBLIC},
    ),
    "constants with a c": (
        f"unit SrpTests;\nconst\n  cSalt = '{SALT}';\n  cA = '{PUBLIC}';\nprocedure Test;\nbegin\nend;\n",
        {"s": SALT, "A": PUBLIC},
    ),
    "Python's hex without its 0x": (
        f'import srp\nclass T:\n    def test(self):\n        salt = "{SALT}"\n'
        f'        self.assertEqual(hex(self.client.A)[2:], "{PUBLIC}")\n',
        {"s": SALT, "A": PUBLIC},
    ),
    "a sentence with a value in ticks": (
        f"The server answers with salt `{SALT}` then.\nA = `{PUBLIC}`\n",
        {"s": SALT, "A": PUBLIC},
    ),
    "a counter called i": (
        f'import srp\nfor i in range(3):\n    i = 0\nP = "tin"\nA = 0x{PUBLIC}\n',
        {"P": "tin", "A": PUBLIC},
    ),
}


@pytest.mark.parametrize("form", TEXTS)
def test_it_is_read(form: str) -> None:
    text, expected = TEXTS[form]
    assert values(text) == expected


def test_what_a_server_expected_in_brackets_is_its_own() -> None:
    text = f"srp salt: {SALT}\nM1 (client): {PROOF}\nM1 (expected): {PROOF[::-1]}\n"
    (capture,) = read(Source.of_bytes(text.encode(), "page.txt"))
    given = {(line["side"], name): one for line in capture.of_type("values") for name, one in line["values"].items()}
    assert given[("client", "M1")] == PROOF and given[("server", "M1")] == PROOF[::-1]


@pytest.mark.parametrize("front", ["[{}] ", "09:00:01 [{}] ", "[DEBUG] [{}]: "])
def test_a_tag_in_brackets_says_whose_a_value_is(front: str) -> None:
    client, server = front.format("client"), front.format("SERVER")
    text = f"{client}a={SECRET}\n{client}A: {PUBLIC}\n{client}M1={PROOF}\n{server}A={PUBLIC}\n{server}B={OTHER}\n"
    (capture,) = read(Source.of_bytes(text.encode(), "page.txt"))
    found = {(line["side"], name) for line in capture.of_type("values") for name in line["values"]}
    assert {("client", "a"), ("client", "A"), ("client", "M1"), ("server", "A"), ("server", "B")} <= found
