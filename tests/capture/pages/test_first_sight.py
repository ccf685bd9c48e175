"""Forms in which strangers' tests, consoles and logs hold a handshake, as they were found, with values of our own."""

from __future__ import annotations

import json

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError

A = bytes((37 * at * at + 91 * at + 0xD5) & 0xFF for at in range(128)).hex()
B = bytes((53 * at * at + 17 * at + 0xB1) & 0xFF for at in range(128)).hex()
S = bytes((11 * at * at + 29 * at + 0xA3) & 0xFF for at in range(128)).hex()
a, s, x, M1 = A[6:70], B[10:42], S[8:48], S[60:100]


def spaced(digits: str, between: str = " ") -> str:
    """Words of eight digits, seven on a line, as RFCs print them."""
    words = [digits[at : at + 8].upper() for at in range(0, len(digits), 8)]
    return between.join(" ".join(words[at : at + 7]) for at in range(0, len(words), 7))


FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "a type that is read from hex": (
        "use srp::x;\n\n#[test]\nfn it() {\n"
        f'    let A = PublicKey::try_from(\n        "{spaced(A, chr(10) + "         ")}",\n    )\n    .unwrap();\n'
        f'    let x = PrivateKey::from_hex_str_be("{spaced(x)}").unwrap();\n'
        f'    let s = Salt::from_hex("{s}").unwrap();\n}}\n',
        {"A": A, "x": x, "s": s},
    ),
    "dollars between functions": (
        "module T where\nimport Test.Hspec\n\nmain = do\n"
        f'  let s = fromMaybe bigInt0 $ toBigInt $ hex $ "{spaced(s)}"\n'
        f'      A = fromHex $ "{A}"\n      a = fromMaybe bigInt0 $ hex $ "{a}"\n',
        {"s": s, "A": A, "a": a},
    ),
    "blanks filtered out": (
        'package x\nimport org.scalatest._\nclass T extends FunSuite {\n  test("it") {\n'
        f'    val salt = HexString("{spaced(s)}".filterNot(_.isWhitespace))\n'
        f'    val A = BigInt("""{spaced(A, chr(10) + "      ")}""".filterNot(_.isWhitespace), 16)\n  }}\n}}\n',
        {"s": s, "A": A},
    ),
    "a number with a method": (
        f"import srp\n\ndef test_it():\n    s = 0x{s}.to_bytes(16, byteorder='big')\n    A = 0x{A}\n    assert A\n",
        {"s": s, "A": A},
    ),
    "a comment among arguments": (
        f'A_PUB = int(\n    "{spaced(A)}".replace(  # noqa: E501\n        " ", ""\n    ),\n    16,\n)\n'
        f'A_PRIV = int("{spaced(a)}".replace(" ", ""), 16)\nX = int("{spaced(x)}".replace(" ", ""), 16)\n',
        {"A": A, "a": a, "x": x},
    ),
    "alternatives that are commented out": (
        "func TestIt(t *testing.T) {\n"
        f'\tsaltHex := "{s}"\n\tAHex := "{A}"\n\t//AHex := "{B}"\n\tid := "dorothea"\n\tpass := "blue-teapot-41"\n',
        {"s": s, "A": A, "I": "dorothea", "P": "blue-teapot-41"},
    ),
    "what is set up before each test": (
        "class T extends TestCase\n{\n    protected function setUp()\n    {\n"
        f"        $salt = '{s}';\n        $user = 'dorothea';\n    }}\n"
        f"    public function testIt()\n    {{\n        $A = '{A}';\n        $M1 = '{M1}';\n    }}\n}}\n",
        {"s": s, "I": "dorothea", "A": A, "M1": M1},
    ),
    "keys of both sides that are no shared key": (
        "const assert = require('assert');\nconst USER = 'dorothea';\n"
        f"const DEBUG_SALT = '{s}';\n"
        f"const EXPECT_CLIENT_KEY = BigInt('0x{A}');\nconst EXPECT_SERVER_KEY = BigInt('0x{B}');\n",
        {"I": "dorothea", "s": s, "A": A, "B": B},
    ),
    "a session key as long as the group": (
        "-module(t).\n-export([it/0]).\n\nit() ->\n"
        f'    Username = "dorothea",\n    Salt = hexstr2bin("{s}"),\n    ServerPublic = hexstr2bin("{B}"),\n'
        f'    SessionKey = hexstr2bin("{S}"),\n    ok.\n',
        {"I": "dorothea", "s": s, "B": B, "S": S},
    ),
    "a length is no value": (
        f"Read TLV: SeqNo=M2, Salt=16bytes, PublicKey=384bytes\nATV salt: {s}\nATV publicKey: {B}\n",
        {"s": s, "B": B},
    ),
    "the user name that is hashed": (
        f"username=anna SRP_A={A}\n"
        f"params: map[SALT:{s} SECRET_BLOCK:b3BhcXVlLWJsb2Nr SRP_B:{B} USERNAME:0f3c USER_ID_FOR_SRP:0f3c-9a]\n",
        {"A": A, "s": s, "B": B, "I": "0f3c-9a", "secret_block": b"opaque-block".hex(), "username": b"anna".hex()},
    ),
}  # fmt: skip


def taken(text: str, name: str = "pasted.txt") -> dict[str, str]:
    """Every value of the one handshake in a text, a number without leading zeros; but those of the group."""
    (capture,) = read(Source.of_text(text, name))
    found = {one: value for line in capture.of_type("values") for one, value in line["values"].items()}
    return {one.split(".")[0]: value for one, value in found.items() if one not in ("N", "g")}


@pytest.mark.parametrize("form", FORMS)
def test_each_value_and_nothing_else_is_read(form: str) -> None:
    text, wanted = FORMS[form]
    assert taken(text) == wanted


def test_a_property_list_wraps_its_base64_and_indents_it() -> None:
    text = (
        "<plist><dict>\n\t<key>salt</key>\n\t<data>\n\tVIfKbC1PEzmJYJ1hQ4BrmA==\n\t</data>\n\t<key>verifier</key>\n"
        "\t<data>\n\tVIfKbC1PEzmJYJ1hQ4BrmFSHymwtTxM5iWCdYUOA\n\ta5hUh8psLU8TOYlgnWFDgGuY\n\t</data>\n</dict></plist>\n"
    )
    assert taken(text) == {"s": "5487ca6c2d4f133989609d6143806b98", "v": "5487ca6c2d4f133989609d6143806b98" * 3}


def test_a_notebook_is_read_cell_by_cell_with_what_it_printed() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A log-in\n"]},
        {"cell_type": "code", "source": ["print('A =', hex(A))\n"], "outputs": [{"text": [f"A = 0x{A}\n"]}]},
        {"cell_type": "code", "source": f"I = 'dorothea'\nsalt = bytes.fromhex('{s}')", "outputs": []},
        {"cell_type": "code", "source": "x", "outputs": [{"data": {"text/plain": [f"B = 0x{B}"]}}, "odd"]},
    ]
    assert taken(json.dumps({"cells": cells, "nbformat": 4}), "it.ipynb") == {"A": A, "I": "dorothea", "s": s, "B": B}


@pytest.mark.parametrize("text", ['{"cells": [{"cell_type": "code", "sour', '{"cells": 3, "a": "cell_type"}'])
def test_a_notebook_that_is_broken_or_empty_says_so(text: str) -> None:
    with pytest.raises(FileError, match=r"it\.ipynb"):
        read(Source.of_text(text, "it.ipynb"))


def test_a_patch_holds_what_it_leaves() -> None:
    head = "--- a/v.json\n+++ b/v.json\n@@ -1,3 +1,3 @@\n {\n"
    text = f'{head}-  "salt": "{x[:32]}",\n+  "salt": "{s}",\n   "A": "{A}"\n }}\n'
    assert taken(text) == {"s": s, "A": A}


def test_each_table_of_a_list_in_toml_is_a_handshake_of_its_own() -> None:
    one = f'[[vector]]\nI = "nora"\ns = "{s}"\nA = "{A}"\n'
    other = f'[[vector]]\nI = "emil"\ns = "{x[:32]}"\nB = "{B}"\n'
    text = f'title = "SRP-6a"\n{one}\n{other}'
    captures = read(Source.of_text(text, "vectors.toml"))
    assert [sorted(one for line in c.of_type("values") for one in line["values"]) for c in captures] == [
        ["A", "I", "s"],
        ["B", "I", "s"],
    ]


def test_a_sentence_may_say_so() -> None:
    assert taken(f"The server sends salt `{s}`.\nMy a is `{a}`, so A is `{A}` and I get\n\n    M1 = {M1}\n") == {
        "s": s,
        "a": a,
        "A": A,
        "M1": M1,
    }


SHORT, LONG = a[:24], x.ljust(64, "7")
NOTHING = {
    "points of a curve": f"txid: {LONG}\nr: 0x{LONG}\ns: 0x{a}\npubkey A: 04{LONG}{a}\nk: 0x{a}\nx: 0x{LONG}\n",
    "records of a scan": f"I (911) ble_scan: B: {SHORT} A: {a[24:48]}\n",
    "keys of X25519": f"Client Public Key {a}\nDevice public key: {LONG}\nDevice random: {a[:32]}\n",
    "a tunnel": "[Interface]\nPrivateKey = qFkVfKbC1PEzmJYJ1hQ4BrmFSHymwtTxM5iWCdYUOAY=\n"
    "[Peer]\nPublicKey = a5hUh8psLU8TOYlgnWFDgGuYVIfKbC1PEzmJYJ1hQ4A=\nEndpoint = 192.0.2.4:51820\n",
}


@pytest.mark.parametrize("kind", NOTHING)
def test_public_values_that_no_group_has_are_no_handshake(kind: str) -> None:
    with pytest.raises(FileError):
        read(Source.of_text(NOTHING[kind], "pasted.txt"))
