"""A program's plain print with its columns aligned, a proof beside the one expected, an order said of all numbers,
scrypt's count beside keys of a tunnel: of own making."""

from __future__ import annotations

import pytest

from srpscope.errors import FileError
from tests.capture.made import made, of, plain, values, values_of

LOGIN = made("eleventh sight")


def test_private_and_public_before_long_numbers_declare_nothing() -> None:
    digests = [f"{number:02x}" * 20 for number in (0x1F, 0x2E, 0x3D, 0x4C)]
    rows = [("username", "nora"), ("password", "tea4two"), ("salt", LOGIN["s"])]
    rows += [(f"{kind} {name}", str(int(LOGIN[name], 16))) for kind, name in
             (("private", "a"), ("public", "A"), ("private", "b"), ("public", "B"))]  # fmt: skip
    rows += list(zip(("client K", "server K", "client M1", "server M1"), digests, strict=True))
    (capture,) = of("".join(f"{name:12} = {value}\n" for name, value in rows))
    assert values(capture) | {"I": "nora", "P": "tea4two"} | plain(LOGIN, "a A b B") == values(capture)
    assert values_of(capture, "client") | {"K": digests[0], "M1": digests[2]} == values_of(capture, "client")
    assert values_of(capture, "server") | {"K": digests[1], "M1": digests[3]} == values_of(capture, "server")


@pytest.mark.parametrize("line", ["private a = 9;", "  private A = new BN(x)", "public B = 7"])
def test_private_before_anything_else_declares(line: str) -> None:
    with pytest.raises(FileError):
        of(f"class Srp {{\n{line}\npassword = secret\nusername = name\n}}\n")


@pytest.mark.parametrize("turned", [False, True])
def test_a_proof_beside_the_expected_one_is_what_the_server_was_sent(turned: bool) -> None:
    expected, sent = "5a" * 32, "6b" * 32
    proofs = [f'msg="srp: computed" K={LOGIN["K"]} expectedM1={expected}', f'msg="srp: received" M1={sent}']
    lines = [f'msg="srp: begin" user=u17 salt={LOGIN["s"]} b={LOGIN["b"]} B={LOGIN["B"]} A={LOGIN["A"]}']
    (capture,) = of("\n".join(lines + (proofs[::-1] if turned else proofs)) + "\n")
    assert values_of(capture, "server")["M1"] == expected
    assert values_of(capture, "wire")["M1"] == sent


SAID = ["all arrays little endian", "(all numbers are little-endian)", "every value below has its low byte first"]
NOT_SAID = [
    "should all numbers be little endian?",
    "not all values are little endian",
    "all values big, not little endian",
]


@pytest.mark.parametrize("line", SAID + NOT_SAID)
@pytest.mark.parametrize("below", [False, True])
def test_a_sentence_says_the_order_of_all_numbers(line: str, below: bool) -> None:
    low = {name: bytes.fromhex(LOGIN[name])[::-1].hex() for name in "vAB"}
    rows = [f"SRP salt: {LOGIN['s']}", *(f"{name}: {low[name]}" for name in "vAB"), f"M1: {LOGIN['M1']}"]
    (capture,) = of("\n".join([*rows, line] if below else [line, *rows]) + "\n")
    assert values(capture) == plain(LOGIN, "s M1") | {
        name: (LOGIN if line in SAID else low)[name].lstrip("0") for name in "vAB"
    }


def test_a_label_and_a_sentence_turn_a_number_once() -> None:
    low = {name: bytes.fromhex(LOGIN[name])[::-1].hex() for name in "AB"}
    (capture,) = of(f"SRP, all numbers little endian\nA (LE): {low['A']}\nB: {low['B']}\nM1: {LOGIN['M1']}\n")
    assert values(capture) == plain(LOGIN, "A B M1")


def test_keys_of_a_tunnel_beside_the_settings_of_scrypt_are_no_handshake() -> None:
    with pytest.raises(FileError):
        of(
            f'[server]\npublic_key = "{"a7" * 32}"\nprivate_key = "{"3c" * 32}"\n[db]\nuser = "app"\n'
            f'password = "tea4two"\nsalt = "{"5e" * 16}"\n[hash]\nalgorithm = "sha256"\nN = 32768\nr = 8\np = 1\n',
            "config.toml",
        )


@pytest.mark.parametrize("mark", ["", "> ", ">    "])
@pytest.mark.parametrize("fence", ["", "```"])
def test_a_user_name_in_the_column_of_the_values(mark: str, fence: str) -> None:
    rows = [fence, "I        nora@x.io", "P        tea4two!", *(f"{name:9}{LOGIN[name]}" for name in ("s", "a", "A"))]
    said = ["can you look at this?", *rows, fence]
    text = "Anna  10:14 AM\n" + "".join(f"{mark}{row}\n" for row in said)
    (capture,) = of(f"{text}Ben  10:16 AM\n> H = sha256\n")
    assert values(capture) == {"I": "nora@x.io", "P": "tea4two!"} | plain(LOGIN, "s a A")


def test_words_in_another_column_are_no_user_name() -> None:
    rows = [f"s        {LOGIN['s']}", f"A        {LOGIN['A']}", f"B        {LOGIN['B']}", "user  asked"]
    (capture,) = of("SRP\n" + "".join(f"{row}\n" for row in rows))
    assert values(capture) == plain(LOGIN, "s A B")
