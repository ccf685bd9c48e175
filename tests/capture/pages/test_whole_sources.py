"""Test files of libraries as they are found: the values of one test stay together, those of another stay out."""

from __future__ import annotations

import pytest

from tests.capture.made import made, of, plain, values

ONE, TWO = made("one"), made("two")
WIDE = made("wide", "rfc5054-2048")


def spaced(digits: str) -> str:
    return " ".join(digits[at : at + 8].upper() for at in range(0, len(digits), 8))


def rows(digits: str, width: int = 64) -> list[str]:
    return [digits[at : at + width] for at in range(0, len(digits), width)]


def items(digits: str) -> str:
    pairs = [f"0x{digits[at : at + 2]}" for at in range(0, len(digits), 2)]
    return ",\n        ".join(", ".join(pairs[at : at + 12]) for at in range(0, len(pairs), 12))


def python(one: dict[str, str], two: dict[str, str]) -> str:
    return f'''import unittest
from srplib import Client, Server, N_1024

class TestSrp(unittest.TestCase):
    username = b"mira"
    password = "tea4two"

    def test_first(self):
        salt = bytes.fromhex("{one["s"]}")
        a = 0x{one["a"]}
        expected_A = int(
            "{one["A"][:80]}"
            "{one["A"][80:]}", 16)
        client = Client(self.username, self.password, a=a)
        self.assertEqual(client.compute_A(), expected_A)
        self.assertEqual(to_hex(client.K), "{one["K"]}")
        self.assertRaises(ValueError, client.set_B, 0)

    def test_second(self):
        salt = unhexlify("{two["s"]}")
        a = 0x{two["a"]}
        b, n = split(0x{one["a"]}, 0x{one["b"]})
        for i in range(10):
            k = i
        assert hexlify(client.A) == b"{two["A"]}"
'''


def javascript(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""const srp = require('srp');
const assert = require('assert');

describe('handshake', () => {{
  const I = Buffer.from("mira"), P = Buffer.from("tea4two");
  it('computes A', function () {{
    // const a = '00';
    const salt = Buffer.from('{one["s"]}', 'hex');
    const a = new BN('{one["a"]}', 16);
    const client = new srp.Client(I, P, salt, a);
    expect(client.A.toString('hex')).toBe('{one["A"]}');
    expect(client.K.toString('hex')).to.equal("{one["K"]}");
    expect(client.ready).toBe(true);
  }});
  it('computes another A', () => {{
    const salt = Buffer.from('{two["s"]}', 'hex');
    const a = BigInt('0x{two["a"]}');
    assert.strictEqual(client.A.toString(16), "{two["A"]}");
  }});
}});
"""


def java(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""package org.example.srp;

import java.math.BigInteger;

public class SrpTest {{
    private static final String USERNAME = "mira";
    private static final byte[] PASSWORD = "tea4two".getBytes(StandardCharsets.UTF_8);

    @Test
    public void first() {{
        byte[] salt = Hex.decode("{one["s"]}");
        BigInteger a = new BigInteger("{one["a"]}", 16);
        BigInteger A = new BigInteger("{one["A"][:100]}"
            + "{one["A"][100:]}", 16);
        assertEquals("{one["K"]}", toHex(session.K));
        int length = 32;
    }}

    @Test
    public void second() throws Exception {{
        String salt = "{two["s"]}";
        BigInteger a = new BigInteger(1, Hex.decode("{two["a"]}"));
        assertEquals(new BigInteger("{two["A"]}", 16), client.A);
    }}
}}
"""


def kotlin(one: dict[str, str], two: dict[str, str]) -> str:
    listed = ", ".join(f"0x{one['s'][at : at + 2]}.toByte()" for at in range(0, 32, 2))
    return f"""package org.example

import kotlin.test.Test

class SrpTest {{
    private val username = "mira"
    private val password = "tea4two".toByteArray()

    @Test
    fun `first handshake`() {{
        val salt = byteArrayOf({listed})
        val a = BigInteger("{one["a"]}", 16)
        val expectedA: BigInteger = BigInteger("{one["A"]}", 16)
        assertEquals("{one["K"]}", client.K.toHex())
    }}

    @Test
    fun second() {{
        val salt = "{two["s"]}".hexToByteArray()
        val a = "{two["a"]}".toBigInteger(16)
        val A = "{two["A"]}".toBigInteger(16)
    }}
}}
"""


def go(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""package srp

import (
	"encoding/hex"
	"testing"
)

var username = []byte("mira")
var password = "tea4two"

func TestFirst(t *testing.T) {{
	salt, _ := hex.DecodeString("{one["s"]}")
	a := NumberFromString("0x{one["a"]}")
	A := NumberFromString("0x" +
		"{spaced(one["A"][:128])}" +
		"{spaced(one["A"][128:])}")
	if client.A.Cmp(A) != 0 {{
		t.Errorf("A: got %x", client.A)
	}}
	assert.Equal(t, "{one["K"]}", hex.EncodeToString(client.K))
}}

func TestSecond(t *testing.T) {{
	vector := Vector{{
		Salt: "{two["s"]}",
		a:    MustParseHex("{spaced(two["a"])}"),
		A:    MustParseHex(`{spaced(two["A"])}`),
	}}
}}
"""


def rust(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""use hex_literal::hex;
use srp::client::SrpClient;

const USERNAME: &[u8] = b"mira";
const PASSWORD: &str = "tea4two";

#[test]
fn first<'a>() {{
    let salt = hex!("{spaced(one["s"])}");
    let a: [u8; 32] = [
        {items(one["a"])},
    ];
    let a_pub = hex!(
        "{spaced(one["A"][:128])}
        {spaced(one["A"][128:])}"
    );
    assert_eq!(client.key(), hex!("{one["K"]}"), "bad key");
    assert_eq!(K, hex!("{one["K"]}"));
}}

#[test]
fn second() {{
    let salt = hex::decode("{two["s"]}").unwrap();
    let a = &hex!("{two["a"]}");
    let a_pub = BigUint::from_bytes_be(&hex!("{two["A"]}"));
}}
"""


def swift(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""import XCTest
@testable import SRP

class SRPTests: XCTestCase {{
    let username = Data("mira".utf8)
    let password = "tea4two".data(using: .utf8)!

    func testFirst() throws {{
        let salt = Data(hex: "{one["s"]}")
        let a = BigUInt("{one["a"]}", radix: 16)!
        let A: BigNum = BigNum(hex: "{one["A"]}")
        XCTAssertEqual(client.K.hex, "{one["K"]}")
    }}

    func testSecond() {{
        let salt = "{two["s"]}".bytes(using: .hexadecimal)!
        let a = BigNum(hex: "{two["a"]}")
        XCTAssertEqual(client.A, BigNum(hex: "{two["A"]}"))
    }}
}}
"""


def c(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""#include <stdint.h>
#include "srp.h"
#define USERNAME "mira"
#define PASSWORD "tea4two"

static int test_first(void)
{{
    static const uint8_t salt[16] = {{
        {items(one["s"])}
    }};
    const unsigned char a[] = {{ {items(one["a"])} }};
    uint8_t A[] = {{
        {items(one["A"])}, /* the last */
    }};
    const char *K = "{one["K"][:32]}"
                    "{one["K"][32:]}";
    int k = 0, n = 128;
    return memcmp(A, B, sizeof(A));
}}

static int test_second(void)
{{
    const char *salt = "{two["s"]}";
    const char *a_str = "{spaced(two["a"])}";
    const char *A_str = "{spaced(two["A"][:128])} \\
        {spaced(two["A"][128:])}";
}}
"""


def csharp(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""using System;
using Xunit;

namespace Tests
{{
    public class SrpTests
    {{
        private const string UserName = "mira";
        private static readonly byte[] Password = Encoding.UTF8.GetBytes("tea4two");

        [Fact]
        public void First()
        {{
            byte[] salt = Convert.FromHexString("{one["s"]}");
            var a = SrpInteger.FromHex("{one["a"]}");
            var A = SrpInteger.FromHex(@"
                {spaced(one["A"][:128])}
                {spaced(one["A"][128:])}");
            Assert.AreEqual("{one["K"]}", session.K);
        }}

        [Fact]
        public void Second()
        {{
            var salt = "{two["s"]}";
            var a = BigInteger.Parse("{two["a"]}", NumberStyles.HexNumber);
            Assert.AreEqual(SrpInteger.FromHex("{two["A"]}"), client.A);
        }}
    }}
}}
"""


def ruby(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""require 'spec_helper'

describe SRP do
  let(:username) {{ 'mira' }}
  before :all do
    @username = "mira"
    @password = 'tea4two'
  end

  it "computes A" do
    salt = "{one["s"]}"
    a = "{one["a"]}".to_i(16)
    expect(client.A).to eq "{one["A"]}".hex
    a_pub = %w{{
      {spaced(one["A"][:128])}
      {spaced(one["A"][128:])}
    }}.join.downcase
    expect(client.K).to eq("{one["K"]}")
  end

  it "computes another" do
    salt = ["{two["s"]}"].pack("H*")
    a = "{two["a"]}".to_i(16)
    expect(client.A).to eq "{two["A"]}"
  end
end
"""


def erlang(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""-module(srp_tests).
-include_lib("eunit/include/eunit.hrl").
-define(USERNAME, <<"other">>).

first_test() ->
    Username = <<"mira">>,
    Password = <<"tea4two">>,
    Salt = hexstr2bin("{one["s"]}"),
    ClientPrivate = hexstr2bin("{one["a"]}"),
    ClientPublic = hexstr2bin("{one["A"][:64]}"
                              "{one["A"][64:]}"),
    SessionKey = <<16#{one["K"]}:256>>,
    ?assertEqual(ClientPublic, srp:client_public(ClientPrivate)).

second_test() ->
    Username = <<"mira">>,
    Password = <<"tea4two">>,
    Salt = <<{",".join("16#" + two["s"][at : at + 2] for at in range(0, 32, 2))}>>,
    ClientPrivate = <<16#{two["a"]}:256>>,
    ClientPublic = binary:decode_hex(<<"{two["A"]}">>).
"""


def perl(one: dict[str, str], two: dict[str, str]) -> str:
    return f"""use strict;
use warnings;
use Test::More;

my $username = 'mira';
my $password = q{{tea4two}};

sub first {{
    my $salt = pack('H*', '{one["s"]}');
    my %given = (a => Math::BigInt->from_hex('{one["a"]}'), A => pack('H*', '{one["A"]}'));
    is(unpack('H*', $K), '{one["K"]}', 'the session key');
}}

sub second {{
    my $salt = '{two["s"]}';
    my $Hex_a = '{two["a"]}';
    my $Bytes_A = pack("H*", '{two["A"][:100]}' .
        '{two["A"][100:]}');
}}
"""


SOURCES = {
    "test_srp.py": python, "srp.test.js": javascript, "SrpTest.java": java, "SrpTest.kt": kotlin, "srp_test.go": go,
    "srp.rs": rust, "SRPTests.swift": swift, "test_srp.c": c, "SrpTests.cs": csharp, "srp_spec.rb": ruby,
    "srp_tests.erl": erlang, "srp.t": perl,
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_two_tests_are_two_handshakes(name: str) -> None:
    first, second = of(SOURCES[name](ONE, TWO), name)
    person = {"I": "mira", "P": "tea4two"}
    given = values(first), values(second)
    for found in given:
        found.pop("N", None), found.pop("g", None)
    assert given[0] == person | plain(ONE, "s a A K")
    assert given[1] == person | plain(TWO, "s a A")
    assert first.header["group"] == second.header["group"] == "rfc5054-1024"


def test_a_list_of_vectors_in_a_source() -> None:
    text = "const vectors = [\n"
    for one in (ONE, TWO):
        text += f"  {{\n    I: 'mira',\n    s: '{one['s']}',\n    a: '{one['a']}',\n    A: '{one['A']}',\n  }},\n"
    first, second = of(f"import test from 'ava';\nimport {{x}} from 'srp';\n{text}];\n", "vectors.js")
    assert values(first) == {"I": "mira"} | plain(ONE, "s a A")
    assert values(second) == {"I": "mira"} | plain(TWO, "s a A")


def test_program_text_is_no_name_and_no_password() -> None:
    text = (
        "import hashlib\nfrom app import login\n\ndef connect(username, password):\n"
        "    client = Client(username=username, password=password, salt=get_salt(username))\n"
        "    A = client.start()\n    K = hashlib.sha256(S).digest()\n    x = H(salt, password)\n"
        '    password = input("password: ")\n    username = os.environ["USER_NAME"]\n    raise ValueError("salt: ")\n'
    )
    with pytest.raises(Exception, match=r"(?i)nothing|no value"):
        of(text, "app.py")


def test_comments_and_small_numbers_of_a_program_are_no_values() -> None:
    text = (
        f"#include <stdio.h>\n#define N 128\nstatic int f(void) {{\n  int a = 7, b = 3; /* A = 0x{ONE['A']} */\n"
        f'  // salt = "{ONE["s"]}"\n  const char *B = "{ONE["B"]}";\n  return a;\n}}\n'
    )
    [capture] = of(text, "f.c")
    assert values(capture) == plain(ONE, "B")
