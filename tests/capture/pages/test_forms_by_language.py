"""A value as each language writes it, in declarations, calls and what tests expect: the same bytes come out of all.

Forms that stand in the tests of public libraries and were read by nobody before; the value is ours.
"""

from __future__ import annotations

import base64
import re

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError

DATA = bytes((37 * at * at + 91 * at + 0xD5) & 0xFF for at in range(128))
HEX = DATA.hex()
ESCAPED = "".join(f"\\x{one:02x}" for one in DATA)
WRITTEN = {
    "hex": HEX,
    "HEX": HEX.upper(),
    "first": HEX[:64],
    "second": HEX[64:],
    "words": " ".join(HEX[at : at + 8] for at in range(0, 256, 8)),
    "decimal": str(int(HEX, 16)),
    "base64": base64.b64encode(DATA).decode(),
    "esc": ESCAPED,
    "escfirst": ESCAPED[:200],
    "escsecond": ESCAPED[200:],
    "bytes": ", ".join(f"0x{one:02x}" for one in DATA),
    "signed": ", ".join(str(one - 256 if one > 127 else one) for one in DATA),
    "numbers": ", ".join(str(one) for one in DATA),
}
"""What stands for @name@ in a form."""

FRAMES = {
    "python": "import srp\n\ndef test_it():\n    @form@\n    assert True\n",
    "js": "const srp = require('srp');\n\ntest('it', () => {\n  @form@\n});\n",
    "java": "import org.junit.Test;\npublic class T {\n  @Test\n  public void it() {\n    @form@\n  }\n}\n",
    "kotlin": "import org.junit.Test\nclass T {\n  @Test\n  fun it() {\n    @form@\n  }\n}\n",
    "go": 'package srp\n\nimport "testing"\n\nfunc TestIt(t *testing.T) {\n\t@form@\n}\n',
    "rust": "use srp::x;\n\n#[test]\nfn it() {\n    @form@\n}\n",
    "swift": "import XCTest\nclass T: XCTestCase {\n  func testIt() throws {\n    @form@\n  }\n}\n",
    "cs": "using Xunit;\npublic class T {\n  [Fact]\n  public void It() {\n    @form@\n  }\n}\n",
    "c": "#include <assert.h>\n\nint main(void)\n{\n    @form@\n    return 0;\n}\n",
    "cpp": "#include <vector>\n#include <gtest/gtest.h>\n\nTEST(Srp, It) {\n    @form@\n}\n",
    "dart": "import 'package:test/test.dart';\n\nvoid main() {\n  test('it', () {\n    @form@\n  });\n}\n",
    "php": "<?php\nclass T extends TestCase {\n  public function testIt() {\n    @form@\n  }\n}\n",
    "ruby": "require 'srp'\n\ndescribe 'it' do\n  it 'works' do\n    @form@\n  end\nend\n",
    "perl": "use strict;\nuse Test::More;\nsub test {\n    my $x1 = shift;\n    @form@\n}\n",
    "erlang": "-module(t).\n-export([it/0]).\n\nit() ->\n    @form@\n    ok.\n",
    "elixir": 'defmodule T do\n  use ExUnit.Case\n  test "it" do\n    @form@\n  end\nend\n',
    "haskell": "module T where\nimport Test.Hspec\n\nmain = do\n    @form@\n    return ()\n",
    "lua": "local srp = require 'srp'\nlocal function test()\n  @form@\nend\n",
    "scala": 'package x\nimport org.scalatest._\nclass T extends FunSuite {\n  test("it") {\n    @form@\n  }\n}\n',
    "ocaml": "open Srp\n\nlet () =\n  @form@\n  ()\n",
    "delphi": "unit T;\ninterface\nuses SysUtils;\nimplementation\nprocedure Test;\nbegin\n  @form@\nend;\nend.\n",
    "zig": 'const std = @import("std");\n\ntest "it" {\n    @form@\n}\n',
    "nim": 'import unittest\n\nsuite "srp":\n  test "it":\n    @form@\n',
    "julia": 'using Test\n@testset "it" begin\n    @form@\nend\n',
    "objc": "#import <XCTest/XCTest.h>\n@implementation T\n- (void)testIt {\n    @form@\n}\n@end\n",
    "powershell": "param()\nfunction Test-It {\n  @form@\n}\n",
}
"""A test of each language, around the form."""

FORMS = {
    "python": (
        'A = int.from_bytes(b"@esc@", byteorder="big")',
        "A: Final[int] = 0x@hex@",
        "A = gmpy2.mpz(0x@hex@)",
        'A = b"".fromhex("@hex@")',
        'A = array.array("B", [@bytes@]).tobytes()',
        'assert bytes.fromhex("@hex@") == A',
        "assert_that(A, equal_to(0x@hex@))",
        'assert A.to_bytes(128, "big") == bytes.fromhex("@hex@")',
    ),
    "js": (
        "const A = bigInt.fromArray([@bytes:%d@], 256);",
        "assert(A.toString('hex') === '@hex@');",
        "const A = hex`@hex@`;",
        "exports.A = '@hex@';",
        "const A = Buffer.alloc(128, '@hex@', 'hex');",
        "A.should.be.eql(Buffer.from('@hex@','hex'));",
    ),
    "java": (
        'byte[] A = DatatypeConverter.parseHexBinary("@HEX@");',
        'byte[] A = Base64.getDecoder().decode("@base64@");',
        'assertThat(A).isEqualTo(new BigInteger("@hex@", 16));',
        'if (!A.equals(new BigInteger("@hex@", 16))) { fail(); }',
        'BigInteger A = new BigInteger(("@words@").replaceAll(" ", ""), 16);',
        'String A = String.join("", "@first@", "@second@");',
    ),
    "kotlin": (
        "val A = ubyteArrayOf(@bytes:0x%02xu@).toByteArray()",
        "val A = intArrayOf(@bytes@).map { it.toByte() }.toByteArray()",
        'val A = """\n      @first@\n      @second@\n    """.replace("\\\\s".toRegex(), "").toBigInteger(16)',
        'val A = Base64.decode("@base64@", Base64.DEFAULT)',
        'A shouldBe "@hex@"',
        'assertThat(A).isEqualTo("@hex@")',
        "val A = listOf(@bytes@).map { it.toByte() }",
        'val A = "@hex@".chunked(2).map { it.toInt(16).toByte() }.toByteArray()',
        'A `should be equal to` "@hex@".toBigInteger(16)',
        'val A by lazy { "@hex@".toBigInteger(16) }',
    ),
    "go": (
        'A, ok := big.NewInt(0).SetString("0x@hex@", 0)',
        "A := [...]byte{@bytes@}",
        'if A != "@hex@" { t.Fatal("wrong") }',
        'if hex.EncodeToString(A) != "@hex@" {\n\t\tt.Errorf("bad")\n\t}',
        "if !bytes.Equal(A, []byte{@bytes@}) { t.Fail() }",
        'A := hexDecode(t, "@hex@")',
        'A, _ := big.NewInt(0).SetString(strings.Replace("@words@", " ", "", -1), 16)',
        'A := big.NewInt(0)\n\tA.SetString("@hex@", 16)',
        'A := fromHex(\n\t\t"@first@" + // first\n\t\t\t"@second@")',
    ),
    "rust": (
        'let A = BigInt::from_str_radix("@hex@", 16)?;',
        'assert_eq!(format!("{:x}", A), "@hex@");',
        'let A = <[u8; 128]>::from_hex("@hex@").unwrap();',
    ),
    "swift": (
        '#expect(A == BigNum(hex: "@hex@"))',
        'let A = [UInt8](hex: "@hex@")',
        'let A = BigUInt("@words@".replacingOccurrences(of: " ", with: ""), radix: 16)!',
        'let A = BInt("@hex@", radix: 16)',
    ),
    "cs": (
        'var A = BigInteger.Parse("0@hex@", System.Globalization.NumberStyles.AllowHexSpecifier);',
        'Assert.That(A, Is.EqualTo("@hex@"));',
        'A.Should().Be("@hex@");',
        'A.ToHex().Should().Be("@hex@");',
    ),
    "c": (
        'const char *A =\n        "@first@"   /* first */\n        "@second@";',
        'A = BN_bin2bn((const unsigned char *)"@esc@", 128, NULL);',
        'assert(strcmp(A, "@hex@") == 0);',
        'assert(memcmp(A, "@esc@", 128) == 0);',
        "uint32_t A_words_dummy; const uint8_t A[] PROGMEM = { @bytes@ };",
        'char *A = strdup("@hex@");',
        'hexstr2bin("@hex@", A, sizeof(A));',
    ),
    "cpp": (
        "std::vector<uint8_t> A{ @bytes@ };",
        "std::array<uint8_t, 128> A = { @bytes@ };",
        "std::array<std::uint8_t, 128> A{{ @bytes@ }};",
        'const auto A = "@hex@"s;',
        'CryptoPP::Integer A("0x@hex@");',
        'QByteArray A = QByteArray::fromHex("@hex@");',
        'QString A = QStringLiteral("@hex@");',
        'BigNumber A; A.SetHexStr("@hex@");',
        'boost::multiprecision::cpp_int A("0x@hex@");',
        "const auto A = std::to_array<std::uint8_t>({ @bytes@ });",
        'bigint_t A = bigint_t("0x@hex@");',
        'auto const A = "0x@hex@"_bigint;',
    ),
    "dart": ("expect(A, equals(hex.decode('@hex@')));",),
    "php": (
        "define('A', '@hex@');",
        "private $A = '@hex@';",
        "$A = str_replace(' ', '', '@words@');",
        "$A = new \\phpseclib\\Math\\BigInteger('@hex@', 16);",
        "$A = implode('', ['@first@', '@second@']);",
    ),
    "ruby": (
        'A = OpenSSL::BN.new("@hex@", 16)',
        'expect(A.to_s(16)).to eq("@hex@")',
        "assert_equal '@hex@', A",
        "assert_equal A, '@hex@'",
        "assert_equal 0x@hex@, A",
        "_(A).must_equal '@hex@'",
        "A = ['@hex@'].pack 'H*'",
    ),
    "perl": (
        "my $A = pack 'H*', '@hex@';",
        "is $A->as_hex, '0x@hex@', 'public';",
        "my $A = join '', qw(\n        @first@\n        @second@\n    );",
        "ok($A eq '@hex@');",
        "$self->{A} = '@hex@';",
        "is(lc($A), '@hex@');",
        "use constant A => '@hex@';",
    ),
    "erlang": ('A = base64:decode(<<"@base64@">>),',),
    "elixir": (
        'client_public_key = Base.decode16!("@hex@", case: :mixed)',
        '@client_public_key "@hex@"',
        '@client_public_key Base.decode16!("@HEX@")',
        'client_public_key = :binary.decode_unsigned(Base.decode16!("@HEX@"))',
        "client_public_key = ~w(\n      @first@\n      @second@\n    ) |> Enum.join()",
        '{:ok, client_public_key} = Base.decode16("@HEX@")',
    ),
    "haskell": (
        "clientPublic `shouldBe` 0x@hex@",
        'let clientPublic = read "0x@hex@" :: Integer',
    ),
    "lua": ("local A = [[@hex@]]",),
    "scala": (
        'val A = hex"@hex@"',
        "val A = Array[Byte](@signed@)",
        "val A = Array(@bytes:0x%02x@).map(_.toByte)",
        'A shouldBe "@hex@"',
        'A should be ("@hex@")',
        'A must_== "@hex@"',
    ),
    "ocaml": (
        'let pub_a = Z.of_string "0x@hex@" in',
        'let pub_a = "@hex@" in',
        'let pub_a = Cstruct.of_hex "@hex@" in',
        'let pub_a = Z.of_string_base 16 "@hex@" in',
        'let pub_a = "@esc@" in',
        'let pub_a = "@first@" ^ "@second@" in',
    ),
    "delphi": ("CheckEquals('@hex@', A);",),
    "zig": (
        "const A = [_]u8{ @bytes@ };",
        "const A: u1024 = 0x@hex@;",
        'try std.testing.expectEqualStrings("@hex@", A);',
    ),
    "nim": (
        "let A = @[@bytes:0x%02x'u8@]",
        'check A == "@hex@"',
    ),
    "julia": ('A = big"0x@hex@"',),
    "objc": (
        'NSString *A = @"@hex@";',
        'NSString *A = @"@first@"\n        "@second@";',
        'NSString *A = @"@first@"\n        @"@second@";',
        'XCTAssertEqualObjects([A toHexString], @"@hex@", @"wrong");',
    ),
    "powershell": ("$A | Should -Be '@hex@'",),
}


def _written(form: str) -> str:
    form = re.sub(r"@bytes:([^@]*)@", lambda one: ", ".join(one[1] % byte for byte in DATA), form)
    return re.sub(r"@(\w+)@", lambda one: WRITTEN[one[1]], form)


@pytest.mark.parametrize(
    ("language", "form"), [(language, form) for language, forms in FORMS.items() for form in forms]
)
def test_it_is_the_same_value(language: str, form: str) -> None:
    text = FRAMES[language].replace("@form@", _written(form))
    (capture,) = read(Source.of_bytes(text.encode(), "page.txt"))
    found = [(name, int(text, 16)) for line in capture.of_type("values") for name, text in line["values"].items()]
    assert {one for one in found if one[0] not in ("N", "g")} == {("A", int(HEX, 16))}


NO_VALUE = (
    "assert A != 0x@hex@",
    "self.assertNotEqual(A, bytes.fromhex('@hex@'))",
    "if A != 0x@hex@ + 1: pass",
    "A = derive('@hex@')",
    "A = bytes.fromhex('@first@') + b",
    "A = x if y else '@hex@'[::-1]",
    "Acme == '@hex@'",
)


@pytest.mark.parametrize("form", NO_VALUE)
def test_what_says_another_thing_gives_no_value(form: str) -> None:
    text = FRAMES["python"].replace("@form@", _written(form))
    try:
        captures = read(Source.of_bytes(text.encode(), "page.txt"))
    except FileError:
        return
    assert [line for capture in captures for line in capture.of_type("values")] == []
