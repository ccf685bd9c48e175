"""Forms of threads and of test files: debuggers, consoles, dumps, R, Ada, SQL, what Go's tests want."""

from __future__ import annotations

import base64

import pytest

from srpscope.capture.pages.names import recognise
from tests.capture.made import made, of, values

H = made("threads")
A, S = H["A"], H["s"]
ITEMS = [int(S[at : at + 2], 16) for at in range(0, 32, 2)]
DUMP = " ".join(f"{one:02X}" for one in ITEMS)
EIGHTS = " ".join(A[at : at + 8] for at in range(0, 256, 8))
PAIRS = " ".join(A[at : at + 2] for at in range(0, 256, 2))
RULER = " ".join(f"{at:02X}" for at in range(16))

PAGES = {
    "R": f'salt <- as.raw(c({", ".join(f"0x{one:02x}" for one in ITEMS)}))\nA <- as.bigz("0x{A}")\n',
    "R, pasted": f's <- openssl::bignum("{S}", hex = TRUE)\nA <- as.bigz(paste0("0x", "{A[:99]}",\n  "{A[99:]}"))\n',
    "Ada": "procedure Test is\n   Salt : constant Stream_Element_Array :=\n     ("
    + ", ".join(f"16#{one:02X}#" for one in ITEMS)
    + f');\n   A : constant Big_Natural := From_String ("16#{A}#");\nbegin\n   null;\nend Test;\n',
    "Ada, in groups": "procedure Test is\n   A : constant Big_Natural := 16#"
    + "_".join(A[at : at + 4] for at in range(0, 256, 4))
    + f'#;\n   Salt : constant String := "{S}";\nbegin\n   null;\nend Test;\n',
    "Lua": f'local s = "{S}"\nlocal A = bn.from_hex [[{A}]]\nlocal function f() return A end\n',
    "Julia": f's = hex2bytes("{S}")\nA = parse(BigInt, "{A}"; base = 16)\n',
    "OCaml": f'open Srp\nlet salt = Hex.to_string (`Hex "{S}")\nlet a_pub = Z.of_string "0x{A}"\nlet () = run ()\n',
    "lldb": f"(lldb) po salt as NSData\n<{S[:8]} {S[8:16]} {S[16:24]} {S[24:]}>\n\n"
    f"(lldb) po clientPublicKey as NSData\n<{EIGHTS}>\n",
    "gdb": f"(gdb) p/x salt\n$1 = {{{', '.join(map(hex, ITEMS))}}}\n(gdb) p/x A\n$2 = 0x{A}\n",
    "gdb, byte by byte": "(gdb) x/16xb salt\n0x3ffb8a10:\t"
    + "\t".join(f"0x{one:02x}" for one in ITEMS[:8])
    + "\n0x3ffb8a18 <salt+8>:\t"
    + "\t".join(f"0x{one:02x}" for one in ITEMS[8:])
    + f"\n(gdb) p/x A\n$1 = 0x{A}\n",
    "Delve": f"(dlv) p salt\n[]uint8 len: 16, cap: 16, [{','.join(map(str, ITEMS))}]\n"
    f"(dlv) p srpA\n[]uint8 len: 128, cap: 128, [{','.join(map(str, bytes.fromhex(A)))}]\n",
    "an editor's console": f"salt\n(16) [{', '.join(map(str, ITEMS))}]\nA\n{int(A, 16)}n\n",
    "Mongo": f"{{\n  salt: BinData(0, \"{base64.b64encode(bytes.fromhex(S)).decode()}\"),\n  A: '{A}'\n}}\n",
    "what Ruby inspects": f'#<SRP::Client:0x000055d0c8a2f1b8 @A="{A}", @s="{S}">\n',
    "a browser's console": f"A {A}\nsalt Uint8Array(16) [{', '.join(map(str, ITEMS))}, buffer: ArrayBuffer(16), "
    "byteLength: 16, byteOffset: 0, length: 16, Symbol(Symbol.toStringTag): 'Uint8Array']\n",
    "Node's console": f"A {A}\nsalt <Buffer {DUMP.lower()}>\n",
    "Format-Hex": f"A: {A}\n\nsalt:\n           {RULER}\n\n00000000   {DUMP}  ................\n",
    "TDLib": f"  salt = bytes [16] {{ {DUMP} }}\n  A = bytes [128] {{ {PAIRS} }}\n",
    "SQL on two lines": f"INSERT INTO `srp` (`id`, `salt`, `A`) VALUES\n(1, 0x{S}, X'{A}');\n",
    "what Go wants": f'import "testing"\nfunc TestA(t *testing.T) {{\n\twantA := mustHex(t, "{A}")\n'
    f'\twantSalt := mustHex(t, "{S}")\n}}\n',
    "names with the hash's bits": f'import XCTest\nlet fixedString_s_256 = "{S}"\nlet expectedString_A_256 = "{A}"\n'
    "func f() {}\n",
}


@pytest.mark.parametrize("form", PAGES)
def test_both_values_are_read(form: str) -> None:
    (capture,) = of(PAGES[form])
    found = values(capture)
    assert found["A"] == A.lstrip("0")
    assert found["s"].lstrip("0") == S.lstrip("0")


def test_a_proof_may_be_called_cM() -> None:
    proof = H["M1"]
    (capture,) = of(
        f'import XCTest\nlet expected_A_256 = "{A}"\nlet expectedString_cM_256 = "{proof}"\nfunc f() {{}}\n'
    )
    assert values(capture)["M1"] == proof


def test_a_curve_is_no_password() -> None:
    assert recognise("p256") is recognise("P-256") is None


def test_a_comment_over_a_text_may_say_more() -> None:
    (capture,) = of(f'# Username (I), as an ASCII string without quotes\n"nora"\n\n# A public (A)\n{A}\n')
    assert values(capture)["I"] == "nora"


def test_the_group_by_the_name_that_Botan_has() -> None:
    (capture,) = of(f'group_id = "modp/srp/1024"\nA = {A}\n')
    assert capture.header["group"] == "rfc5054-1024"


def test_what_a_debugger_showed_in_part_is_left_out() -> None:
    cut = f"{{length = 128, bytes = 0x{A[:8]} {A[8:16]} ... {A[-8:]} }}"
    (capture,) = of(f"(lldb) po srp.A as NSData\n{cut}\n(lldb) p s\n$1 = 0x{S}\n")
    assert set(values(capture)) == {"s"}
