"""Test sources that hand their numbers to calls and compare them: what no name says, arithmetic does, and of what is
not SRP's nothing is said."""

from __future__ import annotations

import random
from functools import cache
from hashlib import sha256

import pytest

from srpscope.capture.pages.handshakes.unnamed import name_the_unnamed
from srpscope.capture.pages.lines import read_page
from srpscope.capture.pages.literals.long_literals import LITERALS_LIMIT
from srpscope.errors import FileError
from srpscope.srp.primitives.groups import group
from tests.capture.made import even, of, values

N, G = group("rfc5054-1024")
USER, WORD = "petra", "tea4two"


@cache
def login(seed: int = 7) -> dict[str, str]:
    """A whole handshake with SHA-256, every value as hex."""
    drawn = random.Random(seed)
    salt = drawn.randbytes(16)
    a, b = (int.from_bytes(drawn.randbytes(32)) | 1 << 255 for _ in "ab")

    def hashed(*parts: bytes) -> int:
        return int.from_bytes(sha256(b"".join(parts)).digest())

    def wide(number: int) -> bytes:
        return number.to_bytes(128)

    x = hashed(salt, sha256(f"{USER}:{WORD}".encode()).digest())
    k = hashed(wide(N), wide(G))
    v, A = pow(G, x, N), pow(G, a, N)
    B = (k * v + pow(G, b, N)) % N
    u = hashed(wide(A), wide(B))
    S = pow(A * pow(v, u, N), b, N)
    K = hashed(even(f"{S:x}") and bytes.fromhex(even(f"{S:x}")))
    M1 = hashed(wide(A), wide(B), K.to_bytes(32))
    found = {"x": x, "k": k, "v": v, "a": a, "b": b, "A": A, "B": B, "u": u, "S": S, "K": K, "M1": M1}
    return {"s": salt.hex()} | {name: even(f"{number:x}") for name, number in found.items()}


L = login()


def _erlang(digits: str) -> str:
    pairs = (digits[at : at + 2] for at in range(0, len(digits), 2))
    return f"<<{','.join(f'16#{pair.upper()}' for pair in pairs)}>>"


FORMS = {
    "SrpSpec.hs": (
        f"""module SrpSpec (tests) where
import Test.Tasty
import Test.Tasty.HUnit
tests = testGroup "SRP"
  [ testCase "x" $ calcX (fromHex "{L["s"]}") "{USER}" "{WORD}" @?= 0x{L["x"]}
  , testCase "A" $ calcA 0x{L["a"]} @?= 0x{L["A"]}
  , testCase "B" $ calcB 0x{L["b"]} 0x{L["v"]} @?= 0x{L["B"]}
  , testCase "u" $ calcU 0x{L["A"]} 0x{L["B"]} @?= 0x{L["u"]}
  ]
""",
        "s x a A b v B u I P",
    ),
    "srp_test.go": (
        f"""package srp
import "testing"
func TestVerifier(t *testing.T) {{
	if got := verifier("{USER}", "{WORD}", "{L["s"]}"); got != "{L["v"]}" {{
		t.Fatal(got)
	}}
}}
func TestKeys(t *testing.T) {{
	if got := public("{L["a"]}"); got != "{L["A"]}" {{
		t.Fatal(got)
	}}
	if got := serverPublic("{L["b"]}", "{L["v"]}"); got != "{L["B"]}" {{
		t.Fatal(got)
	}}
}}
""",
        "s v a A b B I P",
    ),
    "SrpTest.php": (
        f"""<?php
class SrpTest extends TestCase {{
    public function testVerifier(): void {{
        $this->assertSame('{L["v"]}', $srp->verifier('{USER}', '{WORD}', hex2bin('{L["s"]}')));
    }}
    public static function exchanges(): array {{
        return ['one' => ['{L["a"]}', '{L["A"]}'], 'other' => ['{L["b"]}', '{L["B"]}']];
    }}
    public function testProof(): void {{
        $this->assertEquals('{L["M1"]}', $this->client->proof());
    }}
}}
""",
        "s v a A b B M1 I P",
    ),
    "srp_tests.erl": (
        f"""-module(srp_tests).
-include_lib("eunit/include/eunit.hrl").
-define(USER, <<"{USER}">>).
-define(PASS, <<"{WORD}">>).
rfc5054_test() ->
    ok = check(hexstr2bin("{L["s"]}"), hexstr2bin("{L["v"][:128]}"
        "{L["v"][128:]}"), hexstr2bin("{L["a"]}"), hexstr2bin("{L["b"]}"),
        hexstr2bin("{L["A"]}"), hexstr2bin("{L["B"]}"), hexstr2bin("{L["S"]}")).
""",
        "s v a b A B S I P",
    ),
    "test_srp.py": (
        f"""import unittest
class SrpVectors(unittest.TestCase):
    def test_client(self):
        self.assertEqual((0x{L["a"]}, 0x{L["A"]}), client(seed=1))
    def test_server(self):
        assert server(seed=1, v=0x{L["v"]}) == (0x{L["b"]}, 0x{L["B"]})
    def test_key(self):
        self.assertEqual(key(), bytes.fromhex("{L["K"]}"))
""",
        "a A v b B K",
    ),
    "test_srp.c": (
        f"""#include "srp.h"
static const char *vec[] = {{
    "{L["s"]}", "{L["a"]}",
    "{L["A"]}",
    "{L["b"]}",
    "{L["B"]}",
    "{L["v"]}",
}};
void test_srp(void) {{
    check(srp_verifier("{USER}", "{WORD}", vec[0]), vec[5]);
}}
""",
        "s a A b B v I P",
    ),
    "srp.rsp.hs": (
        f"""module SRPSpec where
import Test.Hspec
spec = describe "SRP" $ do
  it "verifier" $
    verifier g1024 {int(L["x"], 16)} `shouldBe` {int(L["v"], 16)}
  it "public A" $
    public g1024 {int(L["a"], 16)} `shouldBe` {int(L["A"], 16)}
  it "public B" $
    host g1024 {int(L["b"], 16)} {int(L["v"], 16)} `shouldBe` {int(L["B"], 16)}
""",
        "x v a A b B",
    ),
    "srp_SUITE.erl": (
        f"""-module(srp_SUITE).
srp_vectors(_Config) ->
    Cases = [{{<<"{USER}">>, <<"{WORD}">>, {_erlang(L["s"])}, {_erlang(L["v"])}}}],
    {{{_erlang(L["A"])}, _}} = crypto:generate_key(srp, Client, {_erlang(L["a"])}),
    {{{_erlang(L["B"])}, _}} = crypto:generate_key(srp, Host, {_erlang(L["b"])}),
    ok.
""",
        "s v a A b B I P",
    ),
    "SrpTest.java": (
        f"""package org.example;
import org.junit.jupiter.params.provider.CsvSource;
class SrpTest {{
    @CsvSource({{"{USER}, {WORD}, {L["s"]}, {L["v"]}"}})
    void srpVerifier(String user, String word, String salt, String expected) {{ }}
    @CsvSource({{"{L["a"]}, {L["A"]}"}})
    void srpClient(String secret, String expected) {{ }}
    void srpHost() {{
        assertThat(host("{L["b"]}")).isEqualTo("{L["B"]}");
    }}
}}
""",
        "s v a A b B I P",
    ),
    "vectors.toml": (
        f'# srp\n[[verifier]]\nin = ["{USER}", "{WORD}", "{L["s"]}"]\nout = "{L["v"]}"\n\n'
        f'[[power]]\nin = "{L["a"]}"\nout = "{L["A"]}"\n\n[[host]]\nin = "{L["b"]}"\nout = "{L["B"]}"\n',
        "s v a A b B I P",
    ),
    "vectors.json": (
        f'{{"srp6a": [\n  {{"in": ["{USER}", "{WORD}", "{L["s"]}"], "out": "{L["v"]}"}},\n'
        f'  {{"in": ["{L["a"]}"], "out": "{L["A"]}"}},\n  {{"in": ["{L["b"]}", "{L["v"]}"], "out": "{L["B"]}"}}\n]}}\n',
        "s v a A b B I P",
    ),
    "vectors.ts": (
        f"""// SRP-6a vectors
export const vectors = [
  ["{USER}", "{WORD}", "{L["s"]}", {int(L["v"], 16)}n, {int(L["a"], 16)}n, {int(L["A"], 16)}n,
    {int(L["b"], 16)}n, {int(L["B"], 16)}n],
] as const;
""",
        "s v a A b B I P",
    ),
    "srp_vectors.csv": (
        f"# srp-6a, sha256\n{USER},{WORD},{L['s']},{L['v']},{L['a']},{L['A']},{L['b']},{L['B']}\n",
        "s v a A b B I P",
    ),
    "srp.yaml": (
        f"# SRP vectors\n- input: [{USER}, {WORD}, {L['s']}]\n  verifier: {L['v']}\n"
        f"  client: [{L['a']}, {L['A']}]\n  server: [{L['b']}, {L['B']}]\n",
        "s v a A b B I P",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_what_no_name_says_arithmetic_does(name: str) -> None:
    text, names = FORMS[name]
    (capture,) = of(text, name)
    expected = L | {"I": USER, "P": WORD}
    found = values(capture)
    told = {one: expected[one] if one in ("I", "P", "s") else expected[one].lstrip("0") for one in names.split()}
    assert {one: found.get(one) for one in told} == told
    assert set(found) <= {*told, "N", "g"}
    assert any("by arithmetic" in note for note in capture.notes)


def test_an_exponent_called_by_its_public_letter_is_told() -> None:
    (capture,) = of(FORMS["SrpSpec.hs"][0], "SrpSpec.hs")
    assert values(capture)["a"] == L["a"].lstrip("0") and values(capture)["A"] == L["A"].lstrip("0")


def _hex(drawn: random.Random, size: int) -> str:
    return drawn.randbytes(size).hex()


def _pages() -> dict[str, str]:
    d = random.Random(3)
    a, b = (int(_hex(d, 32), 16) for _ in "ab")
    A, B = pow(G, a, N), pow(G, b, N)
    S = pow(A, b, N)
    pairs = f'assert_eq!(power("{a:064x}"), "{A:0256x}");\nassert_eq!(power("{b:064x}"), "{B:0256x}");\n'
    return {
        "Diffie-Hellman beside the word": "// srp.rs, verifier.rs\n#[test]\nfn power() {\n" + pairs + "}\n",
        "its client's and server's": "// srp, verifier\n#[test]\nfn client_public() {\n" + pairs + "}\n",
        "its shared secret": f'// srp verifier\nfn t() {{\n{pairs}assert_eq!(both(), "{S:0256x}");\n}}\n',
        "a MODP test": f"def test_modp():\n    assert f(0x{a:x}) == 0x{A:x}\n    assert f(0x{b:x}) == 0x{B:x}\n",
        "random numbers": f"// srp verifier\nit('', () => {{ expect(f('{_hex(d, 32)}')).toBe('{_hex(d, 128)}'); }});\n",
        "a scrypt test": f"def test_scrypt():\n    assert scrypt('pw', 'NaCl') == '{_hex(d, 64)}'\n",
        "an Argon2 test": f'#[test]\nfn t() {{ assert_eq!(argon2("{_hex(d, 16)}"), "{_hex(d, 32)}"); }}\n',
        "an ECDSA test": f"test('ecdsa', () => {{\n  expect(sign('{_hex(d, 32)}')).toBe('{_hex(d, 64)}');\n}});\n",
        "an RSA test": f'func TestRSA(t *testing.T) {{\n\tcheck(t, "{_hex(d, 128)}", "{_hex(d, 128)}")\n}}\n',
        "hashes of commits": "".join(
            f"commit {_hex(d, 20)}\n\n    srp, the verifier, fixes {_hex(d, 20)}\n" for _ in range(5)
        ),
        "a lock file": "".join(f'name = "srp"\nchecksum = "{_hex(d, 32)}"\n' for _ in range(6)),
        "a tree of hashes": "".join(f"it('leaf', () => expect(h()).toBe('{_hex(d, 32)}'));\n" for _ in range(8)),
    }


@pytest.mark.parametrize("what", _pages())
def test_of_what_is_not_srp_nothing_is_said(what: str) -> None:
    try:
        captures = of(_pages()[what])
    except FileError:
        captures = []
    assert [values(one) for one in captures] == []


def test_two_tests_that_contradict_one_another_stay_two() -> None:
    other = login(8)
    tests = [
        f"""    def test_{name}(self):
        self.assertEqual((0x{one["a"]}, 0x{one["A"]}), client(seed=1))
        assert server(v=0x{one["v"]}) == (0x{one["b"]}, 0x{one["B"]})
"""
        for name, one in (("one", L), ("other", other))
    ]
    captures = of("import unittest\nclass SrpTest(unittest.TestCase):\n" + "\n".join(tests), "test_srp.py")
    told = [{name: one[name].lstrip("0") for name in ("a", "A", "v", "b", "B")} for one in (L, other)]
    assert [{name: values(one).get(name) for name in told[0]} for one in captures] == told


def test_a_page_full_of_literals_keeps_a_few() -> None:
    drawn = random.Random(4)
    lines = [f"call('{_hex(drawn, 32)}', '{_hex(drawn, 128)}');" for _ in range(3_000)]
    page = read_page(enumerate(["function srp() {", "// srp verifier", *lines, "}"], 1))
    assert len(page.long.found) == LITERALS_LIMIT
    name_the_unnamed(page)
    assert page.values == []
