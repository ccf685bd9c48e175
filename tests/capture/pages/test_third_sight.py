"""Forms that were met on the third look: strings of Haskell, structs of Go, consoles of Ruby, tests that share."""

from __future__ import annotations

import base64
import hashlib

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.session.declaring import declared
from srpscope.session.opening import session_of
from srpscope.srp.primitives.groups import known_groups

A = bytes((37 * at * at + 91 * at + 0xC5) & 0xFF for at in range(128)).hex()
B = bytes((53 * at * at + 17 * at + 0xA1) & 0xFF for at in range(128)).hex()
S = bytes((11 * at * at + 29 * at + 0x93) & 0xFF for at in range(128)).hex()
a, s, x, u, M1 = A[6:70], B[10:42], S[8:48], S[50:90], S[60:100]
SALT = bytes([190, 0, 83, 14, 72, 209, 1, 57, 127, 8, 34, 92, 200, 66, 27, 254])
SHOWN = r"\190\NULS\SO\&H\209\SOH9\DEL\b\"\\\200B\ESC\254"


def captures(text: str, name: str = "page.txt") -> list[Capture]:
    return read(Source.of_bytes(text.encode(), name))


def values(capture: Capture, *sides: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        if not sides or line["side"] in sides:
            found |= {name: value.lower() for name, value in line["values"].items()}
    return found


def listed(digits: str) -> str:
    return " ".join(map(str, bytes.fromhex(digits)))


def rows(digits: str) -> str:
    data = bytes.fromhex(digits)
    return "".join(f"srp.c:0212: |3|  {data[at : at + 16].hex(' ')}\n" for at in range(0, len(data), 16))


FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "a record of Haskell's": (
        f'ghci> session\nSession {{identity = "zita", salt = "{SHOWN}", publicA = {int(A, 16)}}}\n',
        {"I": "zita", "s": SALT.hex(), "A": A},
    ),
    "a struct of Go's": (
        f"2026/11/30 10:00:00 challenge: {{Salt:[{listed(s)}] B:[{listed(B)}]}}\n"
        f"2026/11/30 10:00:00 client: &{{username:ole A:[{listed(A)}]}}\n",
        {"I": "ole", "s": s, "A": A, "B": B},
    ),
    "calls of CoffeeScript without brackets": (
        "assert = require 'assert'\nSRP = require '../src/client'\n\nI = Buffer.from \"zita\"\n"
        f"s = Buffer.from '{s}', 'hex'\nA = new Buffer '{A}', 'hex'\n\n"
        "describe 'SRP', ->\n    it 'computes A', (done) ->\n        client.A().should.equal A\n",
        {"I": "zita", "s": s, "A": A},
    ),
    "functions of Go's that give a value": (
        f"package srp\n\nfunc salt() []byte {{\n\treturn unhex(`{s}`)\n}}\n\n"
        f"func getVerifier() []byte {{\n\treturn unhex(`\n\t\t{A[:128]}\n\t\t{A[128:]}\n\t`)\n}}\n",
        {"s": s, "v": A},
    ),
    "a Buffer of Node's from a text": (
        "const assert = require('assert')\nconst identity = Buffer.from('zita')\nconst salt = Buffer.from('salty')\n"
        f"const A = Buffer.from('{A}')\n",
        {"I": "zita", "s": b"salty".hex(), "A": A},
    ),
    "irb": (
        f'irb(main):013:0> challenge\n=> {{:salt=>"{s}", :B=>"{B}"}}\nirb(main):014:0> client.M\n=> "{M1}"\n',
        {"s": s, "B": B, "M1": M1},
    ),
    "numbers of an object of Ruby's": (
        f'=> #<SIRP::Client:0x00007f8b1c0a1b2c @k={int(u, 16)}, @A="{A}", @hash=Digest::SHA1>\n',
        {"k": u, "A": A},
    ),
    "dbg!": (
        f'[src/main.rs:31:5] username = "bela"\n[src/main.rs:34:5] hex::encode(&b_pub) = "{B}"\n'
        f'[src/main.rs:35:5] hex::encode(&salt) = "{s}"\n',
        {"I": "bela", "B": B, "s": s},
    ),
    "Mbed TLS": (
        f"srp.c:0210: |3| value of 'A' (1024 bits) is:\n{rows(A)}srp.c:0230: |3| dumping 'salt' (16 bytes)\n"
        f"srp.c:0230: |3| 0000:  {bytes.fromhex(s).hex(' ')}  ................\n",
        {"A": A, "s": s},
    ),
    "a conversion of DragonSRP's": (
        "#include <iostream>\nint main()\n{\n\ttry {\n"
        '\t\tbytes username = Conversion::string2bytes("emil");\n'
        f'\t\tbytes salt = Conversion::hexstring2bytes("{s}");\n'
        f'\t\tbytes A = Conversion::hexstring2bytes("{A}");\n\t}}\n}}\n',
        {"I": "emil", "s": s, "A": A},
    ),
    "glued names": (
        "package srp\n\nfunc TestVerifier(t *testing.T) {\n\tvar correctv, corrects big.Int\n"
        f'\tcorrectv.SetString("{S}", 16)\n\tcorrects.SetString("{s}", 16)\n}}\n',
        {"v": S, "s": s},
    ),
    "a row of xUnit's": (
        f'public class ClientTests\n{{\n    [Theory]\n    [InlineData("zenzi", "honig", "{s}")]\n'
        "    public void Derives(string username, string password, string salt)\n    {\n"
        "        Assert.NotNull(new SrpClient());\n    }\n}\n",
        {"I": "zenzi", "P": "honig", "s": s},
    ),
    "tests under what Crystal's file says": (
        f'require "./spec_helper"\n\ndescribe SRP do\n  salt = "{s}".hexbytes\n  a = BigInt.new("{a}", 16)\n\n'
        f'  it "computes A" do\n    client.public_key.to_s(16).should eq("{A}")\n  end\n\n'
        f'  it "computes u" do\n    client.u.to_s(16).should eq("{u}")\n  end\nend\n',
        {"s": s, "a": a, "A": A, "u": u},
    ),
    "what prepares EUnit's tests, and U for the user": (
        '-module(srp_tests).\n-include_lib("eunit/include/eunit.hrl").\n\n'
        'srp_test_() ->\n\t[{"key", {setup, fun init_srp/0, fun stop/1, fun run/1}}].\n\n'
        'init_srp() ->\n\tUBin = <<"heidi">>,\n\tPwBin = <<"alm-hut">>,\n'
        f"\tSalt = <<16#{s}:128>>,\n\t{{UBin, PwBin, Salt}}.\n\n"
        f"run(_) ->\n\tClientPrivate = <<16#{a}:256>>,\n\tClientPublic = <<16#{A}:1024>>,\n\tok.\n",
        {"I": "heidi", "P": "alm-hut", "s": s, "a": a, "A": A},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_read(form: str) -> None:
    text, expected = FORMS[form]
    (capture,) = captures(text, "page.erl" if "EUnit" in form else "page.txt")
    assert {name: value for name, value in values(capture).items() if name not in ("N", "g")} == expected


@pytest.mark.parametrize("body", [r"\x9d\xca\x01\x90ab", r"\235\312\001\220ab", r"\n\t\0abcd"])
def test_escapes_of_other_languages_stay_what_they_are(body: str) -> None:
    (capture,) = captures(f'A = "{A}"\nsalt = b"{body}"\n')
    assert values(capture)["s"] == body.encode().decode("unicode_escape").encode("latin-1").hex()


@pytest.mark.parametrize("head", ["name,client,server", "value;app;device", "step\tserver\tclient"])
def test_columns_of_the_sides(head: str) -> None:
    mark = next(one for one in ",;\t" if one in head)
    sides = ["server" if one in ("server", "device") else "client" for one in head.split(mark)[1:]]
    text = f"{head}\n" + "".join(
        f"{name}{mark}{one}{mark}{two}\n" for name, one, two in (("A", A, A), ("M1", M1, x), ("salt", s, s))
    )
    (capture,) = captures(text, "page.csv")
    assert values(capture, sides[0])["M1"] == M1
    assert values(capture, sides[1])["M1"] == x


def test_headings_over_fences_say_whose_values_stand_in_them() -> None:
    def fenced(M: str) -> str:
        return f'```\nlib\n{{\n  "A": "{A}",\n  "B": "{B}",\n  "s": "{s}",\n  "M": "{M}"\n}}\n```\n'

    text = f"It fails.\n\n3. Client: processChallenge\n{fenced(M1)}4. Server verification\n{fenced(x)}Please help.\n"
    (capture,) = captures(text, "thread.md")
    assert (values(capture, "client")["M1"], values(capture, "server")["M1"]) == (M1, x)


def test_the_modulus_that_proton_signs_has_its_low_byte_first() -> None:
    def low(digits: str) -> str:
        return base64.b64encode(bytes.fromhex(digits)[::-1]).decode()

    armour = (
        f"-----BEGIN PGP SIGNED MESSAGE-----\\nHash: SHA256\\n\\n{low(S)}\\n-----BEGIN PGP SIGNATURE-----\\n\\nwl4E\\n"
    )
    (capture,) = captures(
        f'#[test]\nfn call() {{\n    const SERVER_EPHEMERAL: &str = "{low(B)}";\n'
        f'    const MODULUS_CLEAR_SIGN: &str = "{armour}-----END PGP SIGNATURE-----";\n'
        '    const SALT: &str = "yKlc5/CvObfoiw==";\n    const PASSWORD: &str = "rain9";\n}\n',
        "srp.rs",
    )
    found = values(capture)
    assert (found["N"], found["B"], found["P"]) == (S, B, "rain9")
    assert found["s"] == base64.b64decode("yKlc5/CvObfoiw==").hex()


def describe(*tests: str) -> str:
    inner = "".join(f"  it('is right {index}', () => {{\n    {test}\n  }});\n" for index, test in enumerate(tests))
    return (
        "const srp = require('../lib/srp');\n\ndescribe('vectors', () => {\n  const I = 'nora';\n"
        "  const P = 'tea4two';\n"
        f"  const s = Buffer.from('{s}', 'hex');\n  const a = Buffer.from('{a}', 'hex');\n\n{inner}}});\n"
    )


def test_tests_that_share_an_exponent_are_one_handshake() -> None:
    text = describe(
        f"expect(srp.computeX(s, I, P).toString('hex')).toBe('{x}');",
        f"expect(client.computeA().toString('hex')).toBe('{A}');",
        f"expect(client.computeM1().toString('hex')).toBe('{M1}');",
    )
    (capture,) = captures(text, "vectors.test.js")
    found = values(capture)
    assert (found["I"], found["a"], found["x"], found["A"], found["M1"]) == ("nora", a, x, A, M1)


def test_tests_that_contradict_one_another_are_several() -> None:
    text = describe(
        f"const B = Buffer.from('{B}', 'hex');\n    expect(client.computeM1().toString('hex')).toBe('{M1}');",
        f"const B = Buffer.from('{S}', 'hex');\n    expect(client.computeM1().toString('hex')).toBe('{x}');",
    )
    first, second = captures(text, "vectors.test.js")
    assert (values(first)["B"], values(first)["M1"]) == (B, M1)
    assert (values(second)["B"], values(second)["M1"]) == (S, x)
    assert values(first)["I"] == values(second)["I"] == "nora"


def test_no_group_of_a_product_is_given_to_a_page_that_names_none() -> None:
    hashed = hashlib.sha1(bytes.fromhex(A + B)).hexdigest()  # what Firebird's u is, and that of others
    K = hashlib.sha1(bytes.fromhex(S)).hexdigest()
    (capture,) = captures(f"A: {A}\nB: {B}\nsalt: {s}\nu: {hashed}\nS: {S}\nK: {K}\nM1: {M1}\n")
    view = declared(session_of(capture)).view
    assert view.client.value("N") != known_groups()["firebird-1024"].group.N
