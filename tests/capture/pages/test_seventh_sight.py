"""Forms that strangers would paste, of own making: other languages' names, sentences, nested elements, wide inserts."""

from __future__ import annotations

import random

import pytest

from srpscope.capture.pages.format import read
from srpscope.capture.pages.languages import in_english
from srpscope.capture.source import Source
from srpscope.errors import FileError

DRAWN = random.Random(20)
SALT, LOWER, PUBLIC, OTHER = (DRAWN.randbytes(size).hex() for size in (16, 32, 128, 128))


def flat(text: str) -> dict[str, str]:
    """Every value of the one handshake of a page, whosever it is."""
    (capture,) = read(Source.of_bytes(text.encode(), "pasted.txt"))
    found: dict[str, str] = {}
    for line in capture.lines:
        found |= line["values"] if line["type"] == "values" else {}
    return found


WHOLE = {"I": "rosa", "P": "low-tide-7", "s": SALT, "a": LOWER, "A": PUBLIC, "B": OTHER}


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Benutzername: rosa",
            "Passwort: low-tide-7",
            "Salz: {s}",
            "privater Wert a: {a}",
            "Öffentlicher Wert A: {A}",
            "Öffentlicher Wert B: {B}",
        ),
        (
            "utilisateur : rosa",
            "mot de passe : low-tide-7",
            "sel : {s}",
            "clé privée client a : {a}",
            "clé publique client A : {A}",
            "clé publique du serveur B : {B}",
        ),
        (
            "usuario = rosa",
            "contraseña = low-tide-7",
            "sal = {s}",
            "a = {a}",
            "A = {A}",
            "B = {B}",
        ),
        (
            "Имя пользователя: rosa",
            "Пароль: low-tide-7",
            "Соль: {s}",
            "Закрытый ключ клиента: {a}",
            "Открытый ключ клиента: {A}",
            "Открытый ключ сервера: {B}",
        ),
        (
            "用户名：rosa",
            "密码：low-tide-7",
            "盐值：{s}",
            "客户端私钥：{a}",
            "客户端公钥：{A}",
            "服务器公钥：{B}",
        ),
        (
            "I log in as user rosa with password low-tide-7, the server gives salt {s} and",
            "B = {B}",
            "my client draws a = {a} and sends A = {A}",
        ),
        (
            "user rosa, password low-tide-7",
            "--- salt",
            "{s}",
            "a: {a}",
            "A: {A}",
            "B: {B}",
        ),
        (
            '<x><salt>{s}</salt><user name="rosa" password="low-tide-7"/>',
            "<client><private>{a}</private><public>{A}</public></client><server><public>{B}</public></server></x>",
        ),
    ],
)
def test_it_is_read_whole(lines: tuple[str, ...]) -> None:
    assert flat("\n".join(lines).format(**WHOLE)) == WHOLE


@pytest.mark.parametrize(
    "line",
    [
        "die: 1",
        "sale: 20 pieces today",
        "Passwort vergessen?",
        "clave: no la tengo: 7",
        "der Client sendet: {A}",
        "password: low-tide-7",
        "http://salz.example/x",
    ],
)
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert in_english(line) == line or in_english(line).startswith("key: ")


@pytest.mark.parametrize(
    "sentence",
    [
        "the user enters a password low-tide-7x and",
        "user and password are checked with SHA-256",
        "for user rosa and password SHA-256 is used",
        "user rosa with password null-terminated",
        "user rosa, password wrong",
        "each user with a password 8-digit",
    ],
)
def test_a_sentence_that_only_speaks_of_them_gives_neither(sentence: str) -> None:
    found = flat(f"{sentence}\na = {LOWER}\nA = {PUBLIC}\nB = {OTHER}\n")
    assert "P" not in found and "I" not in found


def test_a_statement_over_two_lines_is_no_header_of_a_table() -> None:
    row = f"(7, 'rosa', x'{SALT.upper()}', x'{OTHER.upper()}')"
    page = f"INSERT INTO accounts (id, username, salt, verifier) VALUES\n  {row};\n"
    assert flat(page) == {"I": "rosa", "s": SALT, "v": OTHER}


IN_ORDER = ("rosa", "low-tide-7", SALT, LOWER, PUBLIC, OTHER)
ROW = ", ".join(f'"{one}"' for one in IN_ORDER)


@pytest.mark.parametrize(
    "lines",
    [
        (
            'package srp\n\nimport "testing"\n',
            "var vectors = []struct {\n\tI, P string // who\n\tsalt, a, A, B string\n}{",
            f"\t{{{ROW}}},\n}}\n",
            "func TestAll(t *testing.T) {\n\tfor _, one := range vectors {\n\t\tcheck(t, one)\n\t}\n}",
        ),
        (
            'package srp\n\nimport "testing"\n',
            "type vector struct {\n\tusername, password string\n\tsalt, a, A, B   string\n}",
            f"var vectors = []vector{{\n\t{{{ROW}}},\n}}\n",
            "func TestAll(t *testing.T) {\n\tfor _, one := range vectors {\n\t\tcheck(t, one)\n\t}\n}",
        ),
        (
            "describe('srp', () => {",
            f"  it.each([\n    [{ROW}],\n  ])('proves it', async (username, password, salt, a, A, B) => {{",
            "    expect(await prove(username, password)).toBe(true);\n  });\n});",
        ),
        (
            "import srp\n\ndef test_vectors():",
            "    # username, password, salt, a, A, B",
            f"    rows = [\n    # username, password, salt, a, A, B\n    ({ROW}),\n    ]",
            "    for row in rows:\n        check(*row)",
        ),
    ],
)
def test_values_in_a_stated_order_are_read_by_it(lines: tuple[str, ...]) -> None:
    assert flat("\n".join(lines) + "\n") == WHOLE


def test_a_row_of_another_length_says_nothing() -> None:
    short = ", ".join(f'"{one}"' for one in IN_ORDER[2:])
    page = "import srp\n\ndef test_vectors():\n    rows = [\n    # username, password, salt, a, A, B\n"
    page += f"    ({short}),\n    ]\n"
    assert not flat(f"{page}    a = 0x{LOWER}\n    A = 0x{PUBLIC}\n").keys() & {"I", "P", "s"}


def test_keys_of_a_tunnel_are_no_handshake() -> None:
    lower, mine, theirs = (DRAWN.randbytes(32).hex() for _ in range(3))
    page = (
        f"<client><private>{lower}</private><public>{mine}</public></client><server><public>{theirs}</public></server>"
    )
    with pytest.raises(FileError, match="no value is named"):
        flat(f"<config>{page}</config>")


def test_numbers_that_php_prints_as_objects_are_read() -> None:
    dumped = [
        'object(Client)#3 (3) {\n  ["username":protected]=>\n  string(4) "rosa"',
        '  ["a":protected]=>\n  object(phpseclib\\Math\\BigInteger)#4 (2) {',
        f'    ["value"]=>\n    string(66) "0x{LOWER}"\n    ["engine"]=>\n    string(3) "gmp"\n  }}',
        f'  ["A":protected]=>\n  string(256) "{PUBLIC}"\n}}',
    ]
    printed = [
        "Client Object\n(\n    [username:protected] => rosa\n    [a:protected] => Math_BigInteger Object\n        (",
        f"            [value] => 0x{LOWER}\n            [engine] => gmp\n        )\n",
        f"    [A:protected] => {PUBLIC}\n)",
    ]
    assert flat("\n".join(dumped)) == flat("\n".join(printed)) == {"I": "rosa", "a": LOWER, "A": PUBLIC}


def test_data_that_swift_prints_byte_by_byte_is_read_where_it_is_whole() -> None:
    head = '▿ Client\n  - username : "rosa"\n  - salt : 16 bytes\n    - pointer : 0x0000600003e04a80\n'
    listed = [f"      - {one}" for one in bytes.fromhex(SALT)]

    def shown(elements: list[str]) -> dict[str, str]:
        return flat("\n".join([f"{head}    ▿ bytes : 16 elements", *elements, f'  - A : "{PUBLIC}"', ""]))

    assert shown(listed) == {"I": "rosa", "s": SALT, "A": PUBLIC}
    assert "s" not in shown(listed[1:])


@pytest.mark.parametrize(
    "lines",
    [
        (
            "10:00:00.1 INFO c.e.Client - step1 identity=[rosa] password=[low-tide-7]",
            "10:00:00.2 INFO c.e.Client - step2 salt=[{s}] B=[{B}]",
            "10:00:00.3 INFO c.e.Client - a=[{a}] A=[{A}]",
        ),
        (
            "Identity .... rosa",
            "Password .... low-tide-7",
            "Salt ........ {s}",
            "Client private .... {a}",
            "Client public ..... {A}",
            "Server public ..... {B}",
        ),
        (
            '[identity]\nname = "rosa"\npassword = "low-tide-7"\n',
            '[exchange]\nsalt = "{s}"\na = "{a}"\nA = "{A}"\nB = "{B}"',
        ),
        (
            "1. Username: `rosa`, password: `low-tide-7`\n2. Server sends salt `{s}` and B `{B}`",
            "3. App generates a:\n\n```\n{a}\n```\n\nand A:\n\n```\n{A}\n```\n",
        ),
    ],
)
def test_steps_leaders_sections_and_numbered_lists_are_read(lines: tuple[str, ...]) -> None:
    assert flat("\n".join(lines).format(**WHOLE)) == WHOLE


@pytest.mark.parametrize("mark", ["u", "b"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_python_says_before_a_key_is_no_name_of_a_value(mark: str, quote: str) -> None:
    def said(text: str) -> str:
        return f"{mark}{quote}{text}{quote}"

    page = f"answer of the server:\n{{{said('s')}: {said(SALT)}, {said('B')}: {said(OTHER)}}}\n"
    assert flat(page) == {"s": SALT, "B": OTHER}


def test_what_a_program_logs_is_said_in_a_sentence() -> None:
    assert flat(f"The app logs A={PUBLIC}, B={OTHER} and the salt is {SALT}\n") == {"s": SALT, "A": PUBLIC, "B": OTHER}
