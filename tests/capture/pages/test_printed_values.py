"""The same handshake printed in every way people print it gives the same values."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings, strategies as st

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.pages.literals.forms import UnreadableError, readings
from srpscope.capture.pages.names import recognise
from srpscope.capture.questions import answer, questions, remind
from srpscope.capture.source import Source
from srpscope.errors import FileError, UserError
from tests.capture.made import values_of

A = bytes.fromhex("9dca5d5f96281e2e0e5761427c19f2b6f710f12e0c6acf00f8a18552f48c2956")
SALT = bytes.fromhex("036ee0c7bcb9eda84c9eac97d93decf4")


def of(text: str, name: str = "page.txt") -> list[Capture]:
    return read(Source.of_bytes(text.encode(), name))


def signed(data: bytes) -> list[int]:
    return [byte - 256 if byte > 127 else byte for byte in data]


FORMS: dict[str, Callable[[bytes], str]] = {
    "hex": lambda data: data.hex(),
    "upper-case hex": lambda data: data.hex().upper(),
    "0x": lambda data: "0x" + data.hex(),
    "quoted": lambda data: f'"{data.hex()}"',
    "spaced": lambda data: data.hex(" "),
    "colons": lambda data: data.hex(":"),
    "C# dashes": lambda data: data.hex("-").upper(),
    "groups of eight": lambda data: data.hex(" ", 4).upper(),
    "NSData": lambda data: f"<{data.hex(' ', 4)}>",
    "Node Buffer": lambda data: f"<Buffer {data.hex(' ')}>",
    "base64": lambda data: base64.b64encode(data).decode(),
    "base64 without padding": lambda data: base64.b64encode(data).decode().rstrip("="),
    "base64url": lambda data: base64.urlsafe_b64encode(data).decode(),
    "Dart list": lambda data: str(list(data)),
    "Swift list": lambda data: f"[{', '.join(map(str, data))}]",
    "Java Arrays.toString": lambda data: str(signed(data)),
    "Kotlin": lambda data: "byteArrayOf(" + ", ".join(f"0x{byte:02x}.toByte()" for byte in data) + ")",
    "Kotlin signed": lambda data: "byteArrayOf(" + ", ".join(map(str, signed(data))) + ")",
    "Java casts": lambda data: "new byte[] {" + ", ".join(f"(byte) 0x{byte:02x}" for byte in data) + "}",
    "JavaScript": lambda data: f"Uint8Array({len(data)}) [\n  " + ", ".join(map(str, data)) + "\n]",
    "JavaScript toString": lambda data: ",".join(map(str, data)),
    "Dart Uint8List": lambda data: f"Uint8List.fromList({list(data)})",
    "Go": lambda data: "[" + " ".join(map(str, data)) + "]",
    "Rust": lambda data: "vec![" + ", ".join(f"{byte}u8" for byte in data) + "]",
    "Python bytes": lambda data: repr(data),
    "Python bytearray": lambda data: repr(bytearray(data)),
    "Python fromhex": lambda data: f"bytes.fromhex('{data.hex()}')",
    "C string": lambda data: '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"',
    "C array": lambda data: "{ " + ", ".join(f"0x{byte:02X}" for byte in data) + ", };",
    "hex items": lambda data: "[" + ", ".join(f"{byte:02x}" for byte in data) + "]",
    "quoted hex items": lambda data: "[" + ", ".join(f"'{byte:02x}'" for byte in data) + "]",
    "BigInteger of hex": lambda data: f'new BigInteger("{data.hex()}", 16)',
    "BigInt.parse": lambda data: f"BigInt.parse('{data.hex()}', radix: 16)",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_printed_form(form: str) -> None:
    [capture] = of(f"username: wifiprov\na = 0x6566\nsalt = {FORMS[form](SALT)}\nA: {FORMS[form](A)}\n")
    found = values_of(capture, "client", "both")
    assert found["s"] == SALT.hex()
    assert found["A"] == A.hex()
    assert not questions(capture)


@pytest.mark.parametrize("form", FORMS)
@given(data=st.binary(min_size=24, max_size=80))
@settings(max_examples=30, deadline=None)
def test_bytes_come_back_from_every_form(form: str, data: bytes) -> None:
    # What a form does not tell is a question, and the right answer is among its alternatives; 0x in front tells hex.
    text = FORMS[form](data)
    assume("base64" not in form or not re.match(r"0[xX][0-9a-fA-F]+$", text))
    found = readings(text)
    assert data.hex() in [one.hex for one in found]
    if form not in ("hex", "upper-case hex", "quoted", "spaced", "base64", "base64 without padding", "base64url"):
        assert len(found) == 1


@given(number=st.integers(min_value=0, max_value=2**3072))
@settings(max_examples=60, deadline=None)
def test_decimal_numbers(number: int) -> None:
    for text in (f"{number}n", f"{number}L", f'BigInteger("{number}")', f"mpz({number})", f"BigInt({number}, 10)"):
        assert number in [one.number for one in readings(text)]
    assert [one.number for one in readings(str(number), "decimal")] == [number]


def test_a_long_number_without_letters_is_decimal_and_said() -> None:
    number = int.from_bytes(A, "big")
    [capture] = of(f"a = 0x6566\nA = {number}\n")
    assert int(values_of(capture, "client", "both")["A"], 16) == number
    assert any("A is read as a decimal number" in note for note in capture.notes)


def test_c_arrays_as_esp_prov_prints_them() -> None:
    rows = ",\n    ".join(", ".join(f"0x{byte:02x}" for byte in A[at : at + 16]) for at in (0, 16))
    [capture] = of(
        "==== Salt-verifier for security scheme 2 (SRP6a) ====\nstatic const char sec2_salt[] = {\n    "
        + ", ".join(f"0x{byte:02x}" for byte in SALT)
        + f"\n}};\n\nstatic const char sec2_verifier[] = {{\n    {rows}\n}};\n"
    )
    assert values_of(capture, "server", "both") == {"s": SALT.hex(), "v": A.hex()}
    assert capture.header["dialect"] == "esp-idf-security2"


@pytest.mark.parametrize(
    "prefix",
    [
        "I/flutter ( 1234): ",
        "flutter: ",
        "05-06 07:08:09.123  1234  5678 D MyApp   : ",
        "05-06 07:08:09.123 D/MyApp(1234): ",
        "2024-05-06 07:08:09.123  1234-5678  MyApp   com.example.app   D  ",
        "2024-05-06 07:08:09.123 1234-5678/com.example.app D/MyApp: ",
        "2024-05-06 07:08:09.123456+0200 MyApp[1234:56789] ",
        "[log] ",
        "> ",
        "07:08:09.123 -> ",
        "[2024-05-06 07:08:09] ",
        "DEBUG: ",
    ],
)
def test_logs_put_things_in_front(prefix: str) -> None:
    [capture] = of(f"{prefix}a = 0x65666768\n{prefix}A: {A.hex()}\n")
    assert values_of(capture, "client", "both") == {"a": "65666768", "A": A.hex()}


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("A", "A"), ("clientPublicKey", "A"), ("pub_a", "A"), ("pubA", "A"), ("srpA", "A"), ("client_public", "A"),
        ("Client Public Key", "A"), ("A_hex", "A"), ("A (hex)", "A"), ("A (384 bytes)", "A"), ("public A", "A"),
        ("clientEphemeralPublic", "A"), ("my public key (client)", "A"), ("`A`", "A"), ("**A**", "A"),
        ("B", "B"), ("serverPublicKey", "B"), ("devicePubKey", "B"), ("pub_b", "B"), ("host public key", "B"),
        ("a", "a"), ("clientPrivateKey", "a"), ("secret_a", "a"), ("priv_a", "a"), ("client secret ephemeral", "a"),
        ("b", "b"), ("server private key", "b"), ("s", "s"), ("salt", "s"), ("sec2_salt", "s"), ("device_salt", "s"),
        ("v", "v"), ("verifier", "v"), ("passwordVerifier", "v"), ("sec2_verifier", "v"), ("x", "x"), ("u", "u"),
        ("scrambler", "u"), ("k", "k"), ("multiplier", "k"), ("S", "S"), ("premasterSecret", "S"), ("K", "K"),
        ("sessionKey", "K"), ("session_key", "K"), ("M1", "M1"), ("m1", "M1"), ("M", "M1"), ("clientProof", "M1"),
        ("client evidence message", "M1"), ("M2", "M2"), ("serverProof", "M2"), ("HAMK", "M2"), ("device proof", "M2"),
        ("N", "N"), ("prime", "N"), ("modulus", "N"), ("g", "g"), ("generator", "g"), ("username", "I"),
        ("userName", "I"), ("I", "I"), ("password", "P"), ("PoP", "P"), ("pop", "P"), ("proofOfPossession", "P"),
    ],
)  # fmt: skip
def test_names_by_many_spellings(spelling: str, name: str) -> None:
    found = recognise(re.sub(r"[`*]", "", spelling))
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "spelling",
    ["length", "len(A)", "length of A", "SSID", "status", "wifi password", "hash of A", "uuid", "MTU", "size", "z", ""],
)
def test_what_names_no_value(spelling: str) -> None:
    assert recognise(spelling) is None


@pytest.mark.parametrize(
    ("spelling", "name", "side"),
    [
        ("K_c", "K", "client"),
        ("K_s", "K", "server"),
        ("server K", "K", "server"),
        ("A (client)", "A", "client"),
        ("expected M1", "M1", "server"),
        ("serverExpectedProof", "M1", "server"),
        ("expectedServerProof", "M2", "client"),
        ("client expected proof", "M2", "client"),
        ("S_client", "S", "client"),
        ("client's S", "S", "client"),
    ],
)
def test_whose_value_it_is(spelling: str, name: str, side: str) -> None:
    found = recognise(spelling)
    assert found is not None and (found.name, found.side) == (name, side)


def test_headings_tell_the_side() -> None:
    text = f"Client:\nS = 0x00ab12\nK: {A.hex()}\n\n== Server ==\nS = 0x00ab13\nK: {A.hex()}\n"
    [capture] = of(text)
    assert values_of(capture, "client", "both")["S"] == "00ab12"
    assert values_of(capture, "server", "both")["S"] == "00ab13"


def test_a_table_from_an_issue() -> None:
    text = f"| value | app | device |\n|:--|--:|---|\n| `A` | {A.hex()} | {A.hex()} |\n"
    text += "| K | 0xaa01 | 0xaa02 |\n| S | 0x0b | - |\n"
    [capture] = of(text)
    assert values_of(capture, "client", "both") == {"A": A.hex(), "K": "aa01", "S": "0b"}
    assert values_of(capture, "server", "both") == {"A": A.hex(), "K": "aa02"}


def test_a_table_without_sides() -> None:
    [capture] = of("| Name | Value |\n|---|---|\n| a | 0x6566 |\n| salt | 0x0102 |\n")
    assert values_of(capture, "client", "both") == {"a": "6566", "s": "0102"}


def test_values_over_several_lines() -> None:
    text = "A =\n  9DCA5D5F 96281E2E 0E576142 7C19F2B6\n  F710F12E 0C6ACF00 F8A18552 F48C2956\n\n"
    text += "salt:\n036ee0c7bcb9eda8\n4c9eac97d93decf4\n"
    [capture] = of(text)
    assert values_of(capture, "wire", "both") == {"A": A.hex(), "s": SALT.hex()}


def test_several_values_on_a_line() -> None:
    [capture] = of("a=0x6566, A=0x0102, username=alice, password=secret")
    assert values_of(capture, "client", "both") == {"a": "6566", "A": "0102", "I": "alice", "P": "secret"}


def test_a_formula_before_the_value() -> None:
    [capture] = of(f"a: 0x65\nk = H(N | PAD(g)) = {A.hex()}\n")
    assert values_of(capture, "client", "both")["k"] == A.hex()


def test_lengths_are_no_values() -> None:
    [capture] = of("a: 0x65\nlength of A: 384\nA length = 384\nlen(B) = 384\n")
    assert values_of(capture, "client", "both") == {"a": "65"}


def test_json_in_all_its_shapes() -> None:
    b64 = base64.b64encode(A).decode()
    page = {
        "client": {"A": A.hex(), "salt": {"type": "Buffer", "data": list(SALT)}, "privateA": int.from_bytes(A, "big")},
        "server": {"B": {str(at): byte for at, byte in enumerate(A)}, "verifier": list(A), "K": b64},
        "hash": "SHA-256",
        "group": "rfc5054-2048",
    }  # fmt: skip
    [capture] = of(json.dumps(page))
    assert values_of(capture, "client", "both") == {"A": A.hex(), "s": SALT.hex(), "a": A.hex()}
    assert values_of(capture, "server", "both") == {"B": A.hex(), "v": A.hex(), "K": A.hex()}
    assert capture.header["hash"] == "sha256" and capture.header["group"] == "rfc5054-2048"


def test_a_list_of_json_objects_is_several_handshakes() -> None:
    captures = of(json.dumps([{"a": "0x01", "A": "0x02"}, {"a": "0x03", "A": "0x04"}]))
    assert [values_of(capture, "client", "both")["a"] for capture in captures] == ["01", "03"]


def test_json_lines_and_a_broken_end() -> None:
    captures = of('{"a":"0x01"}\n{"a":"0x03"}\n{"a":')
    assert [values_of(capture, "client", "both")["a"] for capture in captures] == ["01", "03"]
    assert any("line 3" in note for note in captures[0].notes)


def test_json_inside_a_page() -> None:
    [capture] = of('what my app sends:\n{"username": "alice",\n "a": "0x6566"}\nA = 0x0102\n')
    assert values_of(capture, "client", "both") == {"I": "alice", "a": "6566", "A": "0102"}


def test_two_handshakes_on_a_page() -> None:
    first, second = of("username: alice\na = 0x01\nA = 0x02\n\na = 0x03\nA = 0x04\n")
    assert values_of(first, "client", "both") == {"I": "alice", "a": "01", "A": "02"}
    assert values_of(second, "client", "both") == {"I": "alice", "a": "03", "A": "04"}


def test_a_test_vector_holds_for_both_sides() -> None:
    [capture] = of(
        "I = alice\nP = password123\ns = 0xbeb2\na = 0x6097\nb = 0xe487\nA = 0x61d5\nB = 0xbd0c\nS = 0xb0dc\n"
    )
    both = values_of(capture, "both", "both")
    assert both == {"I": "alice", "P": "password123", "s": "beb2", "A": "61d5", "B": "bd0c", "S": "b0dc"}
    assert values_of(capture, "client", "both") == {**both, "a": "6097"}
    assert values_of(capture, "server", "both") == {**both, "b": "e487"}


# Nothing is guessed


def test_hex_or_decimal_is_asked() -> None:
    [capture] = of("salt: 1234567890123456\n")
    [question] = questions(capture)
    assert question.value == "s" and question.at == 1
    assert [(one["form"], one["hex"]) for one in question.alternatives] == [
        ("decimal", "0462d53c8abac0"),
        ("hex", "1234567890123456"),
    ]
    assert "hex" in question.text and "decimal" in question.text
    assert question.text in capture.notes
    assert not any("s" in line["values"] for line in capture.of_type("values"))


def test_hex_or_base64_is_asked() -> None:
    [capture] = of("a = 0x65\nsalt: beefcafe\n")
    # Every other value here is hex: that tells, and it is said.
    assert not questions(capture)
    assert any("could be hex or base64" in note for note in capture.notes)
    [alone] = of("salt: beefcafe\n")
    [question] = questions(alone)
    assert {one["form"]: one["hex"] for one in question.alternatives} == {"hex": "beefcafe", "base64": "6de79f71a7de"}


def test_a_question_can_be_answered_and_survives_the_file() -> None:
    from srpscope.capture.srp_jsonl import dumps, loads

    [capture] = of("salt: beefcafe\n")
    again = loads(dumps(capture))
    [question] = questions(again)
    with pytest.raises(UserError):
        answer(again, question, 2)
    assert question.text in remind(again).notes
    answer(again, question, 1)
    assert question.text not in remind(again).notes
    assert values_of(again, "wire", "both") == {"s": "6de79f71a7de"}
    assert not questions(again)
    with pytest.raises(UserError):
        answer(again, question, 1)


def test_which_value_is_asked() -> None:
    [capture] = of("a = 0x65\nshared secret: 0x12ab\n")
    [question] = questions(capture)
    assert [one["value"] for one in question.alternatives] == ["S", "K"]


def test_a_shared_secret_as_long_as_a_hash_beside_a_long_A_is_K() -> None:
    [capture] = of(f"a = 0x65\nA = 0x{'9d' * 256}\nshared secret: 0x{'12' * 64}\n")
    assert values_of(capture, "client", "both")["K"] == "12" * 64
    assert any("as long as a hash" in note for note in capture.notes)


def test_a_name_with_its_form_is_no_question() -> None:
    [capture] = of("salt_hex: 1234567890123456\nM1 (base64): beefcafe\n")
    assert not questions(capture)
    assert values_of(capture, "wire", "both") == {"s": "1234567890123456", "M1": "6de79f71a7de"}


def test_a_minus_sign_as_in_nimbus_document() -> None:
    # new BigInteger(bytes) of 16 bytes with the top bit set, then toString(16)
    data = bytes.fromhex("e6b34f6b57703a3fb139e231772eb0aa")
    printed = f"{int.from_bytes(data, 'big', signed=True):x}"
    assert printed.startswith("-")
    [capture] = of(f"a = 0x65\nsalt: {printed}\n")
    assert values_of(capture, "client", "both")["s"] == data.hex()
    assert any("minus sign" in note for note in capture.notes)


def test_an_odd_count_of_digits() -> None:
    [capture] = of("a = 0x65\nsalt: abcdef012345678\nA: fedcba9876543\n")
    assert values_of(capture, "client", "both")["s"] == "0abcdef012345678"
    [line] = [line for line in capture.of_type("values") if "s" in line["values"]]
    assert line["width"] is False
    assert any("odd count of digits" in note for note in capture.notes)


@pytest.mark.parametrize(
    "printed",
    [
        "<Buffer 9d ca 5d ... 334 more bytes>",
        "[157, 202, 93, …]",
        "Uint8Array(384) [ 1, 2, ... 284 more items ]",
        "{length = 384, bytes = 0x9dca5d5f 96281e2e ... 0d0e0f10 }",
        "384 bytes",
    ],
)
def test_a_value_printed_in_part_is_left_out_and_said(printed: str) -> None:
    [capture] = of(f"a = 0x65\nA = {printed}\n")
    assert values_of(capture, "client", "both") == {"a": "65"}
    assert any("line 2" in note and "A" in note for note in capture.notes)


@pytest.mark.parametrize("text", ["[300, 2, 3, 4]", "[-200, 1, 2, 3]", "[1, two, 3]", "zzz", "", "bad", "0x", "0xzz"])
def test_what_is_no_value(text: str) -> None:
    with pytest.raises(UnreadableError):
        readings(text)


def test_passwords_are_taken_as_they_stand() -> None:
    text = "a = 0x65\nusername: 'al ice'\npassword: p@ss: =word, 123 \n"
    [capture] = of(text)
    assert values_of(capture, "client", "both")["I"] == "al ice"
    assert values_of(capture, "client", "both")["P"] == "p@ss: =word, 123"
    assert any("ends with a blank" in note for note in capture.notes)


def test_nothing_in_it_is_a_sentence() -> None:
    with pytest.raises(FileError, match=r"(?i)nothing|no value"):
        of("dear diary, today I went to the sea\n")


H = A.hex()


@pytest.mark.parametrize(
    "text",
    [
        f"{{'a': 0x65, 'salt': {SALT!r}, 'A': '0x{H}'}}",
        f"{{ a: '0x65', salt: <Buffer {SALT.hex(' ')}>, A: '{H}' }}",
        f"Handshake {{ a: 0x65, salt: {list(SALT)}, A: 0x{H} }}",
        f"SrpState(a=0x65, A={H}, salt={signed(SALT)})",
        f"let a = BigUInt(\"65\", radix: 16)!\nlet salt = Data({list(SALT)})\nlet A = Data({list(A)})\n",
        f"final a = BigInt.parse('65', radix: 16);\nfinal Uint8List salt = Uint8List.fromList({list(SALT)});\n"
        f"var A = '{H}';",
        f"SRP_a=0x65\nSRP_SALT={SALT.hex()}\nSRP_A={H}\n",
        f"name,value\na,0x65\nA,{H}\nsalt,{SALT.hex()}\n",
        f"a\t0x65\r\nA\t{H}\r\nsalt\t{SALT.hex()}\r\n",
        f"<handshake><a>0x65</a><A>{H}</A><salt>{SALT.hex()}</salt></handshake>",
        f"a: 0x65\nThe salt is {SALT.hex()} and A is {H}\n",
        f"srp:\n  a: 0x65\n  A: {H}\n  salt: {SALT.hex()}\n",
        f"a = 0x65  A = 0x{H}  s = 0x{SALT.hex()}",
    ],
    ids=[
        "dict", "object", "Rust", "Kotlin", "Swift", "Dart", "environment", "CSV", "tabs", "XML", "prose", "YAML",
        "row",
    ],
)  # fmt: skip
def test_whole_objects_of_many_languages(text: str) -> None:
    [capture] = of(text)
    assert values_of(capture, "client", "both") == {"a": "65", "A": H, "s": SALT.hex()}
    assert not questions(capture)


def test_what_stands_outside_both_sections_holds_for_both() -> None:
    [capture] = of("N = 0x17\nu = 0x0102\nClient:\nK = 0xaa\nServer:\nK = 0xbb\n")
    assert values_of(capture, "both", "both") == {"N": "17", "u": "0102"}


def test_a_name_in_hex_beside_itself_is_the_same_name() -> None:
    [capture] = of(json.dumps([{"username": "Jürgen", "username_bytes": "4ac3bc7267656e", "A": H, "salt": SALT.hex()}]))
    assert {line["values"]["I"] for line in capture.of_type("values") if "I" in line["values"]} == {"Jürgen"}


def test_messages_of_a_debug_log_are_messages() -> None:
    body = json.dumps({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "nora", "SRP_A": "9dca" * 192}})
    log = f"2021-01-30 13:24:48,021 botocore.endpoint [DEBUG] Making request with params: {{'body': b'{body}'}}\n"
    [capture] = of(log)
    assert [line["from"] for line in capture.of_type("message")] == ["client"]
