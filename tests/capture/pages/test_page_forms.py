"""Pages, tables, dumps and dictionaries as people bring them: each form gives the same values, and none invents one."""

from __future__ import annotations

import base64

import pytest

from srpscope.errors import FileError
from tests.capture.made import made, of, plain, values, values_of

ONE, TWO, LONG = made("one"), made("two"), made("long", "rfc5054-3072")
BYTES = bytes.fromhex(ONE["A"])
SALT = bytes.fromhex(ONE["s"])


def dump(data: bytes, row: str, offset: str, ascii_: str = "{}", gap: bool = False) -> str:
    """Rows of 16 bytes; row "2" groups pairs of bytes."""
    lines = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        if row == "2":
            shown = " ".join(part[i : i + 2].hex() for i in range(0, len(part), 2)).ljust(39)
        elif gap:
            shown = (" ".join(f"{b:02x}" for b in part[:8]) + "  " + " ".join(f"{b:02x}" for b in part[8:])).ljust(48)
        else:
            shown = " ".join(f"{b:02x}" for b in part).ljust(47)
        lines.append(f"{offset.format(at)}{shown}{ascii_.format(text)}".rstrip())
    return "\n".join(lines)


def spaced(digits: str, width: int = 6) -> str:
    groups = [digits[at : at + 8].upper() for at in range(0, len(digits), 8)]
    return "\n".join("   " + " ".join(groups[at : at + width]) for at in range(0, len(groups), width))


def wrapped(data: bytes) -> str:
    text = base64.b64encode(data).decode()
    return "\n".join(text[at : at + 64] for at in range(0, len(text), 64))


def colons(data: bytes) -> str:
    return "\n".join(
        "    " + "".join(f"{b:02x}:" for b in data[at : at + 15]) for at in range(0, len(data), 15)
    ).rstrip(":")


A, S = ONE["A"], ONE["s"]
ROWS = "\n".join(BYTES[at : at + 16].hex(" ") for at in range(0, len(BYTES), 16))
NODE = f"{{\n  A: <Buffer {BYTES.hex(' ')}>,\n  salt: Uint8Array(16) [\n    {', '.join(map(str, SALT))}\n  ],\n"
WIRESHARK = "{:04x}   "
FORMS = {
    "xxd": f"A:\n{dump(BYTES, '2', '{:08x}: ', '  {}')}\nsalt:\n{dump(SALT, '2', '{:08x}: ', '  {}')}\n",
    "hexdump": f"A:\n{dump(BYTES, '1', '{:08x}  ', '  |{}|', gap=True)}\n{len(BYTES):08x}\nsalt = {S}\n",
    "od": f"A:\n{dump(BYTES, '1', '{:07o} ', '')}\n{len(BYTES):07o}\nsalt = {S}\n",
    "wireshark": f"A\n{dump(BYTES, '1', WIRESHARK, '   {}', gap=True)}\n\n"
    f"salt\n{dump(SALT, '1', WIRESHARK, '   {}')}\n",
    "esp hexdump": f"A:\n{dump(BYTES, '1', '0x3ffb{:04x}   ', '  |{}|', gap=True)}\nsalt: {S}\n",
    "rows of hex": f"A:\n{ROWS}\nsalt:\n{SALT.hex(' ')}\n",
    "rfc": f"   A =\n{spaced(A)}\n\n   s =\n{spaced(S)}\n",
    "labels alone": f"A\n{spaced(A)}\n\nsalt\n{spaced(S)}\n",
    "openssl": f"A:\n{colons(BYTES)}\nsalt:\n{colons(SALT)}\n",
    "base64 rows": f"A:\n{wrapped(BYTES)}\nsalt: {S}\n",
    "pem": f"A:\n-----BEGIN SRP VALUE-----\n{wrapped(BYTES)}\n-----END SRP VALUE-----\nsalt: {S}\n",
    "yaml": f"srp:\n  A: >-\n    {A[:64]}\n    {A[64:]}\n  salt: |\n    {S}\n",
    "toml": f'[srp]\nA = "{A}"\nsalt = """\n{S}"""\n',
    "ini": f"[srp]\nA={A}\nsalt={S}\n; a comment\n",
    "env": f"export SRP_A={A}\nexport SRP_SALT={S}\n",
    "xml": f"<srp><A>{A}</A>\n<salt>{S}</salt></srp>\n",
    "plist": f"<dict>\n<key>A</key>\n<data>\n{wrapped(BYTES)}\n</data>\n"
    f"<key>salt</key>\n<string>{S}</string>\n</dict>\n",
    "markdown": f"| name | value |\n|---|---|\n| `A` | `{A}` |\n| **salt** | {S} |\n",
    "markdown columns": f"| salt | A | M1 |\n|---|---|---|\n| {S} | {A} | - |\n",
    "csv": f"username,salt,A\nmira,{S},{A}\n",
    "tsv": f"user\tsalt\tA\nmira\t{S}\t{A}\n",
    "python": f"{{'A': {BYTES!r}, 'salt': '{S}', 'other': [1, 2, {{}}]}}\n",
    "ruby": f'{{:A => "{A}", :salt=>"{S}", other: nil}}\n',
    "ruby new": f'{{A: "{A}", salt: "{S}"}}\n',
    "php": f"array(\n  'A' => '{A}',\n  'salt' => hex2bin('{S}'),\n)\n",
    "php dump": f'Array\n(\n    [A] => {A}\n    [salt] => {S}\n)\n',
    "java": f"{{A={A}, foo=bar, salt={S}}}\n",
    "swift": f'["A": "{A}", "salt": "{S}"]\n',
    "dart": f"{{A: {list(BYTES)}, salt: {list(SALT)}, ok: true}}\n",
    "node": NODE + "  x: [Function]\n}\n",
    "erlang": f"#{{'A' => <<{','.join(map(str, BYTES))}>>, salt => <<16#{S}:128>>}}\n",
    "elixir": f'%{{A: "{A}", salt: <<{", ".join(map(str, SALT))}>>}}\n',
    "lua": f'{{ A = "{A}", salt = "{S}" }}\n',
    "go": f"&{{A:{A} Salt:[{' '.join(map(str, SALT))}]}}\n",
    "rust": f"Session {{ A: {list(BYTES)}, salt: {list(SALT)} }}\n",
    "dataclass": f"Session(A=b'{A}', salt={SALT!r})\n",
    "json": f'{{"request":{{"A":"{A}"}},"response":{{"salt":"{S}","code":200}}}}\n',
    "query": f"A={A}&salt={S}&client=7\n",
    "back ticks": f"I use salt `{S}` here: salt: `{S}` and A is `{A}` in my app.\n",
    "bold": f"**A**: {A}\n**salt**: {S}\n",
    "bullets": f"- A: {A}\n- salt = {S}\n* done\n",
    "prose": f"The salt is {S}, and A = {A} and then nothing.\n",
    "quoted mail": f"> A: {A}\n> salt: {S}\n",
    "columns": f"A       {A}\nsalt    {S}\n",
    "printf": f"A (128 bytes): {A}\nsalt[16] = {S}\n",
    "unknown between": f"salt: {S}, foo: x, A: {A}\n",
    "cpp": f'std::map<int, int> m = {{\n  // one\n}};\nconst std::string A = "{A}";\nauto salt = "{S}";\n',
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_values(form: str) -> None:
    [capture] = of(FORMS[form])
    found = values(capture)
    found.pop("I", None)
    assert found == plain(ONE, "A s")


VECTORS = f"""# shared by all
I = mira
P = tea4two
s = {ONE["s"]}
a = {ONE["a"]}

N = 0x{ONE["N"]}
g = 2

Hash = SHA-256
v = 0x{ONE["v"]}
A = {ONE["A"]}
S = {ONE["S"]}

N = 0x{LONG["N"]}
g = 5

Hash = SHA-1
v = 0x{LONG["v"]}
"""


def test_a_key_holds_until_it_is_given_again_and_only_downwards() -> None:
    first, second = of(VECTORS, "srp.vec")
    shared = {"I": "mira", "P": "tea4two", "s": ONE["s"]}
    assert values(first) == shared | plain(ONE, "a N g v A S")
    assert values(second) == shared | plain(ONE, "a") | plain(LONG, "N g v")
    assert (first.header["hash"], second.header["hash"]) == ("sha256", "sha1")


def test_a_hash_that_is_not_known_is_said_and_never_another_one() -> None:
    text = VECTORS.replace("SHA-1\n", "Whirlpool\n")
    [only] = of(text, "srp.rsp")
    assert only.header["hash"] == "sha256"
    assert any("Whirlpool" in note and "handshake 2 is left out" in note for note in only.notes)
    with pytest.raises(FileError, match="BLAKE3"):
        of(f"hash: BLAKE3\na = {ONE['a']}\n")


def test_rows_of_a_table_are_handshakes() -> None:
    rows = "".join(f"mira,{one['s']},{one['v']},{one['A']}\n" for one in (ONE, TWO))
    first, second = of(f"name;x\n\nusername,salt,verifier,A\n{rows}")
    assert values(first) == {"I": "mira"} | plain(ONE, "s v A")
    assert values(second) == {"I": "mira"} | plain(TWO, "s v A")


def test_the_second_log_in_does_not_keep_the_first_ones_exponent() -> None:
    first, second = of(f"username: mira\na: {ONE['a']}\nA: {ONE['A']}\n\nagain\nA: {TWO['A']}\n")
    assert values(first) == {"I": "mira"} | plain(ONE, "a A")
    assert values(second) == {"I": "mira"} | plain(TWO, "A")


# Groups


@pytest.mark.parametrize(
    "spelled", ["1024", "N1024", "NG_1024", "ng_1024", "rfc5054_1024", "RFC5054-1024bit", "srp.NG_1024", "1024 bits"]
)
def test_a_group_by_any_usual_spelling(spelled: str) -> None:
    [capture] = of(f"group: {spelled}\nB = {ONE['B']}\n")
    assert capture.header["group"] == "rfc5054-1024"


def test_a_group_by_its_bits_and_by_its_number() -> None:
    [capture] = of(f"bits: 3072\nB = {LONG['B']}\n")
    assert capture.header["group"] == "rfc5054-3072"
    [modp] = of(f"group: modp15\nB = {LONG['B']}\n")
    assert modp.header["group"] == "rfc3526-3072"
    assert values(modp) == plain(LONG, "B")


@pytest.mark.parametrize("names", ["a A", "x v", "b B k v"])
def test_a_group_by_arithmetic(names: str) -> None:
    page = "\n".join(f"{name} = 0x{ONE[name]}" for name in names.split())
    [capture] = of(page)
    assert capture.header["group"] == "rfc5054-1024"
    assert any("names no group" in note for note in capture.notes)


def test_a_modulus_by_the_length_of_A_and_B_is_an_assumption_and_said() -> None:
    [capture] = of(f"A: {LONG['A']}\nB: {LONG['B']}\nsalt: {LONG['s']}\n")
    assert values(capture) == plain(LONG, "A B s N")
    assert "group" not in capture.header
    assert any("N is assumed to be that of rfc5054-3072" in note for note in capture.notes)
    [two] = of(f"A: {ONE['B']}\nB: {ONE['B']}\n")  # more than one known group has 128 bytes
    assert "N" not in values(two)


def test_no_group_is_claimed_where_nothing_follows() -> None:
    [capture] = of(f"a = {ONE['a']}\nA = {TWO['A']}\n")
    assert "group" not in capture.header and "N" not in values(capture)


# Arithmetic before names


def test_srp_a_as_long_as_B_is_A() -> None:
    [capture] = of(f"srp_a: {LONG['A']}\nsrp_b: {LONG['B']}\nsalt: {LONG['s']}\n")
    assert values(capture) == plain(LONG, "A B s N")


def test_a_private_number_as_long_as_a_smaller_group_stays_private() -> None:
    """Cognito's clients draw 128 bytes, which is what a public value of 1024 bits has, beside a B of 384."""
    [capture] = of(f"a = {ONE['A']}\nSALT = {LONG['s']}\nSRP_B = {'9c' * 384}\n")
    assert int(values(capture)["a"], 16) == int(ONE["A"], 16) and "A" not in values(capture)


def test_a_private_key_is_a_or_x_by_arithmetic() -> None:
    [capture] = of(f"private key: {ONE['x']}\nverifier: {ONE['v']}\n")
    assert values(capture) == plain(ONE, "x v")
    [other] = of(f"private key: {ONE['a']}\nA: {ONE['A']}\n")
    assert values(other) == plain(ONE, "a A")


def test_a_digest_is_no_premaster_secret() -> None:
    [capture] = of(f"a: {ONE['a']}\nA: {ONE['A']}\ncommon secret: {ONE['K']}\n")
    assert values(capture) == plain(ONE, "a A")
    assert any("as a digest has" in note for note in capture.notes)


def test_small_p_is_the_modulus_and_large_P_the_password() -> None:
    [modulus] = of(f"{{ g: 2, p: Uint8Array(128) {list(bytes.fromhex(ONE['N']))} }}")
    assert values(modulus) == plain(ONE, "N g")
    [hexed] = of(f"g = 2\np = {ONE['N']}\n")
    assert values(hexed) == plain(ONE, "N g")
    [password] = of(f'I = "mira"\np = "tea4two"\nA = {ONE["A"]}\n')
    assert values(password)["P"] == "tea4two"


def test_an_array_called_key_is_K_only_among_the_others() -> None:
    [capture] = of(f"A = {ONE['A']}\nB = {ONE['B']}\nkey = {ONE['K']}\n")
    assert values(capture) == plain(ONE, "A B K")
    with pytest.raises(FileError):
        of(f"key = {ONE['K']}\n")


# Nothing is invented


@pytest.mark.parametrize(
    "text",
    [
        "raw request: b'POST /pair HTTP/1.1\\r\\nHost: 192.0.2.19\\r\\nA: 12345678\\r\\n'\n",
        "Host: 192.0.2.19\nUser-Agent: x\n",
        "password: String\nusername: str\n",
        "username: username,\npassword: password,\n",
        'password: getPassword("a")\n',
        "password: hash(salt, name)\n",
        "password: ********\nusername: <redacted>\n",
        "password: {type: object, length: 8}\n",
        "password: null\nusername: undefined\n",
        "username: 'mira\n",
        "password = self.password\n",
        "password: options.password ? options.password : input\n",
        'const user = "a${name}b";\n',
        "length of A: 384\nA length = 384\nsize of salt: 16 bytes\n",
        "the option b: 12345678 of section A: 12\n",
        "K: 256 bits\nS: 12 apples\n",
        'salt = sha256("4fd1a2b3c4e5f607")\n',
        "A = foo(0x4fd1a2b3c4e5f607)\nA = B\nA = bigA + 1\n",
        "time: 12:34:56 a: none\n",
        "see section a: bad\n",
        "hash: 5f4dcc3b5aa765d61d8327deb882cf99\ngroup: admin\n",
        "x: y\nv: 1.2.3\n",
    ],
)
def test_this_names_no_value(text: str) -> None:
    try:
        captures = of(text)
    except FileError:
        return
    for capture in captures:
        assert not values(capture), values(capture)


def test_nothing_is_sought_inside_a_literal() -> None:
    [capture] = of("x = b'\\x01\\xd5 a=\\x12345 g:7 salt: abcdef0123456789'\n")
    assert set(values(capture)) == {"x"}
    [other] = of('A = "4fd1a2b3c4e5f607", note = "b = 0x1234567890, password: foo"\n')
    assert set(values(other)) == {"A"}


def test_what_was_read_and_what_was_not_is_said() -> None:
    [capture] = of(f'username: "mira"\nA: {ONE["A"]}\nB = foo("12345678")\nS = [1, 2, 3\nK: 12..\n')
    *unread, read = capture.notes
    assert read.startswith("Read from the page: I (a string, line 1); A (hex, line 2)")
    assert [note.split(" ")[:3] for note in unread] == [
        ["line", f"{at}:", name] for at, name in ((3, "B"), (4, "S"), (5, "K"))
    ]
    assert len(capture.unread) == 3 and all(place.startswith("line ") for place in capture.unread)


def test_a_user_name_a_password_and_a_salt_belong_to_both_sides() -> None:
    [capture] = of(f"username: mira\npassword: B\nsalt: {ONE['s']}\nb: {ONE['b']}\nB: {ONE['B']}\n")
    [both] = [line["values"] for line in capture.of_type("values") if line["side"] == "both"]
    assert both == {"I": "mira", "P": "B", "s": ONE["s"]}


def test_sent_expected_and_received_are_told_apart() -> None:
    text = f"M1 sent by client: {ONE['M1']}\nM1 expected by server: {TWO['M1']}\nusername: mira\n"
    [capture] = of(text)
    sides = {line["side"]: line["values"] for line in capture.of_type("values")}
    assert sides["client"]["M1"] == ONE["M1"] and sides["server"]["M1"] == TWO["M1"]


def test_what_set_takes_is_read_where_it_is_pasted() -> None:
    """`--set wire.M1=..`, without its option."""
    (capture,) = of("client.P=abcd1234\nboth.s=036ee0c7bcb9eda84c9eac97d93decf4\nwire.M1=aabb1122\nenroller.I=bob\n")
    said = {
        (side, name): value for side in ("client", "both", "wire") for name, value in values_of(capture, side).items()
    }
    assert said == {
        ("client", "P"): "abcd1234",
        ("both", "s"): "036ee0c7bcb9eda84c9eac97d93decf4",
        ("wire", "M1"): "aabb1122",
    }
    assert values_of(capture, "enroller") == {"I": "bob"}


def test_places_without_a_note_of_their_own_are_said_in_short() -> None:
    """What stands in program text is counted, what was printed is said once by its line."""
    [capture] = of(f'```js\nconst A = "{ONE["A"]}";\nconst B = "?1122334455667788?";\n```\n')
    [told] = [note for note in capture.notes if "line 3" in note]
    assert told.startswith("1 place was not read; first: line 3, B is hex but for a character or two")


@pytest.mark.parametrize("shown", [3, 50, 400])
def test_bytes_that_end_with_how_many_are_hidden_were_printed_in_part(shown: int) -> None:
    listed = " ".join(f"{7 * at % 256:02x}" for at in range(shown))
    [capture] = of(f"A: {ONE['A']}\nu: <Buffer {listed} ... 14 more bytes>\n")
    assert [note for note in capture.notes if "line 2" in note] == [
        "line 2: u was printed only in part (…); print it as hex, whole. It is left out."
    ]


@pytest.mark.parametrize("head", ["", "value", " "])
def test_a_table_with_nothing_over_its_names_has_its_columns_where_they_stand(head: str) -> None:
    """The first bar of `| | client | server |` was taken off as a quote's, and each side had the other's column. A row
    that names two values has one of each side."""
    page = f"| {head} | client | server |\n|---|---|---|\n| a / b | {ONE['a']} | {ONE['b']} |\n"
    page += f"| A | {ONE['A']} | {ONE['A']} |\n| K | {'11' * 20} | {'22' * 20} |\n"
    (capture,) = of(page)
    client, server = values_of(capture, "client"), values_of(capture, "server")
    assert (client["a"], server["b"]) == (ONE["a"], ONE["b"])
    assert (client["K"], server["K"]) == ("11" * 20, "22" * 20)
    assert "b" not in client
    assert "a" not in server
