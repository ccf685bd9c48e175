"""Forms of tests, logs and documents that were met later, each with values of our own."""

from __future__ import annotations

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source

A = bytes((37 * at * at + 91 * at + 0xD5) & 0xFF for at in range(128)).hex()
B = bytes((53 * at * at + 17 * at + 0xB1) & 0xFF for at in range(128)).hex()
S = bytes((11 * at * at + 29 * at + 0xA3) & 0xFF for at in range(128)).hex()
a, s, x, M1, M2 = A[6:70], B[10:42], S[8:48], S[60:100], A[100:140]


def listed(digits: str, between: str = ", ") -> str:
    return between.join(str(one) for one in bytes.fromhex(digits))


def rows(tag: str, digits: str) -> str:
    data = bytes.fromhex(digits)
    return "".join(f"I (512) {tag}: {data[at : at + 16].hex(' ')}\n" for at in range(0, len(data), 16))


FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "a hash among the arguments of another library's client": (
        "package x\n\nclass ProofTest {\n    @Test\n    fun proof() {\n"
        f'        val salt = "{s}".decodeHex()\n        val username = "ruth"\n        val password = "tulip9"\n'
        f'        val a = BigInteger("{a}", 16)\n'
        f'        val client = SrpClient(Groups.RFC5054_1024, "SHA-1", a)\n    }}\n}}\n',
        {"I": "ruth", "P": "tulip9", "s": s, "a": a},
    ),
    "functions that only give a value": (
        f"fn salt() -> Vec<u8> {{\n    vec![\n        {listed(s)},\n    ]\n}}\n\n"
        f'#[test]\nfn it() {{\n    let i = b"ivan";\n    let p = b"shed5";\n    let a = hex!("{a}");\n'
        f'    assert_eq!(public(&a), hex!("{A}"));\n}}\n',
        {"I": "ivan", "P": "shed5", "s": s, "a": a},
    ),
    "a method whose name is the value's": (
        f"<?php\nclass ClientTest extends TestCase\n{{\n    public function testA(): void\n    {{\n"
        f"        $salt = hex2bin('{s}');\n"
        f"        $this->assertSame('{A}', gmp_strval($client->A($a), 16));\n"
        f"        $this->assertSame(\n            '{M1}',\n            bin2hex($client->M1($salt, $B))\n"
        f"        );\n    }}\n}}\n",
        {"s": s, "A": A, "M1": M1},
    ),
    "a function of Haskell's beside what it should be": (
        f'module T where\n\nspec = describe "SRP" $ do\n  let salt = hex "{s}"\n      a = 0x{a}\n'
        f'  it "computes A" $\n    publicA group1024 a `shouldBe`\n      0x{A}\n',
        {"s": s, "a": a, "A": A},
    ),
    "a value piped into what shows it": (
        f'defmodule T do\n  @salt Base.decode16!("{s}")\n\n  test "it" do\n'
        f'    assert SRP.client_proof(@username, @salt, client)\n           |> Base.encode16(case: :lower) == "{M1}"\n'
        f'    assert Base.encode16(client.public) ==\n               "{A}"\n  end\nend\n',
        {"s": s, "M1": M1, "A": A},
    ),
    "the low byte first, as the program says": (
        f'import srp\n\ndef test_it():\n    s = int.from_bytes(bytes.fromhex("{s}"), "little")\n'
        f'    A = int.from_bytes(bytes.fromhex("{A}"), byteorder="little")\n'
        f'    x = BigUint.from_bytes_le(bytes.fromhex("{x}"))\n'
        f'    B = bytes_to_number_le(bytes.fromhex("{B}"))\n    assert A\n',
        {
            "s": s,
            "A": bytes.fromhex(A)[::-1].hex(),
            "x": bytes.fromhex(x)[::-1].hex(),
            "B": bytes.fromhex(B)[::-1].hex(),
        },
    ),
    "the fields of a data class, by position": (
        "from dataclasses import dataclass\n\n@dataclass\nclass Vector:\n    username: str\n"
        "    password: str\n    salt: bytes\n    A: int\n\n"
        f'def test_it():\n    check(Vector("nora", "tea4two", bytes.fromhex("{s}"), 0x{A}))\n',
        {"I": "nora", "P": "tea4two", "s": s, "A": A},
    ),
    "a constructor, by position": (
        "class Vector {\n  constructor(username, password, salt, A) {\n    this.salt = salt;\n  }\n}\n\n"
        f"test('it', () => {{\n  const vector = new Vector('nora', 'tea4two', '{s}', '{A}');\n}});\n",
        {"I": "nora", "P": "tea4two", "s": s, "A": A},
    ),
    "a method of the class itself, by position": (
        "class T(TestCase):\n    def make(self, username, password, salt):\n"
        "        return Client(username, password, salt)\n\n"
        f'    def test_it(self):\n        self.make("nora", "tea4two", "{s}")\n        A = 0x{A}\n',
        {"I": "nora", "P": "tea4two", "s": s, "A": A},
    ),
    "types of one value each": (
        "package x\n@JvmInline value class UserName(val text: String)\n@JvmInline value class Salt(val hex: String)\n\n"
        "class T {\n    @Test\n    fun it() {\n"
        f'        check(UserName("nora"), Salt("{s}"), Verifier("{B}"))\n        val A = PublicKeyA("{A}")\n'
        f"    }}\n}}\n",
        {"I": "nora", "s": s, "v": B, "A": A},
    ),
    "the rows that pytest gives a test": (
        "import pytest\n\n@pytest.mark.parametrize(\n"
        '    ("username", "password", "salt_hex", "verifier_hex"),\n'
        f'    [\n        (\n            "nora",\n            "tea4two",\n            "{s}",\n'
        f'            "{A}",\n        ),\n    ],\n)\n'
        "def test_it(username, password, salt_hex, verifier_hex):\n"
        "    assert verifier(username, password, salt_hex) == verifier_hex\n",
        {"I": "nora", "P": "tea4two", "s": s, "v": A},
    ),
    "constants of Delphi's": (
        "procedure TSrpTests.TestIt;\nconst\n  cUserName = 'nora';\n  cPassword = 'tea4two';\n"
        f"  cSalt: array[0..15] of Byte = ({', '.join(f'${one:02X}' for one in bytes.fromhex(s))});\n"
        f"  cPrivateA = '{a}';\n"
        f"  cPublicA = '{A[:128]}' +\n             '{A[128:]}';\nbegin\n  CheckTrue(True);\nend;\n",
        {"I": "nora", "P": "tea4two", "s": s, "a": a, "A": A},
    ),
    "a snapshot of Vitest": (
        "// Vitest Snapshot v1\n\nexports[`srp > client 1`] = `\n{\n"
        f'  "username": "nora",\n  "salt": "{s}",\n  "proof": "{M1}",\n  "publicEphemeral": {{\n'
        f'    "client": "{A}",\n  }},\n}}\n`;\n',
        {"I": "nora", "s": s, "M1": M1, "A": A},
    ),
    "a letter and a side in one word": (
        f"s: {s}\nbiga: {A}\nlittlea: {a}\nKclient: {M1}\nKserver: {M1}\n",
        {"s": s, "A": A, "a": a, "K": M1},
    ),
    "keys of logfmt behind one that is none": (
        f"Dec 01 08:00:01 gw srpd[771]: conn=12 I=root A={A}\nDec 01 08:00:01 gw srpd[771]: conn=12 s={s} B={B}\n",
        {"I": "root", "A": A, "s": s, "B": B},
    ),
    "names and values with blanks between": (
        f"2025/11/30 10:11:12 srp: salt [{listed(s, ' ')}]\n2025/11/30 10:11:12 srp: A {A} B {B}\n"
        f"srp: client proof {M1}\n",
        {"s": s, "A": A, "B": B, "M1": M1},
    ),
    "fields of reStructuredText": (
        f"The values:\n\n:username: ``nora``\n:salt: ``{s}``\n:verifier:\n    ``{A[:128]}``\n"
        f"    ``{A[128:]}``\n:a: ``{a}``\n",
        {"I": "nora", "s": s, "v": A, "a": a},
    ),
    "the proofs of two objects of YAML": (
        f"salt: {s}\nclient:\n  public: {A}\n  proof: {M1}\nserver:\n  public: {B}\n  proof: {M2}\n",
        {"s": s, "A": A, "B": B, "M1": M1, "M2": M2},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_read(form: str) -> None:
    text, expected = FORMS[form]
    (capture,) = read(Source.of_bytes(text.encode(), "page.txt"))
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        found |= line["values"]
    assert {name: found.get(name) for name in expected} == expected


def test_a_proof_that_came_and_the_one_made_beside_it_are_one_handshake() -> None:
    log = "I (5) main_task: up\n" + "".join(
        f"I (512) my_srp: {name}:\n{rows('my_srp', value)}"
        for name, value in (("salt", s), ("A", A), ("B", B), ("M1 received", M1), ("M1 computed", M2))
    )
    captures = read(Source.of_bytes(log.encode(), "device.log"))
    values = {
        (line["side"], name): value
        for one in captures
        for line in one.of_type("values")
        for name, value in line["values"].items()
    }
    assert (values["wire", "M1"], values["server", "M1"]) == (M1, M2)


def test_what_describes_a_function_is_no_password() -> None:
    text = (
        f'def password():\n    "Ask for the password"\n    ask()\n\ndef test_it():\n'
        f'    salt = bytes.fromhex("{s}")\n    A = 0x{A}\n'
    )
    (capture,) = read(Source.of_bytes(text.encode(), "page.py"))
    assert not any("P" in line["values"] for line in capture.of_type("values"))


def test_vectors_whose_names_end_with_a_size_are_apart() -> None:
    """`a_256` and `a_512` side by side, as one file holds what two hashes give; what ends with none is of both."""
    page = (
        f'class Vectors {{\n  let salt = "{s}"\n  let fixed_a_256 = "{a}"\n  let fixed_a_512 = "{a[::-1]}"\n'
        f'  let expected_A_256 = "{A}"\n\n  let expected_A_512 = "{B}"\n  let expectedVerifier_256 = "{S}"\n'
        f'  let expectedVerifier_512 = "{S[::-1]}"\n}}\n'
    )
    found = []
    for capture in read(Source.of_bytes(page.encode(), "Vectors.swift")):
        values: dict[str, str] = {}
        for line in capture.of_type("values"):
            values |= line["values"]
        found.append({name: values.get(name) for name in ("s", "a", "A", "v")})
    assert found == [{"s": s, "a": a, "A": A, "v": S}, {"s": s, "a": a[::-1], "A": B, "v": S[::-1]}]


def test_one_name_with_two_sizes_is_no_second_vector() -> None:
    page = (
        f'class V {{\n  let salt = "{s}"\n  let fixed_a_256 = "{a}"\n  let A = "{A}"\n'
        f'  let expectedVerifier_1024 = "{S}"\n}}\n'
    )
    (capture,) = read(Source.of_bytes(page.encode(), "V.swift"))
    assert {name for line in capture.of_type("values") for name in line["values"]} >= {"s", "a", "A", "v"}


def test_a_modulus_that_is_too_short_is_another_tests() -> None:
    page = (
        f'package srp\n\nvar g512 = &Group{{g: big.NewInt(2), n: fromHex("{S[:128]}")}}\n\n'
        "func TestIt(t *testing.T) {\n"
        f'\ts := fromHex("{s}")\n\tA := fromHex("{A}")\n\tB := fromHex("{B}")\n\ta := fromHex("{a}")\n}}\n'
    )
    (capture,) = read(Source.of_bytes(page.encode(), "srp_test.go"))
    names = {name for line in capture.of_type("values") for name in line["values"]}
    assert {"s", "A", "B", "a"} <= names
    assert not any(line["values"].get("N") == S[:128] for line in capture.of_type("values"))


def test_a_size_under_N_is_the_group() -> None:
    (capture,) = read(Source.of_bytes(f"N: 1024\ns: {s}\na: {a}\nA: {A}\n".encode(), "page.txt"))
    assert capture.header["group"] == "rfc5054-1024"
    assert not any("N" in line["values"] for line in capture.of_type("values"))
