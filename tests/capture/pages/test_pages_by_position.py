"""Values that no `name = literal` says: by their place in a call, by arithmetic, by an assertion over lines; and what
looks like one and is none."""

from __future__ import annotations

from hashlib import sha256

import pytest

from srpscope.srp.primitives.groups import group
from tests.capture.made import made, of, values

ONE = made("one")
N, g = group("rfc5054-1024")
DIGESTS = {
    "k": sha256(N.to_bytes(128, "big") + g.to_bytes(128, "big")).hexdigest(),
    "u": sha256(bytes.fromhex(ONE["A"].rjust(256, "0") + ONE["B"].rjust(256, "0"))).hexdigest(),
}


def found_in(text: str) -> dict[str, str]:
    """The values of a page with one handshake."""
    (capture,) = of(text)
    return values(capture)


def body(language: str, text: str) -> str:
    """A test of a language around some lines."""
    opened = {"py": "import srp\ndef test_one():\n", "js": "const srp = require('srp');\nit('one', () => {\n"}
    return (
        opened[language]
        + "\n".join("    " + line for line in text.splitlines())
        + ("\n});\n" if language == "js" else "\n")
    )


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("py", 'ctx = SRPContext("mira", "tea4two")', {"I": "mira", "P": "tea4two"}),
        ("py", 'usr = srp.User(b"mira", b"tea4two")', {"I": "mira", "P": "tea4two"}),
        ("py", 'server = Server(ctx, b"Pair-Setup", b"111-22-333", s=s, b=b)', {"I": "Pair-Setup", "P": "111-22-333"}),
        ("js", "const x = derivePrivateKey('5a5a5a5a5a5a5a5a', 'mira', 'tea4two');",
         {"I": "mira", "P": "tea4two", "s": "5a" * 8}),
        ("js", "client.step1('mira', 'tea4two');", {"I": "mira", "P": "tea4two"}),
    ],
)  # fmt: skip
def test_known_calls_are_read_by_position(language: str, line: str, expected: dict[str, str]) -> None:
    found = found_in(
        body(language, f"a = 0x{ONE['a']}\n{line}" if language == "py" else f"const a = 0x{ONE['a']}n;\n{line}")
    )
    assert {name: found[name] for name in expected} == expected


def test_a_definition_on_the_page_says_what_its_arguments_are() -> None:
    text = (
        "import srp\ndef check(username, password, salt, expected):\n    pass\n\ndef test_it():\n"
        f'    a = 0x{ONE["a"]}\n    check("mira", "tea4two", "{ONE["s"]}", 1)\n'
    )
    found = found_in(text)
    assert (found["I"], found["P"], found["s"]) == ("mira", "tea4two", ONE["s"])


def test_two_letters_of_a_comparing_function_name_nothing() -> None:
    text = (
        "const srp = require('srp');\nfunction same(a, b) {\n  return a === b;\n}\n"
        f"it('one', () => {{\n  const s = Buffer.from('{ONE['s']}', 'hex');\n  const v = BigInt('0x{ONE['v']}');\n"
        "  same(client.name, Buffer.from('mira'));\n});\n"
    )
    assert set(found_in(text)) == {"s", "v"}


@pytest.mark.parametrize(
    "line",
    [
        'I = Buffer.from(I, "ascii");',
        "const user = `mira${n}`;",
        "this.s = -1;",
        "g: 1,",
    ],
)
def test_what_is_no_value_of_a_program_stays_out(line: str) -> None:
    found = found_in(body("js", f"const v = BigInt('0x{ONE['v']}');\n{line}"))
    assert set(found) == {"v"}


def test_a_text_with_a_variable_of_perl_in_it_is_none() -> None:
    text = f'use strict;\nmy $s = pack("H*", "{ONE["s"]}");\nmy $v = pack("H*", "{ONE["v"]}");\nmy $I = "user$_";\n'
    (capture,) = of(text)
    assert set(values(capture)) == {"s", "v"}
    assert "put together" in capture.unread[0]


def test_rust_repeats_a_byte() -> None:
    text = f'use srp::Client;\nfn one() {{\n    let salt = [0x42u8; 16];\n    let v = hex!("{ONE["v"]}");\n}}\n'
    assert found_in(text)["s"] == "42" * 16


def test_arithmetic_says_that_a_common_secret_is_u_and_a_capital_K_is_k() -> None:
    text = (
        "import srp\ndef test_one():\n"
        f'    A = int("{ONE["A"]}", 16)\n    B = int("{ONE["B"]}", 16)\n    a = int("{ONE["a"]}", 16)\n'
        f'    assert to_hex(common_secret) == "{DIGESTS["u"]}"\n    expectedK = "{DIGESTS["k"]}"\n'
    )
    found = found_in(text)
    assert (found["u"], found["k"]) == (DIGESTS["u"], DIGESTS["k"])
    assert not {"S", "K"} & set(found)


def test_the_hash_of_a_password_is_x_only_where_v_is_its_power() -> None:
    start = f"import srp\ndef test_one():\n    a = 0x{ONE['a']}\n    A = 0x{ONE['A']}\n    v = 0x{ONE['v']}\n"
    assert found_in(f"{start}    assert password_hash == 0x{ONE['x']}\n")["x"] == ONE["x"]
    assert "x" not in found_in(f"{start}    assert password_hash == 0x{ONE['K']}\n")


def test_an_assertion_may_stand_on_two_lines() -> None:
    start = f"import srp\ndef test_one():\n    a = 0x{ONE['a']}\n"
    text = f"{start}    assert (\n        verifier.v\n        == {int(ONE['v'], 16)}\n    )\n"
    assert found_in(text)["v"] == ONE["v"]


@pytest.mark.parametrize(
    "line",
    [
        "is(unpack('H*', $r->{A}), '%s', 'test A');",
        'XCTAssertEqual(SRPKey(A, padding: sizeN).hex, "%s".lowercased())',
        '?assertEqual(srp:to_hex(A), "%s").',
        'aa.to_s(16).should eq "%s"',
    ],
)
def test_what_is_shown_in_an_assertion_is_the_value(line: str) -> None:
    text = f"use strict;\nuse warnings;\nmy $a = '{ONE['a']}';\n" + line % ONE["A"].upper() + "\n"
    assert found_in(text)["A"] == ONE["A"].lstrip("0")


def test_a_password_of_bytes_is_kept_as_bytes() -> None:
    text = f"import srp\ndef test_one():\n    a = 0x{ONE['a']}\n    password = bytes.fromhex('00ff8180')\n"
    assert found_in(text)["P.hex"] == "ff8180"


def test_one_user_has_a_name_and_an_address() -> None:
    text = f'{{"username": "mira", "email": "m@example.org", "salt": "{ONE["s"]}", "verifier": "{ONE["v"]}"}}'
    assert found_in(text)["I"] == "mira"


def test_a_password_alone_is_read() -> None:
    assert found_in('import x\ndef test_one():\n    setup_code = "111-22-333"\n')["P"] == "111-22-333"
