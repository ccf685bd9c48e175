"""Each literal form that the one reader knows, a row each: what it is read as, and what is not read at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.capture.pages.literals.forms import UnreadableError, readings, readings_of, text_of_literal
from srpscope.capture.pages.literals.reader import literal_at

H = "4fd1a2b3c4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f5061728394a5b6c7d8e9"
BYTES = bytes.fromhex(H)
SPACED = " ".join(H[at : at + 8].upper() for at in range(0, len(H), 8))
ITEMS = ", ".join(f"0x{byte:02x}" for byte in BYTES)
SIGNED = ", ".join(str(byte - 256 if byte > 127 else byte) for byte in BYTES)
DECIMAL = ", ".join(map(str, BYTES))
FIRST, SECOND = H[:40], H[40:]

TEXTS = [
    '"mira"', "'mira'", "`mira`", '"""mira"""', "r'mira'", 'b"mira"', 'u8"mira"', '@"mira"', "$'mira'", 'L"mira"',
    r"'\x6dira'", r'"\u006dira"', r'"\u{6d}ira"', '"mi" + "ra"', '"mi" . "ra"', '"mi" .. "ra"', '"mi" <> "ra"',
    '"mi" ++ "ra"', '"mi" & "ra"', '"mi" "ra"', '"mi"\n    "ra"', '"mi" +\n  "ra"', '("mi"\n "ra")', '"mi" \\\n "ra"',
    "b'mira'", '"mira".getBytes("UTF-8")', '"mira".getBytes(StandardCharsets.UTF_8)', '"mira".toByteArray()',
    '"mira".toByteArray(Charsets.UTF_8)', 'Buffer.from("mira")', "Buffer.from('mira', 'utf8')", "new Buffer('mira')",
    'new TextEncoder().encode("mira")', 'utf8.encode("mira")', 'Data("mira".utf8)', '"mira".data(using: .utf8)!',
    '[]byte("mira")', '"mira".as_bytes()', '<<"mira">>', '<<"mira"/utf8>>', 'Encoding.UTF8.GetBytes("mira")',
    'Strings.toUTF8ByteArray("mira")', '"mira".encode()', '"mira".encode("utf-8")', '"mira".to_owned()',
    'String::from("mira")', 'String("mira")', 'new String("mira")', 'std::string("mira")', "~s(mira)", "q{mira}",
    "%q(mira)", "qq{mira}", 'bytes("mira", "utf-8")', "bytearray(b'mira')", '"mira".unwrap()', 'NSString(@"mira")',
    'bytes.fromhex("6d697261")', "<Buffer 6d 69 72 61>", "[109, 105, 114, 97]", '(const unsigned char *)"mira"',
    '"mira".freeze', 'Uint8List.fromList(utf8.encode("mira"))',
]  # fmt: skip

VALUES = [
    f'bytes.fromhex("{H}")', f"binascii.unhexlify('{H}')", f'unhexlify(b"{H}")', f'int("{H}", 16)', f"0x{H}",
    f"int('{int(H, 16)}')", f"Buffer.from('{H}', 'hex')", f"Buffer.from('{H}', \"hex\")", f'new BN("{H}", 16)',
    f'BigInt("0x{H}")', f"0x{H}n", f"{int(H, 16)}n", f"{int(H, 16)}L", f'new BigInteger("{H}", 16)',
    f"BigInteger(1, new byte[] {{ {ITEMS} }})", f'BigNum(hex: "{H}")', f'Data(hex: "{H}")', f'hex!("{H}")',
    f'hex!("{SPACED}")', f'hexstr2bin("{H}")', f'"{H}".to_i(16)', f'["{H}",].pack("H*")', f"pack('H*', '{H}')",
    f'Convert.FromHexString("{H}")', f'hex.DecodeString("{H}")', f"%w{{ {SPACED} }}.join", f"qw({SPACED})",
    f'NumberFromString("0x" +\n\t"{FIRST}" +\n\t"{SECOND}")', f'BigInt.parse("{H}", radix: 16)', f"0x{H} :: Integer",
    f'SrpInteger.FromHex(@"\n\t{SPACED}\n")', f"MustParseHex(`{SPACED}`)", f'BigUInt("{H}", radix: 16)!',
    f'Math::BigInt->from_hex("{H}")', f'Base.decode16!("{H.upper()}")', f'"{H}" |> Base.decode16!()',
    f'"{SPACED}".replace(" ", "")', f'"{SPACED}".replaceAll("\\\\s", "")', f"'{SPACED}'.replace(/\\s+/g, '')",
    f'"{SPACED}".delete(" ").to_i(16)', f"<<~HEX.delete(\"\\n\")\n  {FIRST}\n  {SECOND}\nHEX\n", f"16#{H}",
    f"<<16#{H}:256>>", f"['{FIRST}', '{SECOND}'].join('')", f'("{FIRST}"\n "{SECOND}")', f"hexToBytes('{H}')",
    f"h2b('{H}')",
    f'cast(ubyte[])x"{SPACED}"', f"X'{H}'", f'MustParseHex(\n\t"{FIRST}",\n\t"{SECOND}",\n)',
    f'gmp_init("{H}", 16)', f'hex2bin("{H}")', f'mpz("{H}", 16)',
    f"{{ {ITEMS} }}", f"{{ {ITEMS}, }}", f"new byte[] {{ {ITEMS} }}", f"new sbyte[] {{ {SIGNED} }}", f"[{DECIMAL}]",
    f"byteArrayOf({SIGNED})", "byteArrayOf(" + ", ".join(f"0x{byte:02x}.toByte()" for byte in BYTES) + ")",
    f"&[{ITEMS}]", f"vec![{DECIMAL}]", f"[]byte{{{ITEMS}}}", f"[32]byte{{{ITEMS}}}", f"Data([{DECIMAL}])",
    f"Uint8List.fromList([{DECIMAL}])", f"bytes([{DECIMAL}])", f"new Uint8Array([{DECIMAL}])",
    f"Uint8Array(32) [\n  {DECIMAL}\n]", f"<Buffer {BYTES.hex(' ')}>", f'{{"type":"Buffer","data":[{DECIMAL}]}}',
    "{" + ",".join(f'"{at}":{byte}' for at, byte in enumerate(BYTES)) + "}", f"[{DECIMAL.replace(',', '')}]",
    "<<" + ",".join(f"16#{byte:02X}" for byte in BYTES) + ">>", f"<<{DECIMAL}>>", repr(BYTES), f"[{SIGNED}]",
    '"' + "".join(f"\\x{byte:02x}" for byte in BYTES) + '"', "'" + "".join(f"\\{byte:03o}" for byte in BYTES) + "'",
    "[" + ", ".join(f"(byte) 0x{byte:02x}" for byte in BYTES) + "]", f"(uint8_t[]){{{ITEMS}}}", f"listOf({DECIMAL})",
    "[" + ", ".join(f"{byte}u8" for byte in BYTES) + "]", f"[{ITEMS}].toByteArray()", f"QByteArray::fromHex(\"{H}\")",
    "{\n" + ",\n".join(f"  0x{byte:02x} /* {at} */" for at, byte in enumerate(BYTES)) + "\n}", f"<{BYTES.hex(' ', 4)}>",
]  # fmt: skip

NO_LITERAL = [
    "H(N | PAD(g))", 'sha256("mira")', 'hash("mira")', 'derive("4fd1a2b3c4e5f607")', "mira", "clientPublicKey",
    '"mira', "'mira", '"mi${x}ra"', '"mi#{x}ra"', "`mi${x}ra`", 'f"mi{x}ra"', '$"mi{x}ra"', "[1, x, 3]",
    "[300, 1, 2, 3]",
    "[-200, 1, 2, 3]", "{ a: 1 }", "[", "{", "(", "<<", "<<1, 2", "new Foo()", 'Buffer.from("mira", "utf16le")',
    'int.from_bytes(b"mira", "little")', 'reversed("mira")', "", "<Buffer 1f 2", "0x", "1.5", "12abc", "b'", "[1, 2",
    'random("4fd1")', 'pow("4fd1", 2)',
]  # fmt: skip


@pytest.mark.parametrize("written", TEXTS)
def test_a_text(written: str) -> None:
    found = literal_at(written, 0)
    assert found is not None and found.end == len(written)
    assert text_of_literal(found.literal) == "mira"


@pytest.mark.parametrize("written", VALUES)
def test_a_value(written: str) -> None:
    found = literal_at(written, 0)
    assert found is not None and found.end in (len(written), len(written.rstrip("\n")))
    assert [reading.number for reading in readings_of(found.literal)] == [int(H, 16)]


@pytest.mark.parametrize("written", NO_LITERAL)
def test_what_is_no_literal_whole(written: str) -> None:
    found = literal_at(written, 0)
    assert found is None or found.end < len(written)


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ('"mira" + name', 6),
        ('"a" "b": 3', 3),
        ('"a"\n"b": 3', 3),
        ('"mira".length', 6),
        ("[1, 2][0]", 6),
        ('"a".foo("b")', 3),
    ],
)
def test_where_a_literal_ends(written: str, end: int) -> None:
    # What stands behind it is no end, so that the place is not read.
    found = literal_at(written, 0)
    assert found is not None and found.end == end


def test_a_number_below_zero_and_a_list_of_other_numbers() -> None:
    assert readings("-5")[0].form == "negative decimal"
    assert [one.form for one in readings(f"-{'81905246' * 12}")] == ["negative decimal"]
    assert [one.form for one in readings(f"-{'5d0c81ae' * 12}")] == ["negative hex"]
    assert [one.form for one in readings("-0x73")] == ["negative hex"]
    with pytest.raises(UnreadableError):
        readings("[0xdeadbeef, 0x12345678]")


def test_hexlified_bytes_are_hex_and_text_as_bytes_is_text() -> None:
    [hexed] = readings(f"b'{H}'")
    assert hexed.hex == H and "hexlify" in hexed.remark
    [escaped] = readings("b'\\x01 a=12'")
    assert bytes.fromhex(escaped.hex) == b"\x01 a=12"


LITERAL_SCRAPS = st.lists(
    st.sampled_from(
        [
            '"', "'", "`", "\\", "x41", "0x", "1f", ", ", "[", "]", "{", "}", "(", ")", "<<", ">>", "<Buffer ", ">",
            "b", "r",
            "hex(", "new ", "Buffer.from(", ".replace(", "/\\s+/g", " + ", "\n", "16#", "n", "-", "|> ", "::",
            " as x", "...",
            "%w{", "<<~HEX\n", "HEX", '"type":"Buffer","data":', '"0":', "/*", "*/", "//", "1", "255", "\u00e9", "\x00",
        ]
    ),
    max_size=40,
)  # fmt: skip


@given(pieces=LITERAL_SCRAPS)
@settings(max_examples=400, deadline=None)
def test_any_scraps_are_read_or_not(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = literal_at(text, 0)
    if found is None:
        return
    assert 0 < found.end <= len(text)
    text_of_literal(found.literal)
    try:
        for reading in readings_of(found.literal):
            int(reading.hex or "0", 16)
    except UnreadableError as error:
        assert str(error)


@given(data=st.binary(min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_a_bytes_literal_comes_back(data: bytes) -> None:
    found = literal_at(repr(data), 0)
    assert found is not None and found.literal.data == data and found.end == len(repr(data))


@given(text=st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_string_literal_comes_back(text: str) -> None:
    import json

    found = literal_at(json.dumps(text, ensure_ascii=False), 0)
    if "\x85" not in text and not any(mark in text for mark in ("${", "#{")):
        assert found is not None and found.literal.text == text
